//! Warnings that strangers can cause, at most one in a while.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// Lets one warning through in each period.
pub(crate) struct LogThrottle {
    start: Instant,
    period: Duration,
    /// Milliseconds after the start until which nothing more is let through.
    until: AtomicU64,
}

impl LogThrottle {
    pub(crate) fn new(period: Duration) -> Self {
        Self { start: Instant::now(), period, until: AtomicU64::new(0) }
    }

    /// Whether it may be logged now.
    pub(crate) fn admit(&self) -> bool {
        self.admit_at(self.start.elapsed())
    }

    fn admit_at(&self, now: Duration) -> bool {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, next) = (milliseconds(now), milliseconds(now + self.period));
        let admit = |until| (until <= now).then_some(next);
        self.until.fetch_update(Ordering::Relaxed, Ordering::Relaxed, admit).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_let_through_in_each_period_and_the_first_at_once() {
        let throttle = LogThrottle::new(Duration::from_secs(60));
        let admitted = [0, 1, 59, 60, 61, 119, 300, 301]
            .map(|seconds| throttle.admit_at(Duration::from_secs(seconds)));
        assert_eq!(admitted, [true, false, false, true, false, false, true, false]);
    }
}
