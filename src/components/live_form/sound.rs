//! The sound of the picture.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use web_sys::HtmlAudioElement;

use super::{
    Form,
    dom::{base, element},
    state::Sound,
};

impl Form {
    /// Plays the sound from its start, or stops it. Whether a browser asks for the same sound twice
    /// is its own affair.
    pub(super) fn play_or_stop(self) {
        let (sound, id) = self.0.with_untracked(|state| (state.sound, state.picture));
        if sound == Sound::Playing {
            return self.silence();
        }
        let (Some(audio), Some(id)) = (player(), id) else { return };
        self.update(|state| state.sound = Sound::Playing);
        audio.set_src(&format!("{}/image_codes/{id}/audio", base()));
        match audio.play() {
            Ok(started) => {
                let fail = Closure::once(move |_: JsValue| self.sound_failed());
                // The promise that `catch` gives back is of no use.
                let _ = started.catch(&fail);
                fail.forget();
            }
            Err(_) => self.sound_failed(),
        }
    }

    pub(super) fn silence(self) {
        self.update(|state| state.sound = Sound::Silent);
        if let Some(audio) = player() {
            // The standard knows no way for it to fail.
            let _ = audio.pause();
        }
    }

    /// That a sound broke off which was stopped is of no interest.
    pub(super) fn sound_failed(self) {
        self.update(|state| {
            if state.sound == Sound::Playing {
                state.sound = Sound::Failed;
            }
        });
    }
}

fn player() -> Option<HtmlAudioElement> {
    element("sound").map(JsCast::unchecked_into)
}
