//! For whoever watches the server.

use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};

use super::problem;
use crate::server::{
    middleware::{Accepted, cache},
    state::AppState,
};

/// The process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "alive",
    tag = "operation",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn alive() -> Response {
    ([(CACHE_CONTROL, cache::NO_STORE)], "ok\n").into_response()
}

/// The store answers too.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "operation",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn ready(State(state): State<AppState>, Accepted(language): Accepted) -> Response {
    match state.gate.ready().await {
        Ok(()) => ([(CACHE_CONTROL, cache::NO_STORE)], "ok\n").into_response(),
        Err(error) => problem::refusal(&error, language),
    }
}
