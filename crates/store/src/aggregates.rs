//! What a store can do, each call declared once: the traits, the wrapper that watches every call, and the
//! list of their names all come from here.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use menshen_challenge::Solution;
use menshen_model::ImageCodeId;

use crate::{
    Acquire, Arrival, AuditEntry, AuditId, AuditRecord, AwaitedMessage, BreakerRules, BreakerScope,
    Checked, CodeAttempt, CountedSend, Counter, Counts, DecisionRecord, History, Holder, Issue,
    KeptTicket, KillSwitch, Network, NewChallenge, NewMessage, NewTally, Permit, PhoneKey,
    RateLimit, Receipt, RedeemId, Reserve, ReverseKey, SealedTicket, SmsRules, Span, StoreResult,
    StoredRules, SwitchState, Switches, TakenChallenge, Tallied, TallyReceipt, TicketKey, Verdict,
};

/// Is around every call of an [`ObservedStore`].
pub trait CallObserver: Send + Sync + 'static {
    /// Runs the call of this name, which is one of [`CALLS`]: `store.` and the name of its method.
    fn around<T: Send>(
        &self,
        call: &'static str,
        run: impl Future<Output = StoreResult<T>> + Send,
    ) -> impl Future<Output = StoreResult<T>> + Send;
}

impl<O: CallObserver> CallObserver for Arc<O> {
    async fn around<T: Send>(
        &self,
        call: &'static str,
        run: impl Future<Output = StoreResult<T>> + Send,
    ) -> StoreResult<T> {
        O::around(self, call, run).await
    }
}

/// A store whose every call is watched, to count it, to time it or to trace it.
pub struct ObservedStore<O> {
    store: Arc<dyn Store>,
    observer: O,
}

impl<O: CallObserver> ObservedStore<O> {
    /// Passes each call on to `store`, with the observer around it.
    pub fn new(store: Arc<dyn Store>, observer: O) -> Self {
        Self { store, observer }
    }
}

macro_rules! store {
    ($(
        $(#[$about:meta])*
        $aggregate:ident {$(
            $(#[$doc:meta])*
            fn $call:ident($($name:ident: $type:ty),* $(,)?) -> $answer:ty;
        )*}
    )*) => {
        $(
            $(#[$about])*
            #[async_trait]
            pub trait $aggregate: Send + Sync + 'static {$(
                $(#[$doc])*
                async fn $call(&self, $($name: $type),*) -> StoreResult<$answer>;
            )*}

            #[async_trait]
            impl<O: CallObserver> $aggregate for ObservedStore<O> {$(
                async fn $call(&self, $($name: $type),*) -> StoreResult<$answer> {
                    let run = self.store.$call($($name),*);
                    self.observer.around(concat!("store.", stringify!($call)), run).await
                }
            )*}
        )*

        /// The state of every flow under way.
        ///
        /// Every call is one atomic step and ends within a bounded time. An error means that the step may
        /// or may not have happened; the gate then sends nothing.
        pub trait Store: $($aggregate +)* {}

        impl<S: $($aggregate +)*> Store for S {}

        /// The name of every call, as a [`CallObserver`] is told it.
        pub const CALLS: &[&str] = &[$($(concat!("store.", stringify!($call)),)*)*];
    };
}

store! {
    /// Picture codes: issued within a limit, shown again, taken once.
    Challenges {
        /// Counts one more in the window of the limit, for good. Unless that was full, looks at the address's
        /// wrong answers and at whether its networks are known, and puts a text under the picture's name where
        /// no live one is. What every picture asks, and what a flood asks most.
        fn issue_image_code(
            counter: &Counter,
            limit: RateLimit,
            id: &ImageCodeId,
            new: &NewChallenge,
            life: Duration,
        ) -> Issue;

        /// Looks at a live picture code without spending it.
        fn image_code(id: &ImageCodeId) -> Option<Solution>;

        /// Takes a picture code out: of any number of racing calls one gets it.
        fn take_image_code(id: &ImageCodeId) -> Option<TakenChallenge>;

        /// Puts a picture code that was taken back under its name, unless a live one is there again. It
        /// counts as this network's.
        fn put_image_code_back(
            network: Network,
            id: &ImageCodeId,
            taken: &TakenChallenge,
            life: Duration,
        ) -> ();
    }

    /// What only so many of are allowed in a while, and how many messages are answered.
    Limits {
        /// Counts one more in the window of one limit, for good; gives how long to wait where it was full.
        fn count(counter: &Counter, limit: RateLimit) -> Option<Duration>;

        /// Counts one more in the window of each limit, or in none of them when one is full.
        fn acquire(counter: &Counter, limits: &[RateLimit]) -> Acquire;

        /// Takes back what was counted, in each window that still runs; one that has begun anew since
        /// then is left alone.
        fn release(permit: &Permit) -> ();

        /// How much of each limit is used up in its window; counts nothing.
        fn used(counter: &Counter, limits: &[RateLimit]) -> Vec<u32>;

        /// Judges how many of the scope's messages were answered, and counts one more; not when the
        /// breaker is open and refuses.
        fn count_sent(scope: &BreakerScope, rules: &BreakerRules) -> Verdict;

        /// Takes back a message that was counted, unless that is forgotten already.
        fn release_send(sent: &CountedSend) -> ();

        /// Counts a message of the scope as answered.
        fn count_verified(scope: &BreakerScope, rules: &BreakerRules) -> ();

        /// How long the scope's breaker is open yet; counts nothing and judges nothing.
        fn breaker(scope: &BreakerScope) -> Option<Duration>;
    }

    /// Who asks for messages and of whom, with what became of them: what the policy decides by.
    Tallies {
        /// Counts a message in each scope, and gives what is known of them with it. One step: of messages
        /// that race each is told of those before it.
        fn tally(new: &NewTally) -> Tallied;

        /// Takes it back, as far as that is remembered.
        fn untally(receipt: &TallyReceipt) -> ();

        /// Counts it as answered, in the hour that it was sent in.
        fn tally_verified(receipt: &TallyReceipt) -> ();
    }

    /// The messages to one number, and the codes in the last of them.
    Messages {
        /// Reserves the one message that the number may get now, and makes its code live beside the one
        /// before it. Attempts that its handle has made on that one go on counting.
        fn reserve_sms(phone: &PhoneKey, message: &NewMessage, rules: &SmsRules) -> Reserve;

        /// Gives the reservation back after a send that certainly failed: it counts neither for the
        /// delay nor for a quota any more, and the code that never left is dead. What a later
        /// reservation has done stays.
        fn refund_sms(phone: &PhoneKey, message: &NewMessage, rules: &SmsRules) -> ();

        /// Counts an attempt on each live code that has one left for who hands this in, then compares,
        /// then spends the codes of the handle whose code it is.
        fn check_sms_code(phone: &PhoneKey, attempt: &CodeAttempt, rules: &SmsRules) -> Checked;
    }

    /// What stands for a verified number, taken once.
    Tickets {
        /// Keeps what a ticket stands for, unless it was kept before.
        fn put_ticket(key: &TicketKey, ticket: &SealedTicket, life: Duration) -> KeptTicket;

        /// Takes a ticket out: of any number of racing calls one gets it. Who named the call gets it again
        /// by the same name, as long as the ticket would have lived.
        fn take_ticket(key: &TicketKey, name: Option<&RedeemId>) -> Option<SealedTicket>;
    }

    /// What people send to the site: asked for by who solved a picture, received, and taken for a ticket.
    ReverseMessages {
        /// Waits for a message, unless the same is waited for already; `false` then.
        fn put_reverse_message(key: &ReverseKey, awaited: &AwaitedMessage) -> bool;

        /// It has come, and is kept for so long at least.
        fn receive_reverse_message(key: &ReverseKey, keep: Duration) -> Receipt;

        /// Takes it for who asked for it: of any number of racing calls one does, and the others get what
        /// that one was answered with, for so long.
        fn take_reverse_message(key: &ReverseKey, holder: &Holder, repeat: Duration) -> Arrival;
    }

    /// What operators look at and switch.
    Operations {
        /// How the operator's switches stand, and which lists and caps hold.
        fn switches() -> Switches;

        /// Sets a switch, unless it was set at that time or later already; `false` then.
        fn set_switch(switch: KillSwitch, state: &SwitchState) -> bool;

        /// Lists and caps.
        fn rules() -> StoredRules;

        /// Keeps other lists and caps, unless those of version `after` are no longer the last; `false` then.
        fn set_rules(after: u64, rules: &StoredRules) -> bool;

        /// Adds to the log of what operators did, which keeps the last [`AUDIT_RECORDS`](crate::AUDIT_RECORDS).
        fn add_to_audit(entry: &AuditEntry) -> ();

        /// So many records of that log from before this one, the newest first; without one, of all.
        fn audit(before: Option<AuditId>, count: u32) -> Vec<AuditRecord>;

        /// Adds to what all servers have counted in the minute and the hour of this time, in seconds since
        /// 1970.
        fn add_to_history(at: u64, counts: &Counts) -> ();

        /// What all servers have counted in the steps up to the one of this time.
        fn history(at: u64, span: Span) -> History;

        /// Keeps what was decided, the oldest first; no more than [`DECISIONS`](crate::DECISIONS) stay.
        fn add_decisions(records: &[DecisionRecord]) -> ();

        /// The last decisions, so many at most, the newest first.
        fn decisions(most: usize) -> Vec<DecisionRecord>;

        /// Whether the store answers, and takes writes.
        fn ping() -> ();
    }
}
