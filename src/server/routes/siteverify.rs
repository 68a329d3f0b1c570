//! `POST /siteverify`: the host site's server redeems a ticket, with whatever client it has for
//! reCAPTCHA, hCaptcha or Turnstile.

mod fields;

use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;

use super::schemas;
use crate::server::{
    cache,
    gate::{Event, RedeemError},
    middleware::ClientIp,
    site::CurrentSite,
    state::AppState,
    ticket::Ticket,
};

use fields::Fields;

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
    /// The number is one for tests (TEST_NUMBERS): anybody may have verified it. Not there for any other.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    test: bool,
    /// None; clients look for it also where all went well.
    #[serde(rename = "error-codes")]
    #[schema(schema_with = schemas::no_codes)]
    error_codes: [&'static str; 0],
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
/// For the host site's server. Always 200, as those clients expect, but for a store that is down, a
/// body without an end and wrong secrets without an end. Without the right secret nothing is told about the ticket, and it is not
/// spent.
///
/// The fields stand in the body. What is not there may stand in the query, as reCAPTCHA has it, but
/// proxies log addresses: a secret belongs in the body.
#[utoipa::path(
    post,
    path = "/siteverify",
    operation_id = "siteVerify",
    tag = "ticket",
    params(Fields),
    request_body(content(
        (Fields = "application/x-www-form-urlencoded"),
        (Fields = "application/json"),
        (Fields = "multipart/form-data")
    )),
    responses(
        (status = 200, description = "What the ticket stands for, or why not.", body = Answer),
        (
            status = 429,
            description = "A wrong secret, and not the first from this network. The right one is \
                           taken at any time.",
            body = NotRedeemed,
            headers(("Retry-After" = u32, description = "Seconds"))
        ),
        (status = 413, description = "The body has more than 16 KiB.", body = NotRedeemed),
        (
            status = 503,
            description = "The store is down: try again with the same ticket.",
            body = NotRedeemed,
            headers(("Retry-After" = u32, description = "Seconds"))
        ),
    )
)]
pub(crate) async fn redeem(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    ClientIp(client): ClientIp,
    request: Request,
) -> Response {
    let Fields { secret, response, idempotency_key } = match Fields::of(request).await {
        Ok(asked) => asked,
        Err(status) => {
            state.metrics.observe(&site.id, Event::TicketRefused(RedeemError::BadRequest));
            return refused(RedeemError::BadRequest, status);
        }
    };
    let (secret, ticket) = (secret.unwrap_or_default(), response.unwrap_or_default());
    let idempotency_key = idempotency_key.unwrap_or_default();
    match site.gate.redeem(&secret, &ticket, &idempotency_key, client).await {
        Ok(ticket) => redeemed(ticket),
        Err(error @ RedeemError::Unavailable { retry_after }) => {
            let wait = [(RETRY_AFTER, HeaderValue::from(retry_after))];
            (wait, refused(error, StatusCode::SERVICE_UNAVAILABLE)).into_response()
        }
        Err(error @ RedeemError::TooManySecrets { retry_after }) => {
            let wait = [(RETRY_AFTER, HeaderValue::from(retry_after))];
            (wait, refused(error, StatusCode::TOO_MANY_REQUESTS)).into_response()
        }
        Err(error) => refused(error, StatusCode::OK),
    }
}

fn redeemed(Ticket { mobile, verified_at, hostname, test, site: _ }: Ticket) -> Response {
    let verified_at = i64::try_from(verified_at).ok();
    let verified_at = verified_at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let challenge_ts = verified_at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default();
    let body = Redeemed { success: true, mobile, challenge_ts, hostname, test, error_codes: [] };
    ([(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}

fn refused(error: RedeemError, status: StatusCode) -> Response {
    let (error_codes, detail) = ([error.code()], error.detail());
    let body = NotRedeemed { success: false, error_codes, detail };
    (status, [(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}
