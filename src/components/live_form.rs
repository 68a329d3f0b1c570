//! The island: wakes the form that the server has rendered.
//!
//! The form works without it, by plain POSTs. So the island renders nothing: it finds the elements
//! by their ids and from then on keeps them as its [`State`] says. Every word that it shows stands
//! in the page already, in the language of the page; the browser loads neither the catalogue nor
//! code that draws what is there.

mod calls;
mod code_field;
mod dom;
mod draw;
mod picture;
mod preferences;
mod retry;
mod sound;
mod state;

use leptos::prelude::*;

use self::{
    dom::{listen, on_window},
    state::{Busy, State},
};

/// Wakes the form among its children: the picture, the calls without a new page, the countdown.
#[island]
pub fn LiveForm(children: Children) -> impl IntoView {
    // Runs in the browser only, once the island is there.
    Effect::new(|_| Form::wake());
    children()
}

/// Lets the page's calls go where the server is: its addresses in the program have no base path.
#[cfg(feature = "hydrate")]
pub(crate) fn call_under_base() {
    let base = dom::base();
    if !base.is_empty() {
        // Set once, for as long as the page lives.
        leptos::server_fn::client::set_server_url(base.leak());
    }
}

/// The form while it is awake; a handle to its state.
#[derive(Clone, Copy)]
struct Form(RwSignal<State>);

impl Form {
    fn wake() {
        let form = Self(RwSignal::new(State::default()));
        form.first_picture();
        form.resume();
        Effect::new(move |_| form.0.with(draw::draw));

        listen("send-form", "submit", move |event| {
            event.prevent_default();
            form.send();
        });
        listen("verify-form", "submit", move |event| {
            event.prevent_default();
            form.verify();
        });
        listen("mobile", "input", move |_| form.number_changed());
        listen("image_code", "input", move |_| form.touched());
        listen("picture", "click", move |_| form.ask_for_picture());
        listen("picture", "error", move |_| form.picture_failed());
        listen("picture", "load", move |_| form.picture_loaded());
        listen("new-picture", "click", move |event| {
            // Without the island it is a POST.
            event.prevent_default();
            form.ask_for_picture();
        });
        listen("play-sound", "click", move |_| form.play_or_stop());
        listen("sound", "ended", move |_| form.silence());
        listen("sound", "error", move |_| form.sound_failed());
        on_window("online", move |_| form.back_online());
        on_window("visibilitychange", move |_| form.seen_again());
        code_field::wake();
        preferences::wake();
        dom::set_flag("play-sound", "disabled", false);
        dom::set_flag("gate", "data-awake", true);
    }

    /// Changes the state; what it says is drawn afterwards.
    fn update(self, change: impl FnOnce(&mut State)) {
        self.0.update(change);
    }

    fn is_busy(self) -> bool {
        self.0.with_untracked(|state| state.busy != Busy::No)
    }
}
