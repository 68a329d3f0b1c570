//! `/admin/api/v1`: what the console's pages do, for programs. The token stands in `Authorization`.

mod schemas;

use axum::{
    Json,
    extract::{FromRequestParts, Path, Query, rejection::JsonRejection},
    http::{
        HeaderValue, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{super::json_body::JsonBody, record_wrong_tokens};
use crate::{
    model::Language,
    server::{
        cache,
        console::{DecisionFilter, Session},
        gate::operator_rules::RuleError,
        middleware::{Accepted, ClientIp},
        operators::{NewRule, Operator},
        problem,
        site::CurrentSite,
        state::AppState,
        store::{AuditId, DECISIONS},
    },
};
use schemas::{AuditQuery, Audited, Decision, DecisionQuery, Entry, NewEntry};

/// What an operator's program calls itself, for the audit log.
const NAME: &str = "x-operator";
/// Entries that an answer holds at most.
const MOST: u32 = 1000;

/// Somebody who has shown the token with this call.
pub(crate) struct ApiOperator(Operator);

impl FromRequestParts<AppState> for ApiOperator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Some(console) = &state.console else {
            return Err(StatusCode::NOT_FOUND.into_response());
        };
        let Ok(ClientIp(client)) = ClientIp::from_request_parts(parts, state).await;
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let token = text(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
        let checked = console.check_token(token.unwrap_or_default(), client);
        if checked.is_ok() {
            let name = text(NAME).unwrap_or("api");
            return Ok(Self(Operator::new(&Session::named(name), client)));
        }
        let CurrentSite(site) = CurrentSite::of(&state.sites, &parts.extensions);
        record_wrong_tokens(console, &site, client).await;
        Err(refused(checked.err().flatten()))
    }
}

fn refused(wait: Option<u32>) -> Response {
    let (status, text) = match wait {
        None => (StatusCode::UNAUTHORIZED, "Send the console's token: Authorization: Bearer …"),
        Some(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many wrong tokens. The right one is taken at any time.",
        ),
    };
    let mut response = problem::plain(status, text);
    let headers = response.headers_mut();
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    if let Some(wait) = wait {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// Lists and caps
#[utoipa::path(
    get,
    path = "/admin/api/v1/rules",
    operation_id = "listRules",
    tag = "operators",
    responses((status = 200, description = "Every entry.", body = [Entry]))
)]
pub(crate) async fn rules(
    ApiOperator(_): ApiOperator,
    Accepted(language): Accepted,
    CurrentSite(site): CurrentSite,
) -> Response {
    match site.gate.rules().read().await {
        Ok(rules) => json(StatusCode::OK, Entry::all(&rules)),
        Err(_) => store_down(language),
    }
}

/// Add an entry
///
/// It holds on every server at once. The one that is about the same is replaced, a cap beside a list.
#[utoipa::path(
    post,
    path = "/admin/api/v1/rules",
    operation_id = "saveRule",
    tag = "operators",
    request_body = NewEntry,
    params(("X-Operator" = Option<String>, Header, description = "Who it is, for the audit log.")),
    responses(
        (status = 201, description = "It is there.", body = Entry),
        (status = 400, description = "Not such a body.", body = problem::Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value is wrong, or there is no place.", body = problem::Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn save_rule(
    ApiOperator(operator): ApiOperator,
    Accepted(language): Accepted,
    CurrentSite(site): CurrentSite,
    body: Result<JsonBody<NewEntry>, JsonRejection>,
) -> Response {
    let Ok(JsonBody(entry)) = body else {
        return problem::plain(StatusCode::BAD_REQUEST, "kind, value and effect, as JSON");
    };
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let NewEntry { kind, value, effect, per_hour, per_day, hours, note } = entry;
    let [per_hour, per_day, hours] = [per_hour, per_day, hours].map(number);
    let typed = NewRule { kind, value, effect, per_hour, per_day, hours, note };
    let texts = &language.catalogue().operators.rules;
    let rule = match typed.read(&site, &operator) {
        Ok(rule) => rule,
        Err(fault) => return problem::plain(StatusCode::UNPROCESSABLE_ENTITY, fault.text(texts)),
    };
    match operator.save_rule(&site, &rule).await {
        Ok(change) => json(StatusCode::CREATED, Entry::of(&change.id, &rule)),
        Err(error) => not_saved(&error, language),
    }
}

/// Remove an entry
#[utoipa::path(
    delete,
    path = "/admin/api/v1/rules/{id}",
    operation_id = "removeRule",
    tag = "operators",
    params(("id" = String, Path, description = "The entry's `id`.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 404, description = "There is none.", body = problem::Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_rule(
    ApiOperator(operator): ApiOperator,
    Accepted(language): Accepted,
    CurrentSite(site): CurrentSite,
    Path(id): Path<String>,
) -> Response {
    match operator.remove_rule(&site, &id).await {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => problem::plain(StatusCode::NOT_FOUND, "There is no such entry."),
        Err(error) => not_saved(&error, language),
    }
}

fn not_saved(error: &RuleError, language: Language) -> Response {
    tracing::error!(%error, "lists and caps may not be changed");
    let texts = &language.catalogue().operators.rules;
    match error {
        RuleError::Full => problem::plain(StatusCode::UNPROCESSABLE_ENTITY, texts.full),
        RuleError::Store(_) | RuleError::Outrun => {
            problem::plain(StatusCode::SERVICE_UNAVAILABLE, texts.not_saved)
        }
    }
}

/// What was decided about each message
///
/// The last 10,000, the newest first.
#[utoipa::path(
    get,
    path = "/admin/api/v1/decisions",
    operation_id = "listDecisions",
    tag = "operators",
    params(DecisionQuery),
    responses((status = 200, description = "Those that were asked for.", body = [Decision]))
)]
pub(crate) async fn decisions(
    ApiOperator(_): ApiOperator,
    Accepted(language): Accepted,
    CurrentSite(site): CurrentSite,
    Query(query): Query<DecisionQuery>,
) -> Response {
    let Ok(decisions) = site.store.decisions(DECISIONS).await else { return store_down(language) };
    let filter = DecisionFilter::new(&query.verdict, &query.reason, query.skip);
    let count = query.count.unwrap_or(100).min(MOST) as usize;
    let found = decisions.into_iter().filter(|decision| filter.shows(decision));
    let found: Vec<_> = found.skip(query.skip).take(count).map(Decision::of).collect();
    json(StatusCode::OK, found)
}

/// What operators did
///
/// The last 10,000 records, the newest first.
#[utoipa::path(
    get,
    path = "/admin/api/v1/audit",
    operation_id = "listAudit",
    tag = "operators",
    params(AuditQuery),
    responses(
        (status = 200, description = "Those that were asked for.", body = [Audited]),
        (status = 422, description = "`before` is no record's id.", body = problem::Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn audit(
    ApiOperator(_): ApiOperator,
    Accepted(language): Accepted,
    CurrentSite(site): CurrentSite,
    Query(query): Query<AuditQuery>,
) -> Response {
    let before = match query.before.as_str() {
        "" => None,
        id => match id.parse::<AuditId>() {
            Ok(id) => Some(id),
            Err(error) => {
                return problem::plain(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string());
            }
        },
    };
    let count = query.count.unwrap_or(100).clamp(1, MOST);
    match site.store.audit(before, count).await {
        Ok(records) => {
            json(StatusCode::OK, records.into_iter().map(Audited::of).collect::<Vec<_>>())
        }
        Err(_) => store_down(language),
    }
}

fn json(status: StatusCode, body: impl Serialize) -> Response {
    (status, [(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}

fn store_down(language: Language) -> Response {
    let text = language.catalogue().console.store_down;
    problem::plain(StatusCode::SERVICE_UNAVAILABLE, text)
}
