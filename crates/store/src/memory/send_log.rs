//! The messages that one number got of late: delays and quotas are both read from it.

use std::time::Duration;

use tokio::time::Instant;

use crate::{ReservationId, SmsRules};

/// The oldest first, no more than the rules look at.
#[derive(Default)]
pub(super) struct SendLog(Vec<(ReservationId, Instant)>);

/// How long a number has to wait, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    No,
    CoolingDown(Duration),
    TooMany(Duration),
}

impl Wait {
    pub(super) fn length(self) -> Duration {
        match self {
            Self::No => Duration::ZERO,
            Self::CoolingDown(wait) | Self::TooMany(wait) => wait,
        }
    }
}

impl SendLog {
    /// The longest of the waits.
    pub(super) fn wait(&self, rules: &SmsRules, now: Instant) -> Wait {
        let mut longest = Wait::No;
        let mut consider = |until: Instant, why: fn(Duration) -> Wait| {
            let wait = until.saturating_duration_since(now);
            if wait > longest.length() {
                longest = why(wait);
            }
        };
        if let Some((&last, delay)) =
            self.within(rules.delays_reset, now).split_last().and_then(|((_, last), before)| {
                let step = before.len().min(rules.delays.len().checked_sub(1)?);
                Some((last, rules.delays[step]))
            })
        {
            consider(last + delay, Wait::CoolingDown);
        }
        for quota in &rules.quotas {
            let sent = self.within(quota.window, now);
            // The one that has to leave the window before there is a place again.
            let leaves = sent.len().checked_sub(quota.count as usize).and_then(|n| sent.get(n));
            if let Some((_, then)) = leaves {
                consider(*then + quota.window, Wait::TooMany);
            }
        }
        longest
    }

    pub(super) fn add(&mut self, reservation: ReservationId, rules: &SmsRules, now: Instant) {
        self.0.push((reservation, now));
        let too_many = self.0.len().saturating_sub(rules.remembered());
        self.0.drain(..too_many);
    }

    pub(super) fn remove(&mut self, reservation: &ReservationId) {
        self.0.retain(|(by, _)| by != reservation);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of this last stretch of time.
    fn within(&self, length: Duration, now: Instant) -> &[(ReservationId, Instant)] {
        let first = self.0.partition_point(|(_, then)| *then + length <= now);
        &self.0[first..]
    }
}
