//! What a send may be asked for beside its picture: hidden until it is, and then a second picture. The browser's
//! own work stands in its place where there are islands.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    super::icon::{Icon, REFRESH},
    field::{FieldKind, FieldState, LabelledField},
    picture::Order,
};
use crate::{
    components::Id,
    model::{ImageCodeId, ImageCodeView, Language},
};

#[component]
pub(super) fn StepUpField(
    pictures: ImageCodeView,
    /// The language of every text.
    language: Language,
    /// The name of the second picture, where one is asked for.
    asked: Option<ImageCodeId>,
    /// The path that the server is under.
    base: Arc<str>,
    /// The answer's field.
    kind: FieldKind,
    state: FieldState,
) -> impl IntoView {
    let ImageCodeView { width, height, .. } = pictures;
    let alt = pictures.texts(language).alt;
    let texts = &language.catalogue().step_up;
    let is_asked = asked.is_some();
    let address = asked.map(|id| format!("{base}/image_codes/{id}"));
    let sound = address.as_ref().map(|address| format!("{address}/audio"));
    let above = view! {
        <Order id=Id::SECOND_ORDER pictures language />
        <div class="picture">
            <div class="frame">
                <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true"></svg>
                <img
                    id=Id::SECOND_PICTURE
                    src=address
                    width=width
                    height=height
                    // Another one than that of the picture above.
                    alt=format!("{} · {alt}", texts.title)
                />
                <input
                    type="hidden"
                    id=Id::SECOND_IMAGE_CODE_ID
                    name=Id::SECOND_IMAGE_CODE_ID
                    value=asked.map(|id| id.to_string())
                />
            </div>
            <div class="beside">
                <button id=Id::OTHER_SECOND class="quiet" name="other_second" value="1">
                    <Icon path=REFRESH />
                    {language.catalogue().page.new_image}
                </button>
            </div>
            <audio
                id=Id::SECOND_SOUND
                controls
                preload="none"
                src=sound
                aria-label=language.catalogue().page.play_sound
            ></audio>
        </div>
    };
    view! {
        <div id=Id::STEP_UP class="step-up" hidden=!is_asked>
            <h2>{texts.title}</h2>
            <p id=Id::STEP_UP_TEXT role="status">
                {is_asked.then_some(texts.challenge)}
            </p>
            <button type="button" id=Id::BY_PICTURE class="quiet" hidden>
                {texts.by_picture}
            </button>
            <div id=Id::SECOND hidden=!is_asked>
                <LabelledField kind state above=above.into_any() />
            </div>
        </div>
    }
}
