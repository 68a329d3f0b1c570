//! Where codes, cool-downs and tickets live until they expire.
//!
//! The trait speaks of the flow, so that whatever must be atomic is one call: an implementation
//! can't get a picture code and delete it in two steps. `memory` is the embedded one, `redis`
//! is for more than one server. One suite of contract tests holds both to the same answers.

mod memory;
mod redis;

use std::time::Duration;

use async_trait::async_trait;

use crate::model::ImageCodeId;

use super::{
    image_code::ImageText,
    keys::{AddressKey, CodeMac, PhoneKey, TicketKey},
    ticket::SealedTicket,
};

pub use memory::MemoryStore;
pub use redis::RedisStore;

/// The state of every flow under way.
///
/// Every call is one atomic step and ends within a bounded time. An error means that the step may
/// or may not have happened; the gate then sends nothing.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Counts one more of a kind for this address; kinds are counted apart.
    async fn count(
        &self,
        kind: Counted,
        address: &AddressKey,
        limit: RateLimit,
    ) -> StoreResult<Allowed>;

    /// Puts the text under the picture's name, unless a live one is there; gives the live one.
    async fn put_image_code(
        &self,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<ImageText>;

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
        rules: SmsRules,
    ) -> StoreResult<Reserve>;

    /// Gives the reservation back after a send that certainly failed: the number may be sent to
    /// again at once, and the code that never left is dead. Does nothing when a later reservation
    /// has taken its place.
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

    /// Takes a ticket out: of any number of racing calls one gets it.
    async fn take_ticket(&self, key: &TicketKey) -> StoreResult<Option<SealedTicket>>;

    /// Whether the store answers at all.
    async fn ping(&self) -> StoreResult<()>;
}

/// What every call of a [`Store`] gives.
pub type StoreResult<T> = Result<T, StoreError>;

/// The store can't do what it was asked. Holds no key and no value.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, too slow, or it answered with an error.
    #[error("the store does not answer: {0}")]
    Down(String),
    /// The embedded store holds as much as it may.
    #[error("the embedded store is full")]
    Full,
}

/// What an address may have only so many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Pictures that were asked for.
    Pictures,
    /// Sounds that were asked for.
    Sounds,
}

/// At most `count` in every `window`, counted from the first.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    /// How many are allowed.
    pub count: u32,
    /// From the first counted until counting starts anew.
    pub window: Duration,
}

/// The answer of a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Counted, and within the limit.
    Yes,
    /// Not before this has passed.
    NotBefore(Duration),
}

/// What a reservation goes by.
#[derive(Debug, Clone, Copy)]
pub struct SmsRules {
    /// Between two messages to one number.
    pub cool_down: Duration,
    /// How long a message code is accepted.
    pub code_life: Duration,
    /// Attempts on the codes of one number until they expire.
    pub attempts: u32,
}

/// Names one reservation, so that a late refund can't undo a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationId(String);

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
    Reserved,
    /// The number was sent a message less than the cool-down ago.
    CoolingDown(Duration),
    /// Every attempt is used up: a new message could not be answered.
    Exhausted(Duration),
}

/// The answer to a message code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Right, and spent.
    Passed,
    /// Wrong; this many attempts remain, at least one.
    Wrong(u32),
    /// Wrong too often; attempts are counted anew after this.
    Exhausted(Duration),
    /// No live code for this number.
    Expired,
}

#[cfg(test)]
mod contract;
