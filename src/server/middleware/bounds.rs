//! Bounds on what requests may do to the server: how many there are, how long each takes.

use std::{error::Error, panic::AssertUnwindSafe, time::Duration};

use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, CONTENT_LENGTH},
        request::Parts,
    },
    middleware::Next,
    response::Response,
};
use futures::FutureExt;
use http_body_util::{Full, LengthLimitError, Limited};
use tokio::time::timeout;

use super::language::language;
use crate::{
    model::{GateError, Language},
    server::{problem, state::AppState},
};

/// The largest body that is read: the longest form is a few hundred bytes.
pub(crate) const BODY_LIMIT: usize = 16 * 1024;

/// Longer than every wait inside: a provider has 8 s, the store half a second a step.
pub(crate) const HANDLER_TIMEOUT: Duration = Duration::from_secs(15);

/// Reads the body, then lets the request on to its handler if there is a place, which is held until
/// the answer begins. The body comes first: a client that is slow to send holds up nobody else.
pub(crate) async fn admit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let admission = &state.admission;
    let request = match gather(request, admission.body_life).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let Some(_held) = admission.admit() else {
        admission.refused.inc();
        let language = language(request.uri(), request.headers());
        return problem::refusal(&GateError::Unavailable { retry_after: 1 }, language);
    };
    time_and_panics(request, next).await
}

/// Ends a handler that takes too long or panics with a 503. A send under way is not cut off: it
/// runs in a task of its own.
pub(crate) async fn time_and_panics(request: Request, next: Next) -> Response {
    let handled = timeout(HANDLER_TIMEOUT, AssertUnwindSafe(next.run(request)).catch_unwind());
    match handled.await {
        Ok(Ok(response)) => return response,
        Ok(Err(_)) => tracing::error!("a handler panicked"),
        Err(_) => tracing::error!("a handler took too long"),
    }
    problem::refusal(&GateError::Unavailable { retry_after: 1 }, Language::default())
}

/// The request with all of its body, or the answer to one whose body does not come.
async fn gather(request: Request, life: Duration) -> Result<Request, Response> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    if HttpBody::size_hint(&body).lower() > BODY_LIMIT as u64 {
        return Ok(too_large(parts));
    }
    match timeout(life, to_bytes(body, BODY_LIMIT)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Ok(Err(error)) if error.source().is_some_and(|source| source.is::<LengthLimitError>()) => {
            Ok(too_large(parts))
        }
        Ok(Err(_)) => Err(last(StatusCode::BAD_REQUEST, "The body of the request broke off.")),
        Err(_) => {
            let detail = "The body of the request did not arrive in time.";
            Err(last(StatusCode::REQUEST_TIMEOUT, detail))
        }
    }
}

/// A request whose body says that it is too large, and can't be read: each route refuses it in its own
/// form.
fn too_large(mut parts: Parts) -> Request {
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(BODY_LIMIT + 1));
    Request::from_parts(parts, Body::new(Limited::new(Full::from("-"), 0)))
}

/// An answer after which nothing more can be read.
fn last(status: StatusCode, detail: &str) -> Response {
    let mut response = problem::plain(status, detail);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::{Router, http::header::RETRY_AFTER, middleware::from_fn, routing::get};
    use tower::Service;

    use super::*;

    /// Something that time passes over.
    #[tokio::test(start_paused = true)]
    async fn a_handler_that_panics_or_does_not_end_is_answered_with_503() {
        let panics = async || -> &'static str { std::panic::panic_any("on purpose") };
        let mut app = Router::<()>::new()
            .route("/panics", get(panics))
            .route("/hangs", get(pending::<&'static str>))
            .layer(from_fn(time_and_panics));
        for path in ["/panics", "/hangs"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answered = timeout(2 * HANDLER_TIMEOUT, app.call(request)).await;
            let answer = answered.expect("an answer in time").unwrap();
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(answer.headers()[RETRY_AFTER], "1", "{path}");
        }
    }
}
