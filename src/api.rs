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

use crate::model::{SmsSent, TicketIssued};

mod client;
mod refusal;

pub use refusal::Refusal;

use client::InPageLanguage;

/// Marks the page's own calls. No form can send it, and a browser lets another origin's script send it
/// only if the server allows that, which it does nowhere. So such a call is the page's own also where
/// proxies hide what the browser has asked for. (Not `X-Requested-With`: some Android apps add that to
/// whatever a page in them sends, forms included.)
pub(crate) const CSRF_HEADER: &str = "x-csrf-protection";

/// Asks for the text message: phone number, what the person read, and the picture's name.
///
/// # Errors
/// Any refusal of the gate; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes", input = Postcard, output = Postcard, client = InPageLanguage)]
pub async fn send_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// What was read in the picture.
    image_code: String,
    /// The picture's name.
    image_code_id: String,
) -> Result<SmsSent, Refusal> {
    use crate::server::{AppState, SendRequest};

    let state = expect_context::<AppState>();
    let Asker { language, client, .. } = asker(&state).await?;
    let request = SendRequest { mobile, image_code, image_code_id, language, client };
    with_status(state.gate.send(request).await, language)
}

/// Checks the code from the text message.
///
/// # Errors
/// Any refusal of the gate; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "sms-codes/verify", input = Postcard, output = Postcard, client = InPageLanguage)]
pub async fn verify_sms_code(
    /// The phone number as typed.
    mobile: String,
    /// The code from the text message.
    sms_code: String,
) -> Result<TicketIssued, Refusal> {
    use crate::server::{AppState, ConfirmRequest};

    let state = expect_context::<AppState>();
    let Asker { language, client, hostname } = asker(&state).await?;
    let request = ConfirmRequest { mobile, sms_code, hostname, client };
    with_status(state.gate.confirm(request).await, language)
}

/// Whose call it is.
#[cfg(feature = "ssr")]
struct Asker {
    language: crate::model::Language,
    client: std::net::IpAddr,
    hostname: String,
}

/// A call without a request to read that from is nobody's, and nothing is done.
#[cfg(feature = "ssr")]
async fn asker(state: &crate::server::AppState) -> Result<Asker, Refusal> {
    use axum::http::{HeaderMap, header::CONTENT_LANGUAGE};

    use crate::{
        model::{GateError, Language},
        server::{Accepted, ClientIp, SiteHost},
    };

    let parts = leptos_axum::extract_with_state(state).await;
    let parts = parts.map_err(|_: ServerFnErrorErr| GateError::Unavailable { retry_after: 1 });
    let (headers, Accepted(accepted), ClientIp(client), SiteHost(hostname)) =
        with_status(parts, Language::default())?;
    let of_page =
        |headers: &HeaderMap| Language::from_tag(headers.get(CONTENT_LANGUAGE)?.to_str().ok()?);
    let language = of_page(&headers).unwrap_or(accepted);
    Ok(Asker { language, client, hostname })
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

    /// The call went wrong on its way. The page has words of its own for that; a caller whose
    /// arguments can't be read is told that the fault is theirs.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if let (
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::MissingArg(_),
            Some(response),
        ) = (&error, use_context::<leptos_axum::ResponseOptions>())
        {
            response.set_status(axum::http::StatusCode::BAD_REQUEST);
        }
        drop(error);
        Self::default()
    }
}
