//! What operators did.

use leptos::prelude::*;
use strum::VariantArray;

use super::{
    Session,
    document::Document,
    records::{Page, page, paging, table},
};
use crate::server::{
    store::{AuditAction, AuditId, AuditRecord},
    time_text::moment,
};

/// Records on a page.
pub(crate) const AUDIT_AT_ONCE: u32 = 50;

/// The page, from before this record; without records the store did not answer.
pub(crate) fn audit_page(
    document: Document,
    session: &Session,
    records: Option<&[AuditRecord]>,
    before: Option<AuditId>,
) -> String {
    let texts = &document.operator_texts().audit;
    page(document, session, Page::Audit, (texts.title, texts.about), |document| {
        Some(shown(document, records?, before).into_any())
    })
}

fn shown(
    document: &Document,
    records: &[AuditRecord],
    before: Option<AuditId>,
) -> impl IntoView + use<> {
    let texts = &document.operator_texts().audit;
    let rows = records.iter().map(|AuditRecord { id, entry }| {
        let place = AuditAction::VARIANTS.iter().position(|&action| action == entry.action);
        let action = place.and_then(|place| texts.actions.get(place).copied()).unwrap_or_default();
        let text = |text: &str| {
            let text = text.to_owned();
            view! { <bdi>{text}</bdi> }.into_any()
        };
        vec![
            moment(id.at / 1000).into_any(),
            text(&entry.by),
            text(&entry.network),
            action.into_any(),
            text(&entry.subject),
            text(&entry.before),
            text(&entry.after),
        ]
    });
    let head = vec![
        document.texts().time,
        texts.who,
        texts.network,
        texts.action,
        texts.subject,
        texts.before,
        texts.after,
    ];
    let table = table(texts.title, document.operator_texts().nothing, head, rows.collect());
    let is_full = records.len() >= AUDIT_AT_ONCE as usize;
    let last = records.last().filter(|_| is_full);
    let newest = before.map(|_| "/admin/audit".to_owned());
    let older = last.map(|record| format!("/admin/audit?before={}", record.id));
    let paging = paging(document, newest, older);
    view! { <section>{table} {paging}</section> }
}
