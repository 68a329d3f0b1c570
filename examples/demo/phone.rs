//! The phone: takes messages as a provider's own endpoint does, and hands them on to the page that draws it.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::{Stream, stream};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::broadcast;

/// Messages that a page may be behind; what is older it has missed.
const BEHIND: usize = 16;
/// How old a message may be when it comes, as Standard Webhooks ask.
const LATE: Duration = Duration::from_secs(300);

#[derive(Clone)]
pub struct Phone {
    key: Arc<[u8]>,
    messages: broadcast::Sender<String>,
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

impl Phone {
    /// With what Menshen signs its messages.
    pub fn new(secret: &str) -> Self {
        let key = STANDARD.decode(secret).unwrap_or_default().into();
        Self { key, messages: broadcast::channel(BEHIND).0 }
    }

    pub fn routes(self) -> Router {
        Router::new().route("/phone/messages", get(show).post(receive)).with_state(self)
    }

    /// Whether Menshen signed it, a moment ago.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> Option<bool> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        let (id, at) = (header("webhook-id")?, header("webhook-timestamp")?);
        let sent = UNIX_EPOCH + Duration::from_secs(at.parse().ok()?);
        let age = SystemTime::now().duration_since(sent).unwrap_or_default();
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(body);
        let signature = header("webhook-signature")?.strip_prefix("v1,")?;
        let signature = STANDARD.decode(signature).ok()?;
        Some(age < LATE && mac.verify_slice(&signature).is_ok())
    }
}

/// A message from Menshen. It is on its way once it is taken; whether somebody looks makes no difference.
async fn receive(State(phone): State<Phone>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if phone.is_signed(&headers, &body) != Some(true) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    // Fails where no page is open.
    let _ = phone.messages.send(message["data"].to_string());
    StatusCode::NO_CONTENT
}

/// Every message from now on, as it comes.
async fn show(State(phone): State<Phone>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let messages = stream::unfold(phone.messages.subscribe(), |mut messages| async {
        loop {
            match messages.recv().await {
                Ok(message) => return Some((Ok(Event::default().data(message)), messages)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(messages).keep_alive(KeepAlive::default())
}
