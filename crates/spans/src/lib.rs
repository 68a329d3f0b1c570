//! Spans of a request's steps, for every part that has steps worth telling apart.
//!
//! A step finds the request that it belongs to in a variable of its task, and does nothing where that
//! is not traced. Its name is one of this program's, so that nothing of a request gets into it (I5).
//! Whoever collects spans begins the one of the request, in [`Request`].

use futures::future::Either;
use opentelemetry::{
    Context, KeyValue,
    context::{FutureExt, WithContext},
    trace::{Span, SpanBuilder, SpanKind, SpanRef, Status, TraceContextExt, Tracer},
};
use opentelemetry_sdk::trace::SdkTracer;

/// A request that is traced: what its steps are children of.
pub struct Request(Context);

/// In the context of a request that is traced: what makes the spans of its steps.
struct Maker(SdkTracer);

impl Request {
    /// Begins the span of a request, or none where this one is not to be traced.
    pub fn begin(tracer: &SdkTracer, span: SpanBuilder, parent: &Context) -> Option<Self> {
        let span = span.start_with_context(tracer, parent);
        let maker = Maker(tracer.clone());
        span.is_recording().then(|| Self(Context::new().with_value(maker).with_span(span)))
    }

    /// The span itself.
    pub fn span(&self) -> SpanRef<'_> {
        self.0.span()
    }
}

/// Runs the work as part of the request, if that is traced.
pub fn within<F: Future>(request: Option<&Request>, work: F) -> impl Future<Output = F::Output> {
    run(request.map(|Request(context)| context.clone()), work)
}

/// Makes work of a task of its own part of the request that it belongs to.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    work.with_current_context()
}

/// Runs a step of a request in a span of its own.
pub fn step<F: Future>(name: &'static str, work: F) -> impl Future<Output = F::Output> {
    run(child(name, SpanKind::Internal, None), work)
}

/// Runs a call of this provider.
pub fn to_provider<F: Future>(provider: &'static str, work: F) -> impl Future<Output = F::Output> {
    let provider = KeyValue::new("menshen.provider", provider);
    run(child("provider.send", SpanKind::Client, Some(provider)), work)
}

/// The step that runs has failed, in this way.
pub fn failed(kind: &'static str) {
    note(|span| {
        span.set_attribute(KeyValue::new("error.type", kind));
        span.set_status(Status::error(""));
    });
}

/// What runs was refused, for this reason.
pub fn refused(reason: &'static str) {
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
