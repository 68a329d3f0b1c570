//! The sound of the picture.

use leptos::prelude::*;

use super::{
    form::{Form, SoundState},
    ids::Id,
    labels::Label,
};

/// The button that plays the picture's code and stops it, and the player.
#[island]
pub fn Sound(
    /// A drawing beside the word.
    children: Children,
) -> impl IntoView {
    let form = Form::of_page();
    let text = move || {
        let is_playing = form.with(|state| state.sound == SoundState::Playing);
        form.label(if is_playing { Label::StopSound } else { Label::PlaySound })
    };
    let is_asleep = move || form.with(|state| !state.is_awake);
    view! {
        <button
            type="button"
            id=Id::PLAY_SOUND
            class="quiet"
            disabled=is_asleep
            on:click=move |_| form.play_or_stop()
        >
            {children()}
            {text}
        </button>
        <audio
            id=Id::SOUND
            preload="none"
            on:ended=move |_| form.silence()
            on:error=move |_| form.sound_failed()
        ></audio>
    }
}
