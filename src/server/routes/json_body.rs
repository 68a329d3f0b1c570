//! JSON as clients send it: some begin it with U+FEFF, which a server may pass over (RFC 8259 §8.1).

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What stands in a body of JSON.
pub(crate) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = JsonRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, JsonRejection> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::new(body), state).await?;
        let body = Body::from(without_mark(bytes));
        let Json(read) = Json::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self(read))
    }
}

/// Without the mark, if there is one.
pub(super) fn without_mark(bytes: Bytes) -> Bytes {
    if bytes.starts_with(BYTE_ORDER_MARK) { bytes.slice(BYTE_ORDER_MARK.len()..) } else { bytes }
}
