//! The document around every page, and which page stands at which address.

mod frame;
mod pointing;
mod site_files;

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode, StaticSegment,
    components::{Route, Router, Routes},
};

use crate::{
    components::DataAttr,
    model::{ImageCodeView, PageContext, SiteView, Theme},
    pages::{self, NotFoundPage, NotOwnPage, Preferences, RegistrationPage},
};

use frame::ToParent;
pub(crate) use frame::{Script, TO_PARENT, TO_PARENT_PATH, compact};
use pointing::PageScript;
pub(crate) use pointing::{MOVING, MOVING_PATH, POINTING, POINTING_PATH};
use site_files::Load;
pub use site_files::{SiteFiles, SiteFilesError};

/// The document that the server answers with.
pub fn shell(options: LeptosOptions, files: SiteFiles) -> impl IntoView {
    let context = page_context();
    let title = pages::title(&context);
    document(options, files, context, title, || view! { <App /> })
}

/// The same form for a frame in another page: that page has the headings and the preferences.
pub fn frame(options: LeptosOptions, files: SiteFiles) -> impl IntoView {
    let context = page_context();
    let texts = context.language.catalogue();
    let base = Arc::clone(&context.base);
    let parent = context.frame.clone().unwrap_or_default().parent;
    let title = pages::title(&context);
    document(options, files, context.clone(), title, move || {
        view! {
            // Named, since the page around it has one of its own.
            <main aria-label=texts.page.title {..DataAttr::PARENT.is(parent)}>
                <RegistrationPage context />
                <p class="unscripted error">{texts.embed.plain}</p>
            </main>
            <ToParent base />
        }
    })
}

/// The document for an address that no page has.
pub fn not_found(options: LeptosOptions, files: SiteFiles, context: PageContext) -> impl IntoView {
    let (language, home) = (context.language, context.home());
    let title = language.catalogue().page.not_found;
    document(options, files, context, title, move || {
        view! { <main><NotFoundPage language home /></main> }
    })
}

/// The document for a form that came from elsewhere, in these words.
pub fn not_own(
    options: LeptosOptions,
    files: SiteFiles,
    context: PageContext,
    text: String,
) -> impl IntoView {
    let (language, home) = (context.language, context.home());
    let title = language.catalogue().page.not_own;
    document(options, files, context, title, move || {
        view! { <main><NotOwnPage language home text /></main> }
    })
}

fn document<V: IntoView + 'static>(
    options: LeptosOptions,
    files: SiteFiles,
    context: PageContext,
    title: impl AsRef<str>,
    body: impl FnOnce() -> V,
) -> impl IntoView {
    provide_meta_context();
    let home = context.home();
    let PageContext { language, theme, frame, base, challenge, .. } = context;
    let is_framed = frame.is_some();
    let pictures = use_context::<ImageCodeView>().unwrap_or_default();
    let is_told = pictures.of(challenge.as_ref()).is_told;
    let of_page = [
        is_told.then_some((POINTING_PATH, &POINTING)),
        pictures.moves.then_some((MOVING_PATH, &MOVING)),
    ];
    let scripts = of_page.into_iter().flatten().map(|(path, script)| {
        view! { <PageScript base=Arc::clone(&base) path script /> }
    });
    let scripts = scripts.collect_view();
    let texts = &language.catalogue().page;
    let site = use_context::<Arc<SiteView>>().unwrap_or_default();
    let site_name = site.name.as_deref().unwrap_or("Menshen");
    let scheme = if theme == Theme::System { "light dark" } else { theme.name() };
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=language.dir() data-theme=theme.name()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content=scheme />
                <meta name="description" content=texts.lead />
                <title>{format!("{} · {site_name}", title.as_ref())}</title>
                <link rel="icon" href=format!("{base}/favicon.svg") type="image/svg+xml" />
                <Load files />
                {site.style.clone().map(|style| view! { <style inner_html=style></style> })}
                {scripts}
                {use_nonce().map(|_| view! { <AutoReload options /> })}
                <MetaTags />
            </head>
            <body class=is_framed.then_some("framed")>
                {body()} {(!is_framed).then(|| view! { <Preferences language theme home /> })}
            </body>
        </html>
    }
}

/// Every page and its address.
#[component]
pub fn App() -> impl IntoView {
    let context = page_context();
    let (language, home) = (context.language, context.home());
    view! {
        <Router>
            <main>
                <Routes fallback=move || {
                    view! { <NotFoundPage language home=home.clone() /> }
                }>
                    <Route
                        path=StaticSegment("")
                        view=move || {
                            view! { <RegistrationPage context=context.clone() /> }
                        }
                        ssr=SsrMode::Async
                    />
                </Routes>
            </main>
        </Router>
    }
}

/// What the server has found out about the request.
fn page_context() -> PageContext {
    let parts = use_context::<Parts>();
    parts.and_then(|parts| parts.extensions.get().cloned()).unwrap_or_default()
}
