//! What stands behind the page's calls: whoever takes them to the gate.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::request::Parts;
use leptos::prelude::use_context;

use super::Refusal;
use crate::model::{GateError, Language, Proofs, SmsSent, TicketIssued};

/// The gate's answer, or its refusal and the language that the person reads.
pub(crate) type Answer<T> = Result<T, (GateError, Language)>;

/// Takes the page's calls to the gate. Whose call it is stands in the head of its request.
#[async_trait]
pub(crate) trait PageCalls: Send + Sync + 'static {
    /// Asks for the text message.
    async fn send(
        &self,
        request: Parts,
        mobile: String,
        image_code: String,
        image_code_id: String,
        handle: String,
        proofs: Proofs,
    ) -> Answer<SmsSent>;

    /// Exchanges the message code for a ticket.
    async fn verify(
        &self,
        request: Parts,
        mobile: String,
        sms_code: String,
        handle: String,
    ) -> Answer<TicketIssued>;

    /// Exchanges the message of the person for a ticket; nothing while it is waited for.
    async fn take_reverse(
        &self,
        request: Parts,
        mobile: String,
        handle: String,
    ) -> Answer<Option<TicketIssued>>;
}

/// In the context of each call.
#[derive(Clone)]
pub(crate) struct Door(pub(crate) Arc<dyn PageCalls>);

/// One call and its request.
pub(super) struct Call {
    door: Door,
    request: Parts,
}

/// The call that runs. One without a request to read whose it is from is nobody's, and nothing is done.
pub(super) fn of_request() -> Result<Call, Refusal> {
    let call = use_context::<Door>().zip(use_context::<Parts>());
    let call = call.map(|(door, request)| Call { door, request });
    let unavailable = GateError::Unavailable { retry_after: 1 };
    call.ok_or_else(|| Refusal::of(&unavailable, Language::default()))
}

impl Call {
    pub(super) async fn send(
        self,
        mobile: String,
        image_code: String,
        image_code_id: String,
        handle: String,
        proofs: Proofs,
    ) -> Answer<SmsSent> {
        self.door.0.send(self.request, mobile, image_code, image_code_id, handle, proofs).await
    }

    pub(super) async fn verify(
        self,
        mobile: String,
        sms_code: String,
        handle: String,
    ) -> Answer<TicketIssued> {
        self.door.0.verify(self.request, mobile, sms_code, handle).await
    }

    pub(super) async fn take_reverse(
        self,
        mobile: String,
        handle: String,
    ) -> Answer<Option<TicketIssued>> {
        self.door.0.take_reverse(self.request, mobile, handle).await
    }
}
