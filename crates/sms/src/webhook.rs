//! The provider that hands each message to an HTTP endpoint of the operator's, signed as Standard
//! Webhooks ask (<https://www.standardwebhooks.com>, version 1 signatures).

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Url, header::CONTENT_TYPE};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{MessageText, PerLanguage, SendError, SmsMessage, SmsProvider, http, sign};

/// Posts to an address of the operator's.
pub struct WebhookProvider {
    client: Client,
    url: Url,
    secret: WebhookSecret,
    texts: PerLanguage<MessageText>,
}

impl WebhookProvider {
    /// Posts there, signed with this key.
    pub fn new(
        client: Client,
        url: Url,
        secret: WebhookSecret,
        texts: PerLanguage<MessageText>,
    ) -> Self {
        Self { client, url, secret, texts }
    }

    fn body(&self, message: &SmsMessage, now: u64) -> String {
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
                "language": message.language.tag(),
                "text": self.texts.of(message.language).fill(message),
            },
        })
        .to_string()
    }
}

#[async_trait]
impl SmsProvider for WebhookProvider {
    fn name(&self) -> &'static str {
        "webhook"
    }

    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let id = format!("msg_{:032x}", rand::random::<u128>());
        let body = self.body(message, now);
        let signature = self.secret.sign(&id, now, &body);
        let request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now)
            .header("webhook-signature", signature)
            .body(body);
        let answer = http::post(request, within).await?;
        match answer.status().as_u16() {
            422 => Err(SendError::Refused("it answered 422".to_owned())),
            _ => http::by_status(answer.status(), http::retry_after(&answer)),
        }
    }
}

/// The key that signs: `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks ask.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// The value of `webhook-signature` for a message.
    fn sign(&self, id: &str, timestamp: u64, body: &str) -> String {
        let mac = sign::hmac(&self.0, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac))
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
}
