//! Text messages: the code, the words around it, and the providers that carry it.
//!
//! `chain` tries providers in the operator's order; each provider is a pure function from a message
//! to a request, one from an answer to an outcome, and a thin send between them. `http` and `sign`
//! are what they share.

mod aliyun;
mod chain;
mod code;
mod console;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod http;
mod sign;
mod tencent;
mod text;
mod twilio;
mod webhook;

use std::time::Duration;

use async_trait::async_trait;

use crate::model::{Language, MobileNumber};

pub(crate) use aliyun::{Aliyun, AliyunProvider};
pub(crate) use chain::{Attempt, BUDGET, Chain, Outcome};
pub(crate) use code::SmsCode;
pub(crate) use console::ConsoleProvider;
pub use http::Endpoint;
pub(crate) use http::{cause, client};
pub(crate) use sign::Key;
pub use tencent::TemplateParam;
pub(crate) use tencent::{Tencent, TencentProvider};
pub use text::MessageText;
pub(crate) use text::PerLanguage;
pub(crate) use twilio::{Sender, Twilio, TwilioProvider};
pub(crate) use webhook::WebhookProvider;
pub use webhook::WebhookSecret;

/// Carries a message to a phone, or to something that does.
#[async_trait]
pub(crate) trait SmsProvider: Send + Sync + 'static {
    /// The provider's name in settings, logs and metrics.
    fn name(&self) -> &'static str;

    /// Sends once, and ends `within` that time. Never tries again by itself: whether a message
    /// left is for the gate to know.
    ///
    /// # Errors
    /// See [`SendError`]; in doubt it is [`SendError::Unknown`].
    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError>;
}

/// What is to be sent.
pub(crate) struct SmsMessage {
    pub(crate) mobile: MobileNumber,
    pub(crate) code: SmsCode,
    /// How long the code is accepted.
    pub(crate) life: Duration,
    /// What the person reads.
    pub(crate) language: Language,
}

impl SmsMessage {
    /// The code's life in whole minutes, rather less than more, but at least 1.
    fn minutes(&self) -> u64 {
        (self.life.as_secs() / 60).max(1)
    }
}

/// Why a message was not sent, as far as is known. The texts hold nothing that a provider answered
/// but its error code: the rest may repeat the number or the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SendError {
    /// Certainly not sent, for a reason between the operator and this provider. Another one may
    /// well send it.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Certainly not sent, and this number won't get one later either: the person's to change.
    #[error("not sent, the number is refused: {0}")]
    Refused(String),
    /// Certainly not sent: the provider has a limit of its own.
    #[error("not sent, limited by the provider: {why}")]
    Limited {
        why: String,
        /// Seconds until the limit ends, if it said.
        retry_after: Option<u32>,
    },
    /// It may have been sent.
    #[error("perhaps sent: {0}")]
    Unknown(String),
}

impl SendError {
    /// Its name in metrics and traces.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::Refused(_) => "refused",
            Self::Limited { .. } => "limited",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Whether it is certain that nothing left and another provider may do better.
    pub(crate) fn another_may_send(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::Limited { .. })
    }
}
