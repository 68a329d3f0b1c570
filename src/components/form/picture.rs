//! The picture: its name, its life, and what happens at the end of it.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    Form,
    moving::wish,
    state::{Busy, Retry, Sound, Told},
};
use crate::{
    api::Refusal,
    components::{
        dom::{base, data, element, is_blank, now, number, set_value, value},
        ids::{DataAttr, Id},
        labels::Label,
    },
    model::{Field, FormStep, ImageCodeId},
};

/// Milliseconds that are enough to read a picture and to type its answer,
const LEAST_LIFE: f64 = 40_000.0;
/// or, where all of its life is short, this share of it.
const LEAST_SHARE: f64 = 0.4;
/// Pictures that come by themselves to a person who does nothing; then the last one just ends.
const UNASKED: u32 = 10;

impl Form {
    /// The first picture. Where the page came so late that it shows the server's own already, and
    /// the person has begun to copy it, that one stays.
    pub(in crate::components) fn first_picture(self) {
        let shown = value(Id::IMAGE_CODE_ID).parse().ok().filter(|_| !is_blank(Id::IMAGE_CODE));
        // Or the one of which the page says what it asks for.
        let told = data(Id::GATE, DataAttr::CHALLENGE).filter(|_| wish().is_empty());
        let shown = shown.or_else(|| told?.parse().ok());
        for id in [Id::PLAIN_PICTURE, Id::PLAIN_SOUND] {
            if let Some(plain) = element(id) {
                plain.remove();
            }
        }
        // No step without a picture asks for one.
        if step_of_page().takes_picture() {
            self.show(shown.unwrap_or_else(unseen));
            self.resume_second();
        }
    }

    /// A new picture always has a new name.
    pub(in crate::components) fn new_picture(self) {
        let is_asked = Self::needs_no_answer() && data(Id::GATE, DataAttr::POINTING).is_some();
        self.update(|state| {
            state.picture_spent = false;
            state.told = match state.told {
                _ if !is_asked => Told::Yes,
                Told::Awaited => Told::Awaited,
                _ => Told::No,
            };
        });
        self.show(unseen());
    }

    /// What has to be known first is known. A send that has waited for it goes on.
    pub(in crate::components) fn told(self) {
        let before = self.now(|state| state.told);
        self.update(|state| state.told = Told::Yes);
        if before == Told::Awaited {
            self.update(|state| state.busy = Busy::No);
            if Self::needs_no_answer() {
                self.work_early();
            }
            self.send();
        }
    }

    /// Whether a send has to wait until it is known what work it takes: that from before is over.
    pub(super) fn waits_to_be_told(self) -> bool {
        self.renew_work();
        let waits = self.now(|state| state.told == Told::No);
        if waits && self.start(Busy::Sending) {
            self.update(|state| state.told = Told::Awaited);
        }
        waits
    }

    /// Whether what a picture asks for has to be asked before it is shown.
    pub(in crate::components) fn asks_first() -> bool {
        data(Id::GATE, DataAttr::KIND).is_some()
    }

    /// Whether nothing is typed, since the browser works.
    pub(super) fn needs_no_answer() -> bool {
        data(Id::GATE, DataAttr::KIND).as_deref() == Some("work")
    }

    /// Where the picture of this name is.
    pub(in crate::components) fn address(self, id: ImageCodeId) -> String {
        [&*base(), "/image_codes/", &id.to_string(), "/", wish()].concat()
    }

    /// A tap is for another one as long as there is nothing to lose: who wants to enlarge it has begun.
    pub(in crate::components) fn picture_tapped(self) {
        if is_blank(Id::IMAGE_CODE) {
            self.ask_for_picture();
        }
    }

    /// The person comes to the field: one whose life is nearly over is not worth reading.
    pub(in crate::components) fn answer_begins(self) {
        let life = f64::from(number(Id::GATE, DataAttr::LIFE)) * 1000.0;
        let least = f64::min(LEAST_LIFE, life * LEAST_SHARE);
        let left = self.now(|state| state.picture_ends) - now();
        if is_blank(Id::IMAGE_CODE) && left < least && !self.is_busy() {
            self.new_picture();
        }
    }

    /// At a step that shows one: the one that there is, or another where that is of no use.
    pub(super) fn show_picture(self) {
        let is_good = self.now(|state| {
            let is_over = state.picture_stale || state.picture_spent || state.picture_failed;
            state.picture.is_some() && !is_over && now() < state.picture_ends
        });
        if !is_good {
            self.new_picture();
        }
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
        self.renew_work();
    }

    /// Work whose time is over is begun again for a person who is there: it costs the battery of a phone.
    fn renew_work(self) {
        if Self::needs_no_answer() && self.has_stale_picture() && !self.is_busy() {
            self.new_picture();
        }
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
        self.update(|state| state.is_offline = false);
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
        if self.now(|state| state.picture_spent && state.step.takes_picture()) {
            self.new_picture();
        }
    }

    fn show(self, id: ImageCodeId) {
        self.silence();
        self.forget_step_up();
        self.forget_work();
        self.update(|state| {
            state.picture = Some(id);
            state.picture_failed = false;
            state.picture_stale = false;
            state.picture_expired = false;
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
    /// for one who has. Work waits for the person.
    fn picture_ended(self, id: ImageCodeId) {
        let waited_for = self.now(|state| {
            let comes_anyway = matches!(state.retry, Retry::In(_));
            let is_seen = state.step.takes_picture() && state.ticket.is_none();
            // A timer runs a little late, and the browser's clock is coarse.
            let lives = now() + 500.0 < state.picture_ends;
            state.picture == Some(id) && is_seen && !state.picture_spent && !comes_anyway && !lives
        });
        if !waited_for {
            return;
        }
        if document().hidden() || self.is_busy() || Self::needs_no_answer() {
            return self.update(|state| state.picture_stale = true);
        }
        let unasked = self.now(|state| state.unasked);
        if is_blank(Id::IMAGE_CODE) && unasked < UNASKED {
            self.update(|state| state.unasked += 1);
            self.new_picture();
        } else {
            let text = self.label(Label::PictureExpired);
            self.update(|state| {
                state.picture_expired = true;
                state.refusal = Some(Refusal::at(Field::ImageCode, text));
            });
        }
    }
}

/// The step that the server has rendered.
pub(super) fn step_of_page() -> FormStep {
    FormStep::from_name(&data(Id::GATE, DataAttr::STEP).unwrap_or_default())
}

/// The name of a picture that nobody has seen. What was typed belongs to the one before.
fn unseen() -> ImageCodeId {
    set_value(Id::IMAGE_CODE, "");
    ImageCodeId::random()
}
