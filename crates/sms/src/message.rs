//! What is to be sent, and what sends it.

use std::time::Duration;

use async_trait::async_trait;
use menshen_model::{Language, MobileNumber};

use crate::{code::SmsCode, send_error::SendError};

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
    pub(crate) fn minutes(&self) -> u64 {
        (self.life.as_secs() / 60).max(1)
    }
}

/// Carries a message to a phone, or to something that does.
#[async_trait]
pub trait SmsProvider: Send + Sync + 'static {
    /// The provider's name in settings, logs and metrics.
    fn name(&self) -> &'static str;

    /// Sends once, and ends `within` that time. Never tries again by itself: whether a message
    /// left is for its caller to know.
    ///
    /// # Errors
    /// See [`SendError`]; in doubt it is [`SendError::Unknown`].
    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError>;
}
