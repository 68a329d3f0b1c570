//! The form while it is awake: one state that all islands of the page show, and what changes it.

mod calls;
mod message;
mod moving;
mod picture;
mod retry;
mod reverse;
mod sound;
mod state;
mod step_up;
mod steps;
mod work;

use leptos::prelude::*;
use menshen_i18n::{Plural, Unit, Wait, fill_written};
use web_sys::js_sys::{Array, Intl::PluralRules, Object};

use super::{
    dom::data,
    ids::{DataAttr, Id},
    labels::{Label, Labels},
};

pub(super) use reverse::Awaited;
pub(super) use state::{Busy, Message, Retry, Sound as SoundState, State, StepUp};

/// A handle to the state, and the words in which it is told.
#[derive(Clone, Copy)]
pub(super) struct Form {
    state: RwSignal<State>,
    labels: StoredValue<Labels>,
}

impl Form {
    /// A form of its own, for all islands inside the one that calls this.
    pub(super) fn provide() -> Self {
        let form = Self::new();
        provide_context(form);
        form
    }

    /// The one that this island is in.
    pub(super) fn of_page() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        let labels = use_context().unwrap_or_default();
        Self { state: RwSignal::default(), labels: StoredValue::new(labels) }
    }

    /// Reads the state. What is shown of it changes with it.
    pub(super) fn with<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with(read)
    }

    /// Reads the state as it is now.
    fn now<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// Changes the state.
    pub(super) fn update(self, change: impl FnOnce(&mut State)) {
        self.state.update(change);
    }

    fn is_busy(self) -> bool {
        self.now(|state| state.busy != Busy::No)
    }

    /// Something that is said, in the language of the page.
    pub(super) fn label(self, label: Label) -> String {
        self.labels.with_value(|labels| labels.get(label).to_owned())
    }

    /// The same with a time in it.
    pub(super) fn label_with_time(self, label: Label, seconds: u32) -> String {
        let Wait { number, unit } = Wait::of(seconds);
        let forms = self.label(match unit {
            Unit::Seconds => Label::Seconds,
            Unit::Minutes => Label::Minutes,
            Unit::Hours => Label::Hours,
        });
        let time = Plural::say_written(&forms, &plural_category(number), number);
        fill_written(&self.label(label), &time)
    }
}

/// Which form a noun beside this number has. Browsers know the rules of all languages.
fn plural_category(number: u32) -> String {
    let language = data(Id::GATE, DataAttr::LANGUAGE).unwrap_or_default();
    let language = Array::of1(&language.into());
    PluralRules::new(&language, &Object::new()).select(number.into()).into()
}
