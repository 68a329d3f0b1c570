//! Traces: what a request did, step by step, told to a collector by OTLP over HTTP.
//!
//! Off unless an endpoint is set: no request then carries a span, and a step looks for one in a
//! variable of its thread. A span is made of names from this program, of a route's pattern and of a
//! status, so that nothing of a request can get into it (I5). `request` begins one; its steps are those of
//! `spans`, which knows nothing of collectors. `collector` is who the spans go to. A bounded queue stands
//! between: what is past it, or what the collector does not take, is dropped, and no request waits for it
//! (I6).

mod collector;
mod request;

use std::time::Duration;

use opentelemetry::{Key, KeyValue, trace::TracerProvider};
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracer, SdkTracerProvider},
};
use tokio::{
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use collector::Client;

pub(crate) use request::record_answer;

use super::{
    gate::{Event, Observer},
    settings::Collector,
    spans,
};

/// Spans that may wait; one is about a kilobyte.
const QUEUE: usize = 4096;
/// Spans in one message, and how long they are gathered for it.
const BATCH: usize = 512;
const GATHERED: Duration = Duration::from_secs(1);
/// How long the collector may take for one message.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it may take for those that wait when the server ends.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

/// Notes refusals in the span of the step that runs.
pub(crate) struct SpanObserver;

impl Observer for SpanObserver {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Refused(refusal) => spans::refused(refusal.slug()),
            Event::TicketRefused(error) => spans::refused(error.code()),
            _ => {}
        }
    }
}

/// Makes spans, and sends them from a thread of its own.
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// To this collector. Call it inside a Tokio runtime.
    ///
    /// # Errors
    /// When no client can be made; the text is for an operator.
    pub(crate) fn start(collector: Collector) -> Result<Self, String> {
        let Collector { url, headers, sampler } = collector;
        let client = Client::new(url.scheme(), headers, PATIENCE)?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url)
            .with_timeout(PATIENCE)
            // The next batch is the next try: whoever waits with one fills the queue.
            .with_retry_policy(RetryPolicy::disabled())
            .with_http_client(client)
            .build()
            .map_err(|error| error.to_string())?;
        let config = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(GATHERED)
            .build();
        let processor = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
        let provider = SdkTracerProvider::builder()
            .with_sampler(sampler)
            .with_resource(resource())
            .with_span_processor(processor)
            .build();
        let tracer = provider.tracer(env!("CARGO_PKG_NAME"));
        Ok(Self { provider, tracer })
    }

    /// Sends what waits, for 2 s at most and never past `until`. There are no spans any more from then
    /// on.
    pub(crate) async fn end(&self, until: Instant) {
        let until = until.min(Instant::now() + LAST_PATIENCE);
        let left = until.saturating_duration_since(Instant::now());
        let provider = self.provider.clone();
        let ended = spawn_blocking(move || provider.shutdown_with_timeout(left));
        if !matches!(timeout_at(until, ended).await, Ok(Ok(Ok(())))) {
            tracing::warn!("the collector has not taken the last traces");
        }
    }
}

impl Drop for Traces {
    /// Of a server that was not ended: nobody waits for its last spans.
    fn drop(&mut self) {
        // Otherwise the provider would, for 5 s. An error means that it has ended already.
        let _ = self.provider.shutdown_with_timeout(Duration::ZERO);
    }
}

/// Whose traces these are: what `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say goes before
/// what is known here.
fn resource() -> Resource {
    let named = Resource::builder().build();
    let unknown = |key: &'static str| match named.get(&Key::from_static_str(key)) {
        None => true,
        // What the SDK says of a program that it knows nothing of.
        Some(value) => value.as_str().starts_with("unknown_service"),
    };
    let own =
        [("service.name", env!("CARGO_PKG_NAME")), ("service.version", env!("CARGO_PKG_VERSION"))];
    let own = own.into_iter().filter(|(key, _)| unknown(key));
    let own: Vec<_> = own.map(|(key, value)| KeyValue::new(key, value)).collect();
    Resource::builder().with_attributes(own).build()
}
