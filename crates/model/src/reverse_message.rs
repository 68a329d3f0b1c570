//! A message that the person sends to the site, in place of one that the site sends.

use serde::{Deserialize, Serialize};

use crate::TicketIssued;

/// What is to be sent, and to whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReverseMessage {
    /// The number that it goes to, as it is dialled.
    pub to: String,
    /// What is to be written: what it is for, and a code.
    pub text: String,
    /// Stands for this message, in at most 64 characters: who shows it gets the ticket.
    pub handle: String,
    /// Seconds for which the message is waited for.
    pub expires_in: u32,
}

impl std::fmt::Debug for ReverseMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReverseMessage")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Whether it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReverseOutcome {
    /// Not yet; this is still to be sent.
    Awaited(ReverseMessage),
    /// It has, and the number is verified.
    Verified(TicketIssued),
}
