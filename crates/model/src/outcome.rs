//! What the gate answers when it says yes.

use serde::{Deserialize, Serialize};

/// The text message has left.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmsSent {
    /// Seconds until the code in the message is no longer accepted.
    pub expires_in: u32,
    /// Seconds until the same number may be sent another message.
    pub resend_in: u32,
    /// Stands for this send, in at most 64 characters: hand it in with the code, and when asking for
    /// another message to the same number. Attempts without it are few, and shared with strangers.
    pub handle: String,
    /// The number is one for tests: no message is sent, and its code is the one that the operator has set.
    pub test: bool,
}

impl std::fmt::Debug for SmsSent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmsSent")
            .field("expires_in", &self.expires_in)
            .field("resend_in", &self.resend_in)
            .finish_non_exhaustive()
    }
}

/// The phone number is verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketIssued {
    /// One use, bound to the number; the host site's server redeems it.
    pub ticket: String,
    /// Seconds until the ticket is no longer accepted.
    pub expires_in: u32,
    /// The number is one for tests.
    #[serde(default)]
    pub test: bool,
}

impl std::fmt::Debug for TicketIssued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TicketIssued").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}
