//! Whole requests, through every layer of the server and into the gate.

use std::sync::{LazyLock, Mutex, PoisonError};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
};
use clap::Parser;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::server::{Config, Server, Settings, open_stores, router::Routes};

/// In front of a request that is not for the server with the default settings, but for one whose pictures are pointed
/// at or that asks for work. No method begins like that.
const POINTING: u8 = b'@';
const WORK: u8 = b'=';

/// What all servers have.
const SETTINGS: [&str; 9] = [
    "menshen",
    "--leptos-site-addr=127.0.0.1:0",
    "--metrics-addr=public",
    "--menshen-secret=the key of the fuzz targets",
    "--site-secret=what-the-host-site-shows",
    "--trusted-proxies=0.0.0.0/0",
    "--image-code-ttl=1",
    "--memory-store-capacity=10000000",
    "--sms-checks-per-minute=1000000",
];
/// An answer spends its picture, so that the next one needs another.
const MANY_PICTURES: &str = "--image-codes-per-minute=1000000";

/// Servers, each with an embedded store of its own, and what they run on.
struct Running {
    runtime: Runtime,
    characters: Routes,
    pointing: Routes,
    work: Routes,
}

static SERVERS: LazyLock<Mutex<Running>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "without a server nothing can be tried")]
    let servers = Running::start().expect("servers");
    Mutex::new(servers)
});

impl Running {
    fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let characters = serve(&runtime, &[])?;
        let pointing = serve(&runtime, &["--challenge=click,slide,motion", MANY_PICTURES])?;
        let work = serve(&runtime, &["--challenge=work", "--sms-work-memory=8", MANY_PICTURES])?;
        Ok(Self { runtime, characters, pointing, work })
    }

    /// What the server answers that such a request is for.
    fn answer(&self, front: Option<u8>, request: Request<Body>) -> (StatusCode, HeaderMap, Bytes) {
        let routes = match front {
            Some(POINTING) => &self.pointing,
            Some(_) => &self.work,
            None => &self.characters,
        };
        self.runtime.block_on(async {
            let Ok(response) = routes.clone().oneshot(request).await;
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, 1 << 24).await.unwrap_or_default();
            (parts.status, parts.headers, body)
        })
    }
}

/// A server with these settings as well.
fn serve(
    runtime: &Runtime,
    further: &[&'static str],
) -> Result<Routes, Box<dyn std::error::Error>> {
    let settings = SETTINGS.into_iter().chain(further.iter().copied());
    let config = Config::from_settings(&Settings::try_parse_from(settings)?)?;
    let server = runtime.block_on(async {
        let stores = open_stores(&config)?;
        Server::bind(config, stores).await
    })?;
    Ok(server.routes())
}

/// Perhaps [`POINTING`] or [`WORK`], then a first line with method and path, header lines, an empty line and a body.
/// Whatever it is, it is answered; never with 500, which nothing answers, nor with 503, which is what a panic becomes;
/// and always with the headers that keep a browser safe.
pub(super) fn answered(bytes: &[u8]) {
    let (front, bytes) = split(bytes);
    let Some(request) = request(bytes) else { return };
    let path = request.uri().path().to_owned();
    let running = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, headers, body) = running.answer(front, request);
    assert!(!status.is_server_error(), "{status}");
    // What CORS answers by itself has nothing in it.
    if !body.is_empty() {
        assert!(headers.contains_key(CONTENT_SECURITY_POLICY), "no policy");
        assert_eq!(headers.get(X_CONTENT_TYPE_OPTIONS), Some(&HeaderValue::from_static("nosniff")));
    }
    consistent(status, &headers, &body);
    let is_send = path.starts_with("/sms_codes/") && path.matches('/').count() == 2;
    // Elsewhere a place may be guessed by chance, and a nonce be one that will do.
    if front.is_none() && is_send && status == StatusCode::OK {
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        assert!(body.is_empty() || answer["code"] == 400, "something was sent");
    }
}

/// Problems are problems, and say the status that they come with.
fn consistent(status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind == "application/problem+json" && !body.is_empty() {
        let problem: Value = serde_json::from_slice(body).unwrap_or_default();
        assert_eq!(problem["status"], status.as_u16());
        assert!(status.is_client_error(), "a problem with {status}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
}

/// What stands in front of a request, and the request.
fn split(bytes: &[u8]) -> (Option<u8>, &[u8]) {
    match bytes {
        [front @ (POINTING | WORK), request @ ..] => (Some(*front), request),
        request => (None, request),
    }
}

/// `None` for what HTTP itself does not let through.
fn request(bytes: &[u8]) -> Option<Request<Body>> {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = bytes.split_at(end.unwrap_or(bytes.len()));
    let mut lines = head.split(|&byte| byte == b'\n');
    let mut first = lines.next()?.splitn(2, |&byte| byte == b' ');
    let method = Method::from_bytes(first.next()?).ok()?;
    let mut request = Request::builder().method(method).uri(first.next()?);
    for line in lines.take(64) {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        request = request.header(name, value);
    }
    let body = Body::from(body.get(2..).unwrap_or_default().to_vec());
    request.body(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_front_of_a_request_chooses_the_server_and_with_it_what_is_asked_for() {
        // Not those that other tests put under pressure.
        let running = Running::start().unwrap();
        for (front, kind) in [("", "text"), ("@", "click"), ("=", "work")] {
            let path = "/api/v1/challenges/3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f";
            let input = format!("{front}GET {path}");
            let (front, bytes) = split(input.as_bytes());
            let (status, _, body) = running.answer(front, request(bytes).unwrap());
            assert_eq!(status, StatusCode::OK, "{input}");
            let told: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(told["kind"], kind, "{input}");
        }
    }
}
