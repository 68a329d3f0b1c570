//! What stands at every address that has no page.

use leptos::prelude::*;

use crate::model::Language;

/// Says so, and leads back.
#[component]
pub fn NotFoundPage(
    /// The language of every text.
    language: Language,
    /// Where the page is.
    home: String,
) -> impl IntoView {
    let texts = &language.catalogue().page;
    view! {
        <h1>{texts.not_found}</h1>
        <a class="home" href=home>
            {texts.home}
        </a>
    }
}
