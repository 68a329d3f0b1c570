//! The operator's end of the webhook: an HTTP server that checks the signature of every message.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
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
use serde_json::Value;
use sha2::Sha256;
use tokio::{net::TcpListener, sync::watch, time::sleep};

use super::until;

/// The secret that tests give to Menshen.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What the receiver does with the next message.
#[derive(Clone, Copy)]
pub enum Next {
    Answer(u16),
    /// Takes the message, and answers once [`Webhook::release`] is called.
    Held(u16),
    /// Answers after a while.
    Late(Duration, u16),
    /// Takes the message and says nothing.
    Hang,
}

/// A message as it arrived.
#[derive(Clone, Debug)]
pub struct Message {
    pub mobile: String,
    pub code: String,
    pub expires_in: u64,
    pub language: String,
    pub text: String,
}

#[derive(Default)]
struct Received {
    messages: Vec<Message>,
    next: VecDeque<Next>,
}

#[derive(Clone)]
pub struct Webhook {
    pub url: String,
    received: Arc<Mutex<Received>>,
    released: watch::Sender<bool>,
}

impl Webhook {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap());
        let (released, _) = watch::channel(false);
        let webhook = Self { url, received: Arc::default(), released };
        let app = Router::new().route("/sms", post(receive)).with_state(webhook.clone());
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        webhook
    }

    /// Chooses what happens to the next message that has no choice yet.
    pub fn next(&self, next: Next) {
        self.received.lock().unwrap().next.push_back(next);
    }

    /// Every message with a right signature so far.
    pub fn messages(&self) -> Vec<Message> {
        self.received.lock().unwrap().messages.clone()
    }

    /// Waits until so many have come.
    pub async fn until(&self, messages: usize) {
        until("messages", async || self.messages().len() >= messages).await;
    }

    /// Answers what is held, from now on.
    pub fn release(&self) {
        self.released.send_replace(true);
    }

    pub fn last(&self) -> Message {
        self.messages().pop().expect("a message")
    }
}

async fn receive(State(webhook): State<Webhook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !is_signed(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    let data = &body["data"];
    let next = {
        let mut received = webhook.received.lock().unwrap();
        received.messages.push(Message {
            mobile: data["mobile"].as_str().unwrap().to_owned(),
            code: data["code"].as_str().unwrap().to_owned(),
            expires_in: data["expires_in"].as_u64().unwrap(),
            language: data["language"].as_str().unwrap().to_owned(),
            text: data["text"].as_str().unwrap().to_owned(),
        });
        received.next.pop_front().unwrap_or(Next::Answer(204))
    };
    match next {
        Next::Answer(status) => StatusCode::from_u16(status).unwrap(),
        Next::Held(status) => {
            let mut released = webhook.released.subscribe();
            released.wait_for(|released| *released).await.unwrap();
            StatusCode::from_u16(status).unwrap()
        }
        Next::Late(wait, status) => {
            sleep(wait).await;
            StatusCode::from_u16(status).unwrap()
        }
        Next::Hang => {
            sleep(Duration::from_secs(60)).await;
            StatusCode::NO_CONTENT
        }
    }
}

/// Standard Webhooks: base64 of HMAC-SHA256 over `id.timestamp.body`, made within five minutes.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let timestamp = header("webhook-timestamp");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{timestamp}.", header("webhook-id")).as_bytes());
    mac.update(body);
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    header("webhook-signature") == signature
        && timestamp.parse::<u64>().is_ok_and(|then| now.abs_diff(then) < 300)
}
