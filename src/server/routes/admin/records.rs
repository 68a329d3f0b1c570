//! The pages beside the front page: lists and caps with their forms, decisions, the audit log.

use axum::{
    Extension, Form,
    extract::{
        Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{LoggedIn, bad_form, page, to};
use crate::{
    model::PageContext,
    server::{
        console::{
            AUDIT_AT_ONCE, DecisionFilter, Document, Session, audit_page, decisions_page,
            not_saved_page, rules_page,
        },
        gate::operator_rules::RuleError,
        middleware::ClientIp,
        operators::{NewRule, Operator},
        site::{CurrentSite, Site},
        state::AppState,
        store::DECISIONS,
    },
};

/// Which part of a page that has several.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Shown {
    skip: usize,
    verdict: String,
    reason: String,
    before: String,
}

type Asked = Result<Query<Shown>, QueryRejection>;

fn shown(asked: Asked) -> Shown {
    asked.map(|Query(shown)| shown).unwrap_or_default()
}

/// `GET /admin/rules`: lists and caps.
pub(crate) async fn rules(
    LoggedIn(session): LoggedIn,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    asked: Asked,
) -> Response {
    let skip = shown(asked).skip;
    let document = Document::new(&context, format!("/admin/rules?skip={skip}"));
    all_rules(&site, document, &session, skip, (&NewRule::default(), None)).await
}

/// What there is, with what was typed last and why it was refused.
async fn all_rules(
    site: &Site,
    document: Document,
    session: &Session,
    skip: usize,
    (typed, refusal): (&NewRule, Option<&'static str>),
) -> Response {
    let rules = site.gate.rules().read().await.ok();
    let status = match (&rules, refusal) {
        (None, _) => StatusCode::SERVICE_UNAVAILABLE,
        (Some(_), None) => StatusCode::OK,
        (Some(_), Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let knows_systems = site.gate.knows_systems();
    let form = (typed, refusal);
    page(status, rules_page(document, session, rules.as_deref(), skip, form, knows_systems))
}

/// `POST /admin/rules`: adds an entry, or changes the one that is about the same.
pub(crate) async fn save_rule(
    LoggedIn(session): LoggedIn,
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    form: Result<Form<NewRule>, FormRejection>,
) -> Response {
    let Ok(Form(typed)) = form else { return bad_form() };
    let operator = Operator::new(&session.name, client);
    let texts = &context.language.catalogue().operators.rules;
    let document = Document::new(&context, "/admin/rules");
    let rule = match typed.read(&site, &operator) {
        Ok(rule) => rule,
        Err(fault) => {
            let refused = (&typed, Some(fault.text(texts)));
            return all_rules(&site, document, &session, 0, refused).await;
        }
    };
    match operator.save_rule(&site, &rule).await {
        Ok(_) => to(&state, "/admin/rules", ()),
        Err(error) => not_saved(document, &error),
    }
}

/// Which entry.
#[derive(Deserialize)]
pub(crate) struct Named {
    id: String,
}

/// `POST /admin/rules/remove`
pub(crate) async fn remove_rule(
    LoggedIn(session): LoggedIn,
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    form: Result<Form<Named>, FormRejection>,
) -> Response {
    let Ok(Form(Named { id })) = form else { return bad_form() };
    match Operator::new(&session.name, client).remove_rule(&site, &id).await {
        // Somebody else may have removed it: then it is gone as well.
        Ok(_) => to(&state, "/admin/rules", ()),
        Err(error) => not_saved(Document::new(&context, "/admin/rules"), &error),
    }
}

fn not_saved(document: Document, error: &RuleError) -> Response {
    tracing::error!(%error, "lists and caps may not be changed");
    let texts = &document.language.catalogue().operators.rules;
    let (status, text) = match error {
        RuleError::Full => (StatusCode::UNPROCESSABLE_ENTITY, texts.full),
        RuleError::Store(_) | RuleError::Outrun => {
            (StatusCode::SERVICE_UNAVAILABLE, texts.not_saved)
        }
    };
    page(status, not_saved_page(document, text))
}

/// `GET /admin/decisions`
pub(crate) async fn decisions(
    LoggedIn(session): LoggedIn,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    asked: Asked,
) -> Response {
    let Shown { skip, verdict, reason, .. } = shown(asked);
    let filter = DecisionFilter::new(&verdict, &reason, skip);
    let path = filter.path(filter.skip);
    let decisions = site.store.decisions(DECISIONS).await.ok();
    let status = status(decisions.is_some());
    let document = Document::new(&context, path);
    page(status, decisions_page(document, &session, decisions.as_deref(), &filter))
}

/// `GET /admin/audit`
pub(crate) async fn audit(
    LoggedIn(session): LoggedIn,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    asked: Asked,
) -> Response {
    let before = shown(asked).before.parse().ok();
    let records = site.store.audit(before, AUDIT_AT_ONCE).await.ok();
    let path = before.map(|before| format!("/admin/audit?before={before}"));
    let document = Document::new(&context, path.unwrap_or_else(|| "/admin/audit".to_owned()));
    let status = status(records.is_some());
    page(status, audit_page(document, &session, records.as_deref(), before))
}

fn status(is_there: bool) -> StatusCode {
    if is_there { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
