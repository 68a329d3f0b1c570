//! Codes by text message: the code, the words around it, and the providers that carry it.
//!
//! A message is paid for and a person waits for it, so the one question that matters is whether it left.
//! Every provider's answers are read into [`SendError`], which tells "certainly not sent" from "perhaps
//! sent", and [`FailoverSender`] tries the next provider after the former alone.
//!
//! Each provider is a pure function from a message to a request, one from an answer to an outcome, and a
//! thin send between them. `http` and `sign` are what they share. Nothing that a provider answers reaches
//! a log or an error but what looks like an error code.

mod aliyun;
mod code;
mod console;
mod failover;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
pub mod fuzz;
pub mod http;
mod sign;
mod tencent;
mod text;
mod twilio;
mod webhook;

use std::time::Duration;

use async_trait::async_trait;
use menshen_model::{Language, MobileNumber};

pub use aliyun::{Aliyun, AliyunProvider};
pub use code::SmsCode;
pub use console::ConsoleProvider;
pub use failover::{Attempt, AttemptObserver, BUDGET, FailoverSender, Outcome};
pub use http::Endpoint;
pub use sign::Key;
pub use tencent::{TemplateParam, Tencent, TencentProvider};
pub use text::{MessageText, PerLanguage};
pub use twilio::{Sender, Twilio, TwilioProvider};
pub use webhook::{WebhookProvider, WebhookSecret};

/// Carries a message to a phone, or to something that does.
#[async_trait]
pub trait SmsProvider: Send + Sync + 'static {
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
pub struct SmsMessage {
    /// To whom.
    pub mobile: MobileNumber,
    /// What the person has to type.
    pub code: SmsCode,
    /// How long the code is accepted.
    pub life: Duration,
    /// What the person reads.
    pub language: Language,
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
pub enum SendError {
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
        /// What it said.
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
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::Refused(_) => "refused",
            Self::Limited { .. } => "limited",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Whether it is certain that nothing left and another provider may do better.
    pub fn another_may_send(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::Limited { .. })
    }
}
