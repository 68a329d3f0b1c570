//! What a browser loads when it is asked for work: a worker, and the module that it works with.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
            CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
        },
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::files;
use crate::{
    app::{self, Script},
    server::{cache, headers::ISOLATED},
};

/// `crates/work`, as the build script has made it: as it is, and compressed by gzip.
const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/work.wasm"));
const MODULE_GZIP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/work.wasm.gz"));

const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// A worker goes by its own policy, not by that of the page that starts it: the module is all that it loads.
const OF_WORKER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; connect-src 'self'; script-src 'wasm-unsafe-eval'",
);

/// The worker's script. It names the module by its content.
static WORKER: LazyLock<Script> = LazyLock::new(|| {
    let tag = URL_SAFE_NO_PAD.encode(&Sha256::digest(MODULE)[..12]);
    let script = app::compact(include_str!("work/worker.js"));
    Script::new(script.replace("MODULE", &format!("argon2id.wasm?{tag}")))
});

/// `GET /work/worker.js`. Its name stays, as the page's program knows it.
pub(crate) async fn worker(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", WORKER.tag);
    let answer = if files::is_known(&tag, headers.get(IF_NONE_MATCH)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        const KIND: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
        ([(CONTENT_TYPE, KIND)], WORKER.text.as_str()).into_response()
    };
    let of_worker = [(CONTENT_SECURITY_POLICY, OF_WORKER), ISOLATED];
    (of_worker, [(CACHE_CONTROL, cache::REVALIDATE)], [(ETAG, tag)], answer).into_response()
}

/// `GET /work/argon2id.wasm`
pub(crate) async fn module(headers: HeaderMap) -> Response {
    const KIND: HeaderValue = HeaderValue::from_static("application/wasm");
    const ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok());
    let takes_gzip = accepted.is_some_and(|accepted| accepted.contains("gzip"));
    let always = [(CONTENT_TYPE, KIND), (CACHE_CONTROL, cache::IMMUTABLE), (VARY, ENCODING)];
    if takes_gzip {
        (always, [(CONTENT_ENCODING, GZIP)], MODULE_GZIP).into_response()
    } else {
        (always, MODULE).into_response()
    }
}
