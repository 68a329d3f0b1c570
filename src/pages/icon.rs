//! Drawings beside words, on a grid of 24: strokes in the colour of the text. The words say the same.

use leptos::prelude::*;

/// A ring with a dot at its left and an arrow that goes clockwise from there.
pub(super) const CLOCKWISE: &str = "M3 12a9 9 0 0 1 14.5-7.1M17.8 1.6v3.6h-3.6M21 12a9 9 0 0 1-15.4 6.3M5.5 12a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z";
/// A loudspeaker.
pub(super) const SPEAKER: &str = "M4 9h4l5-4v14l-5-4H4zM16.5 9a4 4 0 0 1 0 6M19 6a8 8 0 0 1 0 12";
/// Two bars.
pub(super) const PAUSE: &str = "M8 5v14M16 5v14";
/// An arrow that goes around.
pub(super) const REFRESH: &str = "M20 12a8 8 0 1 1-2.5-5.8M20 3v5h-5";
/// A tick in a ring.
pub(super) const DONE: &str = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 12.5l2.8 2.8L16 9.5";

/// One of them.
#[component]
pub(super) fn Icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
}
