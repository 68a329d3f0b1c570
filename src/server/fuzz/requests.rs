//! Whole requests, through every layer of the server and into the gate.

use std::sync::{LazyLock, Mutex, PoisonError};

use axum::{
    body::{Body, to_bytes},
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

/// A server with the embedded store, and what it runs on.
struct Running {
    runtime: Runtime,
    routes: Routes,
}

static SERVER: LazyLock<Mutex<Running>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "without a server nothing can be tried")]
    let server = start().expect("a server");
    Mutex::new(server)
});

fn start() -> Result<Running, Box<dyn std::error::Error>> {
    let settings = Settings::try_parse_from([
        "menshen",
        "--leptos-site-addr=127.0.0.1:0",
        "--metrics-addr=public",
        "--menshen-secret=the key of the fuzz targets",
        "--site-secret=what-the-host-site-shows",
        "--trusted-proxies=0.0.0.0/0",
        "--image-code-ttl=1",
        "--memory-store-capacity=10000000",
        "--sms-checks-per-minute=1000000",
    ])?;
    let config = Config::from_settings(&settings)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let server = runtime.block_on(async {
        let stores = open_stores(&config)?;
        Server::bind(config, stores).await
    })?;
    Ok(Running { routes: server.routes(), runtime })
}

/// A first line with method and path, header lines, an empty line and a body. Whatever it is, it is
/// answered; never with 500, which nothing answers, nor with 503, which is what a panic becomes;
/// and always with the headers that keep a browser safe.
pub(super) fn answered(bytes: &[u8]) {
    let Some(request) = request(bytes) else { return };
    let path = request.uri().path().to_owned();
    let running = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, headers, body) = running.runtime.block_on(async {
        let Ok(response) = running.routes.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap_or_default();
        (parts.status, parts.headers, body)
    });
    assert!(!status.is_server_error(), "{status}");
    // What CORS answers by itself has nothing in it.
    if !body.is_empty() {
        assert!(headers.contains_key(CONTENT_SECURITY_POLICY), "no policy");
        assert_eq!(headers.get(X_CONTENT_TYPE_OPTIONS), Some(&HeaderValue::from_static("nosniff")));
    }
    consistent(status, &headers, &body);
    if path.starts_with("/sms_codes/") && path.matches('/').count() == 2 && status == StatusCode::OK
    {
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
