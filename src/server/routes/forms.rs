//! The forms of the page where there are no scripts: each POST is answered by a redirect to the
//! page, which shows what came of it.

use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{LOCATION, ORIGIN, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    model::{Progress, Visit},
    server::{
        gate::{ConfirmRequest, SendRequest},
        middleware::{ClientIp, SiteHost},
        progress,
        state::AppState,
    },
};

/// Every field of the page. One that is missing is empty, and is refused as such.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Fields {
    mobile: String,
    image_code: String,
    image_code_id: String,
    sms_code: String,
}

type Filled = Result<Form<Fields>, FormRejection>;

/// `POST /page/sms-codes`
pub(crate) async fn send(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    let Fields { mobile, image_code, image_code_id, .. } = match read(form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let before = before(visit.progress, &mobile);
    let (language, asked) = (visit.language, mobile.clone());
    let request = SendRequest { mobile: asked, image_code, image_code_id, language, client };
    let after = match state.gate.send(request).await {
        Ok(sent) => {
            let resend_in = sent.resend_in;
            Progress { mobile, is_sent: true, resend_in, ..Progress::default() }
        }
        Err(error) => {
            let resend_in = error.resend_in().unwrap_or(before.resend_in);
            Progress { mobile, resend_in, refusal: Some(error), ..Progress::default() }
        }
    };
    back(&state, after, &headers)
}

/// `POST /page/sms-codes/verify`
pub(crate) async fn verify(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    ClientIp(client): ClientIp,
    SiteHost(hostname): SiteHost,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    let Fields { mobile, sms_code, .. } = match read(form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let before = before(visit.progress, &mobile);
    let request = ConfirmRequest { mobile: mobile.clone(), sms_code, hostname, client };
    let after = match state.gate.confirm(request).await {
        Ok(issued) => Progress { ticket: Some(issued.ticket), ..Progress::default() },
        Err(error) => {
            let resend_in = error.resend_in().unwrap_or(before.resend_in);
            Progress { mobile, resend_in, refusal: Some(error), ..before }
        }
    };
    back(&state, after, &headers)
}

/// `POST /page/picture`: another picture, and what is typed stays.
pub(crate) async fn new_picture(
    State(state): State<AppState>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    let Fields { mobile, .. } = match read(form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let before = before(visit.progress, &mobile);
    back(&state, Progress { mobile, refusal: None, ticket: None, ..before }, &headers)
}

/// How far this number has come; what came of another one counts for nothing.
fn before(progress: Progress, mobile: &str) -> Progress {
    if progress.mobile == mobile { progress } else { Progress::default() }
}

/// A form that is none comes from no page of ours.
#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn read(form: Filled) -> Result<Fields, Response> {
    match form {
        Ok(Form(fields)) => Ok(fields),
        Err(rejection) => Err(super::problem::plain(
            rejection.status(),
            "The body has to be a form as the page sends it, of at most 16 KiB.",
        )),
    }
}

/// 303, so that loading the page anew sends nothing again.
fn back(state: &AppState, progress: Progress, headers: &HeaderMap) -> Response {
    // Behind a proxy only the browser knows; it says so with every POST.
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes).unwrap_or_default();
    let cookie = progress::cookie(&state.keys, progress, origin.starts_with(b"https://"));
    let location = [(LOCATION, HeaderValue::from_static("/"))];
    let mut response = (StatusCode::SEE_OTHER, location).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
