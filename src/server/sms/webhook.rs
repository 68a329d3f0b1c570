//! The provider that hands each message to an HTTP endpoint of the operator's, signed as Standard
//! Webhooks ask (<https://www.standardwebhooks.com>, version 1 signatures).

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{
    Client, StatusCode, Url,
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
};
use serde_json::json;
use sha2::Sha256;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{SendError, SmsMessage, SmsProvider};

/// From the first byte out to the last byte in. A person waits for it.
const TIMEOUT: Duration = Duration::from_secs(5);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) struct WebhookProvider {
    client: Client,
    url: Url,
    secret: WebhookSecret,
}

impl WebhookProvider {
    /// # Errors
    /// When the TLS set-up of this machine can't be used.
    pub(crate) fn new(url: Url, secret: WebhookSecret) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect could carry a code to where the operator did not send it.
            .redirect(Policy::none())
            // Never again on its own: the first try may have been acted on.
            .retry(reqwest::retry::never())
            .user_agent(concat!("menshen/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, url, secret })
    }
}

#[async_trait]
impl SmsProvider for WebhookProvider {
    fn name(&self) -> &'static str {
        "webhook"
    }

    async fn send(&self, message: &SmsMessage) -> Result<(), SendError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let id = format!("msg_{:032x}", rand::random::<u128>());
        let body = body(message, now);
        let signature = self.secret.sign(&id, now, &body);
        let answer = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await
            .map_err(|error| {
                if error.is_connect() {
                    SendError::NotSent("no connection to the webhook".to_owned())
                } else if error.is_timeout() {
                    SendError::Unknown("the webhook did not answer in time".to_owned())
                } else {
                    SendError::Unknown("the webhook broke off".to_owned())
                }
            })?;
        let retry_after =
            answer.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
        outcome(answer.status(), retry_after)
    }
}

/// What a status says about whether the message left. An endpoint that fails half-way (5xx) may
/// have passed it on.
fn outcome(status: StatusCode, retry_after: Option<u32>) -> Result<(), SendError> {
    match status.as_u16() {
        200..=299 => Ok(()),
        422 => Err(SendError::Refused(format!("the webhook answered {status}"))),
        429 => Err(SendError::Limited(retry_after)),
        300..=499 => Err(SendError::NotSent(format!("the webhook answered {status}"))),
        _ => Err(SendError::Unknown(format!("the webhook answered {status}"))),
    }
}

fn body(message: &SmsMessage, now: u64) -> String {
    let timestamp = i64::try_from(now)
        .ok()
        .and_then(|now| OffsetDateTime::from_unix_timestamp(now).ok())
        .and_then(|now| now.format(&Rfc3339).ok());
    json!({
        "type": "sms_code.requested",
        "timestamp": timestamp,
        "data": {
            "mobile": message.mobile.e164(),
            "code": message.code.as_str(),
            "expires_in": message.life.as_secs(),
        },
    })
    .to_string()
}

/// The key that signs: `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks ask.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// The value of `webhook-signature` for a message.
    fn sign(&self, id: &str, timestamp: u64, body: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length of key");
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl FromStr for WebhookSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix("whsec_")
            .and_then(|key| STANDARD.decode(key).ok())
            .filter(|key| (24..=64).contains(&key.len()))
            .map(Self)
            .ok_or("whsec_ and then 24 to 64 random bytes in base64")
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_published_vector() {
        let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signature =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_malformed_secret_says_what_it_should_be() {
        for text in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_§"]
        {
            assert!(text.parse::<WebhookSecret>().unwrap_err().contains("whsec_"), "{text}");
        }
    }

    #[test]
    fn only_a_clear_answer_counts_as_not_sent() {
        let of = |status| outcome(StatusCode::from_u16(status).unwrap(), Some(7));
        assert_eq!(of(204), Ok(()));
        assert!(matches!(of(302), Err(SendError::NotSent(_))));
        assert!(matches!(of(404), Err(SendError::NotSent(_))));
        assert!(matches!(of(422), Err(SendError::Refused(_))));
        assert_eq!(of(429), Err(SendError::Limited(Some(7))));
        assert!(matches!(of(500), Err(SendError::Unknown(_))));
        assert!(matches!(of(503), Err(SendError::Unknown(_))));
    }
}
