//! A store whose every call is timed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use menshen_challenge::ImageText;
use prometheus_client::metrics::{counter::Counter, histogram::Histogram};

use super::{Metrics, labels, outage::Outage};
use crate::{
    model::ImageCodeId,
    server::{
        spans,
        store::{
            Acquire, BreakerRules, BreakerScope, Check, CodeMac, CountedSend, Counter as Counted,
            Counts, History, Issue, KillSwitch, Permit, PhoneKey, RateLimit, RedeemId,
            ReservationId, Reserve, SealedTicket, SmsRules, Span, Store, StoreResult, SwitchState,
            Switches, TicketKey, Verdict,
        },
    },
};

/// The calls of a [`Store`], as they stand in the label `call`.
#[derive(Clone, Copy)]
enum Call {
    Count,
    Acquire,
    Release,
    CountSent,
    ReleaseSend,
    CountVerified,
    IssueImageCode,
    ImageCode,
    TakeImageCode,
    ReserveSms,
    RefundSms,
    CheckSmsCode,
    PutTicket,
    TakeTicket,
    Used,
    Breaker,
    Switches,
    SetSwitch,
    AddToHistory,
    History,
    Ping,
}

/// As spans are called, in the order of [`Call`]; the label has what stands behind the point.
const NAMES: [&str; 21] = [
    "store.count",
    "store.acquire",
    "store.release",
    "store.count_sent",
    "store.release_send",
    "store.count_verified",
    "store.issue_image_code",
    "store.image_code",
    "store.take_image_code",
    "store.reserve_sms",
    "store.refund_sms",
    "store.check_sms_code",
    "store.put_ticket",
    "store.take_ticket",
    "store.used",
    "store.breaker",
    "store.switches",
    "store.set_switch",
    "store.add_to_history",
    "store.history",
    "store.ping",
];
const _: () = assert!(NAMES.len() == Call::Ping as usize + 1);

fn label(name: &'static str) -> &'static str {
    name.split_once('.').map_or(name, |(_, call)| call)
}

/// Passes each call on and counts how long it took and whether it failed; the log says when the store
/// begins to fail and when that is over. The series are looked up once, at the start.
pub(crate) struct MeasuredStore {
    store: Arc<dyn Store>,
    series: [(Histogram, Counter); NAMES.len()],
    outage: Outage,
}

impl MeasuredStore {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: &Metrics) -> Self {
        let series = NAMES.map(|name| {
            let call = labels::Call { call: label(name) };
            let took = metrics.store_duration.get_or_create_owned(&call);
            (took, metrics.store_errors.get_or_create_owned(&call))
        });
        Self { store, series, outage: Outage::default() }
    }

    async fn timed<T>(
        &self,
        call: Call,
        done: impl Future<Output = StoreResult<T>>,
    ) -> StoreResult<T> {
        let (start, name) = (Instant::now(), NAMES[call as usize]);
        let done = async { done.await.inspect_err(|error| spans::failed(error.kind())) };
        let result = spans::step(name, done).await;
        let (took, errors) = &self.series[call as usize];
        took.observe(start.elapsed().as_secs_f64());
        match &result {
            Ok(_) => self.outage.answered(),
            Err(error) => {
                errors.inc();
                self.outage.failed(label(name), error);
            }
        }
        result
    }
}

#[async_trait]
impl Store for MeasuredStore {
    async fn count(&self, counter: &Counted, limit: RateLimit) -> StoreResult<Option<Duration>> {
        self.timed(Call::Count, self.store.count(counter, limit)).await
    }

    async fn acquire(&self, counter: &Counted, limits: &[RateLimit]) -> StoreResult<Acquire> {
        self.timed(Call::Acquire, self.store.acquire(counter, limits)).await
    }

    async fn release(&self, permit: &Permit) -> StoreResult<()> {
        self.timed(Call::Release, self.store.release(permit)).await
    }

    async fn count_sent(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<Verdict> {
        self.timed(Call::CountSent, self.store.count_sent(scope, rules)).await
    }

    async fn release_send(&self, sent: &CountedSend) -> StoreResult<()> {
        self.timed(Call::ReleaseSend, self.store.release_send(sent)).await
    }

    async fn count_verified(&self, scope: &BreakerScope, rules: &BreakerRules) -> StoreResult<()> {
        self.timed(Call::CountVerified, self.store.count_verified(scope, rules)).await
    }

    async fn issue_image_code(
        &self,
        counter: &Counted,
        limit: RateLimit,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<Issue> {
        let issued = self.store.issue_image_code(counter, limit, id, text, life);
        self.timed(Call::IssueImageCode, issued).await
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        self.timed(Call::ImageCode, self.store.image_code(id)).await
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        self.timed(Call::TakeImageCode, self.store.take_image_code(id)).await
    }

    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let reserved = self.store.reserve_sms(phone, reservation, code, rules);
        self.timed(Call::ReserveSms, reserved).await
    }

    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()> {
        self.timed(Call::RefundSms, self.store.refund_sms(phone, reservation)).await
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check> {
        self.timed(Call::CheckSmsCode, self.store.check_sms_code(phone, code, attempts)).await
    }

    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()> {
        self.timed(Call::PutTicket, self.store.put_ticket(key, ticket, life)).await
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        self.timed(Call::TakeTicket, self.store.take_ticket(key, name)).await
    }

    async fn used(&self, counter: &Counted, limits: &[RateLimit]) -> StoreResult<Vec<u32>> {
        self.timed(Call::Used, self.store.used(counter, limits)).await
    }

    async fn breaker(&self, scope: &BreakerScope) -> StoreResult<Option<Duration>> {
        self.timed(Call::Breaker, self.store.breaker(scope)).await
    }

    async fn switches(&self) -> StoreResult<Switches> {
        self.timed(Call::Switches, self.store.switches()).await
    }

    async fn set_switch(&self, switch: KillSwitch, state: &SwitchState) -> StoreResult<bool> {
        self.timed(Call::SetSwitch, self.store.set_switch(switch, state)).await
    }

    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        self.timed(Call::AddToHistory, self.store.add_to_history(at, counts)).await
    }

    async fn history(&self, at: u64, span: Span) -> StoreResult<History> {
        self.timed(Call::History, self.store.history(at, span)).await
    }

    async fn ping(&self) -> StoreResult<()> {
        self.timed(Call::Ping, self.store.ping()).await
    }
}
