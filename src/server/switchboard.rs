//! The operator's switches as this server knows them.
//!
//! Sending asks the store each time, so that a stop holds from the moment it is pressed; drawing goes
//! by what was read within the last second. A store that was restarted empty, or that lost the last
//! word in a failover, is told again by the servers that know it: the later word holds.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::time::sleep;

use super::{
    clock::since_1970,
    store::{Lever, Store, StoreResult, Switches, Turned},
};

/// Between two looks. All servers follow within this, and the half second that a look may take.
const INTERVAL: Duration = Duration::from_secs(1);

/// One for the whole server, shared.
pub(crate) struct Switchboard {
    store: Arc<dyn Store>,
    known: RwLock<Switches>,
}

impl Switchboard {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, known: RwLock::default() }
    }

    /// As it was at the last look.
    pub(crate) fn known(&self) -> Switches {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it was on at the last look.
    pub(crate) fn was_on(&self, lever: Lever) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).is_on(lever)
    }

    /// Asks the store.
    ///
    /// # Errors
    /// When it does not answer; what was known stays.
    pub(crate) async fn read(&self) -> StoreResult<Switches> {
        let stored = self.store.switches().await?;
        let (now, forgotten) = self.learn(stored);
        for (lever, turned) in forgotten {
            tracing::warn!(lever = lever.name(), on = turned.on, "the store forgot a switch");
            // When another server was quicker, it is there already.
            self.store.turn(lever, &turned).await?;
        }
        Ok(now)
    }

    /// Turns it now, whatever was said before.
    ///
    /// # Errors
    /// When the store does not answer: then it may or may not be turned.
    pub(crate) async fn turn(&self, lever: Lever, on: bool, by: &str) -> StoreResult<()> {
        // Twice: somebody else may turn it at the same moment.
        for _ in 0..2 {
            let last = self.read().await?.get(lever).map_or(0, |turned| turned.at);
            let now = u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX);
            // Clocks of servers differ; the later word has to be later.
            let turned = Turned { on, at: now.max(last + 1), by: by.to_owned() };
            if self.store.turn(lever, &turned).await? {
                tracing::warn!(lever = lever.name(), on, by, "a switch was turned");
                self.read().await?;
                break;
            }
        }
        Ok(())
    }

    /// Looks again and again, for as long as the server runs.
    pub(crate) async fn watch(self: Arc<Self>) {
        loop {
            // The store counts and the gate logs what fails.
            let _ = self.read().await;
            sleep(INTERVAL).await;
        }
    }

    /// Takes over what is newer; what the store has forgotten goes back there.
    fn learn(&self, stored: Switches) -> (Switches, Vec<(Lever, Turned)>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut forgotten = Vec::new();
        for lever in Lever::ALL {
            if let Some(turned) = stored.get(lever) {
                known.turn(lever, turned);
            }
            if let Some(ours) = known.get(lever)
                && stored.get(lever).is_none_or(|theirs| theirs.at < ours.at)
            {
                forgotten.push((lever, ours.clone()));
            }
        }
        (known.clone(), forgotten)
    }
}
