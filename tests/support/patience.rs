//! Waiting for the thing itself. A busy machine may take long for it; one that never comes fails.

use std::time::{Duration, Instant};

/// The longest that a test waits for anything: far more than the busiest machine needs.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until it is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The same where nothing else is to be done meanwhile.
#[expect(clippy::disallowed_methods, reason = "the test has nothing else to do meanwhile")]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
