//! The picture, its field, and how to hear it or to get another one.

use std::sync::Arc;

use leptos::prelude::*;
use menshen_i18n::PictureTexts;

use crate::{
    components::{Id, NewPicture, Picture, PictureStatus, Sound},
    model::{ImageCodeId, ImageCodeView, Language},
};

/// The islands that show the picture, in a frame that keeps its place. Where there are no islands, the
/// server has made the name and a `noscript` shows the picture: a browser with scripts asks for one
/// picture, not for two.
#[component]
pub(super) fn PictureField(
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
    let ImageCodeView { width, height, .. } = pictures;
    let PictureTexts { alt, order, instead, .. } = *pictures.texts(language);
    let instead = instead.filter(|_| pictures.gives_way);
    let texts = &language.catalogue().page;
    let id = kept.unwrap_or_else(ImageCodeId::random);
    view! {
        <div class="picture">
            <div class="frame">
                // Holds the place, so that nothing moves when the picture comes or fails.
                <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true"></svg>
                <Picture
                    attr:width=width
                    attr:height=height
                    attr:alt=alt
                    attr:title=texts.new_image
                />
                <PictureStatus />
                <noscript>
                    <span id=Id::PLAIN_PICTURE>
                        <img src=format!("{base}/image_codes/{id}") width=width height=height alt=alt />
                        <input
                            type="hidden"
                            id=Id::IMAGE_CODE_ID
                            name=Id::IMAGE_CODE_ID
                            value=id.to_string()
                        />
                    </span>
                </noscript>
            </div>
            <p id=Id::PICTURE_ORDER class="order">{order}{instead}</p>
            {children()}
            <div class="beside">
                <NewPicture attr:formaction=action />
                <Sound />
            </div>
            <noscript>
                <audio
                    id=Id::PLAIN_SOUND
                    controls
                    preload="none"
                    src=format!("{base}/image_codes/{id}/audio")
                    aria-label=texts.play_sound
                ></audio>
            </noscript>
            <p class="error" id=Id::SOUND_ERROR role="alert"></p>
        </div>
    }
}
