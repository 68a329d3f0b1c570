//! A picture that moves, where there are no islands; and what a script stops it with where there are.

use leptos::{attr::custom::custom_attribute, prelude::*};
use menshen_i18n::Language;

use super::super::icon::{Icon, PAUSE};
use crate::components::Id;

/// The media query of people who want no motion.
const NO_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// The picture, which can be hidden where it moves: without scripts a browser has no way to stop one, and an
/// animation that ended by itself could not be read any more.
#[component]
pub(super) fn PlainPicture(
    address: String,
    /// Width and height in CSS pixels.
    size: (u32, u32),
    alt: &'static str,
    moves: bool,
    language: Language,
) -> impl IntoView {
    let still = moves.then(|| format!("{address}?still"));
    let (width, height) = size;
    let image = view! { <img src=address width=width height=height alt=alt /> };
    match still {
        None => image.into_any(),
        Some(still) => view! {
            <details open class="moving">
                <summary>{language.catalogue().moving.hide}</summary>
                <picture>
                    <source media=NO_MOTION srcset=still />
                    {image}
                </picture>
            </details>
        }
        .into_any(),
    }
}

/// A frame of the picture, over it while it is stopped.
#[component]
pub(super) fn StillFrame(
    /// Width and height in CSS pixels.
    size: (u32, u32),
) -> impl IntoView {
    let (width, height) = size;
    view! { <canvas id=Id::STILL_FRAME width=width height=height aria-hidden="true" hidden></canvas> }
}

/// The button that stops the picture and lets it go on, once there is a script for it.
#[component]
pub(super) fn Pause(language: Language) -> impl IntoView {
    let texts = &language.catalogue().moving;
    view! {
        <button
            type="button"
            id=Id::PAUSE
            class="quiet"
            disabled
            {..custom_attribute("data-other", texts.resume)}
        >
            <Icon path=PAUSE />
            <span>{texts.pause}</span>
        </button>
    }
}
