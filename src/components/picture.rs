//! The picture: islands that show what the form's signals say of it.

use leptos::prelude::*;

use super::{
    form::{Form, Retry},
    ids::Id,
    labels::Label,
};

/// The picture. Once it is in the browser it makes a version-4 UUID, which is the picture's name, and
/// shows what the server draws under it. What does not change (size, alternative text) is the page's, as
/// `attr:`.
#[island]
pub fn Picture() -> impl IntoView {
    let form = Form::of_page();
    // Runs in the browser only.
    Effect::new(move |_| form.first_picture());
    // What it asks for may have to be known first: then a script shows it.
    let shown =
        move |asked: bool| form.with(|state| state.picture.filter(|_| Form::asks_first() == asked));
    let src = move || shown(false).map(|id| form.address(id));
    let name = move || shown(true).map(|id| id.to_string());
    let has_failed = move || form.with(|state| state.picture_failed);
    view! {
        <img
            id=Id::PICTURE
            src=src
            data-name=name
            hidden=has_failed
            on:click=move |_| form.picture_tapped()
            on:error=move |_| form.picture_failed()
            on:load=move |_| form.picture_loaded()
        />
    }
}

/// What is said in place of a picture that did not load, and when it has come after all.
#[island]
pub fn PictureStatus() -> impl IntoView {
    let form = Form::of_page();
    let failed = move || {
        form.with(|state| match state.retry {
            _ if !state.picture_failed => None,
            Retry::In(seconds) => Some(form.label_with_time(Label::PictureLater, seconds)),
            _ => Some(form.label(Label::PictureFailed)),
        })
    };
    let back = move || {
        form.with(|state| match state.retry {
            Retry::Worked => Some(form.label(Label::PictureBack)),
            // Nothing takes the focus to what is said of it at the field.
            _ => state.picture_expired.then(|| form.label(Label::PictureExpired)),
        })
    };
    let is_there = move || form.with(|state| !state.picture_failed);
    view! {
        <div class="failed">
            <p id=Id::PICTURE_FAILED role="status">
                {failed}
            </p>
            <button
                type="button"
                id=Id::TRY_AGAIN
                class="quiet"
                hidden=is_there
                on:click=move |_| form.ask_for_picture()
            >
                {form.label(Label::TryAgain)}
            </button>
        </div>
        // For screen readers alone: others see it.
        <p id=Id::PICTURE_BACK class="unseen" role="status">
            {back}
        </p>
    }
}

/// The button for another picture. Where there is no island it sends the form to `attr:formaction`.
#[island]
pub fn NewPicture(
    /// A drawing beside the word.
    children: Children,
) -> impl IntoView {
    let form = Form::of_page();
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        form.ask_for_picture();
    };
    view! {
        <button id=Id::NEW_PICTURE class="quiet" on:click=ask>
            {children()}
            {form.label(Label::NewPicture)}
        </button>
    }
}
