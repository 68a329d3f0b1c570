//! `GET /api/openapi.json`: every route and every error, for programs.

use axum::{
    Extension,
    body::Bytes,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use utoipa::openapi::OpenApi;

use crate::server::cache;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The document as it is served; it is the same for as long as the process lives.
#[derive(Clone, Default)]
pub(crate) struct Document(Bytes);

impl Document {
    pub(super) fn of(described: &OpenApi) -> Self {
        Self(described.to_json().unwrap_or_default().into())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// This document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn show(Extension(Document(text)): Extension<Document>) -> Response {
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, cache::REVALIDATE)], text).into_response()
}
