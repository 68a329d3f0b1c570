//! Lists and caps: what there is, and the form for another one.

use leptos::prelude::*;
use menshen_i18n::RuleTexts;
use strum::VariantArray;

use super::{
    Session,
    document::Document,
    records::{Page, options, page, paging, store_down, table},
};
use crate::server::{
    gate::operator_rules::{
        HIGHEST_CAP, MOST_RULES, OperatorRule, OperatorRules, RuleEffect, SubjectKind,
    },
    operators::NewRule,
    time_text::moment,
};

/// Entries on a page.
const AT_ONCE: usize = 100;
const EFFECTS: [&str; 3] = ["deny", "allow", "cap"];

/// The page, with what was typed last and why it was refused, if it was. Without entries the store did not
/// answer. Systems are named only where they are known.
pub(crate) fn rules_page(
    document: Document,
    session: &Session,
    rules: Option<&OperatorRules>,
    skip: usize,
    (typed, refusal): (&NewRule, Option<&'static str>),
    knows_systems: bool,
) -> String {
    let texts = &document.operator_texts().rules;
    page(document, session, Page::Rules, (texts.title, texts.about), |document| {
        // What was typed stays, whatever the store does.
        let entries = rules.map(|rules| entries(document, rules, skip).into_any());
        let entries = entries.unwrap_or_else(|| store_down(document));
        let form = form(document, typed, refusal, knows_systems);
        Some(view! { {entries} {form} }.into_any())
    })
}

fn entries(document: &Document, rules: &OperatorRules, skip: usize) -> impl IntoView + use<> {
    let operators = document.operator_texts();
    let texts = &operators.rules;
    let mut all: Vec<_> = rules.iter().collect();
    // The newest first.
    all.sort_by_key(|(id, rule)| (std::cmp::Reverse(rule.at), (*id).to_owned()));
    let count = texts.count.fill([&all.len().to_string(), &MOST_RULES.to_string()]);
    let is_more = all.len() > skip.saturating_add(AT_ONCE);
    let remove = document.at("/admin/rules/remove");
    let rows = all.into_iter().skip(skip).take(AT_ONCE).map(|(id, rule)| {
        let (id, to) = (id.to_owned(), remove.clone());
        // Each button says what it removes.
        let label = format!("{} · {} {}", texts.remove, kind_text(texts, rule), rule.shown);
        let button = view! {
            <form method="post" action=to>
                <input type="hidden" name="id" value=id />
                <button aria-label=label>{texts.remove}</button>
            </form>
        };
        let ends = rule.until.map_or_else(|| texts.never.to_owned(), moment);
        let made = format!("{} · {}", rule.by, moment(rule.at));
        vec![
            kind_text(texts, rule).into_any(),
            view! { <bdi>{rule.shown.clone()}</bdi> }.into_any(),
            effect_text(texts, rule.effect).into_any(),
            ends.into_any(),
            view! { <bdi>{rule.note.clone()}</bdi> }.into_any(),
            view! { <bdi>{made}</bdi> }.into_any(),
            button.into_any(),
        ]
    });
    let head = vec![
        texts.kind,
        texts.value,
        texts.effect,
        texts.ends,
        texts.note,
        texts.made_by,
        texts.remove,
    ];
    let table = table(texts.title, operators.nothing, head, rows.collect());
    let newest = (skip > 0).then(|| "/admin/rules".to_owned());
    let older = is_more.then(|| format!("/admin/rules?skip={}", skip + AT_ONCE));
    let paging = paging(document, newest, older);
    view! {
        <section aria-labelledby="entries-title">
            <h2 id="entries-title">{count}</h2>
            {table}
            {paging}
        </section>
    }
}

fn kind_text(texts: &'static RuleTexts, rule: &OperatorRule) -> &'static str {
    let kind = rule.subject.kind();
    let place = SubjectKind::VARIANTS.iter().position(|&other| other == kind);
    place.and_then(|place| texts.kinds.get(place)).copied().unwrap_or_default()
}

fn effect_text(texts: &'static RuleTexts, effect: RuleEffect) -> String {
    let [deny, allow, cap] = texts.effects;
    match effect {
        RuleEffect::Deny => deny.to_owned(),
        RuleEffect::Allow => allow.to_owned(),
        RuleEffect::Cap { per_hour, per_day } => {
            let limit =
                |name: &str, most: Option<u32>| most.map(|most| format!(" · {name}: {most}"));
            let hour = limit(texts.per_hour, per_hour).unwrap_or_default();
            let day = limit(texts.per_day, per_day).unwrap_or_default();
            format!("{cap}{hour}{day}")
        }
    }
}

fn form(
    document: &Document,
    typed: &NewRule,
    refusal: Option<&'static str>,
    knows_systems: bool,
) -> impl IntoView + use<> {
    let texts = &document.operator_texts().rules;
    let to = document.at("/admin/rules");
    let kinds = SubjectKind::VARIANTS.iter().zip(texts.kinds);
    let kinds = kinds.filter(|(kind, _)| **kind != SubjectKind::System || knows_systems);
    let kinds = kinds.map(|(kind, text)| (kind.name().to_owned(), text.to_owned()));
    let kinds = options(kinds.collect(), &typed.kind);
    let names = EFFECTS.map(str::to_owned).into_iter();
    let effects = options(names.zip(texts.effects.map(str::to_owned)).collect(), &typed.effect);
    let NewRule { value, per_hour, per_day, hours, note, .. } = typed.clone();
    let is_wrong = refusal.is_some();
    view! {
        <section aria-labelledby="add-title">
            <h2 id="add-title">{texts.add}</h2>
            <p id="rule-refused" class="wrong" role="alert">{refusal}</p>
            <form method="post" action=to class="fields">
                <div>
                    <label for="kind">{texts.kind}</label>
                    <select id="kind" name="kind">{kinds}</select>
                </div>
                <div>
                    <label for="value">{texts.value}</label>
                    <input id="value" name="value" required maxlength="64" value=value
                        autocomplete="off" dir="ltr" aria-invalid=is_wrong.then_some("true")
                        aria-describedby="value-hint rule-refused" />
                    <p id="value-hint" class="muted">{texts.value_hint}</p>
                </div>
                <div>
                    <label for="effect">{texts.effect}</label>
                    <select id="effect" name="effect">{effects}</select>
                </div>
                <div>
                    <label for="per_hour">{texts.per_hour}</label>
                    <input id="per_hour" name="per_hour" type="number" min="1" max=HIGHEST_CAP
                        value=per_hour aria-describedby="cap-hint" />
                </div>
                <div>
                    <label for="per_day">{texts.per_day}</label>
                    <input id="per_day" name="per_day" type="number" min="1" max=HIGHEST_CAP
                        value=per_day aria-describedby="cap-hint" />
                    <p id="cap-hint" class="muted">{texts.cap_hint}</p>
                </div>
                <div>
                    <label for="hours">{texts.hours}</label>
                    <input id="hours" name="hours" type="number" min="1" max="87600" value=hours
                        aria-describedby="hours-hint" />
                    <p id="hours-hint" class="muted">{texts.hours_hint}</p>
                </div>
                <div>
                    <label for="note">{texts.note}</label>
                    <input id="note" name="note" maxlength="80" value=note autocomplete="off" />
                </div>
                <div><button class="main">{texts.save}</button></div>
            </form>
        </section>
    }
}
