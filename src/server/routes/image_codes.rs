//! `GET /image_codes/{uuid}`: the picture. `GET /image_codes/{uuid}/audio`: its sound.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};

use super::{problem, range};
use crate::{
    model::GateError,
    server::{
        gate::Picture,
        middleware::{Accepted, ClientIp, cache},
        state::AppState,
    },
};

pub(crate) async fn show(
    State(state): State<AppState>,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    id: Result<Path<String>, PathRejection>,
) -> Response {
    let issued = match id.ok().and_then(|Path(id)| id.parse().ok()) {
        Some(id) => state.gate.issue(id, client).await,
        None => Err(GateError::ImageCodeIdInvalid),
    };
    match issued {
        Ok(Picture { bytes, content_type }) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static(content_type)),
                (CACHE_CONTROL, cache::NO_STORE),
                (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => problem::refusal(&error, language),
    }
}

/// Does not spend the code, and shows nothing that the picture does not.
pub(crate) async fn speak(
    State(state): State<AppState>,
    Accepted(language): Accepted,
    ClientIp(client): ClientIp,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let spoken = match id.ok().and_then(|Path(id)| id.parse().ok()) {
        Some(id) => state.gate.speak(id, client).await,
        None => Err(GateError::ImageCodeIdInvalid),
    };
    match spoken {
        Ok(wav) => {
            let of_file = [
                (CONTENT_TYPE, HeaderValue::from_static("audio/wav")),
                (CACHE_CONTROL, cache::NO_STORE),
                (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            ];
            (of_file, range::answer(&headers, wav)).into_response()
        }
        Err(error) => problem::refusal(&error, language),
    }
}
