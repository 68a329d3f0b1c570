//! Where codes, counts and tickets live until they expire.
//!
//! The traits speak of the flow, so that whatever must be atomic is one call: an implementation
//! can't get a picture code and delete it in two steps. [`MemoryStore`] is the embedded one,
//! [`RedisStore`] is for more than one server. One suite of contract tests holds both to the same
//! answers.
//!
//! A store is one site's; [`Stores`] has that of each.
//!
//! It keeps and counts by `keys`, which whoever has the secret makes. It measures nothing and knows
//! nothing of HTTP.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

mod aggregates;
mod audit;
mod code_attempt;
mod conversion;
mod counter;
pub mod deadline;
mod decision;
mod history;
mod keys;
mod memory;
mod message;
mod message_receipt;
mod new_challenge;
mod redis;
mod reverse_message;
mod stored_rules;
mod stores;
mod switch;
mod tally;
mod ticket;

use std::time::Duration;

use menshen_challenge::Solution;
use menshen_model::{Language, StoreFault};

pub use aggregates::{
    CALLS, CallObserver, Challenges, Limits, Messages, ObservedStore, Operations, ReverseMessages,
    Store, Tallies, Tickets,
};
pub use audit::{AUDIT_RECORDS, AuditAction, AuditEntry, AuditId, AuditRecord, NoAuditId};
pub use code_attempt::{Check, CheckOutcome, Checked, CodeAttempt, Holder, SealedAnswer};
pub use conversion::{
    BreakerRules, BreakerScope, ConversionRate, CountedSend, OpenBreaker, Verdict,
};
pub use counter::{Acquire, Counter, Permit, RateLimit, WRONG_ANSWERS_WINDOW};
pub use deadline::COMMAND_TIMEOUT;
pub use decision::{DECISIONS, DECISIONS_AT_ONCE, DecisionRecord};
pub use history::{Counts, History, PrefixCounts, Span, Step};
pub use keys::{
    AddressKey, CodeMac, HandleMac, Network, PhoneKey, PrefixKey, ReverseKey, RuleKey, SessionKey,
    TicketKey,
};
pub use memory::{ExpiringMap, MemoryStore};
pub use message::{NewMessage, ReservationId, Reserve, SmsRules};
pub use message_receipt::MessageReceipt;
pub use new_challenge::{NewChallenge, TakenChallenge};
pub use redis::RedisStore;
pub use reverse_message::{Arrival, AwaitedMessage, Receipt};
pub use stored_rules::StoredRules;
pub use stores::Stores;
pub use switch::{KillSwitch, SwitchState, Switches};
pub use tally::{Answered, NewTally, OF_ONE_NETWORK, Tallied, Tally, TallyReceipt, TallyScope};
pub use ticket::{KeptTicket, RedeemId, SealedTicket};

use counter::Window;

/// The answer to a picture that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    /// A text is live under the picture's name.
    Live {
        /// The text.
        text: Solution,
        /// Whether the address is one of those that get another text than most.
        climbs: bool,
        /// How long the text lives yet.
        left: Duration,
    },
    /// Too many were asked for; not before this has passed.
    NotBefore(Duration),
}

/// What every call of a [`Store`] gives.
pub type StoreResult<T> = Result<T, StoreError>;

/// The store can't do what it was asked. Holds no key and no value.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, too slow, or it answered with an error: for this cause.
    #[error("{}", .0.message(Language::OF_LOGS))]
    Down(StoreFault),
    /// The embedded store holds as much as it may.
    #[error("the embedded store is full")]
    Full,
}

impl StoreError {
    /// Its name in traces.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Down(_) => "down",
            Self::Full => "full",
        }
    }

    /// Its cause, for whoever has to mend it.
    pub fn fault(&self) -> StoreFault {
        match self {
            Self::Down(fault) => *fault,
            Self::Full => StoreFault::Full,
        }
    }
}

#[cfg(test)]
mod contract;
