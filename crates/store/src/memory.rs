//! The embedded store: one process, nothing to install, gone with the process.

mod conversions;
mod counters;
mod expiring_map;
mod history;
mod live_codes;
mod operators;
mod rest;
mod reverse_messages;
mod send_log;
mod shares;
mod tallies;

use std::{
    collections::VecDeque,
    mem,
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
use live_codes::LiveCodes;
use operators::AuditLog;
use reverse_messages::ReverseMessages as Reverses;
use send_log::{SendLog, Wait};
use tallies::Tallies as TallyMaps;

use super::{
    Acquire, Arrival, AuditEntry, AuditId, AuditRecord, AwaitedMessage, BreakerRules, BreakerScope,
    Challenges, Check, Checked, CodeAttempt, CodeMac, CountedSend, Counter, Counts, DECISIONS,
    DecisionRecord, HandleMac, History, Holder, Issue, KeptTicket, KillSwitch, Limits, Messages,
    Network, NewMessage, NewTally, Operations, Permit, PhoneKey, RateLimit, Receipt, RedeemId,
    ReservationId, Reserve, ReverseKey, ReverseMessages, SealedAnswer, SealedTicket, SmsRules,
    Span, StoreResult, StoredRules, SwitchState, Switches, Tallied, Tallies, TallyReceipt,
    TicketKey, Tickets, Verdict,
};

/// Each kind of entry has its own lock and its own bound, so that a flood of one kind refuses only
/// its own. No lock is held across an await.
pub struct MemoryStore {
    counters: Counters,
    conversions: Conversions,
    tallies: TallyMaps,
    image_codes: Mutex<ExpiringMap<ImageCodeId, Solution>>,
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

struct Ticket {
    sealed: SealedTicket,
    taken: Taken,
}

/// Whether a ticket was redeemed.
enum Taken {
    No,
    /// By a call with this name, which may be repeated.
    By(RedeemId),
    /// For good.
    Once,
}

/// What is known about numbers. One lock, because a reservation is one step over all.
struct Sms {
    logs: ExpiringMap<PhoneKey, SendLog>,
    codes: ExpiringMap<PhoneKey, LiveCodes>,
    passed: ExpiringMap<PhoneKey, Passed>,
}

/// The last code of a number that passed, for the handle that has handed it in.
struct Passed {
    code: CodeMac,
    handle: HandleMac,
    answer: SealedAnswer,
}

impl Sms {
    /// Takes one message out of the number's log.
    fn forget(&mut self, phone: &PhoneKey, reservation: &ReservationId, now: Instant) {
        let Some((log, _)) = self.logs.get_mut(phone, now) else { return };
        log.remove(reservation);
        if log.is_empty() {
            self.logs.remove(phone, now);
        }
    }

    fn live_codes(&mut self, phone: &PhoneKey, now: Instant) -> Option<&mut LiveCodes> {
        let (live, _) = self.codes.get_mut(phone, now)?;
        live.clear(now);
        Some(live)
    }

    /// A number without a live code takes up no place.
    fn tidy(&mut self, phone: &PhoneKey, now: Instant) {
        if self.live_codes(phone, now).is_some_and(|live| live.is_empty()) {
            self.codes.remove(phone, now);
        }
    }

    /// What this attempt was answered with when it passed.
    fn passed_before(
        &mut self,
        phone: &PhoneKey,
        attempt: &CodeAttempt,
        now: Instant,
    ) -> Option<SealedAnswer> {
        let (passed, _) = self.passed.get_mut(phone, now)?;
        let is_again = passed.code == attempt.code
            && attempt.holder.as_ref().is_some_and(|holder| holder.handle == passed.handle);
        is_again.then(|| passed.answer.clone())
    }
}

impl MemoryStore {
    /// A store that holds at most `capacity` entries of each kind.
    pub fn new(capacity: usize) -> Self {
        Self {
            counters: Counters::new(capacity),
            conversions: Conversions::new(capacity),
            tallies: TallyMaps::new(capacity),
            image_codes: Mutex::new(ExpiringMap::new(capacity)),
            sms: Mutex::new(Sms {
                logs: ExpiringMap::new(capacity),
                codes: ExpiringMap::new(capacity),
                passed: ExpiringMap::new(capacity),
            }),
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
        text: &Solution,
        life: Duration,
    ) -> StoreResult<Issue> {
        if let Some(wait) = self.counters.count(counter, limit)? {
            return Ok(Issue::NotBefore(wait));
        }
        let wrong_answers = counter.wrong_answers().map(|wrong| self.counters.wrong(&wrong));
        let wrong_answers = wrong_answers.unwrap_or_default();
        let now = Instant::now();
        let mut image_codes = lock(&self.image_codes);
        if let Some((live, _)) = image_codes.get_mut(id, now) {
            return Ok(Issue::Live { text: live.clone(), wrong_answers });
        }
        let network = counter.network();
        // A picture that is gone sends nothing: whoever had it is told that it has expired, as after
        // `life`. So here alone the live make way, and only the heaviest network's.
        if image_codes.is_full(now)
            && let Some((_, &oldest)) = network.and_then(|network| image_codes.makes_way(network))
        {
            image_codes.remove(&oldest, now);
        }
        image_codes.insert_of(network, *id, text.clone(), now + life, now)?;
        Ok(Issue::Live { text: text.clone(), wrong_answers })
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        Ok(lock(&self.image_codes).get_mut(id, Instant::now()).map(|(text, _)| text.clone()))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        Ok(lock(&self.image_codes).remove(id, Instant::now()))
    }

    async fn put_image_code_back(
        &self,
        network: Network,
        id: &ImageCodeId,
        text: &Solution,
        life: Duration,
    ) -> StoreResult<()> {
        let now = Instant::now();
        let mut image_codes = lock(&self.image_codes);
        if image_codes.get_mut(id, now).is_some() {
            return Ok(());
        }
        image_codes.insert_of(Some(network), *id, text.clone(), now + life, now)
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
impl Messages for MemoryStore {
    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        message: &NewMessage,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        let log = sms.logs.get_mut(phone, now);
        match log.map_or(Wait::No, |(log, _)| log.wait(message, rules, now)) {
            Wait::No => {}
            Wait::CoolingDown(wait) => return Ok(Reserve::CoolingDown(wait)),
            Wait::TooMany(wait) => return Ok(Reserve::TooMany(wait)),
        }
        let used_up =
            sms.live_codes(phone, now).and_then(|live| live.exhausted(&message.handle, rules));
        if let Some(until) = used_up {
            return Ok(Reserve::Exhausted(until - now));
        }
        let mut log = sms.logs.remove(phone, now).unwrap_or_default();
        log.add(message, rules, now);
        let next = log.wait(message, rules, now).length();
        sms.logs.insert(*phone, log, now + rules.memory(), now)?;
        let mut live = sms.codes.remove(phone, now).unwrap_or_default();
        live.add(message, rules, now);
        if let Err(full) = sms.codes.insert(*phone, live, now + rules.code_life, now) {
            sms.forget(phone, &message.reservation, now);
            return Err(full);
        }
        Ok(Reserve::Reserved { next })
    }

    async fn refund_sms(
        &self,
        phone: &PhoneKey,
        message: &NewMessage,
        _: &SmsRules,
    ) -> StoreResult<()> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        sms.forget(phone, &message.reservation, now);
        if let Some(live) = sms.live_codes(phone, now) {
            live.remove(&message.reservation);
        }
        sms.tidy(phone, now);
        Ok(())
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        attempt: &CodeAttempt,
        rules: &SmsRules,
    ) -> StoreResult<Checked> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        if let Some(answer) = sms.passed_before(phone, attempt, now) {
            return Ok(Check::Repeated(answer).into());
        }
        let Some(live) = sms.live_codes(phone, now) else {
            return Ok(Check::Expired.into());
        };
        let checked = live.check(attempt, rules);
        sms.tidy(phone, now);
        if let (Check::Passed, Some(Holder { handle, answer })) = (&checked.check, &attempt.holder)
        {
            let passed = Passed { code: attempt.code, handle: *handle, answer: answer.clone() };
            // Where there is no place for it, it can't be repeated. That is no reason to refuse it now.
            let _ = sms.passed.insert(*phone, passed, now + rules.repeat, now);
        }
        Ok(checked)
    }
}

#[async_trait]
impl Tickets for MemoryStore {
    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<KeptTicket> {
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        if let Some((_, until)) = tickets.get_mut(key, now) {
            return Ok(KeptTicket { is_new: false, left: until - now });
        }
        let ticket = Ticket { sealed: ticket.clone(), taken: Taken::No };
        tickets.insert(*key, ticket, now + life, now)?;
        Ok(KeptTicket { is_new: true, left: life })
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        let Some((ticket, _)) = tickets.get_mut(key, now) else { return Ok(None) };
        match (&ticket.taken, name) {
            (Taken::No, None) => {
                ticket.taken = Taken::Once;
                let nothing = SealedTicket::stored(String::new());
                Ok(Some(mem::replace(&mut ticket.sealed, nothing)))
            }
            (Taken::No, Some(name)) => {
                ticket.taken = Taken::By(name.clone());
                Ok(Some(ticket.sealed.clone()))
            }
            (Taken::By(by), Some(name)) if by == name => Ok(Some(ticket.sealed.clone())),
            (Taken::By(_) | Taken::Once, _) => Ok(None),
        }
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
