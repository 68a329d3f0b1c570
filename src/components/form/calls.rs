//! The two calls, and the wait between two messages.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{
    Form,
    picture::step_of_page,
    state::{Busy, Message, StepUp},
};
use crate::{
    api::{Refusal, send_sms_code, verify_sms_code},
    components::{
        dom::{
            focus, focus_soon, is_blank, is_unticked, mobile, now, number, set_value, text, value,
        },
        ids::{DataAttr, ERROR_PLACES, Id},
        labels::Label,
    },
    model::{Field, FormStep, Proofs},
};

impl Form {
    pub(in crate::components) fn send(self) {
        if self.now(|state| state.resend_in > 0) {
            return;
        }
        if is_blank(Id::MOBILE) {
            return self.refuse(Refusal::at(Field::Mobile, self.label(Label::MobileMissing)));
        }
        if is_blank(Id::IMAGE_CODE) && !Self::needs_no_answer() {
            return self.refuse(Refusal::at(Field::ImageCode, self.label(Label::ImageCodeMissing)));
        }
        if self.now(|state| state.step_up.is_picture()) && is_blank(Id::SECOND_IMAGE_CODE) {
            let text = self.label(Label::ImageCodeMissing);
            return self.refuse(Refusal::at(Field::SecondImageCode, text));
        }
        let is_unagreed = self.now(|state| state.step == FormStep::Ask) && is_unticked(Id::CONSENT);
        self.update(|state| state.is_unagreed = is_unagreed);
        if is_unagreed {
            self.update(|state| state.refusal = None);
            return focus(Id::CONSENT);
        }
        if !self.waits_to_be_told() && !self.waits_for_work() {
            self.send_with(self.proofs());
        }
    }

    /// The same when all is there.
    pub(super) fn send_with(self, proofs: Proofs) {
        let Some(picture) = self.now(|state| state.picture) else { return };
        if !self.start(Busy::Sending) {
            return;
        }
        self.forget_message();
        self.update(|state| state.message = Message::None);
        let (mobile, image_code) = (mobile(), value(Id::IMAGE_CODE));
        let handle = value(Id::HANDLE);
        let has_worked = !proofs.work.is_empty();
        spawn_local(async move {
            let answer =
                send_sms_code(mobile.clone(), image_code, picture.to_string(), handle, proofs)
                    .await;
            self.update(|state| state.busy = Busy::No);
            match answer {
                Ok(sent) => {
                    set_value(Id::HANDLE, &sent.handle);
                    self.forget_step_up();
                    self.update(|state| {
                        (state.step, state.message) = if sent.test {
                            (FormStep::Test, Message::SentToTest)
                        } else {
                            (FormStep::Sent, Message::Sent)
                        };
                        state.wrong = 0;
                        state.picture_spent = state.picture == Some(picture);
                        state.picture_stale = false;
                    });
                    self.wait(sent.resend_in);
                    focus_soon(Id::SMS_CODE);
                    self.ask_browser();
                }
                Err(Refusal { reverse: Some(message), .. }) => {
                    self.forget_step_up();
                    self.live_anew();
                    self.ask_for_message(*message, mobile);
                }
                Err(mut refusal) => match refusal.step_up.take() {
                    // Unless the person has taken another picture meanwhile.
                    Some(asked) if self.now(|state| state.picture == Some(picture)) => {
                        self.step_up(asked, has_worked, refusal);
                    }
                    Some(_) => {}
                    None => {
                        // Unless it is said to be good, the picture is spent, or as good as spent.
                        if !refusal.keeps_picture || self.has_stale_picture() {
                            self.new_picture();
                        }
                        self.refuse(refusal);
                    }
                },
            }
        });
    }

    pub(in crate::components) fn verify(self) {
        if self.now(|state| state.ticket.is_some()) {
            return;
        }
        if is_blank(Id::MOBILE) {
            return self.refuse(Refusal::at(Field::Mobile, self.label(Label::MobileMissing)));
        }
        if is_blank(Id::SMS_CODE) {
            return self.refuse(Refusal::at(Field::SmsCode, self.label(Label::SmsCodeMissing)));
        }
        if !self.start(Busy::Verifying) {
            return;
        }
        let (mobile, sms_code) = (mobile(), value(Id::SMS_CODE));
        let handle = value(Id::HANDLE);
        self.stop_asking();
        self.update(|state| state.tried.clone_from(&sms_code));
        spawn_local(async move {
            let answer = verify_sms_code(mobile, sms_code, handle).await;
            self.update(|state| state.busy = Busy::No);
            match answer {
                Ok(issued) => {
                    self.stop_waiting();
                    self.update(|state| state.ticket = Some(issued));
                }
                Err(refusal) => {
                    let is_wrong = refusal.field == Some(Field::SmsCode);
                    self.update(|state| state.wrong += u32::from(is_wrong));
                    self.refuse(refusal);
                }
            }
        });
    }

    /// Goes on where a page without the island has got to.
    pub(in crate::components) fn resume(self) {
        let seconds = number(Id::GATE, DataAttr::RESEND);
        let step = step_of_page();
        self.update(|state| {
            state.step = if step.takes_code() { step } else { FormStep::Ask };
            state.refusal = ERROR_PLACES.into_iter().find_map(|field| {
                let text = text(Id::of_error(field));
                (!text.is_empty()).then_some(Refusal { field, text, ..Refusal::default() })
            });
            state.message = match step {
                FormStep::Test => Message::SentToTest,
                FormStep::Sent if seconds > 0 => Message::Sent,
                FormStep::Sent | FormStep::Again => Message::MayResend,
                _ => Message::None,
            };
        });
        if seconds > 0 {
            self.wait(seconds);
        }
        self.resume_message();
        if step.takes_code() {
            self.ask_browser();
        }
    }

    /// Another number need not wait for the last one.
    pub(in crate::components) fn number_changed(self) {
        if self.now(|state| state.resend_in > 0) {
            self.stop_waiting();
            self.replace_spent();
        }
        self.forget_message();
        if self.now(|state| state.step_up == StepUp::Working) {
            // It is work for the number that was.
            self.forget_step_up();
        }
        self.forget_work();
        self.touched();
    }

    /// Whether the form was idle, which it then is no longer.
    pub(super) fn start(self, busy: Busy) -> bool {
        let idle = !self.is_busy();
        if idle {
            self.update(|state| {
                state.refusal = None;
                state.busy = busy;
                state.unasked = 0;
            });
        }
        idle
    }

    /// Counts down to the next message to this number, by the browser's clock: a background tab,
    /// whose timers run late, shows the right number when it comes back.
    fn wait(self, seconds: u32) {
        let end = now() + f64::from(seconds) * 1000.0;
        self.update(|state| state.resend_at = end);
        self.tick(end);
    }

    fn stop_waiting(self) {
        self.update(|state| {
            state.resend_at = 0.0;
            state.resend_in = 0;
            state.message = Message::None;
        });
    }

    fn tick(self, end: f64) {
        if self.now(|state| state.resend_at) != end {
            return;
        }
        let left = ((end - now()) / 1000.0).ceil().max(0.0) as u32;
        self.update(|state| state.resend_in = left);
        if left > 0 {
            set_timeout(move || self.tick(end), Duration::from_secs(1));
        } else {
            self.update(|state| {
                if matches!(state.message, Message::Sent | Message::SentToTest) {
                    state.message = Message::MayResend;
                }
            });
            self.replace_spent();
        }
    }

    /// Shows it, with the focus at its field.
    pub(super) fn refuse(self, mut refusal: Refusal) {
        // Where the field of the number is not to be seen, it is said below the form.
        if self.now(|state| state.step.takes_code()) {
            refusal.field.take_if(|field| *field == Field::Mobile);
        }
        if refusal.text.is_empty() {
            refusal.text = self.label(Label::Unreachable);
        }
        if let Some(seconds) = refusal.resend_in {
            self.wait(seconds);
        }
        let field = refusal.field;
        self.update(|state| state.refusal = Some(refusal));
        if let Some(field) = field {
            focus(Id::of_input(field));
        }
    }
}
