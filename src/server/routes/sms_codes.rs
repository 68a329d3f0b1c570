//! Text messages over HTTP: the API, and the contract of the front ends that were there before it.

use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::problem;
use crate::{
    model::{GateError, Language},
    server::{
        gate::{ConfirmRequest, SendRequest},
        middleware::{Accepted, SiteHost, cache},
        state::AppState,
    },
};

#[derive(Deserialize)]
pub(crate) struct Send {
    mobile: String,
    image_code: String,
    image_code_id: String,
}

/// `POST /api/v1/sms-codes`
pub(crate) async fn send(
    State(state): State<AppState>,
    Accepted(language): Accepted,
    body: Result<Json<Send>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(Send { mobile, image_code, image_code_id })) => {
            let request = SendRequest { mobile, image_code, image_code_id, language };
            problem::answer(state.gate.send(request).await, language)
        }
        Err(rejection) => unreadable(&rejection, "mobile, image_code and image_code_id", language),
    }
}

#[derive(Deserialize)]
pub(crate) struct Verify {
    mobile: String,
    sms_code: String,
}

/// `POST /api/v1/sms-codes/verify`
pub(crate) async fn verify(
    State(state): State<AppState>,
    Accepted(language): Accepted,
    SiteHost(hostname): SiteHost,
    body: Result<Json<Verify>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(Verify { mobile, sms_code })) => {
            let request = ConfirmRequest { mobile, sms_code, hostname };
            problem::answer(state.gate.confirm(request).await, language)
        }
        Err(rejection) => unreadable(&rejection, "mobile and sms_code", language),
    }
}

/// Says what the body should be. Not what the parser said: that repeats the values.
fn unreadable(rejection: &JsonRejection, fields: &str, language: Language) -> Response {
    match rejection.status() {
        status @ StatusCode::PAYLOAD_TOO_LARGE => {
            problem::plain(status, "The body may have at most 16 KiB.")
        }
        status @ StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            problem::plain(status, "The content type has to be application/json.")
        }
        _ => {
            let detail = format!("the body has to be a JSON object with the strings {fields}");
            problem::refusal(&GateError::InvalidRequest { detail }, language)
        }
    }
}

#[derive(Deserialize, Default)]
pub(crate) struct Solved {
    #[serde(default)]
    image_code: String,
    #[serde(default)]
    image_code_id: String,
}

/// `GET /sms_codes/{mobile}?image_code=…&image_code_id=…`: always 200, the outcome is in `code`. Its
/// words are Chinese; the message is in the language that the browser asks for.
pub(crate) async fn get(
    State(state): State<AppState>,
    Accepted(language): Accepted,
    mobile: Result<Path<String>, PathRejection>,
    query: Result<Query<Solved>, QueryRejection>,
) -> Response {
    let sent = match (mobile, query) {
        (Ok(Path(mobile)), Ok(Query(Solved { image_code, image_code_id }))) => {
            state.gate.send(SendRequest { mobile, image_code, image_code_id, language }).await
        }
        _ => Err(GateError::InvalidRequest { detail: "the address can't be read".to_owned() }),
    };
    let body = match sent {
        Ok(_) => json!({"code": 0, "errmsg": "ok"}),
        // These front ends know no such thing as a wrong name: it is one that nothing lies under.
        Err(GateError::ImageCodeIdInvalid) => refused(&GateError::ImageCodeExpired),
        Err(error) => refused(&error),
    };
    ([(CACHE_CONTROL, cache::NO_STORE)], Json(body)).into_response()
}

fn refused(error: &GateError) -> serde_json::Value {
    json!({"code": 400, "errmsg": error.message(Language::Zh)})
}
