//! What is had of a whole: refusals by cause, answered messages, budgets.

use leptos::prelude::*;
use menshen_i18n::ConsoleTexts;

use super::{alt_text, panel, table};
use crate::{
    model::Language,
    server::{
        console::{
            Report,
            plot::{self, Bar},
            report::Share,
        },
        store_gauges::Budget,
    },
};

/// Rows of refusals and of budgets that are drawn; the tables have all.
const ROWS: usize = 12;

pub(super) fn refusals(texts: &'static ConsoleTexts, report: &Report) -> impl IntoView + use<> {
    let totals = report.totals("refused:");
    let content = if totals.is_empty() {
        view! { <p>{texts.no_refusals}</p> }.into_any()
    } else {
        let bars = totals.iter().take(ROWS).map(|(reason, count)| Bar {
            name: reason.clone(),
            value: count.to_string(),
            whole: *count as f64,
            part: *count as f64,
        });
        let alt = alt_text("refusals", texts.refusals, texts.refusals_about);
        let plot = plot::bars(alt, bars.collect());
        let body = totals.iter().map(|(reason, count)| vec![reason.clone(), count.to_string()]);
        let head = vec![texts.reason, texts.count];
        view! { {plot} {table(texts, texts.refusals, head, body.collect())} }.into_any()
    };
    panel("refusals", texts.refusals, texts.refusals_about, content)
}

pub(super) fn conversion(
    title: &'static str,
    about: &'static str,
    of: &'static str,
    id: &'static str,
    language: Language,
    shares: Vec<Share>,
) -> impl IntoView + use<> {
    let texts = &language.catalogue().console;
    let content = if shares.iter().all(|share| share.sent == 0) {
        view! { <p>{texts.no_messages}</p> }.into_any()
    } else {
        let percent = |share: &Share| {
            share.percent().map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
        };
        let bars = shares.iter().take(ROWS).map(|share| Bar {
            name: share.of.clone(),
            value: format!("{} / {} · {}", share.verified, share.sent, percent(share)),
            whole: share.sent as f64,
            part: share.verified as f64,
        });
        let plot = plot::bars(alt_text(id, title, about), bars.collect());
        let body = shares.iter().map(|share| {
            let over = if share.over > 0 {
                format!(" ({})", language.plural(&texts.at_most, share.over))
            } else {
                String::new()
            };
            let sent = format!("{}{over}", share.sent);
            vec![share.of.clone(), sent, share.verified.to_string(), percent(share)]
        });
        let head = vec![of, texts.sent, texts.verified, texts.share];
        view! { {plot} {table(texts, title, head, body.collect())} }.into_any()
    };
    panel(id, title, about, content)
}

/// `None`: the store did not tell.
pub(super) fn budget(
    texts: &'static ConsoleTexts,
    budgets: Option<&[Budget]>,
) -> impl IntoView + use<> {
    let name = |budget: &Budget| {
        let of = budget.country.map_or(texts.whole_site.to_owned(), |c| c.code().to_owned());
        let window = if budget.window() == "day" { texts.day } else { texts.hour };
        format!("{of} · {window}")
    };
    let share = |budget: &Budget| f64::from(budget.used) / f64::from(budget.limit.count);
    // The site, then the countries that have used up the most.
    let is_told = budgets.is_some();
    let mut budgets = budgets.unwrap_or_default().to_vec();
    budgets.sort_by(|one, other| {
        (one.country.is_some().cmp(&other.country.is_some()))
            .then(share(other).total_cmp(&share(one)))
    });
    let content = if !is_told {
        view! { <p class="wrong">{texts.store_down}</p> }.into_any()
    } else if budgets.is_empty() {
        view! { <p>{texts.no_budget}</p> }.into_any()
    } else {
        let bars = budgets.iter().take(ROWS).map(|budget| Bar {
            name: name(budget),
            value: format!("{} / {}", budget.used, budget.limit.count),
            // Each by its own limit: what matters is how near that is.
            whole: 1.0,
            part: share(budget),
        });
        let alt = alt_text("budget", texts.budget, texts.budget_about);
        let plot = plot::bars(alt, bars.collect());
        let body = budgets.iter().map(|budget| {
            let numbers = [budget.used, budget.limit.count, budget.left()];
            [name(budget)].into_iter().chain(numbers.map(|n| n.to_string())).collect()
        });
        let head = vec![texts.budget, texts.used, texts.limit, texts.left];
        view! { {plot} {table(texts, texts.budget, head, body.collect())} }.into_any()
    };
    panel("budget", texts.budget, texts.budget_about, content)
}
