//! The document around every page, and which page stands at which address.

use axum::http::{header::ACCEPT_LANGUAGE, request::Parts};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode, StaticSegment,
    components::{Route, Router, Routes},
};

use crate::{
    model::{Language, Texts},
    pages::{NotFoundPage, RegistrationPage},
};

/// The document that the server answers with.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    document(options, language(), || view! { <App /> })
}

/// The document for an address that no page has.
pub fn not_found(options: LeptosOptions, language: Language) -> impl IntoView {
    document(options, language, move || view! { <main><NotFoundPage language /></main> })
}

fn document<V: IntoView + 'static>(
    options: LeptosOptions,
    language: Language,
    body: impl FnOnce() -> V,
) -> impl IntoView {
    provide_meta_context();
    view! {
        <!DOCTYPE html>
        <html lang=language.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{} · Menshen", Texts::of(language).title)}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options.clone() id="leptos" />
                <AutoReload options=options.clone() />
                <HydrationScripts options islands=true />
                <MetaTags />
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// Every page and its address.
#[component]
pub fn App() -> impl IntoView {
    let language = language();
    view! {
        <Router>
            <main>
                <Routes fallback=move || view! { <NotFoundPage language /> }>
                    <Route
                        path=StaticSegment("")
                        view=move || view! { <RegistrationPage language /> }
                        ssr=SsrMode::Async
                    />
                </Routes>
            </main>
        </Router>
    }
}

/// The language that the request asks for.
fn language() -> Language {
    let parts = use_context::<Parts>();
    let header = parts.as_ref().and_then(|parts| parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok());
    Language::from_accept_language(header)
}
