//! For whoever watches the server.

use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};

use crate::server::problem;
use crate::{
    model::{NotReady, StoreFault},
    server::{cache, middleware::Accepted, state::AppState},
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

/// Ready for requests
///
/// The store answers and takes writes, and the server was not told to stop. How much is going on makes no
/// difference: what is past a bound is refused as such, and other servers would only get more of it.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "operation",
    responses((status = 200, description = "It is.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn ready(State(state): State<AppState>, Accepted(language): Accepted) -> Response {
    let lifecycle = &state.lifecycle;
    let answered = state.sites.default_site().gate.ready().await;
    if answered.is_ok() {
        lifecycle.saw_store();
    }
    let why = match &answered {
        _ if lifecycle.is_stopping() => NotReady::Stopping,
        Ok(()) => return ([(CACHE_CONTROL, cache::NO_STORE)], "ok\n").into_response(),
        Err(error) => match error.fault() {
            StoreFault::Unknown | StoreFault::Slow if !lifecycle.has_seen_store() => {
                NotReady::StoreConnecting
            }
            fault => NotReady::Store(fault),
        },
    };
    if let Err(error) = answered {
        // The log has the outage already; who asks again and again is told each time.
        tracing::debug!(%error, why = why.slug(), "not ready");
    }
    problem::not_ready(why, language)
}
