//! The messages of each number, the codes in them, and the answers to those that passed.

use async_trait::async_trait;
use tokio::time::Instant;

use super::{
    super::{
        Check, Checked, CodeAttempt, CodeMac, HandleMac, Holder, Messages, NewMessage, PhoneKey,
        ReservationId, Reserve, SealedAnswer, SmsRules, StoreResult,
    },
    MemoryStore,
    expiring_map::ExpiringMap,
    live_codes::LiveCodes,
    lock,
    send_log::{SendLog, Wait},
};

/// What is known about numbers. One lock, because a reservation is one step over all.
pub(super) struct Sms {
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
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            logs: ExpiringMap::new(capacity),
            codes: ExpiringMap::new(capacity),
            passed: ExpiringMap::new(capacity),
        }
    }

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
