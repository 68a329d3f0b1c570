//! The embedded store: one process, nothing to install, gone with the process.

mod conversions;
mod counters;
mod expiring_map;
mod history;
mod rest;
mod send_log;
mod shares;

use std::{
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
use send_log::{SendLog, Wait};

use super::{
    Acquire, BreakerRules, BreakerScope, Challenges, Check, CodeMac, CountedSend, Counter, Counts,
    History, Issue, KillSwitch, Limits, Messages, Operations, Permit, PhoneKey, RateLimit,
    RedeemId, ReservationId, Reserve, SealedTicket, SmsRules, Span, StoreResult, SwitchState,
    Switches, TicketKey, Tickets, Verdict,
};

/// Each kind of entry has its own lock and its own bound, so that a flood of one kind refuses only
/// its own. No lock is held across an await.
pub struct MemoryStore {
    counters: Counters,
    conversions: Conversions,
    image_codes: Mutex<ExpiringMap<ImageCodeId, Solution>>,
    sms: Mutex<Sms>,
    tickets: Mutex<ExpiringMap<TicketKey, Ticket>>,
    switches: Mutex<Switches>,
    history: Mutex<Steps>,
}

struct Ticket {
    sealed: SealedTicket,
    /// By whom it was redeemed, if that call had a name.
    taken_by: Option<RedeemId>,
}

/// What is known about numbers. One lock, because a reservation is one step over both.
struct Sms {
    logs: ExpiringMap<PhoneKey, SendLog>,
    codes: ExpiringMap<PhoneKey, SmsCode>,
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
}

struct SmsCode {
    /// The number's only live code and the send that carries it; none once attempts are used up.
    live: Option<(ReservationId, CodeMac)>,
    /// Attempts on this code and on those that it replaced.
    attempts: u32,
}

impl MemoryStore {
    /// A store that holds at most `capacity` entries of each kind.
    pub fn new(capacity: usize) -> Self {
        Self {
            counters: Counters::new(capacity),
            conversions: Conversions::new(capacity),
            image_codes: Mutex::new(ExpiringMap::new(capacity)),
            sms: Mutex::new(Sms {
                logs: ExpiringMap::new(capacity),
                codes: ExpiringMap::new(capacity),
            }),
            tickets: Mutex::new(ExpiringMap::new(capacity)),
            switches: Mutex::default(),
            history: Mutex::default(),
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
        let now = Instant::now();
        let mut image_codes = lock(&self.image_codes);
        if let Some((live, _)) = image_codes.get_mut(id, now) {
            return Ok(Issue::Live(live.clone()));
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
        Ok(Issue::Live(text.clone()))
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        Ok(lock(&self.image_codes).get_mut(id, Instant::now()).map(|(text, _)| text.clone()))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        Ok(lock(&self.image_codes).remove(id, Instant::now()))
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
impl Messages for MemoryStore {
    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        let log = sms.logs.get_mut(phone, now);
        match log.map_or(Wait::No, |(log, _)| log.wait(rules, now)) {
            Wait::No => {}
            Wait::CoolingDown(wait) => return Ok(Reserve::CoolingDown(wait)),
            Wait::TooMany(wait) => return Ok(Reserve::TooMany(wait)),
        }
        let attempts = match sms.codes.get_mut(phone, now) {
            Some((old, until)) if old.attempts >= rules.attempts => {
                return Ok(Reserve::Exhausted(until - now));
            }
            Some((old, _)) => old.attempts,
            None => 0,
        };
        let mut log = sms.logs.remove(phone, now).unwrap_or_default();
        log.add(reservation.clone(), rules, now);
        let next = log.wait(rules, now).length();
        sms.logs.insert(*phone, log, now + rules.memory(), now)?;
        let live = Some((reservation.clone(), *code));
        let code = SmsCode { live, attempts };
        if let Err(full) = sms.codes.insert(*phone, code, now + rules.code_life, now) {
            sms.forget(phone, reservation, now);
            return Err(full);
        }
        Ok(Reserve::Reserved { next })
    }

    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        sms.forget(phone, reservation, now);
        if let Some((code, _)) = sms.codes.get_mut(phone, now)
            && code.live.as_ref().is_some_and(|(by, _)| by == reservation)
        {
            code.live = None;
        }
        Ok(())
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        let Some((stored, _)) = sms.codes.get_mut(phone, now) else {
            return Ok(Check::Expired);
        };
        if stored.attempts >= attempts {
            return Ok(Check::Exhausted);
        }
        let Some((_, right)) = &stored.live else {
            return Ok(Check::Expired);
        };
        stored.attempts += 1;
        if right == code {
            sms.codes.remove(phone, now);
            return Ok(Check::Passed);
        }
        if stored.attempts == attempts {
            stored.live = None;
            return Ok(Check::Exhausted);
        }
        Ok(Check::Wrong)
    }
}

#[async_trait]
impl Tickets for MemoryStore {
    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()> {
        let now = Instant::now();
        let ticket = Ticket { sealed: ticket.clone(), taken_by: None };
        lock(&self.tickets).insert(*key, ticket, now + life, now)
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        let Some((ticket, _)) = tickets.get_mut(key, now) else { return Ok(None) };
        match (&ticket.taken_by, name) {
            (None, None) => Ok(tickets.remove(key, now).map(|ticket| ticket.sealed)),
            (None, Some(name)) => {
                ticket.taken_by = Some(name.clone());
                Ok(Some(ticket.sealed.clone()))
            }
            (Some(by), Some(name)) if by == name => Ok(Some(ticket.sealed.clone())),
            (Some(_), _) => Ok(None),
        }
    }
}

#[async_trait]
impl Operations for MemoryStore {
    async fn switches(&self) -> StoreResult<Switches> {
        Ok(lock(&self.switches).clone())
    }

    async fn set_switch(&self, switch: KillSwitch, state: &SwitchState) -> StoreResult<bool> {
        Ok(lock(&self.switches).set_switch(switch, state))
    }

    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        lock(&self.history).add(at, counts);
        Ok(())
    }

    async fn history(&self, at: u64, span: Span) -> StoreResult<History> {
        Ok(lock(&self.history).show(at, span))
    }

    async fn ping(&self) -> StoreResult<()> {
        Ok(())
    }
}
