//! Text messages over HTTP: the API, and the contract of the front ends that were there before it.

use std::net::IpAddr;

use axum::{
    Json,
    extract::{
        Path, Query, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONNECTION, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::json_body::JsonBody;
use crate::{
    model::{GateError, Language, Proofs, SmsSent, TicketIssued},
    server::{
        cache,
        gate::{SendRequest, VerifyRequest},
        middleware::{Accepted, ClientIp, SiteHost},
        problem,
        site::CurrentSite,
    },
};

/// A string, or `null`, which many clients write for what they don't have.
fn or_null<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

/// What a text message is asked for with.
#[derive(Deserialize, ToSchema)]
#[schema(as = SendRequest)]
pub(crate) struct Send {
    /// The phone number as typed: E.164, or the national form of the first country that is served.
    mobile: String,
    /// What the person read in the picture, or heard; case, full width, white space, hyphens and dots
    /// make no difference.
    image_code: String,
    /// The picture's name.
    image_code_id: String,
    /// The `handle` of the last send to this number. Its code then goes on to be accepted, within one
    /// budget of attempts. Any other text counts as none.
    #[serde(default, deserialize_with = "or_null")]
    handle: String,
    /// The nonce of the work that was asked for (`step-up-required`), in decimal.
    #[serde(default, deserialize_with = "or_null")]
    work: String,
    /// What the person read in a second picture, where one was asked for (`step-up-required`).
    #[serde(default, deserialize_with = "or_null")]
    second_image_code: String,
    /// The name of that picture, as `step_up` gave it.
    #[serde(default, deserialize_with = "or_null")]
    second_image_code_id: String,
}

impl Send {
    fn request(self, language: Language, client: IpAddr) -> SendRequest {
        let Self { mobile, image_code, image_code_id, handle, .. } = self;
        let Self { work, second_image_code, second_image_code_id, .. } = self;
        let proofs = Proofs { work, second_image_code, second_image_code_id, in_turn: false };
        SendRequest {
            mobile,
            image_code,
            image_code_id,
            handle,
            proofs,
            takes_reverse: true,
            language,
            client,
        }
    }
}

/// Ask for a text message
///
/// One solved picture buys at most one message. The picture is spent by one attempt, right or wrong;
/// not by what can't be the answer to any picture (`image-code-malformed`).
#[utoipa::path(
    post,
    path = "/api/v1/sms-codes",
    operation_id = "sendSmsCode",
    tag = "text message",
    request_body = Send,
    responses((status = 200, description = "The message has left.", body = SmsSent))
)]
pub(crate) async fn send(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    body: Result<JsonBody<Send>, JsonRejection>,
) -> Response {
    match body {
        Ok(JsonBody(body)) => {
            problem::answer(site.gate.send(body.request(language, client)).await, language)
        }
        Err(rejection) => unreadable(&rejection, "mobile, image_code and image_code_id", language),
    }
}

/// What a ticket is asked for with.
#[derive(Deserialize, ToSchema)]
#[schema(as = VerifyRequest)]
pub(crate) struct Verify {
    /// The phone number as typed.
    mobile: String,
    /// The six digits from the message, or the whole message, in which they are the one run of six.
    sms_code: String,
    /// What the send was answered with. Any other text counts as none.
    #[serde(default, deserialize_with = "or_null")]
    handle: String,
}

/// Exchange the code from the message for a ticket
///
/// A message code takes 5 attempts with its `handle`, and is spent by the right one. Handed in again
/// within a minute with the same handle, it gives the same ticket. Without the handle the network that
/// asked for the message has 5 attempts of its own, and all others 5 together. Whether a code is wrong, has
/// expired, was used, was tried too often or was never sent, the answer is the same: no picture was
/// solved for it, so nothing is told about the number. Only with the handle of a live code `tries_left` says
/// how many attempts remain.
#[utoipa::path(
    post,
    path = "/api/v1/sms-codes/verify",
    operation_id = "verifySmsCode",
    tag = "text message",
    request_body = Verify,
    responses((status = 200, description = "The number is verified.", body = TicketIssued))
)]
pub(crate) async fn verify(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    SiteHost(hostname): SiteHost,
    ClientIp(client): ClientIp,
    body: Result<JsonBody<Verify>, JsonRejection>,
) -> Response {
    match body {
        Ok(JsonBody(Verify { mobile, sms_code, handle })) => {
            let request = VerifyRequest { mobile, sms_code, handle, hostname, client };
            problem::answer(site.gate.verify(request).await, language)
        }
        Err(rejection) => unreadable(&rejection, "mobile and sms_code", language),
    }
}

/// Says what the body should be. Not what the parser said: that repeats the values.
pub(super) fn unreadable(rejection: &JsonRejection, fields: &str, language: Language) -> Response {
    match rejection.status() {
        status @ StatusCode::PAYLOAD_TOO_LARGE => {
            problem::plain(status, "The body may have at most 16 KiB.")
        }
        status @ StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            problem::plain(status, "The content type has to be application/json.")
        }
        _ => {
            let detail = format!("the body has to be a JSON object with the strings {fields}");
            problem::refusal(&GateError::InvalidRequest { detail }, language)
        }
    }
}

#[derive(Deserialize, Default)]
pub(crate) struct Solved {
    #[serde(default)]
    image_code: String,
    #[serde(default)]
    image_code_id: String,
}

/// The answer to front ends that were there before: always 200.
#[derive(Serialize, ToSchema)]
#[schema(as = Seed)]
pub(crate) struct LegacyAnswer {
    /// 0 when the message has left, 400 otherwise.
    code: u16,
    /// `ok`, or what the person reads, in Chinese.
    errmsg: String,
}

/// Ask for a text message, for front ends that were there before
///
/// Always 200, the outcome is in `code`. Its words are Chinese; the message is in the language that
/// the browser asks for. What a browser asks for by itself (`Sec-Fetch-Mode`, `Sec-Fetch-Dest`,
/// `Sec-Purpose`) is refused before anything is spent. An answer that no picture has leaves the picture
/// good, and `errmsg` says what is wrong with it.
#[utoipa::path(
    get,
    path = "/sms_codes/{mobile}",
    operation_id = "seedSmsCode",
    tag = "text message",
    params(
        ("mobile" = String, Path, description = "The phone number as typed"),
        ("image_code" = Option<String>, Query, description = "What was read in the picture"),
        ("image_code_id" = Option<String>, Query, description = "The picture's name"),
    ),
    responses((
        status = 200,
        description = "The message has left, or why not.",
        body = LegacyAnswer,
        headers(("Retry-After" = u32, description = "Seconds, when too much is going on"))
    ))
)]
pub(crate) async fn get(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    mobile: Result<Option<Path<String>>, PathRejection>,
    query: Result<Query<Solved>, QueryRejection>,
) -> Response {
    let sent = match (mobile, query) {
        (Ok(mobile), Ok(Query(solved))) => {
            let Solved { image_code, image_code_id } = solved;
            // Without one the address ends before it.
            let mobile = mobile.map_or_else(String::new, |Path(mobile)| mobile);
            // It has no place for one in its answer.
            let handle = String::new();
            let proofs = Proofs { in_turn: true, ..Proofs::default() };
            let request = SendRequest {
                mobile,
                image_code,
                image_code_id,
                handle,
                proofs,
                // Nor for a message that is to be sent.
                takes_reverse: false,
                language,
                client,
            };
            site.gate.send(request).await
        }
        _ => Err(GateError::InvalidRequest { detail: "the address can't be read".to_owned() }),
    };
    let body = match sent {
        Ok(_) => LegacyAnswer { code: 0, errmsg: "ok".to_owned() },
        // These front ends know no such thing as a wrong name: it is one that nothing lies under.
        Err(GateError::ImageCodeIdInvalid) => refused(&GateError::ImageCodeExpired),
        Err(error) => refused(&error),
    };
    ([(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}

/// Puts a refusal that comes from before the handler, or instead of it, into the same form.
pub(crate) async fn as_legacy(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    // There is no such contract for other methods.
    if matches!(response.status(), StatusCode::OK | StatusCode::METHOD_NOT_ALLOWED) {
        return response;
    }
    let known = response.extensions().get::<GateError>().cloned();
    let refusal = known.unwrap_or(GateError::InvalidRequest { detail: String::new() });
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, cache::NO_STORE);
    for name in [RETRY_AFTER, CONNECTION] {
        headers.extend(response.headers().get(&name).cloned().map(|value| (name, value)));
    }
    (headers, Json(refused(&refusal))).into_response()
}

fn refused(error: &GateError) -> LegacyAnswer {
    LegacyAnswer { code: 400, errmsg: error.message(Language::DEFAULT) }
}
