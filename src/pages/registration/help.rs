//! The way out for who can neither read a picture nor hear it, where the site names one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Language, SiteView};

/// A link beside the picture; a page opens beside this one, which keeps what is typed.
#[component]
pub(super) fn HelpLink(language: Language) -> impl IntoView {
    let site = use_context::<Arc<SiteView>>().unwrap_or_default();
    site.help_url.clone().map(|url| {
        let target = url.starts_with("http").then_some("_blank");
        view! {
            <a class="help" href=url target=target rel="noopener">
                {language.catalogue().site.help}
            </a>
        }
    })
}
