//! How many messages are answered, in the embedded store.

use std::{sync::Mutex, time::Duration};

use tokio::time::Instant;

use super::{expiring_map::ExpiringMap, lock};
use crate::{
    BreakerRules, BreakerScope, ConversionRate, CountedSend, OpenBreaker, StoreResult, Verdict,
};

type Scopes = ExpiringMap<BreakerScope, Known>;

/// Prefixes and countries each have their own lock and their own bound.
pub(super) struct Conversions {
    /// Steps are reckoned from here.
    start: Instant,
    prefixes: Mutex<Scopes>,
    countries: Mutex<Scopes>,
}

/// More than there are countries.
const COUNTRIES: usize = 512;

/// What is known of a scope.
#[derive(Default)]
struct Known {
    /// The oldest first, as many as the rules look at.
    steps: Vec<Step>,
    open_until: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Step {
    /// Milliseconds after the store's start.
    began: i64,
    sent: u32,
    verified: u32,
}

impl Conversions {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            start: Instant::now(),
            prefixes: Mutex::new(Scopes::new(capacity)),
            countries: Mutex::new(Scopes::new(COUNTRIES)),
        }
    }

    pub(super) fn count_sent(
        &self,
        scope: &BreakerScope,
        rules: &BreakerRules,
    ) -> StoreResult<Verdict> {
        let now = Instant::now();
        let mut groups = lock(self.scopes(scope));
        let mut known = groups.remove(scope, now).unwrap_or_default();
        known.open_until = known.open_until.filter(|&until| until > now);
        let opened_by = known.judge(rules, self.millis(now));
        if opened_by.is_some() {
            known = Known { steps: Vec::new(), open_until: Some(now + rules.pause) };
        }
        let open = known.open_until;
        let open = open.map(|until| OpenBreaker { wait: until - now, opened_by });
        let sent = (open.is_none() || !rules.enforce).then(|| {
            let step = known.step(rules, self.millis(now));
            step.sent += 1;
            CountedSend { scope: *scope, step: step.began }
        });
        let life = open.map_or(Duration::ZERO, |open| open.wait).max(rules.memory());
        groups.insert(*scope, known, now + life, now)?;
        Ok(Verdict { sent, open })
    }

    pub(super) fn take_back(&self, sent: &CountedSend) {
        let mut groups = lock(self.scopes(&sent.scope));
        let Some((known, _)) = groups.get_mut(&sent.scope, Instant::now()) else { return };
        if let Some(step) = known.steps.iter_mut().find(|step| step.began == sent.step) {
            step.sent = step.sent.saturating_sub(1);
        }
    }

    pub(super) fn count_verified(&self, scope: &BreakerScope, rules: &BreakerRules) {
        let now = Instant::now();
        let mut groups = lock(self.scopes(scope));
        if let Some((known, _)) = groups.get_mut(scope, now) {
            known.step(rules, self.millis(now)).verified += 1;
        }
    }

    pub(super) fn open(&self, scope: &BreakerScope) -> Option<Duration> {
        let now = Instant::now();
        let mut groups = lock(self.scopes(scope));
        let (known, _) = groups.get_mut(scope, now)?;
        known.open_until.filter(|&until| until > now).map(|until| until - now)
    }

    fn millis(&self, now: Instant) -> i64 {
        i64::try_from((now - self.start).as_millis()).unwrap_or(i64::MAX)
    }

    fn scopes(&self, scope: &BreakerScope) -> &Mutex<Scopes> {
        match scope {
            BreakerScope::Prefix(_) => &self.prefixes,
            BreakerScope::Country(_) => &self.countries,
        }
    }
}

impl Known {
    /// Forgets what is too old; `Some` when the rest opens the breaker.
    fn judge(&mut self, rules: &BreakerRules, now: i64) -> Option<ConversionRate> {
        let [window, grace, step] = [rules.window, rules.grace, rules.step()].map(as_millis);
        self.steps.retain(|known| known.began + step > now - grace - window);
        let ripe = self.steps.iter().filter(|known| known.began + step <= now - grace);
        let conversion = ConversionRate {
            sent: ripe.map(|step| step.sent).sum(),
            verified: self.steps.iter().map(|step| step.verified).sum(),
        };
        let few = u64::from(conversion.verified) * 100
            < u64::from(rules.percent) * u64::from(conversion.sent);
        (self.open_until.is_none() && conversion.sent >= rules.min_samples && few)
            .then_some(conversion)
    }

    /// The step that runs now.
    fn step(&mut self, rules: &BreakerRules, now: i64) -> &mut Step {
        let began = now - now % as_millis(rules.step());
        let place = match self.steps.iter().position(|step| step.began == began) {
            Some(place) => place,
            None => {
                self.steps.push(Step { began, sent: 0, verified: 0 });
                self.steps.len() - 1
            }
        };
        &mut self.steps[place]
    }
}

fn as_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
