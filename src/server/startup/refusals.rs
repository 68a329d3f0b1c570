//! What the listener answers in the application's place, in the words of the API.

use axum::{http::StatusCode, response::Response};
use menshen_listener::Refusals;

use crate::{
    model::{GateError, Language},
    server::{headers, problem},
};

/// For every listener.
pub(super) struct ListenerRefusals;

impl Refusals for ListenerRefusals {
    fn host_invalid(&self) -> Response {
        let detail = "The request has to name one host, in one Host header (RFC 9112 §3.2).";
        headers::secured(problem::plain(StatusCode::BAD_REQUEST, detail))
    }

    fn too_much_unread(&self) -> Response {
        problem::refusal(&GateError::Unavailable { retry_after: 1 }, Language::default())
    }
}
