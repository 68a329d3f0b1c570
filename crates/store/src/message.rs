//! What is kept about the messages to one number.

use std::time::Duration;

use strum::{IntoStaticStr, VariantArray};

use super::RateLimit;

/// What a reservation goes by.
#[derive(Debug, Clone)]
pub struct SmsRules {
    /// How long the number waits after its first message, its second, and so on; the last delay
    /// stays. At least one.
    pub delays: Vec<Duration>,
    /// How long a message counts for the delays; a number that was left alone for so long starts
    /// with the first delay again.
    pub delays_reset: Duration,
    /// How many messages the number may get. These windows roll: every stretch of that length,
    /// whenever it begins, holds no more.
    pub quotas: Vec<RateLimit>,
    /// How long a message code is accepted.
    pub code_life: Duration,
    /// Attempts on the codes of one number until they expire.
    pub attempts: u32,
}

impl SmsRules {
    /// How long a message has to be remembered.
    pub(super) fn memory(&self) -> Duration {
        let windows = self.quotas.iter().map(|quota| quota.window);
        windows.fold(self.delays_reset, Duration::max)
    }

    /// How many messages have to be remembered: older ones change nothing.
    pub(super) fn remembered(&self) -> usize {
        let counts = self.quotas.iter().map(|quota| quota.count as usize);
        counts.fold(self.delays.len(), usize::max)
    }
}

/// Names one reservation, so that a refund takes back nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationId(pub(super) String);

impl ReservationId {
    /// A name that no other reservation has.
    pub fn random() -> Self {
        Self(format!("{:016x}", rand::random::<u64>()))
    }
}

/// The answer to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserve {
    /// Reserved: now, and only now, the provider may be called.
    Reserved {
        /// Until the number may get another message, by all that is known of it now.
        next: Duration,
    },
    /// The number was sent a message a moment ago.
    CoolingDown(Duration),
    /// The number got as many messages as it may.
    TooMany(Duration),
    /// Every attempt is used up: a new message could not be answered.
    Exhausted(Duration),
}

/// The answer to a message code. For the operator's numbers: who handed the code in is told only
/// whether it passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Check {
    /// Right, and spent.
    Passed,
    /// Wrong; at least one attempt remains.
    Wrong,
    /// Wrong, and no attempt remains, or none did: then it was not compared.
    Exhausted,
    /// No live code for this number.
    Expired,
}
