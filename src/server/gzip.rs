//! What is compressed when it is asked for: pages that hold nothing of a person.
//!
//! The length of a compressed answer tells what repeats in it. Whoever can make a browser ask for a page with words
//! of their choosing in it, and sees how long the answers are, learns what stands beside those words (BREACH). A
//! page without a number, a handle or a ticket has nothing to learn: its nonce and the names of its pictures are
//! new in each answer. A page with one of them goes out as it is.

use std::io::Write;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, VARY},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};

use crate::model::{FormState, PageContext};

/// Of a page, in bytes: several times the largest there is.
const MOST: usize = 256 * 1024;

/// Whether the client names gzip among the encodings that it reads, and not to refuse it (RFC 9110 §12.5.3).
pub(crate) fn is_taken(headers: &HeaderMap) -> bool {
    let named = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    named.unwrap_or_default().split(',').any(|encoding| {
        let (name, weight) = encoding.split_once(';').unwrap_or((encoding, "q=1"));
        let weight = weight.trim().to_ascii_lowercase();
        let weight = weight.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_some_and(|weight| weight > 0.0)
    })
}

/// Whether a page in this state of the form goes out compressed to who asks with these headers.
pub(crate) fn is_for(state: &FormState, headers: &HeaderMap) -> bool {
    *state == FormState::default() && is_taken(headers)
}

/// Compresses what it may of what these routes answer; they know the request's [`PageContext`].
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let context = request.extensions().get::<PageContext>();
    let is_for = context.is_some_and(|context| is_for(&context.form_state, request.headers()));
    let is_compressed = is_for && request.method() == Method::GET;
    let response = next.run(request).await;
    if is_compressed && response.status() == StatusCode::OK {
        page(response).await
    } else {
        response
    }
}

/// The page, compressed.
pub(crate) async fn page(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let gzip = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    // Writing to memory does not fail; nothing would be as good as the page itself.
    let Ok(gzip) = gzip else { return Response::from_parts(parts, Body::from(bytes)) };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(gzip))
}
