//! `POST /inbound/{provider}`: a provider hands on what people have sent.
//!
//! Who is answered is the provider's machine. It is told that it need not come again, that it is not who it
//! says, or that it has to come again; never what became of a message.

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    model::Language,
    server::{
        clock::since_1970,
        gate::{Event, InboundOutcome},
        problem,
        site::{CurrentSite, Inbound, Site},
        sms::{InboundError, InboundMessage, InboundRequest},
        state::AppState,
    },
};

/// What the path says.
#[derive(Deserialize)]
pub(crate) struct Called {
    provider: String,
    /// For a provider that signs nothing.
    #[serde(default)]
    token: String,
}

pub(crate) async fn receive(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Path(called): Path<Called>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Called { provider, token } = called;
    let Some(inbound) = site.inbound.as_ref().filter(|inbound| inbound.provider == provider) else {
        return problem::plain(StatusCode::NOT_FOUND, "No such provider is set up here.");
    };
    let Ok(body) = body else {
        return problem::plain(StatusCode::PAYLOAD_TOO_LARGE, "The body may have at most 16 KiB.");
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let addresses = &state.public.addresses(&format!("/inbound/{provider}{query}"));
    let (headers, body) = (&headers, &body[..]);
    let now = since_1970().as_secs();
    let request = InboundRequest { addresses, token: &token, headers, body, now };
    match inbound.webhook.receive(&request) {
        Ok(messages) => take_in(&site, inbound, &messages).await,
        Err(error) => refused(&state, &site, inbound, error),
    }
}

/// All of them, or the provider has to come again: what came before is the same then as now.
async fn take_in(site: &Site, inbound: &Inbound, messages: &[InboundMessage]) -> Response {
    for message in messages {
        if let Err(refusal) = site.gate.receive(inbound.provider, message).await {
            return problem::refusal(&refusal, Language::OF_LOGS);
        }
    }
    let accepted = inbound.webhook.accepted();
    let status = StatusCode::from_u16(accepted.status).unwrap_or(StatusCode::OK);
    (status, [(CONTENT_TYPE, accepted.media_type)], accepted.body).into_response()
}

fn refused(state: &AppState, site: &Site, inbound: &Inbound, error: InboundError) -> Response {
    let provider = inbound.provider;
    let (outcome, status, detail) = match error {
        InboundError::Forged => (
            InboundOutcome::Forged,
            StatusCode::FORBIDDEN,
            "Nothing shows that this is the provider's: SMS_INBOUND_SECRET and, for a signature, \
             PUBLIC_URL decide.",
        ),
        InboundError::Unreadable => (
            InboundOutcome::Unreadable,
            StatusCode::BAD_REQUEST,
            "The body is not as the provider's documents have it.",
        ),
    };
    if inbound.refused.admit() {
        tracing::warn!(provider, %error, "a webhook with messages from people was refused");
    }
    state.metrics.observe(&site.id, Event::MessageReceived { provider, outcome });
    problem::plain(status, detail)
}
