//! What happens to every request around its handler.

use std::future::Future;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::{headers, state::AppState, traces::Traces};

pub(super) mod base_path;
pub(super) mod bounds;
pub(super) mod client_ip;
pub(super) mod console_host;
pub(super) mod fetch_metadata;
pub(super) mod language;
pub(super) mod log;
pub(super) mod media_type;
pub(super) mod origin;
pub(super) mod own_origin;
pub(super) mod page_context;
pub(super) mod site_host;

pub(crate) use client_ip::ClientIp;
pub(crate) use language::Accepted;
pub(crate) use site_host::SiteHost;

// What every route needs is one layer: with each further one, axum copies the rest once more for
// every request.

/// Around every answer.
pub(crate) async fn around(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    told(&state, state.traces.as_deref(), request, |request| next.run(request)).await
}

/// Around what people and machines ask for, which gets a place while there is one.
pub(crate) async fn around_work(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let handle = |request| bounds::admit(State(state.clone()), request, next);
    told(&state, state.traces.as_deref(), request, handle).await
}

/// Around what watches the server, which is answered however much is going on. It asks again and
/// again, so it is not traced.
pub(crate) async fn around_watch(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    told(&state, None, request, |request| bounds::time_and_panics(request, next)).await
}

/// For a listener that has not all of this around its routes.
pub(crate) async fn settle_media_type(mut request: Request, next: Next) -> Response {
    media_type::settle(request.headers_mut());
    next.run(request).await
}

async fn told<F: Future<Output = Response>>(
    state: &AppState,
    traces: Option<&Traces>,
    mut request: Request,
    handle: impl FnOnce(Request) -> F,
) -> Response {
    media_type::settle(request.headers_mut());
    let handled = log::request(state, traces, request, handle).await;
    headers::secured(handled)
}
