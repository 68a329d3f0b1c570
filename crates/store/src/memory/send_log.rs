//! The messages that one number got of late: delays and quotas are both read from it.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Network, NewMessage, RateLimit, ReservationId, SmsRules, message::KINDS_OF_MESSAGES};

/// The oldest first, no more than the rules look at.
#[derive(Default)]
pub(super) struct SendLog(Vec<Sent>);

struct Sent {
    by: ReservationId,
    network: Network,
    is_stranger: bool,
    at: Instant,
}

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
    /// The longest of the waits of who asks for this message.
    pub(super) fn wait(&self, message: &NewMessage, rules: &SmsRules, now: Instant) -> Wait {
        let counts = |sent: &&Sent| message.is_stranger || !sent.is_stranger;
        let mut longest = Wait::No;
        let mut consider = |until: Instant, why: fn(Duration) -> Wait| {
            let wait = until.saturating_duration_since(now);
            if wait > longest.length() {
                longest = why(wait);
            }
        };
        // Whoever it was, the next message is no sooner than after the first delay.
        let first = rules.delays.first().copied().unwrap_or_default();
        if let Some(last) = self.within(rules.delays_reset, now).last() {
            consider(last.at + first, Wait::CoolingDown);
        }
        let last = self.within(rules.delays_reset, now).filter(counts).collect::<Vec<_>>();
        if let Some((last, before)) = last.split_last() {
            let step = before.len().min(rules.delays.len().saturating_sub(1));
            let delay = rules.delays.get(step).copied().unwrap_or_default();
            consider(last.at + delay, Wait::CoolingDown);
        }
        let mut judge = |quota: &RateLimit, counts: &dyn Fn(&Sent) -> bool| {
            let sent = self.within(quota.window, now).filter(|sent| counts(sent));
            let sent = sent.collect::<Vec<_>>();
            // The one that has to leave the window before there is a place again.
            let leaves = sent.len().checked_sub(quota.count as usize).and_then(|n| sent.get(n));
            if let Some(sent) = leaves {
                consider(sent.at + quota.window, Wait::TooMany);
            }
        };
        for quota in &rules.quotas {
            judge(quota, &|sent| counts(&sent));
        }
        for quota in &rules.network_quotas {
            judge(quota, &|sent| sent.network == message.network);
        }
        longest
    }

    pub(super) fn add(&mut self, message: &NewMessage, rules: &SmsRules, now: Instant) {
        let NewMessage { reservation, network, is_stranger, .. } = message;
        let (by, network, is_stranger) = (reservation.clone(), *network, *is_stranger);
        self.0.push(Sent { by, network, is_stranger, at: now });
        let too_many = self.0.len().saturating_sub(KINDS_OF_MESSAGES * rules.remembered());
        self.0.drain(..too_many);
    }

    pub(super) fn remove(&mut self, reservation: &ReservationId) {
        self.0.retain(|sent| sent.by != *reservation);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of this last stretch of time.
    fn within(&self, length: Duration, now: Instant) -> impl Iterator<Item = &Sent> {
        self.0.iter().skip_while(move |sent| sent.at + length <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeMac, HandleMac};

    const SECOND: Duration = Duration::from_secs(1);

    /// I6: where there are no quotas either.
    #[test]
    fn no_more_messages_are_remembered_than_the_rules_look_at() {
        let rules = SmsRules {
            delays: vec![SECOND, SECOND],
            delays_reset: 86_400 * SECOND,
            quotas: Vec::new(),
            network_quotas: Vec::new(),
            code_life: SECOND,
            attempts: 5,
            repeat: SECOND,
        };
        let (mut log, mut now) = (SendLog::default(), Instant::now());
        for _ in 0..100 {
            let message = NewMessage {
                reservation: ReservationId::random(),
                code: CodeMac::new([0; 16]),
                handle: HandleMac::new([0; 16]),
                network: Network::new(1),
                is_stranger: true,
                counted: None,
            };
            assert_eq!(log.wait(&message, &rules, now), Wait::No);
            log.add(&message, &rules, now);
            now += SECOND;
        }
        assert_eq!(log.0.len(), KINDS_OF_MESSAGES * 2);
    }
}
