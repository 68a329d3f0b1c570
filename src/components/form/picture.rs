//! The picture: its name, its life, and what happens at the end of it.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    Form,
    state::{Retry, Sound},
};
use crate::{
    api::Refusal,
    components::{
        dom::{base, element, is_blank, now, number, set_value, value},
        ids::{DataAttr, Id},
        labels::Label,
    },
    model::{Field, ImageCodeId},
};

/// Pictures that come by themselves to a person who does nothing; then the last one just ends.
const UNASKED: u32 = 10;

impl Form {
    /// The first picture. Where the page came so late that it shows the server's own already, and
    /// the person has begun to copy it, that one stays.
    pub(in crate::components) fn first_picture(self) {
        let shown = value(Id::IMAGE_CODE_ID).parse().ok().filter(|_| !is_blank(Id::IMAGE_CODE));
        for id in [Id::PLAIN_PICTURE, Id::PLAIN_SOUND] {
            if let Some(plain) = element(id) {
                plain.remove();
            }
        }
        self.show(shown.unwrap_or_else(unseen));
        self.resume_second();
    }

    /// A new picture always has a new name.
    pub(in crate::components) fn new_picture(self) {
        self.update(|state| state.picture_spent = false);
        self.show(unseen());
    }

    /// Where the picture of this name is.
    pub(in crate::components) fn address(self, id: ImageCodeId) -> String {
        [&*base(), "/image_codes/", &id.to_string(), "/"].concat()
    }

    /// The person wants another one.
    pub(in crate::components) fn ask_for_picture(self) {
        self.update(|state| {
            state.unasked = 0;
            state.retry = Retry::Unused;
            state.refusal.take_if(|refusal| refusal.field == Some(Field::ImageCode));
        });
        self.new_picture();
    }

    /// The person is there.
    pub(in crate::components) fn touched(self) {
        self.update(|state| state.unasked = 0);
    }

    pub(in crate::components) fn picture_failed(self) {
        self.update(|state| state.picture_failed = true);
        self.retry();
    }

    pub(in crate::components) fn picture_loaded(self) {
        let unused = self.now(|state| state.retry == Retry::Unused);
        if !unused {
            self.update(|state| match state.retry {
                Retry::Used => state.retry = Retry::Worked,
                _ => state.retry = Retry::Unused,
            });
        }
    }

    pub(in crate::components) fn back_online(self) {
        if self.now(|state| state.picture_failed) {
            self.update(|state| state.retry = Retry::Used);
            self.new_picture();
        }
    }

    pub(in crate::components) fn seen_again(self) {
        if !document().hidden() && self.has_stale_picture() {
            self.new_picture();
        }
    }

    /// Its life has ended meanwhile.
    pub(in crate::components) fn has_stale_picture(self) -> bool {
        self.now(|state| state.picture_stale)
    }

    /// The picture that the last message was bought with is of no use for the next.
    pub(in crate::components) fn replace_spent(self) {
        if self.now(|state| state.picture_spent) {
            self.new_picture();
        }
    }

    fn show(self, id: ImageCodeId) {
        self.silence();
        self.forget_step_up();
        self.update(|state| {
            state.picture = Some(id);
            state.picture_failed = false;
            state.picture_stale = false;
            if matches!(state.retry, Retry::In(_)) {
                state.retry = Retry::Unused;
            }
            state.sound = Sound::Silent;
        });
        // The server's clock starts a little later, when the picture is asked for.
        self.live_anew();
    }

    /// The life of the picture begins now.
    pub(super) fn live_anew(self) {
        let Some(id) = self.now(|state| state.picture) else { return };
        let life = number(Id::GATE, DataAttr::LIFE);
        self.update(|state| {
            state.picture_stale = false;
            state.picture_ends = now() + f64::from(life) * 1000.0;
        });
        set_timeout(move || self.picture_ended(id), Duration::from_secs(life.into()));
    }

    /// Before the end is noticed by a refusal: a new one for a person who has typed nothing, a word
    /// for one who has.
    fn picture_ended(self, id: ImageCodeId) {
        let waited_for = self.now(|state| {
            let comes_anyway = matches!(state.retry, Retry::In(_));
            let is_done = state.picture_spent || state.ticket.is_some();
            // A timer runs a little late, and the browser's clock is coarse.
            let lives = now() + 500.0 < state.picture_ends;
            state.picture == Some(id) && !is_done && !comes_anyway && !lives
        });
        if !waited_for {
            return;
        }
        if document().hidden() || self.is_busy() {
            return self.update(|state| state.picture_stale = true);
        }
        let unasked = self.now(|state| state.unasked);
        if is_blank(Id::IMAGE_CODE) && unasked < UNASKED {
            self.update(|state| state.unasked += 1);
            self.new_picture();
        } else {
            let text = self.label(Label::PictureExpired);
            self.update(|state| state.refusal = Some(Refusal::at(Field::ImageCode, text)));
        }
    }
}

/// The name of a picture that nobody has seen. What was typed belongs to the one before.
fn unseen() -> ImageCodeId {
    set_value(Id::IMAGE_CODE, "");
    ImageCodeId::random()
}
