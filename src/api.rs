//! The browser's door to the gate: the server functions that the page calls.
//!
//! They say the same as `POST /api/v1/…` and go through the same `server::gate::Gate`;
//! only their bodies reach the server's modules.

use leptos::{
    prelude::*,
    server_fn::{
        codec::JsonEncoding,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};

use crate::model::{GateError, SmsSent, TicketIssued};

/// Asks for the text message: phone number, what the person read, and the picture's name.
///
/// # Errors
/// Any [`GateError`]; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes")]
pub async fn send_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// What was read in the picture.
    image_code: String,
    /// The picture's name.
    image_code_id: String,
) -> Result<SmsSent, GateError> {
    use crate::server::{Accepted, AppState, ClientIp, SendRequest};

    let state = expect_context::<AppState>();
    // Without a request to read it from there is nobody to send to.
    let asked = leptos_axum::extract_with_state(&state).await;
    let (Accepted(language), ClientIp(client)) =
        with_status(asked.map_err(GateError::from_server_fn_error))?;
    let request = SendRequest { mobile, image_code, image_code_id, language, client };
    with_status(state.gate.send(request).await)
}

/// Checks the code from the text message.
///
/// # Errors
/// Any [`GateError`]; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes/verify")]
pub async fn verify_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// The code from the text message.
    sms_code: String,
) -> Result<TicketIssued, GateError> {
    use crate::server::{AppState, ClientIp, ConfirmRequest, SiteHost};

    let state = expect_context::<AppState>();
    // Without a request to read it from there is nobody to answer to.
    let asked = leptos_axum::extract_with_state(&state).await;
    let (SiteHost(hostname), ClientIp(client)) =
        with_status(asked.map_err(GateError::from_server_fn_error))?;
    let request = ConfirmRequest { mobile, sms_code, hostname, client };
    with_status(state.gate.confirm(request).await)
}

/// Gives the answer the error's status and `Retry-After`; a server function alone says 500.
#[cfg(feature = "ssr")]
fn with_status<T>(result: Result<T, GateError>) -> Result<T, GateError> {
    use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};

    if let Err(error) = &result
        && let Some(response) = use_context::<leptos_axum::ResponseOptions>()
    {
        response.set_status(
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        );
        if let Some(seconds) = error.retry_after() {
            response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    result
}

impl FromServerFnError for GateError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::InvalidRequest { detail: "a form field is missing or malformed".to_owned() }
            }
            _ => Self::Unavailable { retry_after: 5 },
        }
    }
}
