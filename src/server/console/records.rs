//! What the pages beside the front page have in common: their frame, the way between them, and tables of text.

use leptos::prelude::*;

use super::{Session, document::Document};

/// The pages of the console, by their addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Overview,
    Rules,
    Decisions,
    Audit,
}

/// The way from each page to all others.
pub(super) fn pages(document: &Document, here: Page) -> impl IntoView + use<> {
    let operators = document.operator_texts();
    let pages = [
        (Page::Overview, "/admin", operators.overview),
        (Page::Rules, "/admin/rules", operators.rules.title),
        (Page::Decisions, "/admin/decisions", operators.decisions.title),
        (Page::Audit, "/admin/audit", operators.audit.title),
    ];
    let links = pages.map(|(page, path, text)| {
        let href = document.at(path);
        view! { <a href=href aria-current=(page == here).then_some("page")>{text}</a> }
    });
    view! { <nav aria-label=operators.pages>{links.collect_view()}</nav> }
}

/// The whole page: who is logged in, the way to the others, what it is `about`, and what is on it. Where
/// that is nothing, the store did not answer.
pub(super) fn page(
    document: Document,
    session: &Session,
    here: Page,
    (title, about): (&'static str, &'static str),
    shown: impl FnOnce(&Document) -> Option<AnyView>,
) -> String {
    let document = document.titled(title);
    let header = document.header(title, session);
    let pages = pages(&document, here);
    let shown = shown(&document).unwrap_or_else(|| store_down(&document));
    document.html(view! {
        {header}
        <main>
            {pages}
            <p class="muted">{about}</p>
            {shown}
        </main>
    })
}

/// What stands in the place of what the store did not tell.
pub(super) fn store_down(document: &Document) -> AnyView {
    view! { <p class="wrong" role="alert">{document.texts().store_down}</p> }.into_any()
}

/// A table of texts, which scrolls by itself where it is wider than the page.
pub(super) fn table(
    caption: &'static str,
    nothing: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<AnyView>>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{nothing}</p> }.into_any();
    }
    let head = head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let row = |cells: Vec<AnyView>| {
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="records" role="region" tabindex="0" aria-label=caption>
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Links to what is older, and back to the newest.
pub(super) fn paging(
    document: &Document,
    newest: Option<String>,
    older: Option<String>,
) -> impl IntoView + use<> {
    let texts = document.operator_texts();
    let link = |path: Option<String>, text: &'static str| {
        path.map(|path| {
            let href = document.at(&path);
            view! { <a class="button" href=href>{text}</a> }
        })
    };
    let (newest, older) = (link(newest, texts.newest), link(older, texts.older));
    view! { <p class="paging">{newest} " " {older}</p> }
}

/// A choice of a field: what is sent, and what is read.
pub(super) fn options(choices: Vec<(String, String)>, chosen: &str) -> impl IntoView + use<> {
    let option = |(value, text): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{text}</option> }
    };
    choices.into_iter().map(option).collect_view()
}
