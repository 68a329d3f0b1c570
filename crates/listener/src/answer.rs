//! The body of an answer: when it is all handed over, and how much of all bodies is not yet read.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::header::CONTENT_LENGTH,
    response::Response,
};
use http_body::{Frame, SizeHint};

use crate::{Refusals, state::ConnState};

/// What a body of unknown length is taken to have until it has more: pages, most of all.
const UNKNOWN: usize = 16 * 1024;
/// The most that is in memory of a body that is read from somewhere as its client takes it: two
/// pieces, as files are read.
const STREAMED: usize = 128 * 1024;

/// Marks an answer whose body is part of something that is in memory anyway, so that it costs
/// nothing however many clients have yet to read it.
#[derive(Debug, Clone, Copy)]
pub struct Shared;

/// A body that says when it ends.
pub(crate) struct Answer {
    body: Body,
    /// Bytes that may come before more are counted than there were in advance.
    counted: usize,
    state: Arc<ConnState>,
}

/// The answer of a connection, if there is room for it.
pub(crate) fn on(
    state: &Arc<ConnState>,
    response: Response,
    refusals: &dyn Refusals,
) -> hyper::Response<Answer> {
    state.answer();
    let (size, counted) = size(&response);
    let response = if state.acquire(size) { response } else { refusals.too_much_unread() };
    response.map(|body| Answer { body, counted, state: Arc::clone(state) })
}

/// What the body takes up in memory until its client has read it, and how much of it that covers.
fn size(response: &Response) -> (usize, usize) {
    if response.extensions().get::<Shared>().is_some() {
        return (0, usize::MAX);
    }
    let hint = HttpBody::size_hint(response.body());
    if let Some(exact) = hint.exact() {
        return (usize::try_from(exact).unwrap_or(usize::MAX), usize::MAX);
    }
    let length = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    match length.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) => (length.min(STREAMED), usize::MAX),
        None => (UNKNOWN, UNKNOWN),
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.state.acquire_more(data.len().saturating_sub(self.counted));
            self.counted = self.counted.saturating_sub(data.len());
        }
        Poll::Ready(frame)
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
        self.state.hand_over();
    }
}
