//! What all who act share.

use std::{cell::RefCell, rc::Rc, time::Duration};

use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{clock::Clock, habits::Habits, ledger::Ledger, networks::Networks, site::Attacked};

/// One run.
pub struct World {
    pub clock: Clock,
    pub site: Attacked,
    pub habits: Habits,
    pub networks: Networks,
    pub ledger: RefCell<Ledger>,
    rng: RefCell<StdRng>,
}

/// Each who acts has it.
pub type Shared = Rc<World>;

impl World {
    pub fn new(clock: Clock, site: Attacked, habits: Habits, ledger: Ledger, seed: u64) -> Shared {
        let rng = RefCell::new(StdRng::seed_from_u64(seed));
        let (networks, ledger) = (Networks::default(), RefCell::new(ledger));
        Rc::new(Self { clock, site, habits, networks, ledger, rng })
    }

    /// Random numbers of one who acts: whatever others do, they stay the same.
    pub fn rng(&self) -> StdRng {
        StdRng::seed_from_u64(self.rng.borrow_mut().random())
    }

    pub fn now(&self) -> Duration {
        self.clock.now()
    }

    pub async fn sleep_seconds(&self, seconds: f64) {
        self.clock.sleep(Duration::from_secs_f64(seconds)).await;
    }
}
