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
pub(super) mod cors;
pub(super) mod current_site;
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

/// Finds the site that a request is for, logs, measures and traces it, and adds what every answer has.
pub(crate) async fn observe(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    observed(&state, state.traces.as_deref(), request, |request| next.run(request)).await
}

/// [`observe`] for what people and machines ask for: it runs while there is a place for it.
pub(crate) async fn observe_and_limit(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let handle = |request| bounds::admit(State(state.clone()), request, next);
    observed(&state, state.traces.as_deref(), request, handle).await
}

/// [`observe`] for what watches the server: it is answered however much is going on, and not traced, as
/// it asks again and again.
pub(crate) async fn observe_health(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    observed(&state, None, request, |request| bounds::time_and_panics(request, next)).await
}

/// For a listener that has not all of this around its routes.
pub(crate) async fn settle_media_type(mut request: Request, next: Next) -> Response {
    media_type::settle(request.headers_mut());
    next.run(request).await
}

async fn observed<F: Future<Output = Response>>(
    state: &AppState,
    traces: Option<&Traces>,
    mut request: Request,
    handle: impl FnOnce(Request) -> F,
) -> Response {
    media_type::settle(request.headers_mut());
    let site = current_site::resolve(state, &mut request);
    let handled = log::request(state, &site, traces, request, handle).await;
    headers::secured(handled)
}
