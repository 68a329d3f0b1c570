//! Each request is counted, traced if somebody collects traces, and logged at the debug level.

use std::{future::Future, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};

use super::client_ip;
use crate::server::{
    site::CurrentSite,
    spans,
    state::AppState,
    traces::{Traces, record_answer},
};

/// Notes the route's pattern, never the path: that has phone numbers and picture names in it.
pub(crate) async fn request<F: Future<Output = Response>>(
    state: &AppState,
    CurrentSite(site): &CurrentSite,
    traces: Option<&Traces>,
    request: Request,
    handle: impl FnOnce(Request) -> F,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let traced = traces.and_then(|traces| {
        traces
            .begin(&request, client_ip::is_from_proxy(request.extensions(), &state.trusted_proxies))
    });
    let response = spans::within(traced.as_ref(), handle(request)).await;
    let (status, took) = (response.status().as_u16(), start.elapsed());
    tracing::debug!(
        %method,
        route = route.as_ref().map_or("(none)", MatchedPath::as_str),
        status,
        micros = took.as_micros() as u64,
        "request"
    );
    if let Some(traced) = traced {
        record_answer(traced, status);
    }
    if let Some(usage) = &site.usage {
        usage.record_request(route.as_ref().map_or("", MatchedPath::as_str), took);
    }
    state.metrics.record_request(route, status, took);
    response
}
