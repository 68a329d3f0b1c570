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

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> Response {
    ([(CACHE_CONTROL, cache::NO_STORE)], "ok\n").into_response()
}

/// `GET /readyz`: the store answers too.
pub(crate) async fn ready(State(state): State<AppState>, Accepted(language): Accepted) -> Response {
    match state.gate.ready().await {
        Ok(()) => ([(CACHE_CONTROL, cache::NO_STORE)], "ok\n").into_response(),
        Err(error) => problem::refusal(&error, language),
    }
}
