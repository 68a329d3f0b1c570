//! The picture, and how to hear it or to get another one. It stands above its field: on a phone the keyboard
//! covers what is below.

use std::sync::Arc;

use leptos::prelude::*;
use menshen_i18n::PictureTexts;

use super::{
    super::icon::{CLOCKWISE, Icon, REFRESH, SPEAKER},
    help::HelpLink,
    moving::{Pause, PlainPicture, StillFrame},
    pointing::{Others, Places, chosen},
};
use crate::{
    components::{Id, NewPicture, Picture, PictureStatus, Sound},
    model::{ImageCodeId, ImageCodeView, Language},
};

/// Kinds that are read clockwise.
const CLOCKWISE_KINDS: [&str; 3] = ["text", "pick", "math"];

/// In which order a picture is read: drawn, in words, and as the description of its field. Where kinds change, the
/// style sheet shows the drawing beside those that it fits.
#[component]
pub(super) fn Order(
    id: Id,
    pictures: ImageCodeView,
    language: Language,
    /// Whether these words are those of the picture that is shown without scripts, too.
    #[prop(optional)]
    is_of_plain: bool,
) -> impl IntoView {
    let PictureTexts { order, instead, .. } = *pictures.texts(language);
    // Where it is asked before each picture, the words are those of the picture.
    let instead = instead.filter(|_| pictures.gives_way && !is_of_plain).map(|instead| {
        if pictures.is_told {
            view! { <noscript>{instead}</noscript> }.into_any()
        } else {
            instead.into_any()
        }
    });
    let is_typed = pictures.kind == "slide" && id == Id::PICTURE_ORDER;
    let scale = is_typed.then(|| {
        let texts = &language.catalogue().pointing;
        view! { <span id=Id::SCALE>" "{texts.scale}</span> }
    });
    let is_clockwise = pictures.is_told || CLOCKWISE_KINDS.contains(&pictures.kind);
    view! {
        <div class="order">
            {is_clockwise.then(|| view! { <Icon path=CLOCKWISE /> })}
            <p id=id>{order}{instead}{scale}</p>
        </div>
    }
}

/// The islands that show the picture, in a frame that keeps its place. Where there are no islands, the
/// server has made the name and a `noscript` shows the picture: a browser with scripts asks for one
/// picture, not for two.
#[component]
pub(super) fn PicturePanel(
    pictures: ImageCodeView,
    /// The language of every text.
    language: Language,
    /// The picture that the last form was about, where it is still good.
    kept: Option<ImageCodeId>,
    /// Whether it is to be seen at this step: without scripts it would be loaded all the same.
    is_shown: bool,
    /// The path that the server is under.
    base: Arc<str>,
    /// Where the form for another picture goes,
    action: String,
    /// and that for a place that is clicked.
    to_place: String,
    /// The answer so far.
    answer: String,
) -> impl IntoView {
    let ImageCodeView { width, height, moves, .. } = pictures;
    let alt = pictures.texts(language).alt;
    let texts = &language.catalogue().page;
    let is_of_plain = pictures.is_told && kept.is_some();
    let id = kept.unwrap_or_else(ImageCodeId::random);
    let address = format!("{base}/image_codes/{id}");
    let sound = format!("{address}/audio");
    let others = action.clone();
    let said = pictures.is_told.then(|| chosen(&answer, language));
    view! {
        <Order id=Id::PICTURE_ORDER pictures language is_of_plain />
        <div class="picture">
            <div class="frame">
                // Holds the place, so that nothing moves when the picture comes or fails.
                <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true"></svg>
                <Picture attr:width=width attr:height=height attr:alt=alt />
                {pictures
                    .is_told
                    .then(|| {
                        view! { <Places pictures language answer action=to_place.clone() /> }
                    })}
                {moves.then(|| view! { <StillFrame size=(width, height) /> })}
                <PictureStatus />
                <noscript>
                    <span id=Id::PLAIN_PICTURE>
                        {is_shown
                            .then(|| {
                                let size = (width, height);
                                view! { <PlainPicture address size alt moves language /> }
                            })}
                        <input
                            type="hidden"
                            id=Id::IMAGE_CODE_ID
                            name=Id::IMAGE_CODE_ID
                            value=id.to_string()
                        />
                    </span>
                </noscript>
            </div>
            <div class="beside">
                <Sound>
                    <Icon path=SPEAKER />
                </Sound>
                {moves.then(|| view! { <Pause language /> })}
                <NewPicture attr:formaction=action>
                    <Icon path=REFRESH />
                </NewPicture>
                {pictures
                    .is_told
                    .then(|| view! { <Others language actions=[to_place, others] /> })}
                <HelpLink language />
            </div>
            {is_shown
                .then(|| {
                    view! {
                        <noscript>
                            <audio
                                id=Id::PLAIN_SOUND
                                controls
                                preload="none"
                                src=sound
                                aria-label=texts.play_sound
                            ></audio>
                        </noscript>
                    }
                })}
            {said.map(|said| view! { <p id=Id::CHOSEN role="status">{said}</p> })}
            <p class="error" id=Id::SOUND_ERROR role="alert"></p>
        </div>
    }
}
