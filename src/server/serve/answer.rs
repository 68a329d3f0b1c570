//! The body of an answer: when it is all handed over, and how much of all bodies is not yet read.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    response::Response,
};
use http_body::{Frame, SizeHint};

use super::phase::Watch;
use crate::{
    model::{GateError, Language},
    server::routes::problem,
};

/// From this size on an answer may lie in memory for as long as its client takes; below it, the
/// system holds it.
const LARGE: u64 = 16 * 1024;

/// A body that says when it ends.
pub(super) struct Answer {
    body: Body,
    watch: Arc<Watch>,
}

/// The answer of a connection: a large one only if there is room for it.
pub(super) fn on(watch: &Arc<Watch>, response: Response) -> hyper::Response<Answer> {
    watch.answer();
    let size = HttpBody::size_hint(response.body()).lower();
    let large = usize::try_from(size).ok().filter(|_| size >= LARGE).unwrap_or_default();
    let response = if watch.lend(large) {
        response
    } else {
        let busy = GateError::Unavailable { retry_after: 1 };
        problem::refusal(&busy, Language::default())
    };
    response.map(|body| Answer { body, watch: Arc::clone(watch) })
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        HttpBody::size_hint(&self.body)
    }
}

/// hyper has taken the last of it, or the connection is gone.
impl Drop for Answer {
    fn drop(&mut self) {
        self.watch.hand_over();
    }
}
