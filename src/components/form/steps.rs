//! From one step of the page to another, by the person's will or by the code's last digit.

use super::{Form, state::Busy};
use crate::{
    api::Refusal,
    components::{
        dom::{focus_soon, is_blank, value},
        ids::Id,
        labels::Label,
    },
    model::{Field, FormStep, sms_code},
};

/// Wrong codes after which the page hands in none by itself: of five attempts the last is the person's.
const MOST_WRONG: u32 = 3;

impl Form {
    /// Back to the number, which is selected.
    pub(in crate::components) fn change_number(self) {
        self.forget_message();
        self.go_to(FormStep::Ask);
        focus_soon(Id::MOBILE);
    }

    /// On to the code of a message that came before.
    pub(in crate::components) fn have_code(self) {
        if is_blank(Id::MOBILE) {
            return self.refuse(Refusal::at(Field::Mobile, self.label(Label::MobileMissing)));
        }
        self.go_to(FormStep::Sent);
        focus_soon(Id::SMS_CODE);
    }

    /// A picture for another message, below the code, which stays typed.
    pub(in crate::components) fn again(self) {
        if self.now(|state| state.resend_in == 0) {
            self.go_to(FormStep::Again);
            focus_soon(Id::IMAGE_CODE);
        }
    }

    /// Hands a whole code in, once: one that was refused is handed in again by the person alone.
    pub(in crate::components) fn code_typed(self) {
        let typed = value(Id::SMS_CODE);
        let is_code = sms_code(&typed).is_some_and(|code| code == typed);
        let is_next = self.now(|state| {
            state.busy == Busy::No
                && state.step.takes_code()
                && state.tried != typed
                && state.hands_in_codes()
        });
        if is_code && is_next {
            self.verify();
        }
    }

    fn go_to(self, step: FormStep) {
        if self.is_busy() {
            return;
        }
        self.stop_asking();
        self.update(|state| {
            state.step = step;
            state.refusal = None;
        });
        if step.takes_picture() {
            self.show_picture();
        }
    }
}

impl super::State {
    /// Whether the page hands a whole code in by itself.
    pub(in crate::components) fn hands_in_codes(&self) -> bool {
        self.wrong <= MOST_WRONG
    }
}
