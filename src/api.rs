//! The browser's door to the gate: the server functions that the page calls.
//!
//! They say the same as `POST /api/v1/…` and go through the same gate, by way of `PageCalls`, which the
//! server puts into their context. On the wire is postcard: JSON's reader and writer would be a seventh
//! of what the browser loads.

use leptos::{
    prelude::*,
    server_fn::{
        codec::{Postcard, PostcardEncoding},
        error::{FromServerFnError, ServerFnErrorErr},
    },
};

use crate::model::{Proofs, SmsSent, TicketIssued};

mod client;
#[cfg(feature = "ssr")]
mod door;
mod refusal;
mod reverse;

#[cfg(feature = "ssr")]
pub(crate) use door::{Answer, Door, PageCalls};
pub use refusal::{Asked, Refusal};
pub use reverse::Reverse;

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
    /// What the last send to this number was answered with, or nothing.
    handle: String,
    /// What was asked for beside the picture.
    proofs: Proofs,
) -> Result<SmsSent, Refusal> {
    let call = door::of_request()?;
    with_status(call.send(mobile, image_code, image_code_id, handle, proofs).await)
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
    /// What the send was answered with, or nothing.
    handle: String,
) -> Result<TicketIssued, Refusal> {
    with_status(door::of_request()?.verify(mobile, sms_code, handle).await)
}

/// Asks whether the message that the person was to send has come; nothing while it is waited for.
///
/// # Errors
/// Any refusal of the gate; the answer's HTTP status is that of the error.
#[server(prefix = "/api/page", endpoint = "reverse-messages/verify", input = Postcard, output = Postcard, client = InPageLanguage)]
pub async fn take_reverse_message(
    /// The phone number as typed.
    mobile: String,
    /// What stands for the message.
    handle: String,
) -> Result<Option<TicketIssued>, Refusal> {
    with_status(door::of_request()?.take_reverse(mobile, handle).await)
}

/// Gives the answer the error's status and `Retry-After`; a server function alone says 500.
#[cfg(feature = "ssr")]
fn with_status<T>(answer: door::Answer<T>) -> Result<T, Refusal> {
    use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};

    answer.map_err(|(error, language)| {
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
