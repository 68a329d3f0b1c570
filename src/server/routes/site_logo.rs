//! The picture before the site's name.

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::fallback;
use crate::server::{cache, site::CurrentSite};

/// `GET /logo`. The page names it by its content. It runs nothing: the policy of every answer forbids that.
pub(crate) async fn show(CurrentSite(site): CurrentSite) -> Response {
    let Some(logo) = &site.logo else { return fallback::nothing().await };
    let headers = [(CONTENT_TYPE, logo.kind.clone()), (CACHE_CONTROL, cache::IMMUTABLE)];
    (headers, logo.bytes.clone()).into_response()
}
