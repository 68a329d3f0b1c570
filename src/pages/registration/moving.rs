//! A picture that moves, where there are no islands.

use leptos::prelude::*;
use menshen_i18n::Language;

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
