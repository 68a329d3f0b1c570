//! Tickets: a store keeps what it can't read.

use std::time::Duration;

use uuid::Uuid;

/// What a ticket stands for, encrypted: a store can neither read nor make one.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedTicket(String);

impl SealedTicket {
    /// What has been sealed, or is claimed to have been.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// What a store keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What came of a ticket that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptTicket {
    /// Whether it was not known. One that was keeps what it stands for and its life, also after it was
    /// redeemed.
    pub is_new: bool,
    /// How long it lives.
    pub left: Duration,
}

/// Names one attempt of the host site to redeem a ticket, so that it can be repeated when its answer was
/// lost.
#[derive(Clone, PartialEq, Eq)]
pub struct RedeemId(String);

impl RedeemId {
    /// A UUID of any version, as the host site made it.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(|id| Self(id.hyphenated().to_string()))
    }

    /// What a store keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
