//! Where a server stands between its start and its end.

use std::sync::atomic::{AtomicBool, Ordering};

/// Shared by whoever has to behave otherwise once the end is near.
#[derive(Debug, Default)]
pub(crate) struct Lifecycle {
    stopping: AtomicBool,
    store_seen: AtomicBool,
}

impl Lifecycle {
    /// From now on it says that it stops. There is no way back.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// The store has answered.
    pub(crate) fn saw_store(&self) {
        self.store_seen.store(true, Ordering::Relaxed);
    }

    /// Whether the store has ever answered.
    pub(crate) fn has_seen_store(&self) -> bool {
        self.store_seen.load(Ordering::Relaxed)
    }
}
