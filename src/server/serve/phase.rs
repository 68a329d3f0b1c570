//! What a connection is doing, and since when: one word that is read and moved on without a lock.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

use tokio::task::AbortHandle;

use super::Open;

/// Quarters of a second. It wraps after four years; only differences count.
pub(super) type Tick = u32;

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Phase {
    /// The head of a request arrives, or has yet to arrive on a new connection.
    Head,
    /// A request is being read to its end and answered.
    Working,
    /// The answer is on its way.
    Answering,
    /// All of the answer is with hyper; not yet with the system.
    Flushing,
    /// Nothing of the next request has been read.
    Waiting,
    /// It will end without another request.
    Closed,
}

const PHASES: [Phase; 6] =
    [Phase::Head, Phase::Working, Phase::Answering, Phase::Flushing, Phase::Waiting, Phase::Closed];

/// The bits of the word that hold the phase; the tick stands above them.
const PHASE_BITS: u32 = 3;

fn pack(phase: Phase, since: Tick) -> u32 {
    since << PHASE_BITS | phase as u32
}

fn unpack(word: u32) -> (Phase, Tick) {
    let phase = PHASES.get((word & ((1 << PHASE_BITS) - 1)) as usize);
    (phase.copied().unwrap_or(Phase::Closed), word >> PHASE_BITS)
}

/// The connection was closed between two requests; the next one is not begun.
#[derive(Debug, thiserror::Error)]
#[error("the connection was closed before this request began")]
pub(super) struct Closed;

/// One connection as others see it.
pub(super) struct Watch {
    word: AtomicU32,
    /// Where it stands among the open connections; theirs to change.
    pub(super) index: AtomicUsize,
    open: Arc<Open>,
    /// Bytes of the last answer, as long as the system has not taken them all.
    lent: AtomicUsize,
    task: OnceLock<AbortHandle>,
}

impl Watch {
    pub(super) fn new(open: Arc<Open>, index: usize) -> Self {
        let word = AtomicU32::new(pack(Phase::Head, open.tick()));
        Self {
            word,
            index: AtomicUsize::new(index),
            open,
            lent: AtomicUsize::new(0),
            task: OnceLock::new(),
        }
    }

    pub(super) fn open(&self) -> &Open {
        &self.open
    }

    /// The task to end when the connection is closed from outside.
    pub(super) fn runs_in(&self, task: AbortHandle) {
        // Set once, by whoever spawned it.
        let _ = self.task.set(task);
    }

    /// The first bytes of a head were read, if that is what it waited for.
    pub(super) fn read(&self) -> Result<(), Closed> {
        self.go(|phase| (phase == Phase::Waiting).then_some(Phase::Head))
    }

    /// A request begins.
    pub(super) fn work(&self) -> Result<(), Closed> {
        self.go(|_| Some(Phase::Working))
    }

    /// The head of the answer is there.
    pub(super) fn answer(&self) {
        // One that is closed ends whatever happens.
        let _ = self.go(|_| Some(Phase::Answering));
    }

    /// Nothing of the answer is left to be made. Its time goes on.
    pub(super) fn hand_over(&self) {
        let moved = |word| match unpack(word) {
            (Phase::Answering, since) => Some(pack(Phase::Flushing, since)),
            _ => None,
        };
        let _ = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved);
    }

    /// All that was written is with the system.
    pub(super) fn flushed(&self) {
        let _ = self.go(|phase| (phase == Phase::Flushing).then_some(Phase::Waiting));
        if self.now().0 == Phase::Waiting {
            self.give_back();
        }
    }

    /// Takes room for so many bytes of an answer, or says that there is none. The answer before this
    /// one has left.
    pub(super) fn lend(&self, bytes: usize) -> bool {
        self.give_back();
        let lent = self.open.lend(bytes);
        if lent {
            self.lent.store(bytes, Ordering::Relaxed);
        }
        lent
    }

    /// Counts bytes of an answer that has begun.
    pub(super) fn lend_more(&self, bytes: usize) {
        if bytes > 0 {
            self.open.lend_more(bytes);
            self.lent.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    fn give_back(&self) {
        // Asked first: that is quicker, and those that share what they show hold nothing.
        if self.lent.load(Ordering::Relaxed) > 0 {
            self.open.give_back(self.lent.swap(0, Ordering::Relaxed));
        }
    }

    /// What it does and since how many ticks.
    pub(super) fn now(&self) -> (Phase, Tick) {
        let (phase, since) = unpack(self.word.load(Ordering::Acquire));
        let now = self.open.tick();
        // As the word has it, without the bits that the phase takes.
        (phase, (now.wrapping_sub(since) << PHASE_BITS) >> PHASE_BITS)
    }

    /// Closes it if it still does the same. A request that has begun since then goes on; one that
    /// has not will not begin.
    pub(super) fn close_if(&self, seen: Phase) -> bool {
        let Some(task) = self.task.get() else { return false };
        let moved = |word| (unpack(word).0 == seen).then_some(pack(Phase::Closed, 0));
        let closed = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved).is_ok();
        if closed {
            task.abort();
        }
        closed
    }

    /// Moves on to the phase that comes next, if one does.
    fn go(&self, next: impl Fn(Phase) -> Option<Phase>) -> Result<(), Closed> {
        let tick = self.open.tick();
        let moved = |word| match unpack(word).0 {
            Phase::Closed => None,
            phase => next(phase).map(|phase| pack(phase, tick)),
        };
        match self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved) {
            Err(word) if unpack(word).0 == Phase::Closed => Err(Closed),
            _ => Ok(()),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.give_back();
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::server::{
        metrics::ConnectionNumbers,
        serve::{Patience, open::UNREAD},
        settings::Settings,
    };

    fn open() -> Arc<Open> {
        let bounds = Settings::try_parse_from(["menshen"]).unwrap().bounds;
        Open::new(2, Patience::from(&bounds), Arc::default(), ConnectionNumbers::default())
    }

    /// A connection on which one request was answered.
    fn waiting(open: &Arc<Open>) -> Watch {
        let watch = Watch::new(Arc::clone(open), 0);
        watch.runs_in(tokio::spawn(std::future::pending::<()>()).abort_handle());
        answered(&watch);
        watch
    }

    fn answered(watch: &Watch) {
        watch.work().unwrap();
        watch.answer();
        watch.flushed();
        assert_eq!(watch.now().0, Phase::Answering, "some of it is still to be made");
        watch.hand_over();
        watch.flushed();
        assert_eq!(watch.now().0, Phase::Waiting);
    }

    #[tokio::test]
    async fn a_request_that_has_begun_is_not_cut_off_and_none_begins_on_a_closed_connection() {
        let watch = waiting(&open());
        // It was seen to wait, and then a request came.
        watch.read().unwrap();
        assert!(!watch.close_if(Phase::Waiting));
        answered(&watch);
        assert!(watch.close_if(Phase::Waiting));
        assert!(watch.read().is_err() && watch.work().is_err());
    }

    #[tokio::test]
    async fn room_for_answers_is_lent_until_the_system_has_them() {
        const PAGE: usize = 10_000;
        let open = open();
        let (one, two) = (waiting(&open), waiting(&open));
        assert!(one.lend(UNREAD) && !two.lend(PAGE));
        assert!(two.lend(100), "a refusal is no shorter");
        answered(&one);
        assert!(two.lend(UNREAD) && !one.lend(PAGE));
        drop(two);
        assert!(one.lend(PAGE));
    }

    #[tokio::test]
    async fn short_answers_and_what_grows_while_it_is_read_count_as_well() {
        let open = open();
        let (one, two) = (waiting(&open), waiting(&open));
        assert!(one.lend(1000) && two.lend(1000));
        two.lend_more(UNREAD - 2000);
        assert!(!waiting(&open).lend(UNREAD / 2));
        answered(&two);
        assert!(!two.lend(UNREAD) && two.lend(UNREAD - 1000));
    }
}
