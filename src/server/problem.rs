//! Errors as RFC 9457 problem details.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{GateError, Language, NotReady, StepUp},
    server::cache,
};

/// What stands before a refusal's name in `type`.
const TYPE_PREFIX: &str = "urn:problem-type:menshen:";

/// Problem details (RFC 9457).
// In the order in which they are best read.
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem and does not change: for programs.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of problem in a few words.
    title: String,
    /// The answer's status once more.
    status: u16,
    /// What happened and what to do, in the language of the request: for people.
    detail: String,
    /// Why the server is not ready, with `/readyz`; names the cause and does not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// Seconds until the same request can succeed; `Retry-After` says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    retry_after: Option<u32>,
    /// How many attempts at the code remain, with `sms-code-wrong` and the handle of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tries_left: Option<u32>,
    /// What else has to be brought, with `step-up-required`; names the kind and says all that it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    step_up: Option<StepUp>,
}

/// The `type` of a refusal.
pub(crate) fn kind(error: &GateError) -> String {
    format!("{TYPE_PREFIX}{}", error.slug())
}

/// A refusal of the gate. `type` is stable and made for programs; `detail` is what the person
/// reads. `retry_after` stands there where it applies.
pub(crate) fn refusal(error: &GateError, language: Language) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let body = Problem {
        kind: kind(error),
        title: error.slug().replace('-', " "),
        status: status.as_u16(),
        detail: error.message(language),
        reason: None,
        retry_after: error.retry_after(),
        tries_left: error.tries_left(),
        step_up: error.step_up().cloned(),
    };
    let mut response = respond(status, &body);
    // For the route that says it in a form of its own.
    response.extensions_mut().insert(error.clone());
    response
}

/// The server is not ready, and why: a refusal like any other, with a `reason`.
pub(crate) fn not_ready(why: NotReady, language: Language) -> Response {
    let error = GateError::Unavailable { retry_after: 1 };
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let body = Problem {
        kind: kind(&error),
        title: "not ready".to_owned(),
        status: status.as_u16(),
        detail: why.message(language).to_owned(),
        reason: Some(why.slug().to_owned()),
        retry_after: error.retry_after(),
        tries_left: None,
        step_up: None,
    };
    respond(status, &body)
}

/// A request that never reached the gate, told by its status alone (RFC 9457 §4.2.1).
pub(crate) fn plain(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default().to_owned();
    let body = Problem {
        kind: "about:blank".to_owned(),
        title,
        status: status.as_u16(),
        detail: detail.to_owned(),
        reason: None,
        retry_after: None,
        tries_left: None,
        step_up: None,
    };
    respond(status, &body)
}

fn respond(status: StatusCode, body: &Problem) -> Response {
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, cache::NO_STORE);
    if let Some(seconds) = body.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An answer of the gate as JSON.
pub(crate) fn answer<T: Serialize>(result: Result<T, GateError>, language: Language) -> Response {
    match result {
        Ok(answer) => ([(CACHE_CONTROL, cache::NO_STORE)], Json(answer)).into_response(),
        Err(error) => refusal(&error, language),
    }
}
