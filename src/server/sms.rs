//! Text messages: the code, and the providers that carry it.

mod code;
mod console;
mod webhook;

use std::time::Duration;

use async_trait::async_trait;

use crate::model::MobileNumber;

pub(crate) use code::SmsCode;
pub(crate) use console::ConsoleProvider;
pub(crate) use webhook::WebhookProvider;
pub use webhook::WebhookSecret;

/// Carries a message to a phone, or to something that does.
#[async_trait]
pub(crate) trait SmsProvider: Send + Sync + 'static {
    /// The provider's name in settings, logs and metrics.
    fn name(&self) -> &'static str;

    /// Sends once. Never tries again by itself: whether a message left is for the gate to know.
    ///
    /// # Errors
    /// See [`SendError`]; in doubt it is [`SendError::Unknown`].
    async fn send(&self, message: &SmsMessage) -> Result<(), SendError>;
}

/// What is to be sent.
pub(crate) struct SmsMessage {
    pub(crate) mobile: MobileNumber,
    pub(crate) code: SmsCode,
    /// How long the code is accepted.
    pub(crate) life: Duration,
}

/// Why a message was not sent, as far as is known. The texts hold nothing that a provider
/// answered: it may have repeated the number or the code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SendError {
    /// Certainly not sent.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Certainly not sent, and this number won't get one later either.
    #[error("not sent, the number is refused: {0}")]
    Refused(String),
    /// Certainly not sent: the provider has a limit of its own. Seconds, if it said.
    #[error("not sent, limited by the provider")]
    Limited(Option<u32>),
    /// It may have been sent.
    #[error("perhaps sent: {0}")]
    Unknown(String),
}
