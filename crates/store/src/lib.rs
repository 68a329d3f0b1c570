//! Where codes, counts and tickets live until they expire.
//!
//! The trait speaks of the flow, so that whatever must be atomic is one call: an implementation
//! can't get a picture code and delete it in two steps. [`MemoryStore`] is the embedded one,
//! [`RedisStore`] is for more than one server. One suite of contract tests holds both to the same
//! answers.
//!
//! It keeps and counts by `keys`, which whoever has the secret makes. It measures nothing and knows
//! nothing of HTTP.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

mod conversion;
mod counter;
pub mod deadline;
mod history;
mod keys;
mod memory;
mod message;
mod redis;
mod switch;
mod ticket;

use std::time::Duration;

use async_trait::async_trait;
use menshen_challenge::ImageText;
use menshen_model::{ImageCodeId, Language, StoreFault};

pub use conversion::{
    BreakerRules, BreakerScope, ConversionRate, CountedSend, OpenBreaker, Verdict,
};
pub use counter::{Acquire, Counter, Permit, RateLimit};
pub use deadline::COMMAND_TIMEOUT;
pub use history::{Counts, History, PrefixCounts, Span, Step};
pub use keys::{AddressKey, CodeMac, Network, PhoneKey, PrefixKey, SessionKey, TicketKey};
pub use memory::{ExpiringMap, MemoryStore};
pub use message::{Check, ReservationId, Reserve, SmsRules};
pub use redis::RedisStore;
pub use switch::{KillSwitch, SwitchState, Switches};
pub use ticket::{RedeemId, SealedTicket};

use counter::Window;

/// The state of every flow under way.
///
/// Every call is one atomic step and ends within a bounded time. An error means that the step may
/// or may not have happened; the gate then sends nothing.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Counts one more in the window of one limit, for good; gives how long to wait where it was full.
    async fn count(&self, counter: &Counter, limit: RateLimit) -> StoreResult<Option<Duration>>;

    /// Counts one more in the window of each limit, or in none of them when one is full.
    async fn acquire(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Acquire>;

    /// Takes back what was counted, in each window that still runs; one that has begun anew since
    /// then is left alone.
    async fn release(&self, permit: &Permit) -> StoreResult<()>;

    /// Judges how many of the scope's messages were answered, and counts one more; not when the
    /// breaker is open and refuses.
    async fn count_sent(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<Verdict>;

    /// Takes back a message that was counted, unless that is forgotten already.
    async fn release_send(&self, sent: &CountedSend) -> StoreResult<()>;

    /// Counts a message of the scope as answered.
    async fn count_verified(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<()>;

    /// Counts one more in the window of the limit, for good. Unless that was full, puts the text under
    /// the picture's name where no live one is. What every picture asks, and what a flood asks most.
    async fn issue_image_code(
        &self,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<Issue>;

    /// Looks at a live picture code without spending it.
    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>>;

    /// Takes a picture code out: of any number of racing calls one gets it.
    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>>;

    /// Reserves the one message that the number may get now, and makes `code` the number's only
    /// live code. Attempts made on an older code go on counting.
    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: &SmsRules,
    ) -> StoreResult<Reserve>;

    /// Gives the reservation back after a send that certainly failed: it counts neither for the
    /// delay nor for a quota any more, and the code that never left is dead. What a later
    /// reservation has done stays.
    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()>;

    /// Counts an attempt, then compares, then spends the code if it is right.
    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check>;

    /// Keeps what a ticket stands for.
    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()>;

    /// Takes a ticket out: of any number of racing calls one gets it. Who named the call gets it again
    /// by the same name, as long as the ticket would have lived.
    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>>;

    /// How much of each limit is used up in its window; counts nothing.
    async fn used(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Vec<u32>>;

    /// How long the scope's breaker is open yet; counts nothing and judges nothing.
    async fn breaker(&self, scope: &BreakerScope) -> StoreResult<Option<Duration>>;

    /// How the operator's switches stand.
    async fn switches(&self) -> StoreResult<Switches>;

    /// Sets a switch, unless it was set at that time or later already; `false` then.
    async fn set_switch(&self, switch: KillSwitch, state: &SwitchState) -> StoreResult<bool>;

    /// Adds to what all servers have counted in the minute and the hour of this time, in seconds since
    /// 1970.
    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()>;

    /// What all servers have counted in the steps up to the one of this time.
    async fn history(&self, at: u64, span: Span) -> StoreResult<History>;

    /// Whether the store answers, and takes writes.
    async fn ping(&self) -> StoreResult<()>;
}

/// The answer to a picture that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    /// This text is live under the picture's name.
    Live(ImageText),
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
