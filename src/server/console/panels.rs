//! The panels of the front page: one for each question that operators have.

mod over_time;
mod shares;

use leptos::prelude::*;
use menshen_i18n::ConsoleTexts;

use super::{Report, plot::AltText};
use crate::{model::Language, server::store_gauges::StoreSnapshot};

use over_time::{funnel, latency};
use shares::{budget, conversion, refusals};

/// Every panel.
pub(super) fn all(
    language: Language,
    report: &Report,
    snapshot: &StoreSnapshot,
) -> impl IntoView + use<> {
    let texts = &language.catalogue().console;
    view! {
        {breakers(language, snapshot)}
        <div class="panels">
            {funnel(texts, report)}
            {refusals(texts, report)}
            {conversion(texts.countries, texts.countries_about, texts.country, "countries", language,
                report.countries())}
            {conversion(texts.prefixes, texts.prefixes_about, texts.prefix, "prefixes", language,
                report.prefixes())}
            {latency(texts, report)}
            {budget(texts, snapshot.budgets.as_deref())}
        </div>
    }
}

/// Open breakers, one line each.
fn breakers(language: Language, snapshot: &StoreSnapshot) -> impl IntoView + use<> {
    let open = snapshot.breakers.iter().flatten();
    let open = open.filter_map(|(country, wait)| Some((country.code(), (*wait)?)));
    let open = open.map(|(country, wait)| {
        let wait = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
        let wait = language.time(wait);
        let text = language.catalogue().console.breaker_open.fill([country, &wait]);
        view! { <p class="wrong">{text}</p> }
    });
    open.collect_view()
}

fn alt_text(id: &'static str, title: &str, description: &str) -> AltText {
    AltText { id, title: title.to_owned(), description: description.to_owned() }
}

fn panel(
    id: &'static str,
    title: &'static str,
    about: &'static str,
    content: impl IntoView,
) -> impl IntoView {
    let heading = format!("{id}-heading");
    let labelled = heading.clone();
    view! {
        <section aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <p class="muted">{about}</p>
            {content}
        </section>
    }
}

/// All the numbers of a plot, folded away. It scrolls by itself where it is wider than the page.
fn table(
    texts: &'static ConsoleTexts,
    caption: &'static str,
    head: Vec<&'static str>,
    body: Vec<Vec<String>>,
) -> impl IntoView {
    let head = head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let rows = body.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let first = cells.next();
        let rest = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr><th scope="row">{first}</th>{rest}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <details>
            <summary>{format!("{} · {caption}", texts.table)}</summary>
            <div class="scroll" role="region" tabindex="0" aria-label=caption>
                <table>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
