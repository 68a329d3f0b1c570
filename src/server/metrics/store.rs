//! Every call of the store, timed, counted and traced.

use std::{collections::BTreeMap, time::Instant};

use prometheus_client::metrics::{counter::Counter, histogram::Histogram};

use super::{Metrics, labels, outage::StoreOutage};
use crate::server::{
    spans,
    store::{CALLS, CallObserver, StoreResult},
};

/// Counts how long each call took and whether it failed; the log says when the store begins to fail and
/// when that is over.
pub(crate) struct StoreObserver {
    /// By the call's name, looked up once, at the start.
    series: BTreeMap<&'static str, Series>,
    outage: StoreOutage,
}

struct Series {
    took: Histogram,
    errors: Counter,
}

impl StoreObserver {
    pub(crate) fn new(metrics: &Metrics) -> Self {
        let series = CALLS.iter().map(|&name| {
            let call = labels::StoreCall { call: label(name) };
            let took = metrics.store_duration.get_or_create_owned(&call);
            let errors = metrics.store_errors.get_or_create_owned(&call);
            (name, Series { took, errors })
        });
        Self { series: series.collect(), outage: StoreOutage::default() }
    }
}

impl CallObserver for StoreObserver {
    async fn around<T: Send>(
        &self,
        call: &'static str,
        run: impl Future<Output = StoreResult<T>> + Send,
    ) -> StoreResult<T> {
        let start = Instant::now();
        let run = async { run.await.inspect_err(|error| spans::failed(error.kind())) };
        let result = spans::step(call, run).await;
        if let Some(series) = self.series.get(call) {
            series.took.observe(start.elapsed().as_secs_f64());
            if result.is_err() {
                series.errors.inc();
            }
        }
        match &result {
            Ok(_) => self.outage.record_success(),
            Err(error) => self.outage.record_failure(label(call), error),
        }
        result
    }
}

/// The call's name in labels and in the log.
fn label(call: &'static str) -> &'static str {
    call.split_once('.').map_or(call, |(_, call)| call)
}
