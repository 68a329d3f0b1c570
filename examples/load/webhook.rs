//! The operator's end of the webhook: takes messages whose signature is right.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use tokio::net::TcpListener;

use super::Outcome;

/// What Menshen signs with.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The codes that arrived, by number, until they are taken: one for each user at most.
#[derive(Clone)]
pub struct Webhook {
    pub url: String,
    codes: Codes,
    key: Arc<Hmac<Sha256>>,
}

type Codes = Arc<Mutex<HashMap<String, String>>>;

#[derive(Deserialize)]
struct Message {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    mobile: String,
    code: String,
}

impl Webhook {
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/sms", listener.local_addr()?);
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_"))?;
        let key = Arc::new(Hmac::new_from_slice(&key)?);
        let webhook = Self { url, codes: Codes::default(), key };
        let app = Router::new().route("/sms", post(receive)).with_state(webhook.clone());
        // Ends with the program.
        tokio::spawn(axum::serve(listener, app).into_future());
        Ok(webhook)
    }

    /// The code that was sent to this number, once.
    pub fn take(&self, mobile: &str) -> Option<String> {
        self.codes().remove(mobile)
    }

    fn codes(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As Standard Webhooks ask: base64 of HMAC-SHA256 over `id.timestamp.body`.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut mac = (*self.key).clone();
        for part in [header("webhook-id"), ".", header("webhook-timestamp"), "."] {
            mac.update(part.as_bytes());
        }
        mac.update(body);
        let signature = header("webhook-signature").strip_prefix("v1,").unwrap_or_default();
        STANDARD.decode(signature).is_ok_and(|signature| mac.verify_slice(&signature).is_ok())
    }
}

async fn receive(State(webhook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !webhook.is_signed(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(Message { data }) = serde_json::from_slice(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    webhook.codes().insert(data.mobile, data.code);
    StatusCode::NO_CONTENT
}
