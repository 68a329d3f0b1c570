//! What answers a form that came from elsewhere, or seems so.

use leptos::prelude::*;

use crate::model::Language;

/// Says what happened and what to do, and leads to the page.
#[component]
pub fn NotOwnPage(
    /// The language of every text.
    language: Language,
    /// Where the page is.
    home: String,
    /// What happened.
    text: String,
) -> impl IntoView {
    let texts = &language.catalogue().page;
    view! {
        <h1>{texts.not_own}</h1>
        <p>{text}</p>
        <a class="home" href=home>
            {texts.home}
        </a>
    }
}
