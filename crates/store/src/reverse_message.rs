//! A message that a person sends to the site in place of one that the site sends: waited for, received,
//! and taken for a ticket by who asked for it.

use std::time::Duration;

use crate::{HandleMac, Network, SealedAnswer};

/// One that is to be waited for.
pub struct AwaitedMessage {
    /// Who asks for it.
    pub holder: HandleMac,
    /// From where.
    pub network: Network,
    /// How long it is waited for.
    pub life: Duration,
}

/// What a message that has come in was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It was waited for.
    Awaited,
    /// It was, and had come before.
    Again,
    /// Nothing that is waited for, or not any more.
    Unknown,
}

/// How far one has come, for who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// It has not come yet, and is waited for as long as this.
    Awaited(Duration),
    /// It has come, and is taken.
    Taken,
    /// It was taken a moment ago: this was kept for who asks again.
    Repeated(SealedAnswer),
    /// Nothing is waited for: too late, taken, never asked for, or asked for by somebody else.
    Expired,
}
