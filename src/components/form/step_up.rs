//! What a send is asked for beside its picture: the work first, and a second picture for who can't do it.

use std::time::Duration;

use leptos::prelude::set_timeout;

use super::{
    Form,
    state::{Busy, StepUp},
};
use crate::{
    api::{Asked, Refusal},
    components::{
        dom::{focus, set_value, value},
        ids::Id,
        labels::Label,
    },
    model::{ImageCodeId, Proofs},
};

impl Form {
    /// What the next send brings beside its picture.
    pub(super) fn proofs(self) -> Proofs {
        let (second, work) = self.now(|state| {
            (state.second.filter(|_| state.step_up.is_picture()), state.nonce.clone())
        });
        Proofs {
            work,
            second_image_code: second.map(|_| value(Id::SECOND_IMAGE_CODE)).unwrap_or_default(),
            second_image_code_id: second.map(|id| id.to_string()).unwrap_or_default(),
            ..Proofs::default()
        }
    }

    /// Goes on with what was asked for. A browser whose work did not do is not asked to work again.
    pub(super) fn step_up(self, asked: Asked, has_worked: bool, refusal: Refusal) {
        self.live_anew();
        let before = self.now(|state| state.step_up);
        self.update(|state| state.second = Some(asked.image_code_id));
        match asked.work.filter(|_| !has_worked && !before.is_picture()) {
            Some(work) => {
                self.update(|state| {
                    state.busy = Busy::Sending;
                    state.step_up = StepUp::Working;
                });
                self.work(&work);
            }
            None => {
                let to = if before.is_picture() { before } else { StepUp::Picture };
                self.show_second(asked.image_code_id, to);
                if asked.again {
                    self.refuse(refusal);
                }
            }
        }
    }

    /// Ends the work, or what is left of it, and shows the second picture in its place.
    pub(in crate::components) fn by_picture(self) {
        self.leave_work(StepUp::Picture);
    }

    /// Another second picture: the server has to name it, and does so where no answer comes along.
    pub(in crate::components) fn other_second(self) {
        self.send_with(Proofs::default());
    }

    /// What was asked for belongs to the send that is no more.
    pub(super) fn forget_step_up(self) {
        if self.now(|state| state.step_up == StepUp::No) {
            return;
        }
        if self.now(|state| state.step_up == StepUp::Working) {
            self.stop_work();
            self.update(|state| state.busy = Busy::No);
        }
        set_value(Id::SECOND_IMAGE_CODE, "");
        self.update(|state| {
            state.step_up = StepUp::No;
            state.second = None;
        });
    }

    /// Where a page without the island has got to.
    pub(super) fn resume_second(self) {
        if let Ok(id) = value(Id::SECOND_IMAGE_CODE_ID).parse() {
            self.update(|state| {
                state.second = Some(id);
                state.step_up = StepUp::Picture;
            });
        }
    }

    /// On to a second picture, which the server names where nothing comes along.
    pub(super) fn leave_work(self, to: StepUp) {
        self.stop_work();
        self.update(|state| {
            state.busy = Busy::No;
            state.step_up = to;
            state.second = None;
        });
        self.send_with(Proofs::default());
    }

    fn show_second(self, id: ImageCodeId, as_what: StepUp) {
        set_value(Id::SECOND_IMAGE_CODE, "");
        self.update(|state| {
            state.second = Some(id);
            state.step_up = as_what;
        });
        // Once it is to be seen.
        set_timeout(|| focus(Id::SECOND_IMAGE_CODE), Duration::ZERO);
    }

    /// What is said of it.
    pub(in crate::components) fn step_up_text(self, step_up: StepUp) -> String {
        match step_up {
            StepUp::No => String::new(),
            StepUp::Working => self.label(Label::Working),
            StepUp::Picture => self.label(Label::OnePicture),
            StepUp::PictureInstead => self.label(Label::WorkFailed),
        }
    }
}
