//! What was decided about each message, and why.

use std::collections::BTreeSet;

use leptos::prelude::*;
use menshen_i18n::DecisionTexts;

use super::{
    Session,
    document::Document,
    records::{Page, options, page, paging, table},
};
use crate::server::{store::DecisionRecord, time_text::moment};

/// Decisions on a page.
const AT_ONCE: usize = 50;
/// In the order of their texts.
const VERDICTS: [&str; 3] = ["allow", "step-up", "refuse"];

/// Which of them are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct DecisionFilter {
    /// Those of this verdict; empty: of every one.
    pub(crate) verdict: String,
    /// Those with this among their reasons; empty: with every one.
    pub(crate) reason: String,
    /// So many of the newest are passed over.
    pub(crate) skip: usize,
}

impl DecisionFilter {
    /// Of names; anything else is as if it was not there.
    pub(crate) fn new(verdict: &str, reason: &str, skip: usize) -> Self {
        let is_name =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = |text: &str| if is_name(text) { text.to_owned() } else { String::new() };
        Self { verdict: name(verdict), reason: name(reason), skip }
    }

    /// Whether it is one of those.
    pub(crate) fn shows(&self, decision: &DecisionRecord) -> bool {
        let Self { verdict, reason, .. } = self;
        (verdict.is_empty() || decision.verdict == *verdict)
            && (reason.is_empty() || decision.reasons.contains(reason))
    }

    /// Verdict and reason are names, in which nothing has to be escaped.
    pub(crate) fn path(&self, skip: usize) -> String {
        let Self { verdict, reason, .. } = self;
        format!("/admin/decisions?verdict={verdict}&reason={reason}&skip={skip}")
    }
}

/// The page; without decisions the store did not answer.
pub(crate) fn decisions_page(
    document: Document,
    session: &Session,
    decisions: Option<&[DecisionRecord]>,
    filter: &DecisionFilter,
) -> String {
    let texts = &document.operator_texts().decisions;
    page(document, session, Page::Decisions, (texts.title, texts.about), |document| {
        Some(shown(document, decisions?, filter).into_any())
    })
}

fn shown(
    document: &Document,
    decisions: &[DecisionRecord],
    filter: &DecisionFilter,
) -> impl IntoView + use<> {
    let (texts, console) = (&document.operator_texts().decisions, document.texts());
    let form = filter_form(document, decisions, filter);
    let mut found = decisions.iter().filter(|decision| filter.shows(decision)).skip(filter.skip);
    let rows: Vec<_> = found.by_ref().take(AT_ONCE).map(|decision| row(texts, decision)).collect();
    let is_more = found.next().is_some();
    let head = vec![
        console.time,
        texts.verdict,
        texts.reasons,
        console.prefix,
        console.country,
        texts.network,
    ];
    let table = table(texts.title, document.operator_texts().nothing, head, rows);
    let newest = (filter.skip > 0).then(|| filter.path(0));
    let older = is_more.then(|| filter.path(filter.skip + AT_ONCE));
    let paging = paging(document, newest, older);
    view! { <section>{form} {table} {paging}</section> }
}

fn row(texts: &'static DecisionTexts, decision: &DecisionRecord) -> Vec<AnyView> {
    let place = VERDICTS.iter().position(|&verdict| verdict == decision.verdict);
    let verdict = place.and_then(|place| texts.verdicts.get(place).copied());
    let verdict = verdict.map_or_else(|| decision.verdict.clone(), str::to_owned);
    // What came of it beside the verdict, where it says more.
    let outcome = (!decision.outcome.is_empty()).then(|| {
        let outcome = decision.outcome.clone();
        view! { " " <code>{outcome}</code> }
    });
    let reasons = decision.reasons.join(", ");
    let system = decision.system.map(|system| format!(" AS{system}"));
    let network = decision.network.clone() + &system.unwrap_or_default();
    vec![
        moment(decision.at_ms / 1000).into_any(),
        view! { {verdict} {outcome} }.into_any(),
        view! { <code>{reasons}</code> }.into_any(),
        view! { <bdi>{format!("{}****", decision.prefix)}</bdi> }.into_any(),
        decision.country.clone().into_any(),
        view! { <bdi>{network}</bdi> }.into_any(),
    ]
}

fn filter_form(
    document: &Document,
    decisions: &[DecisionRecord],
    filter: &DecisionFilter,
) -> impl IntoView + use<> {
    let texts = &document.operator_texts().decisions;
    let all = [(String::new(), texts.all.to_owned())];
    let verdicts = VERDICTS.map(str::to_owned).into_iter().zip(texts.verdicts.map(str::to_owned));
    let verdicts = options(all.clone().into_iter().chain(verdicts).collect(), &filter.verdict);
    let mut known: BTreeSet<_> =
        decisions.iter().flat_map(|decision| &decision.reasons).cloned().collect();
    known.extend((!filter.reason.is_empty()).then(|| filter.reason.clone()));
    let known = known.into_iter().map(|reason| (reason.clone(), reason));
    let reasons = options(all.into_iter().chain(known).collect(), &filter.reason);
    let to = document.at("/admin/decisions");
    view! {
        <form method="get" action=to class="fields">
            <div>
                <label for="verdict">{texts.verdict}</label>
                <select id="verdict" name="verdict">{verdicts}</select>
            </div>
            <div>
                <label for="reason">{texts.reasons}</label>
                <select id="reason" name="reason">{reasons}</select>
            </div>
            <div><button>{texts.filter}</button></div>
        </form>
    }
}
