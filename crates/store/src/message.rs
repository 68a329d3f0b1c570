//! What is kept about the messages to one number.

use std::time::Duration;

use crate::{CodeMac, HandleMac, MessageReceipt, Network, RateLimit};

/// Those that strangers ask for are remembered beside those of others, as many of each.
pub(crate) const KINDS_OF_MESSAGES: usize = 2;
/// Live codes of one handle: the last message's and the one's before it, which may come late.
pub(crate) const CODES_OF_HANDLE: usize = 2;
/// Live codes of one number, as many as messages in an hour by default. The oldest makes way.
pub(crate) const CODES_OF_NUMBER: usize = 5;

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
    /// How many of them may be asked for from one network, in windows that roll as well: the rest is for
    /// others, of whom one holds the number.
    pub network_quotas: Vec<RateLimit>,
    /// How long a message code is accepted.
    pub code_life: Duration,
    /// Attempts on a code by who holds its handle; the same number again from the network that asked for
    /// the message, without the handle; and from all other networks together.
    pub attempts: u32,
    /// How long a right code is answered again to its handle. No longer than what it was answered with is
    /// known.
    pub repeat: Duration,
}

impl SmsRules {
    /// How long a message has to be remembered.
    pub(super) fn memory(&self) -> Duration {
        let quotas = self.quotas.iter().chain(&self.network_quotas);
        let windows = quotas.map(|quota| quota.window);
        windows.fold(self.delays_reset, Duration::max)
    }

    /// How many messages have to be remembered of those that count for one who asks: older ones change nothing.
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

/// A message that is to be sent to a number.
#[derive(Clone)]
pub struct NewMessage {
    /// Names it.
    pub reservation: ReservationId,
    /// The code in it.
    pub code: CodeMac,
    /// Whose attempts at the code are their own. Messages of one handle have one budget of attempts.
    pub handle: HandleMac,
    /// From where it is asked for.
    pub network: Network,
    /// Whether somebody asks whose network nobody knows. Whoever asks from a known one waits for such messages
    /// for the first delay and no longer, and has quotas without them: strangers close no number to its owner.
    pub is_stranger: bool,
    /// What it counts for, for who hands its code in.
    pub counted: Option<MessageReceipt>,
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
    /// Every attempt of the handle is used up, on codes that still live.
    Exhausted(Duration),
}
