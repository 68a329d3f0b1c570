//! A picture that was refused for a while is asked for once more by itself.
//!
//! An image that does not load says nothing of why. So the page asks for the same picture once more,
//! for the answer's headers: where it was refused for a time that the server names, another picture is
//! asked for when that is over. Once, so that a page that nobody looks after is no load.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, js_sys::Math};

use super::{Form, state::Retry};
use crate::model::ImageCodeId;

/// A longer wait is the person's own affair.
const LONGEST: u32 = 600;
/// Pages that were refused at once don't come back at once: up to this share of the wait is added.
const SPREAD: f64 = 0.25;

impl Form {
    /// After a picture has not loaded.
    pub(in crate::components) fn retry(self) {
        let (picture, retry) = self.now(|state| (state.picture, state.retry));
        let Some(picture) = picture else { return };
        if !matches!(retry, Retry::Unused | Retry::Worked) {
            return;
        }
        spawn_local(async move {
            let Some(seconds) = retry_after(&self.address(picture)).await else { return };
            if self.waits_for(picture) {
                self.update(|state| state.retry = Retry::In(seconds));
                let milliseconds = f64::from(seconds) * 1000.0 * (1.0 + SPREAD * Math::random());
                let wait = Duration::from_millis(milliseconds as u64);
                set_timeout(move || self.try_again(picture), wait);
            }
        });
    }

    /// The wait is over. A page that nobody sees asks when it is seen.
    fn try_again(self, picture: ImageCodeId) {
        if !self.waits_for(picture) {
            return;
        }
        self.update(|state| state.retry = Retry::Used);
        if document().hidden() {
            self.update(|state| state.picture_stale = true);
        } else {
            self.new_picture();
        }
    }

    /// Whether it is still this picture that did not load.
    fn waits_for(self, picture: ImageCodeId) -> bool {
        self.now(|state| {
            state.picture == Some(picture) && state.picture_failed && state.ticket.is_none()
        })
    }
}

/// The seconds after which the server will serve pictures again; `None` where nothing says so.
async fn retry_after(address: &str) -> Option<u32> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: Response = answer.unchecked_into();
    match answer.status() {
        // It is over already.
        200 => Some(1),
        429 | 503 => {
            let seconds = answer.headers().get("retry-after").ok()??.parse().ok()?;
            (1..=LONGEST).contains(&seconds).then_some(seconds)
        }
        _ => None,
    }
}
