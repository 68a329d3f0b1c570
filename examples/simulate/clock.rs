//! The clock that the simulation moves: days pass as fast as the machine can.
//!
//! Whoever acts is a task that sleeps here and nowhere else. One of them runs at a time, to its next sleep,
//! and then the clock jumps to whoever wakes next: so a run is the same each time, and nothing ever waits.

use std::{
    cell::{Cell, RefCell},
    cmp::Reverse,
    collections::BinaryHeap,
    rc::Rc,
    sync::mpsc,
    time::Duration,
};

use tokio::{
    sync::{Notify, oneshot},
    task::spawn_local,
    time::{advance, pause},
};

use super::{Outcome, redis::ClockFile};

/// Whose clock it is that the simulation moves: the store's.
pub enum StoreClock {
    /// Tokio's, which is the embedded store's. While this is held it stands still, whoever waits for a thread.
    Tokio { _held: mpsc::SyncSender<()> },
    /// Redis's.
    Redis(ClockFile),
}

/// Handed to whoever acts.
#[derive(Clone)]
pub struct Clock(Rc<Inner>);

struct Inner {
    /// Since the start.
    now: Cell<Duration>,
    store: StoreClock,
    sleeping: RefCell<BinaryHeap<Reverse<Sleeper>>>,
    /// The next sleeper's place among those who wake at the same time.
    next: Cell<u64>,
    awake: Cell<u32>,
    all_asleep: Notify,
}

struct Sleeper {
    /// Since the start.
    until: Duration,
    place: u64,
    wake: oneshot::Sender<()>,
}

impl StoreClock {
    /// Stops Tokio's clock and takes it over, within a runtime of one thread.
    pub fn of_tokio() -> Self {
        pause();
        let (held, wait) = mpsc::sync_channel(0);
        // Tokio moves a stopped clock by itself when nothing is left to be done, but not while a thread works.
        tokio::task::spawn_blocking(move || wait.recv());
        Self::Tokio { _held: held }
    }
}

impl Clock {
    /// Begins now. Within a `LocalSet`.
    pub fn start(store: StoreClock) -> Self {
        let now = Cell::default();
        let (sleeping, next, awake) = (RefCell::default(), Cell::default(), Cell::default());
        Self(Rc::new(Inner { now, store, sleeping, next, awake, all_asleep: Notify::new() }))
    }

    /// Since the start.
    pub fn now(&self) -> Duration {
        self.0.now.get()
    }

    /// Until so much has passed since the start; not at all when it has.
    pub async fn sleep_until(&self, until: Duration) {
        if until <= self.now() {
            return;
        }
        let (wake, woken) = oneshot::channel();
        let place = self.0.next.replace(self.0.next.get() + 1);
        self.0.sleeping.borrow_mut().push(Reverse(Sleeper { until, place, wake }));
        self.0.one_less();
        // An error means that the simulation has ended; then nobody goes on.
        if woken.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until(self.now() + duration).await;
    }

    /// Somebody more who acts.
    pub fn spawn(&self, acts: impl Future<Output = ()> + 'static) {
        self.0.awake.set(self.0.awake.get() + 1);
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            acts.await;
            inner.one_less();
        });
    }

    /// Lets so much pass since the start.
    pub async fn run_until(&self, end: Duration) -> Outcome<()> {
        loop {
            while self.0.awake.get() > 0 {
                self.0.all_asleep.notified().await;
            }
            let next = self.0.sleeping.borrow().peek().map(|Reverse(sleeper)| sleeper.until);
            let Some(until) = next.filter(|&until| until <= end) else { break };
            self.jump(until).await?;
            let sleeper = self.0.sleeping.borrow_mut().pop();
            if let Some(Reverse(sleeper)) = sleeper {
                self.0.awake.set(1);
                // Whoever slept is gone only when the simulation is.
                let _ = sleeper.wake.send(());
            }
        }
        self.jump(end).await
    }

    async fn jump(&self, until: Duration) -> Outcome<()> {
        let step = until.saturating_sub(self.now());
        if step.is_zero() {
            return Ok(());
        }
        self.0.now.set(until);
        match &self.0.store {
            StoreClock::Tokio { .. } => advance(step).await,
            StoreClock::Redis(file) => file.set(until)?,
        }
        Ok(())
    }
}

impl Inner {
    fn one_less(&self) {
        self.awake.set(self.awake.get() - 1);
        if self.awake.get() == 0 {
            self.all_asleep.notify_one();
        }
    }
}

impl Sleeper {
    fn order(&self) -> (Duration, u64) {
        (self.until, self.place)
    }
}

impl PartialEq for Sleeper {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Sleeper {}

impl PartialOrd for Sleeper {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sleeper {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}
