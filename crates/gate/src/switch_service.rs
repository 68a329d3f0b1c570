//! The operator's switches as this server knows them.
//!
//! Sending asks the store each time, so that a stop holds from the moment it is pressed; drawing goes
//! by what was read within the last second. A store that was restarted empty, or that lost the last
//! word in a failover, is told again by the servers that know it: the later word holds.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use strum::VariantArray;
use tokio::time::sleep;

use menshen_store::{KillSwitch, Store, StoreError, StoreResult, SwitchState, Switches};

use crate::clock::since_1970;

/// Between two looks. All servers follow within this, and the half second that a look may take.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why a switch does not stand as it was told to.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// It may or may not be turned.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was not turned.
    #[error("each time somebody else turned it, with a later word")]
    Outrun,
}

/// One for the whole server, shared.
pub struct SwitchService {
    store: Arc<dyn Store>,
    known: RwLock<Switches>,
}

impl SwitchService {
    /// Every switch off, until the store has said how they stand.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, known: RwLock::default() }
    }

    /// As it was at the last look.
    pub fn known(&self) -> Switches {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it was on at the last look.
    pub fn was_on(&self, switch: KillSwitch) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).is_on(switch)
    }

    /// Asks the store.
    ///
    /// # Errors
    /// When it does not answer; what was known stays.
    pub async fn read(&self) -> StoreResult<Switches> {
        let stored = self.store.switches().await?;
        self.compare(stored).await
    }

    /// Takes over what the store has said, and tells it again what it has forgotten.
    async fn compare(&self, stored: Switches) -> StoreResult<Switches> {
        let (now, forgotten) = self.learn(stored);
        for (switch, state) in forgotten {
            // It is there already when another server was quicker, or when it was turned since the
            // store was asked.
            if self.store.set_switch(switch, &state).await? {
                tracing::warn!(switch = switch.name(), on = state.on, "the store forgot a switch");
            }
        }
        Ok(now)
    }

    /// Turns it now, whatever was said before.
    ///
    /// # Errors
    /// See [`SwitchError`].
    pub async fn set_switch(
        &self,
        switch: KillSwitch,
        on: bool,
        by: &str,
    ) -> Result<(), SwitchError> {
        // Twice: somebody else may turn it at the same moment.
        for _ in 0..2 {
            let last = self.read().await?.get(switch).map_or(0, |state| state.at);
            let now = u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX);
            // Clocks of servers differ; the later word has to be later.
            let state = SwitchState { on, at: now.max(last.saturating_add(1)), by: by.to_owned() };
            if self.store.set_switch(switch, &state).await? {
                tracing::warn!(switch = switch.name(), on, by, "a switch was turned");
                self.read().await?;
                return Ok(());
            }
        }
        Err(SwitchError::Outrun)
    }

    /// Looks again and again, for as long as the server runs.
    pub async fn watch(self: Arc<Self>) {
        loop {
            // The store counts and the gate logs what fails.
            let _ = self.read().await;
            sleep(INTERVAL).await;
        }
    }

    /// Takes over what is newer; what the store has forgotten goes back there.
    fn learn(&self, stored: Switches) -> (Switches, Vec<(KillSwitch, SwitchState)>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut forgotten = Vec::new();
        // Who goes by it knows whether the store has forgotten.
        known.rules_version = stored.rules_version;
        for &switch in KillSwitch::VARIANTS {
            if let Some(state) = stored.get(switch) {
                known.set_switch(switch, state);
            }
            if let Some(ours) = known.get(switch)
                && stored.get(switch).is_none_or(|theirs| theirs.at < ours.at)
            {
                forgotten.push((switch, ours.clone()));
            }
        }
        (known.clone(), forgotten)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tracing_subscriber::fmt::MakeWriter;

    use super::*;
    use menshen_store::{MemoryStore, Operations};

    /// What is logged on this thread.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl std::io::Write for Log {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(line)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    fn on_a_store() -> (Arc<MemoryStore>, SwitchService) {
        let store = Arc::new(MemoryStore::new(100));
        (Arc::clone(&store), SwitchService::new(store))
    }

    #[tokio::test]
    async fn a_stop_that_can_not_be_turned_is_an_error() {
        let (store, board) = on_a_store();
        // No word is later than this one.
        let last = SwitchState { on: false, at: u64::MAX, by: "Mei".to_owned() };
        assert!(store.set_switch(KillSwitch::Stop, &last).await.unwrap());
        assert!(matches!(
            board.set_switch(KillSwitch::Stop, true, "Lin").await,
            Err(SwitchError::Outrun)
        ));
        assert!(!board.read().await.unwrap().is_on(KillSwitch::Stop));
        board.set_switch(KillSwitch::Raise, true, "Lin").await.unwrap();
        assert!(board.read().await.unwrap().is_on(KillSwitch::Raise));
    }

    #[tokio::test]
    async fn what_was_turned_since_the_store_was_asked_is_not_forgotten_by_it() {
        let log = Log::default();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
        let _logged = tracing::subscriber::set_default(subscriber);
        let (store, board) = on_a_store();
        // Asked before the switch was turned, read after.
        let before = store.switches().await.unwrap();
        board.set_switch(KillSwitch::Stop, true, "Lin").await.unwrap();
        assert!(board.compare(before.clone()).await.unwrap().is_on(KillSwitch::Stop));
        assert!(!log.text().contains("forgot"), "{}", log.text());

        // One that was restarted empty has forgotten it, and is told.
        let empty = MemoryStore::new(100);
        let board = SwitchService { store: Arc::new(empty), known: board.known };
        assert!(board.read().await.unwrap().is_on(KillSwitch::Stop));
        assert!(log.text().contains("the store forgot a switch"), "{}", log.text());
        assert!(board.store.switches().await.unwrap().is_on(KillSwitch::Stop));
    }
}
