//! The span of a request.

use std::borrow::Cow;

use axum::{
    extract::{self, MatchedPath},
    http::{HeaderMap, Method},
};
use opentelemetry::{
    Context, KeyValue,
    propagation::{Extractor, TextMapPropagator},
    trace::{SpanKind, Status, Tracer},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::Traces;
use crate::server::spans::Request;

impl Traces {
    /// Begins the span of a request, or none where this one is not to be traced. What the request says
    /// of a trace that it is part of is believed where it comes from a trusted proxy.
    pub(crate) fn begin(&self, request: &extract::Request, from_proxy: bool) -> Option<Request> {
        let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        // By the names of OpenTelemetry's conventions for HTTP, but for the address: it has phone
        // numbers and picture names in it.
        let (method, named) = method(request.method());
        let name = match route {
            None => Cow::Borrowed(named),
            Some(route) => Cow::Owned(format!("{named} {route}")),
        };
        let mut attributes =
            vec![KeyValue::new("http.request.method", method), KeyValue::new("url.scheme", "http")];
        attributes.extend(route.map(|route| KeyValue::new("http.route", route.to_owned())));
        let builder = self.tracer.span_builder(name).with_kind(SpanKind::Server);
        let builder = builder.with_attributes(attributes);
        let parent = if from_proxy { parent(request.headers()) } else { Context::new() };
        Request::begin(&self.tracer, builder, &parent)
    }
}

/// Ends the span of a request with the status of its answer.
pub(crate) fn record_answer(request: Request, status: u16) {
    let span = request.span();
    span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
    if status >= 500 {
        span.set_attribute(KeyValue::new("error.type", status.to_string()));
        span.set_status(Status::error(""));
    }
    // A send may go on and hold it.
    span.end();
}

/// A method as an attribute and in a span's name. One that nobody knows came with the request.
fn method(method: &Method) -> (&'static str, &'static str) {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::CONNECT,
        Method::OPTIONS,
        Method::TRACE,
        Method::PATCH,
    ];
    const NAMES: [&str; KNOWN.len()] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    let known = KNOWN.iter().position(|known| known == method);
    known.map_or(("_OTHER", "HTTP"), |place| (NAMES[place], NAMES[place]))
}

/// The span of somebody else's that a request is part of, by its header `traceparent` (W3C). Nothing
/// else of it is kept: `tracestate` could say anything.
fn parent(headers: &HeaderMap) -> Context {
    struct TraceParent<'a>(Option<&'a str>);
    impl Extractor for TraceParent<'_> {
        fn get(&self, name: &str) -> Option<&str> {
            self.0.filter(|_| name == "traceparent")
        }

        fn keys(&self) -> Vec<&str> {
            vec!["traceparent"]
        }
    }
    let mut lines = headers.get_all("traceparent").iter();
    let line = lines.next().and_then(|line| line.to_str().ok());
    let only = line.filter(|_| lines.next().is_none());
    TraceContextPropagator::new().extract_with_context(&Context::new(), &TraceParent(only))
}
