//! How hard pictures are for strangers: as the last decisions about messages demand it.
//!
//! A picture comes before anything is known of its message, so it goes by what this process decided of late. What
//! that goes by is counted for all servers together, so each sees the same pressure at its next message.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use menshen_model::StepUpLevel;
use tokio::time::Instant;

use crate::decision::Verdict;

/// How long what was seen holds when nothing is seen after it.
const HOLDS: Duration = Duration::from_secs(60);

/// The most that was demanded of strangers within the last minute.
#[derive(Default)]
pub(super) struct Pressure(Mutex<Option<Seen>>);

#[derive(Clone, Copy)]
struct Seen {
    steps: usize,
    until: Instant,
}

impl Pressure {
    /// Strangers were asked for so much.
    pub(super) fn record(&self, demanded: Verdict) {
        let (now, steps) = (Instant::now(), steps(demanded));
        let mut seen = self.seen();
        if steps >= seen.filter(|seen| now < seen.until).map_or(1, |seen| seen.steps) {
            *seen = Some(Seen { steps, until: now + HOLDS });
        }
    }

    /// How many steps pictures for strangers are above calm.
    pub(super) fn steps(&self) -> usize {
        let now = Instant::now();
        self.seen().filter(|seen| now < seen.until).map_or(0, |seen| seen.steps)
    }

    fn seen(&self) -> MutexGuard<'_, Option<Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Each step-up is one step more, and what would be refused another.
fn steps(demanded: Verdict) -> usize {
    match demanded {
        Verdict::Allow => 0,
        Verdict::StepUp(level) => level as usize,
        Verdict::Refuse => StepUpLevel::ReverseMessage as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: Verdict = Verdict::StepUp(StepUpLevel::Work);

    #[tokio::test(start_paused = true)]
    async fn the_most_of_the_last_minute_holds_and_then_what_was_seen_since() {
        let pressure = Pressure::default();
        assert_eq!(pressure.steps(), 0);
        for (demanded, steps) in [
            (Verdict::Allow, 0),
            (WORK, 1),
            (Verdict::Refuse, 3),
            (WORK, 3),
            (Verdict::StepUp(StepUpLevel::Challenge), 3),
        ] {
            pressure.record(demanded);
            assert_eq!(pressure.steps(), steps, "{demanded:?}");
        }
        tokio::time::advance(HOLDS).await;
        assert_eq!(pressure.steps(), 0);
        pressure.record(WORK);
        assert_eq!(pressure.steps(), 1);
    }
}
