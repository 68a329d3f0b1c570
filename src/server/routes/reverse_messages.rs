//! Messages that people send to the site: whether one has come, over HTTP.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{json_body::JsonBody, sms_codes::unreadable};
use crate::{
    model::{ReverseMessage, ReverseOutcome, TicketIssued},
    server::{
        cache,
        gate::ReverseRequest,
        middleware::{Accepted, SiteHost},
        problem,
        site::CurrentSite,
    },
};

/// Which message is asked after.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReverseRequest)]
pub(crate) struct Take {
    /// The phone number as typed.
    mobile: String,
    /// That of the message that was asked for.
    handle: String,
}

/// Exchange the message from the person for a ticket
///
/// A send that is answered with the step-up `reverse-message` says what the person is to send, and where.
/// Ask here every few seconds until it has come: 202 while it is waited for. The ticket is given to who shows
/// the `handle`, once; for a minute it is the same one again.
#[utoipa::path(
    post,
    path = "/api/v1/reverse-messages/verify",
    operation_id = "takeReverseMessage",
    tag = "text message",
    request_body = Take,
    responses(
        (status = 200, description = "It has come, and the number is verified.", body = TicketIssued),
        (status = 202, description = "It has not come yet.", body = ReverseMessage),
    )
)]
pub(crate) async fn verify(
    CurrentSite(site): CurrentSite,
    Accepted(language): Accepted,
    SiteHost(hostname): SiteHost,
    body: Result<JsonBody<Take>, JsonRejection>,
) -> Response {
    let Take { mobile, handle } = match body {
        Ok(JsonBody(take)) => take,
        Err(rejection) => return unreadable(&rejection, "mobile and handle", language),
    };
    let request = ReverseRequest { mobile, handle, hostname, language };
    match site.gate.take_reverse(request).await {
        Ok(ReverseOutcome::Awaited(message)) => {
            let no_store = [(CACHE_CONTROL, cache::NO_STORE)];
            (StatusCode::ACCEPTED, no_store, Json(message)).into_response()
        }
        Ok(ReverseOutcome::Verified(issued)) => problem::answer(Ok(issued), language),
        Err(refusal) => problem::refusal(&refusal, language),
    }
}
