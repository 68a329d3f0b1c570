//! What the connections of a listener share: the time, and how much of their answers is unread.

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

/// Quarters of a second. It wraps after four years; only differences count.
pub(crate) type Tick = u32;

/// An answer shorter than this counts, and is given past the bound as well: saying why there is none
/// takes as much, and whoever watches has to be told something.
const SHORT: usize = 4 * 1024;

/// Why a connection was closed, or none was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum CloseCause {
    /// The head of a request did not arrive in time.
    SlowHead,
    /// The client did not take the answer in time.
    SlowAnswer,
    /// No further request came.
    Idle,
    /// It was idle, and another one needed its place.
    Room,
    /// It had no place: all others were in the middle of a request.
    NoPlace,
    /// The server stops.
    Stop,
}

/// Whoever counts connections. It is told while a lock is held, so it must be quick and must not block.
pub trait Observer: Send + Sync + 'static {
    /// So many connections are open now.
    fn open(&self, count: usize);
    /// One was closed, or none was taken.
    fn closed(&self, cause: CloseCause);
    /// Clients have so many more bytes of answers yet to read; fewer when negative.
    fn unread(&self, bytes: i64);
}

/// Nobody counts.
impl Observer for () {
    fn open(&self, _: usize) {}
    fn closed(&self, _: CloseCause) {}
    fn unread(&self, _: i64) {}
}

pub(crate) struct Ledger {
    tick: AtomicU32,
    /// Bytes of answers that are under way, and how many those may be.
    unread: AtomicUsize,
    max_unread: usize,
    observer: Arc<dyn Observer>,
}

impl Ledger {
    pub(crate) fn new(max_unread: usize, observer: Arc<dyn Observer>) -> Arc<Self> {
        let (tick, unread) = (AtomicU32::new(0), AtomicUsize::new(0));
        Arc::new(Self { tick, unread, max_unread, observer })
    }

    pub(crate) fn observer(&self) -> &dyn Observer {
        &*self.observer
    }

    pub(crate) fn tick(&self) -> Tick {
        self.tick.load(Ordering::Relaxed)
    }

    pub(crate) fn next_tick(&self) {
        self.tick.fetch_add(1, Ordering::Relaxed);
    }

    /// Room for so many bytes of an answer.
    pub(crate) fn acquire(&self, bytes: usize) -> bool {
        let before = self.unread.fetch_add(bytes, Ordering::Relaxed);
        let has_room = bytes < SHORT || before.saturating_add(bytes) <= self.max_unread;
        if has_room {
            self.observer.unread(signed(bytes));
        } else {
            self.unread.fetch_sub(bytes, Ordering::Relaxed);
        }
        has_room
    }

    /// Counts bytes of an answer that has begun.
    pub(crate) fn acquire_more(&self, bytes: usize) {
        self.unread.fetch_add(bytes, Ordering::Relaxed);
        self.observer.unread(signed(bytes));
    }

    pub(crate) fn release(&self, bytes: usize) {
        self.unread.fetch_sub(bytes, Ordering::Relaxed);
        self.observer.unread(-signed(bytes));
    }
}

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
