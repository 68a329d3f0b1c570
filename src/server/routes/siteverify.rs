//! `POST /siteverify`: the host site's server redeems a ticket, with whatever client it has for
//! reCAPTCHA, hCaptcha or Turnstile.

use axum::{
    Form, Json,
    extract::{FromRequest, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;

use super::schemas;
use crate::server::{
    cache,
    gate::{Event, Observer, RedeemError},
    state::AppState,
    ticket::Ticket,
};

/// What clients send; `remoteip` and whatever else they know is passed over.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SiteVerify {
    /// `SITE_SECRET` of the server.
    #[schema(value_type = String)]
    secret: Option<String>,
    /// The ticket.
    #[schema(value_type = String)]
    response: Option<String>,
    /// A UUID of yours for this redemption. Repeated with the same one, when its answer was lost, the
    /// call is answered again as it was; with another one, or none, the ticket is spent.
    #[schema(format = "uuid")]
    idempotency_key: Option<String>,
}

/// The ticket was good, and is spent.
#[derive(Serialize, ToSchema)]
pub(crate) struct Redeemed {
    /// True.
    #[schema(schema_with = schemas::always::<true>)]
    success: bool,
    /// The verified number, E.164.
    mobile: String,
    /// When it was verified, ISO 8601 in UTC.
    #[schema(format = DateTime)]
    challenge_ts: String,
    /// The host of the page on which it was verified, as the browser said; empty when unknown.
    hostname: String,
}

/// The ticket says nothing.
#[derive(Serialize, ToSchema)]
pub(crate) struct NotRedeemed {
    /// False.
    #[schema(schema_with = schemas::always::<false>)]
    success: bool,
    /// Why, in the words of reCAPTCHA, hCaptcha and Turnstile.
    #[serde(rename = "error-codes")]
    #[schema(schema_with = schemas::redeem_codes)]
    error_codes: [&'static str; 1],
    /// What is wrong and what to do, for a developer.
    detail: &'static str,
}

/// Redeemed or not.
#[derive(ToSchema)]
#[schema(as = SiteVerified)]
#[serde(untagged)]
#[expect(dead_code, reason = "names what the two answers have in common")]
enum Answer {
    Redeemed(Redeemed),
    NotRedeemed(NotRedeemed),
}

/// Redeem a ticket
///
/// For the host site's server. Always 200, as those clients expect, but for a store that is down and
/// a body without an end. Without the right secret nothing is told about the ticket, and it is not
/// spent.
#[utoipa::path(
    post,
    path = "/siteverify",
    operation_id = "siteVerify",
    tag = "ticket",
    request_body(content(
        (SiteVerify = "application/x-www-form-urlencoded"),
        (SiteVerify = "application/json")
    )),
    responses(
        (status = 200, description = "What the ticket stands for, or why not.", body = Answer),
        (status = 413, description = "The body has more than 16 KiB.", body = NotRedeemed),
        (
            status = 503,
            description = "The store is down: try again with the same ticket.",
            body = NotRedeemed,
            headers(("Retry-After" = u32, description = "Seconds"))
        ),
    )
)]
pub(crate) async fn redeem(State(state): State<AppState>, request: Request) -> Response {
    let SiteVerify { secret, response, idempotency_key } = match read(request).await {
        Ok(asked) => asked,
        Err(status) => {
            state.metrics.observe(Event::TicketRefused(RedeemError::BadRequest));
            return refused(RedeemError::BadRequest, status);
        }
    };
    let (secret, ticket) = (secret.unwrap_or_default(), response.unwrap_or_default());
    let idempotency_key = idempotency_key.unwrap_or_default();
    match state.gate.redeem(&secret, &ticket, &idempotency_key).await {
        Ok(ticket) => redeemed(ticket),
        Err(error @ RedeemError::Unavailable { retry_after }) => {
            let wait = [(RETRY_AFTER, HeaderValue::from(retry_after))];
            (wait, refused(error, StatusCode::SERVICE_UNAVAILABLE)).into_response()
        }
        Err(error) => refused(error, StatusCode::OK),
    }
}

/// A form or JSON, by its content type; else the status that goes with the refusal.
async fn read(request: Request) -> Result<SiteVerify, StatusCode> {
    let read = if is_json(request.headers()) {
        Json::from_request(request, &()).await.map(|Json(asked)| asked).map_err(|e| e.status())
    } else {
        Form::from_request(request, &()).await.map(|Form(asked)| asked).map_err(|e| e.status())
    };
    read.map_err(|status| match status {
        StatusCode::PAYLOAD_TOO_LARGE => status,
        _ => StatusCode::OK,
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn redeemed(Ticket { mobile, verified_at, hostname }: Ticket) -> Response {
    let verified_at = i64::try_from(verified_at).ok();
    let verified_at = verified_at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let challenge_ts = verified_at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default();
    let body = Redeemed { success: true, mobile, challenge_ts, hostname };
    ([(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}

fn refused(error: RedeemError, status: StatusCode) -> Response {
    let (error_codes, detail) = ([error.code()], error.detail());
    let body = NotRedeemed { success: false, error_codes, detail };
    (status, [(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}
