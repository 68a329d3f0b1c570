//! A collector of traces: an HTTP server that takes them by OTLP, or does not.

use std::{
    collections::{BTreeMap, HashMap},
    future::pending,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind, status::StatusCode as Status},
};
use prost::Message;
use tokio::{net::TcpListener, sync::watch};

use crate::support::until;

/// What the collector does with messages.
#[derive(Clone, Copy, PartialEq)]
pub enum Mood {
    Answer(u16),
    /// Says nothing, for as long as that lasts.
    Hang,
}

#[derive(Clone)]
pub struct Collector {
    pub url: String,
    mood: watch::Sender<Mood>,
    received: Arc<Mutex<Received>>,
}

#[derive(Default)]
struct Received {
    /// Messages that came, taken or not.
    asked: usize,
    taken: Vec<(HeaderMap, Bytes)>,
}

/// A span as it arrived.
#[derive(Clone, Debug)]
pub struct Told {
    pub name: String,
    /// Its name after those of what it is part of, the request first: `a > b > c`.
    pub path: String,
    pub trace: String,
    /// Of the span that it is part of, here or elsewhere; empty for none.
    pub parent: String,
    pub kind: SpanKind,
    pub is_error: bool,
    pub attributes: BTreeMap<String, String>,
    pub span: Span,
}

impl Collector {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (mood, _) = watch::channel(Mood::Answer(200));
        let collector = Self { url, mood, received: Arc::default() };
        let app = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        collector
    }

    /// How it takes messages from now on, and those that wait.
    pub fn be(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// How many messages came, taken or not.
    pub fn asked(&self) -> usize {
        self.received.lock().unwrap().asked
    }

    /// Every message that was taken, with its headers.
    pub fn messages(&self) -> Vec<(HeaderMap, Bytes)> {
        self.received.lock().unwrap().taken.clone()
    }

    /// What is said of the server in each message.
    pub fn resources(&self) -> Vec<BTreeMap<String, String>> {
        let resources = self.decoded().into_iter().flat_map(|message| message.resource_spans);
        resources.map(|of| attributes(&of.resource.unwrap().attributes)).collect()
    }

    /// Every span that was taken.
    pub fn spans(&self) -> Vec<Told> {
        let resources = self.decoded().into_iter().flat_map(|message| message.resource_spans);
        let scopes = resources.flat_map(|of| of.scope_spans);
        let spans: Vec<Span> = scopes.flat_map(|scope| scope.spans).collect();
        let by_id: HashMap<_, _> = spans.iter().map(|span| (&span.span_id, span)).collect();
        spans.iter().map(|span| told(span, &by_id)).collect()
    }

    /// Waits until a span of this path is there, and gives all.
    pub async fn until(&self, path: &str) -> Vec<Told> {
        let mut spans = Vec::new();
        until(path, async || {
            spans = self.spans();
            spans.iter().any(|span| span.path == path)
        })
        .await;
        spans
    }

    fn decoded(&self) -> Vec<ExportTraceServiceRequest> {
        let messages = self.messages().into_iter();
        messages.map(|(_, body)| ExportTraceServiceRequest::decode(body).unwrap()).collect()
    }
}

async fn take(State(collector): State<Collector>, headers: HeaderMap, body: Bytes) -> StatusCode {
    collector.received.lock().unwrap().asked += 1;
    let mut mood = collector.mood.subscribe();
    let mood = *mood.wait_for(|mood| *mood != Mood::Hang).await.unwrap();
    let Mood::Answer(status) = mood else { pending().await };
    if status == 200 {
        collector.received.lock().unwrap().taken.push((headers, body));
    }
    StatusCode::from_u16(status).unwrap()
}

fn told(span: &Span, by_id: &HashMap<&Vec<u8>, &Span>) -> Told {
    let mut path = span.name.clone();
    let mut above = by_id.get(&span.parent_span_id);
    while let Some(parent) = above {
        path = format!("{} > {path}", parent.name);
        above = by_id.get(&parent.parent_span_id);
    }
    Told {
        name: span.name.clone(),
        path,
        trace: hex(&span.trace_id),
        parent: hex(&span.parent_span_id),
        kind: span.kind(),
        is_error: span.status.as_ref().is_some_and(|status| status.code() == Status::Error),
        attributes: attributes(&span.attributes),
        span: span.clone(),
    }
}

fn attributes(list: &[KeyValue]) -> BTreeMap<String, String> {
    let values = list.iter().map(|attribute| {
        let value = match attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
            Some(Value::StringValue(text)) => text.clone(),
            Some(Value::IntValue(number)) => number.to_string(),
            other => format!("{other:?}"),
        };
        (attribute.key.clone(), value)
    });
    values.collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
