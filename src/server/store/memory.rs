//! The embedded store: one process, nothing to install, gone with the process.

mod expiring_map;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
// Tokio's clock, so that a test can stop and move it.
use tokio::time::Instant;

use expiring_map::ExpiringMap;

use crate::model::ImageCodeId;

use super::{
    Allowed, Check, Counted, RateLimit, ReservationId, Reserve, SmsRules, Store, StoreResult,
};
use crate::server::{
    image_code::ImageText,
    keys::{AddressKey, CodeMac, PhoneKey, TicketKey},
    ticket::SealedTicket,
};

/// Each kind of entry has its own lock and its own bound, so that a flood of one kind refuses only
/// its own. No lock is held across an await.
pub struct MemoryStore {
    pictures: Mutex<ExpiringMap<AddressKey, u32>>,
    sounds: Mutex<ExpiringMap<AddressKey, u32>>,
    image_codes: Mutex<ExpiringMap<ImageCodeId, ImageText>>,
    sms: Mutex<Sms>,
    tickets: Mutex<ExpiringMap<TicketKey, SealedTicket>>,
}

/// What is known about numbers. One lock, because a reservation is one step over both.
struct Sms {
    /// Numbers that may not be sent to yet, and by which send.
    cool_downs: ExpiringMap<PhoneKey, ReservationId>,
    codes: ExpiringMap<PhoneKey, SmsCode>,
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
            pictures: Mutex::new(ExpiringMap::new(capacity)),
            sounds: Mutex::new(ExpiringMap::new(capacity)),
            image_codes: Mutex::new(ExpiringMap::new(capacity)),
            sms: Mutex::new(Sms {
                cool_downs: ExpiringMap::new(capacity),
                codes: ExpiringMap::new(capacity),
            }),
            tickets: Mutex::new(ExpiringMap::new(capacity)),
        }
    }
}

/// The maps stay whole when a thread panics between two statements, so a poisoned lock is used on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Store for MemoryStore {
    async fn count(
        &self,
        kind: Counted,
        address: &AddressKey,
        limit: RateLimit,
    ) -> StoreResult<Allowed> {
        let now = Instant::now();
        let mut counts = lock(match kind {
            Counted::Pictures => &self.pictures,
            Counted::Sounds => &self.sounds,
        });
        if let Some((count, until)) = counts.get_mut(address, now) {
            if *count >= limit.count {
                return Ok(Allowed::NotBefore(until - now));
            }
            *count += 1;
        } else {
            counts.insert(address.clone(), 1, now + limit.window, now)?;
        }
        Ok(Allowed::Yes)
    }

    async fn put_image_code(
        &self,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<ImageText> {
        let now = Instant::now();
        let mut image_codes = lock(&self.image_codes);
        if let Some((live, _)) = image_codes.get_mut(id, now) {
            return Ok(live.clone());
        }
        image_codes.insert(*id, text.clone(), now + life, now)?;
        Ok(text.clone())
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        Ok(lock(&self.image_codes).get_mut(id, Instant::now()).map(|(text, _)| text.clone()))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        Ok(lock(&self.image_codes).remove(id, Instant::now()))
    }

    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: SmsRules,
    ) -> StoreResult<Reserve> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        if let Some((_, until)) = sms.cool_downs.get_mut(phone, now) {
            return Ok(Reserve::CoolingDown(until - now));
        }
        let attempts = match sms.codes.get_mut(phone, now) {
            Some((old, until)) if old.attempts >= rules.attempts => {
                return Ok(Reserve::Exhausted(until - now));
            }
            Some((old, _)) => old.attempts,
            None => 0,
        };
        sms.cool_downs.insert(phone.clone(), reservation.clone(), now + rules.cool_down, now)?;
        let live = Some((reservation.clone(), code.clone()));
        let put =
            sms.codes.insert(phone.clone(), SmsCode { live, attempts }, now + rules.code_life, now);
        if put.is_err() {
            sms.cool_downs.remove(phone, now);
        }
        put.map(|()| Reserve::Reserved)
    }

    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()> {
        let now = Instant::now();
        let mut sms = lock(&self.sms);
        if sms.cool_downs.get_mut(phone, now).is_some_and(|(by, _)| by == reservation) {
            sms.cool_downs.remove(phone, now);
        }
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
        let Some((stored, until)) = sms.codes.get_mut(phone, now) else {
            return Ok(Check::Expired);
        };
        if stored.attempts >= attempts {
            return Ok(Check::Exhausted(until - now));
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
            return Ok(Check::Exhausted(until - now));
        }
        Ok(Check::Wrong(attempts - stored.attempts))
    }

    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()> {
        let now = Instant::now();
        lock(&self.tickets).insert(key.clone(), ticket.clone(), now + life, now)
    }

    async fn take_ticket(&self, key: &TicketKey) -> StoreResult<Option<SealedTicket>> {
        Ok(lock(&self.tickets).remove(key, Instant::now()))
    }

    async fn ping(&self) -> StoreResult<()> {
        Ok(())
    }
}
