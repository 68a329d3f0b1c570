//! `GET /api/openapi.json`: every route and every error, for programs.

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    extract::State,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use super::document;
use crate::server::{cache, state::AppState};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// That of a server that has a host to itself; it is the same for as long as the process lives.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| document("").to_json().unwrap_or_default());

/// This document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn show(State(state): State<AppState>) -> Response {
    let base = &*state.public.base;
    let text = if base.is_empty() {
        Cow::Borrowed(DOCUMENT.as_str())
    } else {
        Cow::Owned(document(base).to_json().unwrap_or_default())
    };
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, cache::REVALIDATE)], text).into_response()
}
