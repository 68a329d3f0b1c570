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

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn a_time_that_is_no_number_is_now_at_no_time_however_well_it_is_signed() {
        let webhook = Received("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap());
        let mac =
            |timestamp| sign::hmac(&webhook.0.0, format!("msg_1.{timestamp}.{{}}").as_bytes());
        for (timestamp, is_genuine) in [
            ("1700000000", true),
            ("", false),
            ("now", false),
            ("-1700000000", false),
            ("1700000000.0", false),
            ("2023-11-14T22:13:20Z", false),
            ("99999999999999999999", false),
        ] {
            let signature = format!("v1,{}", STANDARD.encode(mac(timestamp)));
            let fields = [("id", "msg_1"), ("timestamp", timestamp), ("signature", &signature)];
            let headers = fields.map(|(name, value)| {
                let name = format!("webhook-{name}").parse().unwrap();
                (name, HeaderValue::from_str(value).unwrap())
            });
            let request = InboundRequest {
                addresses: &[],
                token: "",
                headers: &HeaderMap::from_iter(headers),
                body: b"{}",
                now: 1_700_000_000,
            };
            assert_eq!(webhook.is_genuine(&request), is_genuine, "{timestamp:?}");
        }
    }
}
