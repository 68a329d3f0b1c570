//! The connections that are open: how many there may be, and which have taken too long.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use prometheus_client::metrics::gauge::Gauge;
use tokio::time::{MissedTickBehavior, interval};

use super::phase::{Phase, Tick, Watch};
use crate::server::{
    lifecycle::Lifecycle,
    metrics::{ClosedFor, ConnectionNumbers},
    middleware::bounds::HANDLER_TIMEOUT,
    settings::BoundSettings,
};

const TICKS_PER_SECOND: Tick = 4;
const TICK: Duration = Duration::from_millis(250);
/// Connections that are looked at to find one that can go. The oldest of so many is nearly always
/// among the oldest tenth of all, and finding it takes as long with a million as with a hundred.
const SAMPLE: usize = 64;
/// While the server stops, how long a connection has to send the request that it was made for.
const LATE_HEAD: Tick = TICKS_PER_SECOND;
/// Bytes of answers that clients may have yet to read.
pub(super) const UNREAD: usize = 128 * 1024 * 1024;
/// An answer shorter than this counts, and is given past the bound as well: saying why there is none
/// takes as much, and whoever watches has to be told something.
const SHORT: usize = 4 * 1024;

/// How many ticks a connection may take for each part of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    head: Tick,
    /// Body, handler, and the answer before this one where requests come in advance.
    work: Tick,
    answer: Tick,
    next_request: Tick,
}

impl From<&BoundSettings> for Patience {
    fn from(bounds: &BoundSettings) -> Self {
        // One tick more: the first one is over before it has lasted.
        let ticks = |seconds: u32| seconds * TICKS_PER_SECOND + 1;
        Self {
            head: ticks(bounds.header_timeout),
            work: ticks(bounds.body_timeout + HANDLER_TIMEOUT.as_secs() as u32)
                + ticks(bounds.answer_timeout),
            answer: ticks(bounds.answer_timeout),
            next_request: ticks(bounds.keep_alive_timeout),
        }
    }
}

impl Patience {
    /// Why a connection that has been at this for so long is to be closed. Body and handler have
    /// bounds of their own that answer; this one is for who sends a request and does not take the
    /// answer to the one before it: until then nothing is begun.
    fn is_over(&self, phase: Phase, age: Tick) -> Option<ClosedFor> {
        let (most, cause) = match phase {
            Phase::Head => (self.head, ClosedFor::SlowHead),
            Phase::Answering | Phase::Flushing => (self.answer, ClosedFor::SlowAnswer),
            Phase::Waiting => (self.next_request, ClosedFor::Idle),
            Phase::Working => (self.work, ClosedFor::SlowAnswer),
            Phase::Closed => return None,
        };
        (age >= most).then_some(cause)
    }
}

/// All connections of one listener.
pub(crate) struct Open {
    all: Mutex<Vec<Arc<Watch>>>,
    most: usize,
    patience: Patience,
    tick: AtomicU32,
    /// Bytes of answers that are under way.
    unread: Gauge,
    lifecycle: Arc<Lifecycle>,
    numbers: ConnectionNumbers,
}

/// The place of one connection; left when dropped.
pub(super) struct Place(Arc<Watch>);

impl Place {
    pub(super) fn watch(&self) -> &Arc<Watch> {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let open = self.0.open();
        open.remove(&mut open.all(), &self.0);
    }
}

impl Open {
    /// At most this many.
    pub(crate) fn new(
        most: usize,
        patience: Patience,
        lifecycle: Arc<Lifecycle>,
        numbers: ConnectionNumbers,
    ) -> Arc<Self> {
        Arc::new(Self {
            all: Mutex::default(),
            most,
            patience,
            tick: AtomicU32::new(0),
            unread: numbers.unread(),
            lifecycle,
            numbers,
        })
    }

    /// Closes what takes too long, for as long as it is polled.
    pub(crate) async fn keep_time(&self) {
        let mut ticks = interval(TICK);
        // After a pause of the whole process nobody is closed for what it could not do.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.tick.fetch_add(1, Ordering::Relaxed);
            self.close_where(|phase, age| self.patience.is_over(phase, age));
        }
    }

    pub(super) fn tick(&self) -> Tick {
        self.tick.load(Ordering::Relaxed)
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lifecycle.is_stopping()
    }

    pub(super) fn count(&self) -> usize {
        self.all().len()
    }

    /// A place for one more; `None` when every connection is in the middle of a request.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Place> {
        let mut all = self.all();
        if all.len() >= self.most && !self.close_oldest(&mut all) {
            self.numbers.closed(ClosedFor::NoPlace);
            return None;
        }
        let watch = Arc::new(Watch::new(Arc::clone(self), all.len()));
        all.push(Arc::clone(&watch));
        self.numbers.open(all.len());
        Some(Place(watch))
    }

    /// Closes the connection that has been idle longest, or nearly so.
    pub(super) fn make_room(&self) -> bool {
        self.close_oldest(&mut self.all())
    }

    /// What has to end so that the server can: connections between two requests at once, and those
    /// that were made for a request after a moment.
    pub(super) fn close_idle(&self) {
        self.close_where(|phase, age| match phase {
            Phase::Waiting => Some(ClosedFor::Stop),
            Phase::Head => (age >= LATE_HEAD).then_some(ClosedFor::Stop),
            Phase::Working | Phase::Answering | Phase::Flushing | Phase::Closed => None,
        });
    }

    /// Closes all that is left, and tells how many those were.
    pub(super) fn close_all(&self) -> usize {
        let before = self.count();
        self.close_where(|_, _| Some(ClosedFor::Stop));
        before - self.count()
    }

    /// Room for so many bytes of an answer.
    pub(super) fn lend(&self, bytes: usize) -> bool {
        let before = self.unread.inc_by(as_gauge(bytes));
        let lent = bytes < SHORT || before.saturating_add(as_gauge(bytes)) <= as_gauge(UNREAD);
        if !lent {
            self.give_back(bytes);
        }
        lent
    }

    /// Counts bytes of an answer that has begun.
    pub(super) fn lend_more(&self, bytes: usize) {
        self.unread.inc_by(as_gauge(bytes));
    }

    pub(super) fn give_back(&self, bytes: usize) {
        self.unread.dec_by(as_gauge(bytes));
    }

    fn close_where(&self, is_over: impl Fn(Phase, Tick) -> Option<ClosedFor>) {
        let mut all = self.all();
        // From the end: what takes a removed one's place was looked at already.
        for index in (0..all.len()).rev() {
            let Some(watch) = all.get(index).map(Arc::clone) else { continue };
            let (phase, age) = watch.now();
            let Some(cause) = is_over(phase, age) else { continue };
            if watch.close_if(phase) {
                self.remove(&mut all, &watch);
                self.numbers.closed(cause);
            }
        }
    }

    fn close_oldest(&self, all: &mut Vec<Arc<Watch>>) -> bool {
        let sample = (0..SAMPLE.min(all.len())).filter_map(|_| {
            let watch = all.get(rand::random_range(0..all.len()))?;
            let (phase, age) = watch.now();
            matches!(phase, Phase::Head | Phase::Waiting).then_some((age, phase, watch))
        });
        let Some((_, phase, oldest)) = sample.max_by_key(|(age, ..)| *age) else { return false };
        let oldest = Arc::clone(oldest);
        let closed = oldest.close_if(phase);
        if closed {
            self.remove(all, &oldest);
            self.numbers.closed(ClosedFor::Room);
        }
        closed
    }

    /// Takes it out if it is still there.
    fn remove(&self, all: &mut Vec<Arc<Watch>>, watch: &Arc<Watch>) {
        let index = watch.index.load(Ordering::Relaxed);
        if !all.get(index).is_some_and(|there| Arc::ptr_eq(there, watch)) {
            return;
        }
        all.swap_remove(index);
        if let Some(moved) = all.get(index) {
            moved.index.store(index, Ordering::Relaxed);
        }
        self.numbers.open(all.len());
    }

    /// Whole also after a panic between two statements, so a poisoned lock is used on.
    fn all(&self) -> MutexGuard<'_, Vec<Arc<Watch>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn as_gauge(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
