//! `GET /api/openapi.json`: every route and every error, for programs.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use super::document;
use crate::server::cache;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The document is the same for as long as the process lives.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());

/// This document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn show() -> Response {
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, cache::REVALIDATE)], DOCUMENT.as_str()).into_response()
}
