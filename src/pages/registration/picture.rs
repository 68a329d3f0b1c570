//! The picture, its field, and how to hear it or to get another one.

use std::sync::Arc;

use leptos::prelude::*;

use menshen_i18n::PictureTexts;

use crate::model::{ImageCodeId, ImageCodeView, Language};

/// Where the order is said that a picture is read in.
pub(super) const ORDER: &str = "picture-order";

/// An empty frame for the island's picture. Where there is no island, the server has made the name
/// and a `noscript` shows the picture: a browser with scripts asks for one picture, not for two.
#[component]
pub(super) fn Picture(
    pictures: ImageCodeView,
    /// The language of every text.
    language: Language,
    /// The picture that the last form was about, where it is still good.
    kept: Option<ImageCodeId>,
    /// The path that the server is under.
    base: Arc<str>,
    /// Where the form for another picture goes.
    action: String,
    /// The answer's field.
    children: Children,
) -> impl IntoView {
    let ImageCodeView { kind, width, height, .. } = pictures;
    let PictureTexts { alt, order, .. } = *kind.texts(language);
    let texts = &language.catalogue().page;
    let id = kept.unwrap_or_else(ImageCodeId::random);
    view! {
        <div class="picture">
            <div class="frame">
                // Holds the place, so that nothing moves when the picture comes or fails.
                <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true"></svg>
                <img id="picture" width=width height=height alt=alt title=texts.new_image />
                <p id="picture-failed" role="status"></p>
                <noscript>
                    <span id="plain-picture">
                        <img src=format!("{base}/image_codes/{id}") width=width height=height alt=alt />
                        <input
                            type="hidden"
                            id="image_code_id"
                            name="image_code_id"
                            value=id.to_string()
                        />
                    </span>
                </noscript>
            </div>
            <p id=ORDER>{order}</p>
            {children()}
            <div class="beside">
                <button id="new-picture" formaction=action class="quiet">
                    {texts.new_image}
                </button>
                <button type="button" id="play-sound" class="quiet" disabled>
                    {texts.play_sound}
                </button>
            </div>
            // For screen readers alone: others see it.
            <p id="picture-back" class="unseen" role="status"></p>
            <audio id="sound" preload="none"></audio>
            <noscript>
                <audio
                    id="plain-sound"
                    controls
                    preload="none"
                    src=format!("{base}/image_codes/{id}/audio")
                    aria-label=texts.play_sound
                ></audio>
            </noscript>
            <p class="error" id="sound-error" role="alert"></p>
        </div>
    }
}
