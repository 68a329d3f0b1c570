//! The connections that are open: how many there may be, and which have taken too long.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};

use crate::{
    Refusals,
    ledger::{CloseCause, Ledger, Observer, Tick},
    state::{ConnState, State},
};

const TICKS_PER_SECOND: Tick = 4;
const TICK: Duration = Duration::from_millis(250);
/// Connections that are looked at to find one that can go. The oldest of so many is nearly always
/// among the oldest tenth of all, and finding it takes as long with a million as with a hundred.
const SAMPLE: usize = 64;
/// While the server stops, how long a connection has to send the request that it was made for.
const LATE_HEAD: Tick = TICKS_PER_SECOND;
/// Bytes of answers that clients may have yet to read.
pub(crate) const MAX_UNREAD: usize = 128 * 1024 * 1024;

/// How long a connection may take for each part of a request.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the head of a request to arrive.
    pub head: Duration,
    /// For its body, its handler, and the answer before this one where requests come in advance. Both
    /// should have bounds of their own that answer; this one is for who sends a request and does not take
    /// the answer to the one before it: until then nothing is begun.
    pub work: Duration,
    /// For the client to take the answer.
    pub answer: Duration,
    /// For the next request to begin.
    pub keep_alive: Duration,
}

/// What the connections of one listener may take up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections that may be open.
    pub connections: usize,
    /// How long each may take.
    pub timeouts: Timeouts,
}

impl Timeouts {
    /// Why a connection that has been at this for so long is to be closed.
    fn is_over(&self, state: State, age: Tick) -> Option<CloseCause> {
        let (most, cause) = match state {
            State::Head => (self.head, CloseCause::SlowHead),
            State::Answering | State::Flushing => (self.answer, CloseCause::SlowAnswer),
            State::Waiting => (self.keep_alive, CloseCause::Idle),
            State::Working => (self.work, CloseCause::SlowAnswer),
            State::Closed => return None,
        };
        // One tick more: the first one is over before it has lasted.
        (TICK * age > most).then_some(cause)
    }
}

/// All connections of one listener.
pub struct Connections {
    all: Mutex<Vec<Arc<ConnState>>>,
    limits: Limits,
    ledger: Arc<Ledger>,
    stopping: AtomicBool,
    refusals: Box<dyn Refusals>,
}

/// The place of one connection; left when dropped.
pub(crate) struct ConnPermit {
    connections: Arc<Connections>,
    state: Arc<ConnState>,
}

impl ConnPermit {
    pub(crate) fn state(&self) -> &Arc<ConnState> {
        &self.state
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.connections
    }
}

impl Drop for ConnPermit {
    fn drop(&mut self) {
        self.connections.remove(&mut self.connections.all(), &self.state);
    }
}

impl Connections {
    /// None yet. What happens to them is told to the observer; `()` listens to nobody.
    pub fn new(limits: Limits, refusals: impl Refusals, observer: Arc<dyn Observer>) -> Arc<Self> {
        Arc::new(Self {
            all: Mutex::default(),
            limits,
            ledger: Ledger::new(MAX_UNREAD, observer),
            stopping: AtomicBool::new(false),
            refusals: Box::new(refusals),
        })
    }

    /// From now on every answer ends its connection (`Connection: close`). There is no way back.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Closes what takes too long, for as long as it is polled.
    pub async fn keep_time(&self) {
        let mut ticks = interval(TICK);
        // After a pause of the whole process nobody is closed for what it could not do.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.ledger.next_tick();
            self.close_where(|state, age| self.limits.timeouts.is_over(state, age));
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub(crate) fn refusals(&self) -> &dyn Refusals {
        &*self.refusals
    }

    pub(crate) fn count(&self) -> usize {
        self.all().len()
    }

    /// A place for one more; `None` when every connection is in the middle of a request.
    pub(crate) fn acquire(self: &Arc<Self>) -> Option<ConnPermit> {
        let mut all = self.all();
        if all.len() >= self.limits.connections && !self.close_oldest(&mut all) {
            self.ledger.observer().closed(CloseCause::NoPlace);
            return None;
        }
        let state = Arc::new(ConnState::new(Arc::clone(&self.ledger), all.len()));
        all.push(Arc::clone(&state));
        self.ledger.observer().open(all.len());
        drop(all);
        Some(ConnPermit { connections: Arc::clone(self), state })
    }

    /// Closes the connection that has been idle longest, or nearly so.
    pub(crate) fn make_room(&self) -> bool {
        self.close_oldest(&mut self.all())
    }

    /// What has to end so that the server can: connections between two requests at once, and those
    /// that were made for a request after a moment.
    pub(crate) fn close_idle(&self) {
        self.close_where(|state, age| match state {
            State::Waiting => Some(CloseCause::Stop),
            State::Head => (age >= LATE_HEAD).then_some(CloseCause::Stop),
            State::Working | State::Answering | State::Flushing | State::Closed => None,
        });
    }

    /// Closes all that is left, and tells how many those were.
    pub(crate) fn close_all(&self) -> usize {
        let before = self.count();
        self.close_where(|_, _| Some(CloseCause::Stop));
        before - self.count()
    }

    fn close_where(&self, is_over: impl Fn(State, Tick) -> Option<CloseCause>) {
        let mut all = self.all();
        // From the end: what takes a removed one's place was looked at already.
        for index in (0..all.len()).rev() {
            let Some(conn) = all.get(index).map(Arc::clone) else { continue };
            let (state, age) = conn.now();
            let Some(cause) = is_over(state, age) else { continue };
            if conn.close_if(state) {
                self.remove(&mut all, &conn);
                self.ledger.observer().closed(cause);
            }
        }
    }

    fn close_oldest(&self, all: &mut Vec<Arc<ConnState>>) -> bool {
        let sample = (0..SAMPLE.min(all.len())).filter_map(|_| {
            let conn = all.get(rand::random_range(0..all.len()))?;
            let (state, age) = conn.now();
            matches!(state, State::Head | State::Waiting).then_some((age, state, conn))
        });
        let Some((_, state, oldest)) = sample.max_by_key(|(age, ..)| *age) else { return false };
        let oldest = Arc::clone(oldest);
        let closed = oldest.close_if(state);
        if closed {
            self.remove(all, &oldest);
            self.ledger.observer().closed(CloseCause::Room);
        }
        closed
    }

    /// Takes it out if it is still there.
    fn remove(&self, all: &mut Vec<Arc<ConnState>>, conn: &Arc<ConnState>) {
        let index = conn.index.load(Ordering::Relaxed);
        if !all.get(index).is_some_and(|there| Arc::ptr_eq(there, conn)) {
            return;
        }
        all.swap_remove(index);
        if let Some(moved) = all.get(index) {
            moved.index.store(index, Ordering::Relaxed);
        }
        self.ledger.observer().open(all.len());
    }

    /// Whole also after a panic between two statements, so a poisoned lock is used on.
    fn all(&self) -> MutexGuard<'_, Vec<Arc<ConnState>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
