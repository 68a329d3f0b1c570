//! The embedded store: one process, nothing to install, gone with the process.

mod conversions;
mod counters;
mod expiring_map;
mod history;
mod live_codes;
mod messages;
mod operators;
mod rest;
mod reverse_messages;
mod send_log;
mod shares;
mod tallies;
mod tickets;

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use menshen_challenge::Solution;
use menshen_model::ImageCodeId;
// Tokio's clock, so that a test can stop and move it.
use tokio::time::Instant;

use conversions::Conversions;
use counters::Counters;
pub use expiring_map::ExpiringMap;
use history::Steps;
use messages::Sms;
use operators::AuditLog;
use reverse_messages::ReverseMessages as Reverses;
use tallies::Tallies as TallyMaps;
use tickets::Ticket;

use super::{
    Acquire, Arrival, AuditEntry, AuditId, AuditRecord, AwaitedMessage, BreakerRules, BreakerScope,
    Challenges, CountedSend, Counter, Counts, DECISIONS, DecisionRecord, History, Holder, Issue,
    KillSwitch, Limits, Network, NewChallenge, NewTally, Operations, Permit, RateLimit, Receipt,
    ReverseKey, ReverseMessages, Span, StoreResult, StoredRules, SwitchState, Switches,
    TakenChallenge, Tallied, Tallies, TallyReceipt, TicketKey, Verdict,
};

/// Each kind of entry has its own lock and its own bound, so that a flood of one kind refuses only
/// its own. No lock is held across an await.
pub struct MemoryStore {
    counters: Counters,
    conversions: Conversions,
    tallies: TallyMaps,
    image_codes: Mutex<ExpiringMap<ImageCodeId, TakenChallenge>>,
    sms: Mutex<Sms>,
    tickets: Mutex<ExpiringMap<TicketKey, Ticket>>,
    reverse_messages: Reverses,
    switches: Mutex<Switches>,
    rules: Mutex<StoredRules>,
    audit: Mutex<AuditLog>,
    history: Mutex<Steps>,
    /// The newest first.
    decisions: Mutex<VecDeque<DecisionRecord>>,
}

impl MemoryStore {
    /// A store that holds at most `capacity` entries of each kind.
    pub fn new(capacity: usize) -> Self {
        Self {
            counters: Counters::new(capacity),
            conversions: Conversions::new(capacity),
            tallies: TallyMaps::new(capacity),
            image_codes: Mutex::new(ExpiringMap::new(capacity)),
            sms: Mutex::new(Sms::new(capacity)),
            tickets: Mutex::new(ExpiringMap::new(capacity)),
            reverse_messages: Reverses::new(capacity),
            switches: Mutex::default(),
            rules: Mutex::default(),
            audit: Mutex::default(),
            history: Mutex::default(),
            decisions: Mutex::default(),
        }
    }
}

/// The maps stay whole when a thread panics between two statements, so a poisoned lock is used on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Challenges for MemoryStore {
    async fn issue_image_code(
        &self,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        new: &NewChallenge,
        life: Duration,
    ) -> StoreResult<Issue> {
        if let Some(wait) = self.counters.count(counter, limit)? {
            return Ok(Issue::NotBefore(wait));
        }
        let wrong_answers = counter.wrong_answers().map(|wrong| self.counters.wrong(&wrong));
        let wrong_answers = wrong_answers.unwrap_or_default();
        let now = Instant::now();
        let rank = new.rank(wrong_answers, self.tallies.has_known(&new.networks, now));
        let climbs = rank.climbs();
        let mut image_codes = lock(&self.image_codes);
        if let Some((live, until)) = image_codes.get_mut(id, now) {
            let (text, left) = (live.text.clone(), until - now);
            return Ok(Issue::Live { text, climbs, left });
        }
        let text = new.text(rank);
        let network = counter.network();
        // A picture that is gone sends nothing: whoever had it is told that it has expired, as after
        // `life`. So here alone the live make way, and only the heaviest network's.
        if image_codes.is_full(now)
            && let Some((_, &oldest)) = network.and_then(|network| image_codes.makes_way(network))
        {
            image_codes.remove(&oldest, now);
        }
        let issued = TakenChallenge { text: text.clone(), issued_to: new.issued_to() };
        image_codes.insert_of(network, *id, issued, now + life, now)?;
        Ok(Issue::Live { text: text.clone(), climbs, left: life })
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        Ok(lock(&self.image_codes).get_mut(id, Instant::now()).map(|(live, _)| live.text.clone()))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<TakenChallenge>> {
        Ok(lock(&self.image_codes).remove(id, Instant::now()))
    }

    async fn put_image_code_back(
        &self,
        network: Network,
        id: &ImageCodeId,
        taken: &TakenChallenge,
        life: Duration,
    ) -> StoreResult<()> {
        let now = Instant::now();
        let mut image_codes = lock(&self.image_codes);
        if image_codes.get_mut(id, now).is_some() {
            return Ok(());
        }
        image_codes.insert_of(Some(network), *id, taken.clone(), now + life, now)
    }
}

#[async_trait]
impl Limits for MemoryStore {
    async fn count(&self, counter: &Counter, limit: RateLimit) -> StoreResult<Option<Duration>> {
        self.counters.count(counter, limit)
    }

    async fn acquire(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Acquire> {
        self.counters.acquire(counter, limits)
    }

    async fn release(&self, permit: &Permit) -> StoreResult<()> {
        self.counters.release(permit);
        Ok(())
    }

    async fn used(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Vec<u32>> {
        Ok(self.counters.used(counter, limits))
    }

    async fn count_sent(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<Verdict> {
        self.conversions.count_sent(scope, rules)
    }

    async fn release_send(&self, sent: &CountedSend) -> StoreResult<()> {
        self.conversions.take_back(sent);
        Ok(())
    }

    async fn count_verified(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<()> {
        self.conversions.count_verified(scope, rules);
        Ok(())
    }

    async fn breaker(&self, scope: &BreakerScope) -> StoreResult<Option<Duration>> {
        Ok(self.conversions.open(scope))
    }
}

#[async_trait]
impl Tallies for MemoryStore {
    async fn tally(&self, new: &NewTally) -> StoreResult<Tallied> {
        self.tallies.tally(new)
    }

    async fn untally(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        self.tallies.untally(receipt);
        Ok(())
    }

    async fn tally_verified(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        self.tallies.verified(receipt)
    }
}

#[async_trait]
impl ReverseMessages for MemoryStore {
    async fn put_reverse_message(
        &self,
        key: &ReverseKey,
        awaited: &AwaitedMessage,
    ) -> StoreResult<bool> {
        self.reverse_messages.put(key, awaited)
    }

    async fn receive_reverse_message(
        &self,
        key: &ReverseKey,
        keep: Duration,
    ) -> StoreResult<Receipt> {
        self.reverse_messages.receive(key, keep)
    }

    async fn take_reverse_message(
        &self,
        key: &ReverseKey,
        holder: &Holder,
        repeat: Duration,
    ) -> StoreResult<Arrival> {
        self.reverse_messages.take(key, holder, repeat)
    }
}

#[async_trait]
impl Operations for MemoryStore {
    async fn switches(&self) -> StoreResult<Switches> {
        let rules_version = lock(&self.rules).version;
        Ok(Switches { rules_version, ..lock(&self.switches).clone() })
    }

    async fn set_switch(&self, switch: KillSwitch, state: &SwitchState) -> StoreResult<bool> {
        Ok(lock(&self.switches).set_switch(switch, state))
    }

    async fn rules(&self) -> StoreResult<StoredRules> {
        Ok(lock(&self.rules).clone())
    }

    async fn set_rules(&self, after: u64, rules: &StoredRules) -> StoreResult<bool> {
        Ok(operators::set_rules(&mut lock(&self.rules), after, rules))
    }

    async fn add_to_audit(&self, entry: &AuditEntry) -> StoreResult<()> {
        lock(&self.audit).add(entry);
        Ok(())
    }

    async fn audit(&self, before: Option<AuditId>, count: u32) -> StoreResult<Vec<AuditRecord>> {
        Ok(lock(&self.audit).show(before, count))
    }

    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        lock(&self.history).add(at, counts);
        Ok(())
    }

    async fn history(&self, at: u64, span: Span) -> StoreResult<History> {
        Ok(lock(&self.history).show(at, span))
    }

    async fn add_decisions(&self, records: &[DecisionRecord]) -> StoreResult<()> {
        let mut decisions = lock(&self.decisions);
        for record in records {
            decisions.push_front(record.clone());
        }
        decisions.truncate(DECISIONS);
        Ok(())
    }

    async fn decisions(&self, most: usize) -> StoreResult<Vec<DecisionRecord>> {
        Ok(lock(&self.decisions).iter().take(most).cloned().collect())
    }

    async fn ping(&self) -> StoreResult<()> {
        Ok(())
    }
}
