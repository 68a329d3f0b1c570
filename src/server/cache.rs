//! How long answers may be kept. Each policy has a name; routes say which one is theirs.

use axum::{
    extract::Request,
    http::{HeaderValue, header::CACHE_CONTROL},
    middleware::Next,
    response::Response,
};

/// Never kept: codes, pictures, pages.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Kept for good: files whose name changes with their content.
pub(crate) const IMMUTABLE: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept for minutes, then asked about: what other sites' pages load by a name that stays.
pub(crate) const MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Kept, but asked about before each use: files whose name stays.
pub(crate) const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Marks every answer of these routes [`NO_STORE`].
pub(crate) async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}
