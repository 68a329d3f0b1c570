//! `/`: where a person verifies a phone number.

use leptos::prelude::*;

use crate::{
    components::RegistrationForm,
    model::{ImageCodeView, Language, Texts},
};

/// The heading is the server's; the form below it is an island.
#[component]
pub fn RegistrationPage(
    /// The language of every text.
    language: Language,
) -> impl IntoView {
    let texts = Texts::of(language);
    let pictures = use_context::<ImageCodeView>().unwrap_or_default();
    view! {
        <h1>{texts.title}</h1>
        <p class="lead">{texts.lead}</p>
        <noscript>
            <p class="error">{texts.no_script}</p>
        </noscript>
        <RegistrationForm language pictures />
    }
}
