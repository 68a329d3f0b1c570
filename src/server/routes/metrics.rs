//! `GET /metrics`: numbers for whoever watches many servers.

use axum::{
    extract::State,
    http::{
        HeaderMap,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use futures::future::join_all;

use crate::server::problem;
use crate::{
    model::{GateError, Language},
    server::{cache, metrics::Format, state::AppState},
};

/// Metrics
///
/// What this process has counted since its start, in the text format of Prometheus (0.0.4), or
/// OpenMetrics (1.0.0) for those that ask for it. It is at `METRICS_ADDR`, which is an address of its
/// own unless that says `public`.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operation",
    responses((
        status = 200,
        description = "Counters, gauges and histograms.",
        content((String = "text/plain"), (String = "application/openmetrics-text"))
    ))
)]
pub(crate) async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = Format::accepted(accept);
    // All at once: the store is asked no longer than for one.
    join_all(state.sites.iter().map(async |site| {
        site.gauges.snapshot().await;
        state.metrics.record_switches(&site.id, &site.switches.known());
    }))
    .await;
    match state.metrics.write(format) {
        Ok(text) => {
            let headers = [(CONTENT_TYPE, format.content_type())];
            (headers, [(CACHE_CONTROL, cache::NO_STORE)], text).into_response()
        }
        Err(_) => {
            tracing::error!("the metrics can't be written");
            problem::refusal(&GateError::Unavailable { retry_after: 1 }, Language::default())
        }
    }
}
