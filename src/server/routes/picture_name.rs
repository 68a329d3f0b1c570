//! The name of a picture in an address.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Response,
};

use crate::{
    model::{GateError, ImageCodeId},
    server::{middleware::Accepted, problem, state::AppState},
};

/// The last part of the path, or the one before its end; one that is no version-4 UUID is a 400.
pub(crate) struct PictureName(pub(crate) ImageCodeId);

impl FromRequestParts<AppState> for PictureName {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let path = Path::<String>::from_request_parts(parts, state).await.ok();
        if let Some(id) = path.and_then(|Path(id)| id.parse().ok()) {
            return Ok(Self(id));
        }
        let Ok(Accepted(language)) = Accepted::from_request_parts(parts, state).await;
        Err(problem::refusal(&GateError::ImageCodeIdInvalid, language))
    }
}
