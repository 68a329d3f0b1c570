//! Why a message was not sent.

use strum::{IntoStaticStr, VariantNames};

/// Why a message was not sent, as far as is known. The texts hold nothing that a provider answered
/// but its error code: the rest may repeat the number or the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
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
        self.into()
    }

    /// All of those names.
    pub const KINDS: &[&str] = <Self as VariantNames>::VARIANTS;

    /// Whether it is certain that nothing left and another provider may do better.
    pub fn another_may_send(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::Limited { .. })
    }
}
