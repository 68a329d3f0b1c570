//! The button that speaks the picture code.

use leptos::{html::Audio, prelude::*, task::spawn_local};
use web_sys::js_sys::futures::JsFuture;

use crate::model::{ImageCodeId, Texts};

/// What the sound of the picture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sound {
    Silent,
    Playing,
    Failed,
}

/// Plays the sound of the picture `id` from its start, or stops it. A new picture stops the old
/// one's. Whether a browser asks for the same sound twice is its own affair.
#[component]
pub(super) fn SoundButton(
    id: ReadSignal<Option<ImageCodeId>>,
    disabled: Signal<bool>,
    texts: &'static Texts,
) -> impl IntoView {
    let audio = NodeRef::<Audio>::new();
    let sound = RwSignal::new(Sound::Silent);
    let is_playing = move || sound.get() == Sound::Playing;
    let has_failed = move || sound.get() == Sound::Failed;
    let silence = move || {
        sound.set(Sound::Silent);
        if let Some(audio) = audio.get_untracked() {
            // The standard knows no way for it to fail.
            let _ = audio.pause();
        }
    };
    // That a sound broke off which was stopped is of no interest.
    let fail = move || {
        if sound.get_untracked() == Sound::Playing {
            sound.set(Sound::Failed);
        }
    };
    // Runs in the browser only.
    Effect::new(move |_| {
        id.track();
        silence();
    });
    let play = move |id: ImageCodeId| {
        let Some(audio) = audio.get_untracked() else { return };
        sound.set(Sound::Playing);
        audio.set_src(&format!("/image_codes/{id}/audio"));
        // Not in the task: browsers allow it within the click alone.
        let started = audio.play();
        spawn_local(async move {
            let plays = match started {
                Ok(promise) => JsFuture::from(promise).await.is_ok(),
                Err(_) => false,
            };
            if !plays {
                fail();
            }
        });
    };
    let click = move |_| match (sound.get_untracked(), id.get_untracked()) {
        (Sound::Playing, _) => silence(),
        (_, Some(id)) => play(id),
        (_, None) => {}
    };
    view! {
        <button type="button" class="quiet" disabled=disabled on:click=click>
            {move || if is_playing() { texts.stop_sound } else { texts.play_sound }}
        </button>
        <audio
            node_ref=audio
            preload="none"
            on:ended=move |_| silence()
            on:error=move |_| fail()
        ></audio>
        <p class="error" role="alert">
            {move || has_failed().then_some(texts.sound_failed)}
        </p>
    }
}
