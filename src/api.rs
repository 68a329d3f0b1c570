//! The browser's door to the gate: the server functions that the page calls.
//!
//! They say the same as `POST /api/v1/…` and go through the same `server::gate::Gate`; only their bodies
//! reach the server's modules. On the wire is postcard: JSON's reader and writer would be a seventh
//! of what the browser loads.

use leptos::{
    prelude::*,
    server_fn::{
        codec::{Postcard, PostcardEncoding},
        error::{FromServerFnError, ServerFnErrorErr},
    },
};

use crate::model::{Refusal, SmsSent, TicketIssued};

/// Asks for the text message: phone number, what the person read, and the picture's name.
///
/// # Errors
/// Any refusal of the gate; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes", input = Postcard, output = Postcard)]
pub async fn send_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// What was read in the picture.
    image_code: String,
    /// The picture's name.
    image_code_id: String,
) -> Result<SmsSent, Refusal> {
    use crate::{
        model::GateError,
        server::{AppState, ClientIp, SendRequest},
    };

    let state = expect_context::<AppState>();
    let language = accepted().await;
    // Without a request to read it from there is nobody to send to.
    let Ok(ClientIp(client)) = leptos_axum::extract_with_state(&state).await else {
        return with_status(Err(GateError::Unavailable { retry_after: 1 }), language);
    };
    let request = SendRequest { mobile, image_code, image_code_id, language, client };
    with_status(state.gate.send(request).await, language)
}

/// Checks the code from the text message.
///
/// # Errors
/// Any refusal of the gate; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes/verify", input = Postcard, output = Postcard)]
pub async fn verify_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// The code from the text message.
    sms_code: String,
) -> Result<TicketIssued, Refusal> {
    use crate::server::{AppState, ConfirmRequest, SiteHost};

    let state = expect_context::<AppState>();
    let site = leptos_axum::extract::<SiteHost>().await;
    let hostname = site.map(|SiteHost(hostname)| hostname).unwrap_or_default();
    let request = ConfirmRequest { mobile, sms_code, hostname };
    with_status(state.gate.confirm(request).await, accepted().await)
}

/// The language of the request.
#[cfg(feature = "ssr")]
async fn accepted() -> crate::model::Language {
    let accepted = leptos_axum::extract::<crate::server::Accepted>().await;
    accepted.map(|accepted| accepted.0).unwrap_or_default()
}

/// Gives the answer the error's status and `Retry-After`; a server function alone says 500.
#[cfg(feature = "ssr")]
fn with_status<T>(
    result: Result<T, crate::model::GateError>,
    language: crate::model::Language,
) -> Result<T, Refusal> {
    use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};

    result.map_err(|error| {
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            );
            if let Some(seconds) = error.retry_after() {
                response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
            }
        }
        Refusal::of(&error, language)
    })
}

impl FromServerFnError for Refusal {
    type Encoder = PostcardEncoding;

    /// The call went wrong on its way. The page has words of its own for that.
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::default()
    }
}
