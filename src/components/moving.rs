//! What stands beside a picture that moves.

use leptos::prelude::*;

use super::{form::Form, ids::Id, labels::Label};

/// A frame of the picture, over it while it is stopped. How large it is says the page, as `attr:`.
#[island]
pub fn StillFrame() -> impl IntoView {
    let form = Form::of_page();
    let is_away = move || form.with(|state| !state.is_paused || state.picture_failed);
    view! { <canvas id=Id::STILL_FRAME aria-hidden="true" hidden=is_away></canvas> }
}

/// The button that stops the picture and lets it go on.
#[island]
pub fn Pause(
    /// A drawing beside the word.
    children: Children,
) -> impl IntoView {
    let form = Form::of_page();
    let text = move || {
        let is_paused = form.with(|state| state.is_paused);
        form.label(if is_paused { Label::Resume } else { Label::Pause })
    };
    let is_asleep = move || form.with(|state| !state.is_awake);
    view! {
        <button
            type="button"
            id=Id::PAUSE
            class="quiet"
            disabled=is_asleep
            on:click=move |_| form.pause_or_resume()
        >
            {children()}
            {text}
        </button>
    }
}
