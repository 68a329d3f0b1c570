//! Bounds on what one request may do to the server.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{extract::Request, middleware::Next, response::Response};
use futures::FutureExt;
use tokio::time::timeout;

use crate::{
    model::{GateError, Language},
    server::routes::problem,
};

/// Longer than every wait inside: a provider has 8 s, the store half a second a step.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(15);

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
