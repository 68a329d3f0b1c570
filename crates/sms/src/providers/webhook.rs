//! The provider that hands each message to an HTTP endpoint of the operator's, signed as Standard
//! Webhooks ask (<https://www.standardwebhooks.com>, version 1 signatures).

mod inbound;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
mod vectors;

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Url;
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::{
    http::{ApiAnswer, ApiRequest, HttpApi, Stamp},
    message::SmsMessage,
    per_language::PerLanguage,
    provider::{Channel, Provider},
    send_error::SendError,
    setting::{Setting, SettingError, Values},
    sign,
    text::{MessageText, TEXT},
};

pub(crate) const PROVIDER: Provider = Provider {
    name: "webhook",
    about: "Messages go to SMS_WEBHOOK_URL, signed",
    settings: &[URL, SECRET],
    development: None,
    build,
    inbound: Some(&inbound::INBOUND),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: &vectors::VECTORS,
};

const URL: Setting = Setting::secret(
    "SMS_WEBHOOK_URL",
    "Where the webhook provider posts messages, http:// or https://",
    "with SMS_PROVIDER=webhook an http:// or https:// address",
);
const SECRET: Setting = Setting::secret(
    "SMS_WEBHOOK_SECRET",
    "Key that signs them: whsec_ and 24 to 64 bytes in base64",
    "",
);

struct Webhook {
    url: Url,
    secret: WebhookSecret,
    texts: PerLanguage<MessageText>,
}

fn build(values: &Values) -> Result<Channel, SettingError> {
    let url = values.read(&URL, |url| {
        let url = Url::parse(url).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    })?;
    let (scheme, secret) = (url.scheme().to_owned(), values.parsed(&SECRET)?);
    let webhook = Webhook { url, secret, texts: PerLanguage::parsed(values, &TEXT)? };
    Ok(Channel::Http { address: &URL, scheme, api: Box::new(webhook) })
}

impl HttpApi for Webhook {
    fn request(&self, message: &SmsMessage, stamp: &Stamp) -> ApiRequest {
        let timestamp = stamp.now.unix_timestamp();
        let id = format!("msg_{:032x}", stamp.nonce);
        let body = self.body(message, stamp);
        let signature = self.secret.sign(&id, timestamp, &body);
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ];
        ApiRequest { url: self.url.clone(), headers, body }
    }

    fn outcome(&self, answer: &ApiAnswer) -> Result<(), SendError> {
        match answer.status.as_u16() {
            422 => Err(SendError::Refused("it answered 422".to_owned())),
            _ => answer.by_status(),
        }
    }

    fn reads_body(&self) -> bool {
        false
    }
}

impl Webhook {
    fn body(&self, message: &SmsMessage, stamp: &Stamp) -> String {
        json!({
            "type": "sms_code.requested",
            "timestamp": stamp.now.truncate_to_second().format(&Rfc3339).ok(),
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

/// The key that signs: `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks ask.
#[derive(Clone, PartialEq, Eq)]
struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// What it should be.
    const SHOULD: &str = "whsec_ and then 24 to 64 random bytes in base64";

    /// The value of `webhook-signature` for a message.
    fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
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
            .ok_or(Self::SHOULD)
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
