//! What a connection is doing, and since when: one word that is read and moved on without a lock.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

use tokio::task::AbortHandle;

use crate::ledger::{Ledger, Tick};

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum State {
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

const STATES: [State; 6] =
    [State::Head, State::Working, State::Answering, State::Flushing, State::Waiting, State::Closed];

/// The bits of the word that hold the state; the tick stands above them.
const STATE_BITS: u32 = 3;

fn pack(state: State, since: Tick) -> u32 {
    since << STATE_BITS | state as u32
}

fn unpack(word: u32) -> (State, Tick) {
    let state = STATES.get((word & ((1 << STATE_BITS) - 1)) as usize);
    (state.copied().unwrap_or(State::Closed), word >> STATE_BITS)
}

/// The connection was closed between two requests; the next one is not begun.
#[derive(Debug, thiserror::Error)]
#[error("the connection was closed before this request began")]
pub(crate) struct Closed;

/// One connection as others see it.
pub(crate) struct ConnState {
    word: AtomicU32,
    /// Where it stands among the open connections; theirs to change.
    pub(crate) index: AtomicUsize,
    ledger: Arc<Ledger>,
    /// Bytes of the last answer, as long as the system has not taken them all.
    unread: AtomicUsize,
    task: OnceLock<AbortHandle>,
}

impl ConnState {
    pub(crate) fn new(ledger: Arc<Ledger>, index: usize) -> Self {
        let word = AtomicU32::new(pack(State::Head, ledger.tick()));
        Self {
            word,
            index: AtomicUsize::new(index),
            ledger,
            unread: AtomicUsize::new(0),
            task: OnceLock::new(),
        }
    }

    /// The task to end when the connection is closed from outside.
    pub(crate) fn runs_in(&self, task: AbortHandle) {
        // Set once, by whoever spawned it.
        let _ = self.task.set(task);
    }

    /// The first bytes of a head were read, if that is what it waited for.
    pub(crate) fn read(&self) -> Result<(), Closed> {
        self.go(|state| (state == State::Waiting).then_some(State::Head))
    }

    /// A request begins.
    pub(crate) fn work(&self) -> Result<(), Closed> {
        self.go(|_| Some(State::Working))
    }

    /// The head of the answer is there.
    pub(crate) fn answer(&self) {
        // One that is closed ends whatever happens.
        let _ = self.go(|_| Some(State::Answering));
    }

    /// Nothing of the answer is left to be made. Its time goes on.
    pub(crate) fn hand_over(&self) {
        let moved = |word| match unpack(word) {
            (State::Answering, since) => Some(pack(State::Flushing, since)),
            _ => None,
        };
        let _ = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved);
    }

    /// All that was written is with the system.
    pub(crate) fn flushed(&self) {
        let _ = self.go(|state| (state == State::Flushing).then_some(State::Waiting));
        if self.now().0 == State::Waiting {
            self.release();
        }
    }

    /// Takes room for so many bytes of an answer, or says that there is none. The answer before this
    /// one has left.
    pub(crate) fn acquire(&self, bytes: usize) -> bool {
        self.release();
        let has_room = self.ledger.acquire(bytes);
        if has_room {
            self.unread.store(bytes, Ordering::Relaxed);
        }
        has_room
    }

    /// Counts bytes of an answer that has begun.
    pub(crate) fn acquire_more(&self, bytes: usize) {
        if bytes > 0 {
            self.ledger.acquire_more(bytes);
            self.unread.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    fn release(&self) {
        // Asked first: that is quicker, and those that share what they show hold nothing.
        if self.unread.load(Ordering::Relaxed) > 0 {
            self.ledger.release(self.unread.swap(0, Ordering::Relaxed));
        }
    }

    /// What it does and since how many ticks.
    pub(crate) fn now(&self) -> (State, Tick) {
        let (state, since) = unpack(self.word.load(Ordering::Acquire));
        let now = self.ledger.tick();
        // As the word has it, without the bits that the state takes.
        (state, (now.wrapping_sub(since) << STATE_BITS) >> STATE_BITS)
    }

    /// Closes it if it still does the same. A request that has begun since then goes on; one that
    /// has not will not begin.
    pub(crate) fn close_if(&self, seen: State) -> bool {
        let Some(task) = self.task.get() else { return false };
        let moved = |word| (unpack(word).0 == seen).then_some(pack(State::Closed, 0));
        let closed = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved).is_ok();
        if closed {
            task.abort();
        }
        closed
    }

    /// Moves on to the state that comes next, if one does.
    fn go(&self, next: impl Fn(State) -> Option<State>) -> Result<(), Closed> {
        let tick = self.ledger.tick();
        let moved = |word| match unpack(word).0 {
            State::Closed => None,
            state => next(state).map(|state| pack(state, tick)),
        };
        match self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, moved) {
            Err(word) if unpack(word).0 == State::Closed => Err(Closed),
            _ => Ok(()),
        }
    }
}

impl Drop for ConnState {
    fn drop(&mut self) {
        self.release();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::MAX_UNREAD;

    fn ledger() -> Arc<Ledger> {
        Ledger::new(MAX_UNREAD, Arc::new(()))
    }

    /// A connection on which one request was answered.
    fn waiting(ledger: &Arc<Ledger>) -> ConnState {
        let conn = ConnState::new(Arc::clone(ledger), 0);
        conn.runs_in(tokio::spawn(std::future::pending::<()>()).abort_handle());
        answered(&conn);
        conn
    }

    fn answered(conn: &ConnState) {
        conn.work().unwrap();
        conn.answer();
        conn.flushed();
        assert_eq!(conn.now().0, State::Answering, "some of it is still to be made");
        conn.hand_over();
        conn.flushed();
        assert_eq!(conn.now().0, State::Waiting);
    }

    #[tokio::test]
    async fn a_request_that_has_begun_is_not_cut_off_and_none_begins_on_a_closed_connection() {
        let conn = waiting(&ledger());
        // It was seen to wait, and then a request came.
        conn.read().unwrap();
        assert!(!conn.close_if(State::Waiting));
        answered(&conn);
        assert!(conn.close_if(State::Waiting));
        assert!(conn.read().is_err() && conn.work().is_err());
    }

    #[tokio::test]
    async fn room_for_answers_is_held_until_the_system_has_them() {
        const PAGE: usize = 10_000;
        let ledger = ledger();
        let (one, two) = (waiting(&ledger), waiting(&ledger));
        assert!(one.acquire(MAX_UNREAD) && !two.acquire(PAGE));
        assert!(two.acquire(100), "a refusal is no shorter");
        answered(&one);
        assert!(two.acquire(MAX_UNREAD) && !one.acquire(PAGE));
        drop(two);
        assert!(one.acquire(PAGE));
    }

    #[tokio::test]
    async fn short_answers_and_what_grows_while_it_is_read_count_as_well() {
        let ledger = ledger();
        let (one, two) = (waiting(&ledger), waiting(&ledger));
        assert!(one.acquire(1000) && two.acquire(1000));
        two.acquire_more(MAX_UNREAD - 2000);
        assert!(!waiting(&ledger).acquire(MAX_UNREAD / 2));
        answered(&two);
        assert!(!two.acquire(MAX_UNREAD) && two.acquire(MAX_UNREAD - 1000));
    }
}
