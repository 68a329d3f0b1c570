//! The store for more than one server: Redis 7 or later, or an engine that speaks the same.
//!
//! Steps that touch one key are one command; steps over the keys of one number are one script, and
//! those keys share a hash tag so that they lie in one slot of a cluster. Pictures are issued by one
//! script, too, except on a cluster: there they are counted and put one after the other. All time is
//! the Redis server's; one that is set back makes nobody wait for longer than a rule says. A key that a
//! failover lost means "expired", never "passed".

mod connection;
mod conversions;
mod counters;
mod decisions;
mod fault;
mod history;
mod image_codes;
mod issue_batcher;
mod key_names;
mod messages;
mod operators;
mod reverse_messages;
mod script;
mod tallies;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use fred::types::config::Config;
use menshen_challenge::Solution;
use menshen_model::{ImageCodeId, SiteId, StoreFault};

use connection::{Connection, RedisClient};
use conversions::Conversions;
use counters::Counters;
use decisions::Decisions;
use history::History as Histories;
use image_codes::ImageCodes;
use issue_batcher::IssueBatcher;
use key_names::KeyNames;
use messages::MessageScripts;
use operators::Operators;
use reverse_messages::ReverseScripts;
use script::Script;
use tallies::Tallies as TallyScripts;

use super::{
    Acquire, Arrival, AuditEntry, AuditId, AuditRecord, AwaitedMessage, BreakerRules, BreakerScope,
    Challenges, Checked, CodeAttempt, CountedSend, Counter, Counts, DecisionRecord, History,
    Holder, Issue, KeptTicket, KillSwitch, Limits, Messages, Network, NewChallenge, NewMessage,
    NewTally, Operations, Permit, PhoneKey, RateLimit, Receipt, RedeemId, Reserve, ReverseKey,
    ReverseMessages, SealedTicket, SmsRules, Span, StoreError, StoreResult, StoredRules,
    SwitchState, Switches, TakenChallenge, Tallied, Tallies, TallyReceipt, TicketKey, Tickets,
    Verdict,
};

/// A [`Store`](crate::Store) on Redis; connects, and connects again, by itself. It is one site's: others have
/// stores of their own on the same connection.
pub struct RedisStore {
    connection: Arc<Connection>,
    /// Where pictures can be issued many at a time.
    batcher: Option<Arc<IssueBatcher>>,
    keys: KeyNames,
    counters: Counters,
    conversions: Conversions,
    tallies: TallyScripts,
    image_codes: ImageCodes,
    messages: MessageScripts,
    operators: Operators,
    reverse_messages: ReverseScripts,
    history: Histories,
    decisions: Decisions,
    put_ticket: Script,
    take_ticket: Script,
}

impl RedisStore {
    /// Starts to connect. The store answers [`StoreError::Down`] until it is connected, and again
    /// whenever the connection is lost. A command may take as long as `timeout`.
    ///
    /// # Errors
    /// When the configuration can't be used at all.
    pub fn connect(
        config: Config,
        image_code_prefix: String,
        timeout: Duration,
    ) -> StoreResult<Self> {
        let clustered = config.server.is_clustered();
        let connection = Arc::new(Connection::new(config, timeout)?);
        let batcher = (!clustered).then(|| Arc::new(IssueBatcher::new(Arc::clone(&connection))));
        Ok(Self::with(connection, batcher, KeyNames::new(image_code_prefix)))
    }

    /// The store of this site, on the same connection: under keys of its own, so that nothing of one site
    /// is found by another. [`connect`](Self::connect) gives that of the site `default`.
    pub fn of_site(&self, site: &SiteId) -> Self {
        Self::with(Arc::clone(&self.connection), self.batcher.clone(), self.keys.of_site(site))
    }

    fn with(
        connection: Arc<Connection>,
        batcher: Option<Arc<IssueBatcher>>,
        keys: KeyNames,
    ) -> Self {
        let shared = || Arc::clone(&connection);
        Self {
            counters: Counters::new(shared(), keys.clone()),
            conversions: Conversions::new(shared(), keys.clone()),
            tallies: TallyScripts::new(shared(), keys.clone()),
            image_codes: ImageCodes::new(shared(), keys.clone(), batcher.clone()),
            messages: MessageScripts::new(shared(), keys.clone()),
            operators: Operators::new(shared(), keys.clone()),
            reverse_messages: ReverseScripts::new(shared(), keys.clone()),
            history: Histories::new(shared(), keys.clone()),
            decisions: Decisions::new(shared(), keys.clone()),
            put_ticket: Script::new(include_str!("redis/put_ticket.lua")),
            take_ticket: Script::new(include_str!("redis/take_ticket.lua")),
            connection,
            batcher,
            keys,
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn duration(millis: i64) -> Duration {
    Duration::from_millis(millis.max(0).unsigned_abs())
}

#[async_trait]
impl Challenges for RedisStore {
    async fn issue_image_code(
        &self,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        new: &NewChallenge,
        life: Duration,
    ) -> StoreResult<Issue> {
        self.image_codes.issue(&self.counters, counter, limit, id, new, life).await
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        self.image_codes.look(id).await
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<TakenChallenge>> {
        self.image_codes.take(id).await
    }

    async fn put_image_code_back(
        &self,
        _network: Network,
        id: &ImageCodeId,
        taken: &TakenChallenge,
        life: Duration,
    ) -> StoreResult<()> {
        self.image_codes.put_back(id, taken, life).await
    }
}

#[async_trait]
impl Limits for RedisStore {
    async fn count(&self, counter: &Counter, limit: RateLimit) -> StoreResult<Option<Duration>> {
        self.counters.count(counter, limit).await
    }

    async fn acquire(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Acquire> {
        self.counters.acquire(counter, limits).await
    }

    async fn release(&self, permit: &Permit) -> StoreResult<()> {
        self.counters.release(permit).await
    }

    async fn used(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Vec<u32>> {
        self.counters.used(counter, limits).await
    }

    async fn count_sent(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<Verdict> {
        self.conversions.count_sent(scope, rules).await
    }

    async fn release_send(&self, sent: &CountedSend) -> StoreResult<()> {
        self.conversions.release_send(sent).await
    }

    async fn count_verified(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<()> {
        self.conversions.count_verified(scope, rules).await
    }

    async fn breaker(&self, scope: &BreakerScope) -> StoreResult<Option<Duration>> {
        self.conversions.breaker(scope).await
    }
}

#[async_trait]
impl Tallies for RedisStore {
    async fn tally(&self, new: &NewTally) -> StoreResult<Tallied> {
        self.tallies.tally(new).await
    }

    async fn untally(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        self.tallies.untally(receipt).await
    }

    async fn tally_verified(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        self.tallies.verified(receipt).await
    }
}

#[async_trait]
impl Messages for RedisStore {
    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        message: &NewMessage,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        self.messages.reserve(phone, message, rules).await
    }

    async fn refund_sms(
        &self,
        phone: &PhoneKey,
        message: &NewMessage,
        rules: &SmsRules,
    ) -> StoreResult<()> {
        self.messages.refund(phone, message, rules).await
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        attempt: &CodeAttempt,
        rules: &SmsRules,
    ) -> StoreResult<Checked> {
        self.messages.check(phone, attempt, rules).await
    }
}

#[async_trait]
impl Tickets for RedisStore {
    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<KeptTicket> {
        let args = vec![ticket.as_str().to_owned(), millis(life).to_string()];
        let kept = self.connection.run(&self.put_ticket, self.keys.ticket(key), args);
        let (is_new, left): (i64, i64) = kept.await?;
        Ok(KeptTicket { is_new: is_new == 1, left: duration(left) })
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        let name = name.map_or("", RedeemId::as_str);
        let sealed = self.connection.run(&self.take_ticket, self.keys.ticket(key), name);
        let sealed: Option<String> = sealed.await?;
        Ok(sealed.map(SealedTicket::stored))
    }
}

#[async_trait]
impl ReverseMessages for RedisStore {
    async fn put_reverse_message(
        &self,
        key: &ReverseKey,
        awaited: &AwaitedMessage,
    ) -> StoreResult<bool> {
        self.reverse_messages.put(key, awaited).await
    }

    async fn receive_reverse_message(
        &self,
        key: &ReverseKey,
        keep: Duration,
    ) -> StoreResult<Receipt> {
        self.reverse_messages.receive(key, keep).await
    }

    async fn take_reverse_message(
        &self,
        key: &ReverseKey,
        holder: &Holder,
        repeat: Duration,
    ) -> StoreResult<Arrival> {
        self.reverse_messages.take(key, holder, repeat).await
    }
}

#[async_trait]
impl Operations for RedisStore {
    async fn switches(&self) -> StoreResult<Switches> {
        self.operators.switches().await
    }

    async fn set_switch(&self, switch: KillSwitch, state: &SwitchState) -> StoreResult<bool> {
        self.operators.set_switch(switch, state).await
    }

    async fn rules(&self) -> StoreResult<StoredRules> {
        self.operators.rules().await
    }

    async fn set_rules(&self, after: u64, rules: &StoredRules) -> StoreResult<bool> {
        self.operators.set_rules(after, rules).await
    }

    async fn add_to_audit(&self, entry: &AuditEntry) -> StoreResult<()> {
        self.operators.add_to_audit(entry).await
    }

    async fn audit(&self, before: Option<AuditId>, count: u32) -> StoreResult<Vec<AuditRecord>> {
        self.operators.audit(before, count).await
    }

    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        self.history.add(at, counts).await
    }

    async fn history(&self, at: u64, span: Span) -> StoreResult<History> {
        self.history.show(at, span).await
    }

    async fn add_decisions(&self, records: &[DecisionRecord]) -> StoreResult<()> {
        self.decisions.add(records).await
    }

    async fn decisions(&self, most: usize) -> StoreResult<Vec<DecisionRecord>> {
        self.decisions.last(most).await
    }

    async fn ping(&self) -> StoreResult<()> {
        self.connection.check_writes().await
    }
}

/// A script answered what it has no words for.
fn unexpected() -> StoreError {
    StoreError::Down(StoreFault::Unreadable)
}
