//! What plays the sound of the picture.

use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::HtmlAudioElement;

use super::{Form, state::Sound};
use crate::components::{
    dom::{base, element},
    ids::Id,
};

impl Form {
    /// Plays the sound from its start, or stops it. Whether a browser asks for the same sound twice
    /// is its own affair.
    pub(in crate::components) fn play_or_stop(self) {
        let (sound, id) = self.now(|state| (state.sound, state.picture));
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

    pub(in crate::components) fn silence(self) {
        self.update(|state| state.sound = Sound::Silent);
        if let Some(audio) = player() {
            // The standard knows no way for it to fail.
            let _ = audio.pause();
        }
    }

    /// That a sound broke off which was stopped is of no interest.
    pub(in crate::components) fn sound_failed(self) {
        self.update(|state| {
            if state.sound == Sound::Playing {
                state.sound = Sound::Failed;
            }
        });
    }
}

fn player() -> Option<HtmlAudioElement> {
    element(Id::SOUND).map(JsCast::unchecked_into)
}
