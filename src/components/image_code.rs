//! The picture, and how to hear it or to get another one.

use leptos::prelude::*;

use super::sound::SoundButton;
use crate::model::{ImageCodeId, ImageCodeView, Texts};

/// Shows the picture of `id`; a click or Enter on it, or the button, asks for a new one.
#[component]
pub(super) fn ImageCode(
    id: ReadSignal<Option<ImageCodeId>>,
    renew: Callback<()>,
    disabled: Signal<bool>,
    pictures: ImageCodeView,
    texts: &'static Texts,
) -> impl IntoView {
    // Which picture did not load; a new one is innocent until it fails too.
    let failed = RwSignal::new(None);
    let has_failed = move || failed.get().is_some() && failed.get() == id.get();
    view! {
        <button
            type="button"
            class="picture"
            title=texts.new_image
            disabled=disabled
            on:click=move |_| renew.run(())
        >
            <img
                src=move || id.get().map(|id| format!("/image_codes/{id}/"))
                width=pictures.width
                height=pictures.height
                alt=texts.of_picture(pictures.kind).alt
                hidden=has_failed
                on:error=move |_| failed.set(id.get_untracked())
            />
            {move || has_failed().then_some(texts.image_failed)}
        </button>
        <div class="beside">
            <button type="button" class="quiet" disabled=disabled on:click=move |_| renew.run(())>
                {texts.new_image}
            </button>
            <SoundButton id disabled texts />
        </div>
    }
}
