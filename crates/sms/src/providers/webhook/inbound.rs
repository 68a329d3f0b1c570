//! Messages from people, handed on by a program of the operator's: signed as ours are, as Standard Webhooks
//! ask, within five minutes of the time that is signed.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::WebhookSecret;
use crate::{
    inbound::{Accepted, Inbound, InboundMessage, InboundRequest, Webhook, plain},
    sign,
};

/// Between the signature and now, either way (Standard Webhooks, as its libraries have it).
const TOLERANCE: u64 = 300;

pub(super) const INBOUND: Inbound = Inbound {
    secret: WebhookSecret::SHOULD,
    is_in_address: false,
    signs_address: false,
    accepted: Accepted { status: 200, media_type: "application/json", body: "{}" },
    open: |secret| Some(Box::new(Received(secret.parse().ok()?))),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: super::vectors::INBOUND,
};

struct Received(WebhookSecret);

impl Webhook for Received {
    fn is_genuine(&self, request: &InboundRequest<'_>) -> bool {
        let header = |name| request.headers.get(name).and_then(|value| value.to_str().ok());
        let (Some(id), Some(timestamp), Some(signatures)) =
            (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
        else {
            return false;
        };
        let is_now = |at: u64| at.abs_diff(request.now) <= TOLERANCE;
        if !timestamp.parse().is_ok_and(is_now) {
            return false;
        }
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", request.body].concat();
        // There are several while a key is replaced by another.
        signatures.split(' ').filter_map(|one| one.strip_prefix("v1,")).any(|signature| {
            let signature = STANDARD.decode(signature).unwrap_or_default();
            sign::is_hmac_sha256(&self.0.0, &signed, &signature)
        })
    }

    fn read(&self, body: &[u8]) -> Option<Vec<InboundMessage>> {
        let event: Value = serde_json::from_slice(body).ok()?;
        let received_at = event["timestamp"].as_str();
        let received_at = received_at.and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok());
        let message = &event["data"];
        let message = InboundMessage {
            sender: plain(message["mobile"].as_str()?),
            text: message["text"].as_str()?.to_owned(),
            sent_at: received_at.and_then(|at| u64::try_from(at.unix_timestamp()).ok()),
        };
        Some(vec![message])
    }
}
