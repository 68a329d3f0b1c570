//! Spans: that of a request, and those of its steps.

use std::borrow::Cow;

use axum::{
    extract::{self, MatchedPath},
    http::{HeaderMap, Method},
};
use futures::future::Either;
use opentelemetry::{
    Context, KeyValue,
    context::{FutureExt, WithContext},
    propagation::{Extractor, TextMapPropagator},
    trace::{Span, SpanKind, SpanRef, Status, TraceContextExt, Tracer},
};
use opentelemetry_sdk::{propagation::TraceContextPropagator, trace::SdkTracer};

use super::Traces;

/// The span of a request.
pub(crate) struct Request(Context);

/// In the context of a request that is traced: what makes the spans of its steps.
struct Maker(SdkTracer);

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
        let span = builder.start_with_context(&self.tracer, &parent);
        let maker = Maker(self.tracer.clone());
        span.is_recording().then(|| Request(Context::new().with_value(maker).with_span(span)))
    }
}

impl Request {
    /// Ends with the status of the answer.
    pub(crate) fn answered(self, status: u16) {
        let span = self.0.span();
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        if status >= 500 {
            span.set_attribute(KeyValue::new("error.type", status.to_string()));
            span.set_status(Status::error(""));
        }
        // A send may go on and hold it.
        span.end();
    }
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

/// Runs the work as part of the request, if that is traced.
pub(crate) fn within<F: Future>(
    request: Option<&Request>,
    work: F,
) -> impl Future<Output = F::Output> {
    run(request.map(|Request(context)| context.clone()), work)
}

/// Makes work of a task of its own part of the request that it belongs to.
pub(crate) fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    work.with_current_context()
}

/// Runs a step of a request in a span of its own.
pub(crate) fn step<F: Future>(name: &'static str, work: F) -> impl Future<Output = F::Output> {
    run(child(name, SpanKind::Internal, None), work)
}

/// Runs a call of this provider.
pub(crate) fn to_provider<F: Future>(
    provider: &'static str,
    work: F,
) -> impl Future<Output = F::Output> {
    let provider = KeyValue::new("menshen.provider", provider);
    run(child("provider.send", SpanKind::Client, Some(provider)), work)
}

/// The step that runs has failed, in this way.
pub(crate) fn failed(kind: &'static str) {
    note(|span| {
        span.set_attribute(KeyValue::new("error.type", kind));
        span.set_status(Status::error(""));
    });
}

/// What runs was refused, for this reason.
pub(crate) fn refused(reason: &'static str) {
    note(|span| span.set_attribute(KeyValue::new("menshen.refusal", reason)));
}

/// The context of a new span below the one that runs, where there is one.
fn child(name: &'static str, kind: SpanKind, attribute: Option<KeyValue>) -> Option<Context> {
    Context::map_current(|parent| {
        let Maker(tracer) = parent.get()?;
        let builder = tracer.span_builder(name).with_kind(kind).with_attributes(attribute);
        Some(parent.with_span(builder.start_with_context(tracer, parent)))
    })
}

fn note(what: impl FnOnce(SpanRef<'_>)) {
    Context::map_current(|context| {
        if context.get::<Maker>().is_some() {
            what(context.span());
        }
    });
}

/// The span ends with the work.
fn run<F: Future>(context: Option<Context>, work: F) -> Either<WithContext<F>, F> {
    match context {
        Some(context) => Either::Left(work.with_context(context)),
        None => Either::Right(work),
    }
}
