//! Counters of the embedded store.

use std::{sync::Mutex, time::Duration};

use tokio::time::Instant;

use super::{
    lock,
    rest::{Counts, begin, by},
};
use crate::{
    Acquire, Counter, Permit, RateLimit, StoreResult, WRONG_ANSWERS_WINDOW, counter::Window,
};

/// Counters of the site and of countries: more than twice as many as there are, each with two
/// windows.
const WIDE: usize = 1024;
/// Of caps: two windows of each of as many as operators may set.
const CAPPED: usize = 2 * 10_000;
/// Sessions that were logged out and have not ended yet: only who has the token makes them.
const LOGGED_OUT: usize = 4096;

/// Each kind of counter has its own lock and its own bound.
pub(super) struct Counters {
    /// Ends of windows are reckoned from here.
    start: Instant,
    pictures: Mutex<Counts>,
    described: Mutex<Counts>,
    sounds: Mutex<Counts>,
    wrong_answers: Mutex<Counts>,
    asked: Mutex<Counts>,
    checks: Mutex<Counts>,
    reverse_messages: Mutex<Counts>,
    addresses: Mutex<Counts>,
    prefixes: Mutex<Counts>,
    /// Of the site and of its countries: only so many as there are.
    wide: Mutex<Counts>,
    capped: Mutex<Counts>,
    logged_out: Mutex<Counts>,
}

impl Counters {
    pub(super) fn new(capacity: usize) -> Self {
        let counts = || Mutex::new(Counts::new(capacity));
        Self {
            start: Instant::now(),
            pictures: counts(),
            described: counts(),
            sounds: counts(),
            wrong_answers: counts(),
            asked: counts(),
            checks: counts(),
            reverse_messages: counts(),
            addresses: counts(),
            prefixes: counts(),
            wide: Mutex::new(Counts::new(WIDE)),
            capped: Mutex::new(Counts::new(CAPPED)),
            logged_out: Mutex::new(Counts::new(LOGGED_OUT)),
        }
    }

    pub(super) fn count(
        &self,
        counter: &Counter,
        limit: RateLimit,
    ) -> StoreResult<Option<Duration>> {
        let now = Instant::now();
        let mut counts = lock(self.counts(counter));
        let key = by(&mut counts, counter, limit.window, now);
        match counts.get_mut(&key, now) {
            Some((count, until)) if *count >= limit.count => return Ok(Some(until - now)),
            Some((count, _)) => *count += 1,
            None => {
                begin(&mut counts, counter, limit.window, now)?;
            }
        }
        Ok(None)
    }

    pub(super) fn acquire(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Acquire> {
        let now = Instant::now();
        let mut counts = lock(self.counts(counter));
        let waits = limits.iter().filter_map(|limit| {
            let key = by(&mut counts, counter, limit.window, now);
            let (count, until) = counts.get_mut(&key, now)?;
            (*count >= limit.count).then(|| until - now)
        });
        if let Some(wait) = waits.max() {
            return Ok(Acquire::NotBefore(wait));
        }
        let mut permit = Permit { counter: *counter, windows: Vec::new() };
        for limit in limits {
            let key = by(&mut counts, counter, limit.window, now);
            let until = match counts.get_mut(&key, now) {
                Some((count, until)) => {
                    *count += 1;
                    until
                }
                None => match begin(&mut counts, counter, limit.window, now) {
                    Ok(until) => until,
                    Err(full) => {
                        self.subtract(&mut counts, &permit, now);
                        return Err(full);
                    }
                },
            };
            permit.windows.push(Window { length: limit.window, end: self.end(until) });
        }
        Ok(Acquire::Acquired(permit))
    }

    /// What was counted within the window of wrong answers.
    pub(super) fn wrong(&self, counter: &Counter) -> u32 {
        let window = RateLimit { count: u32::MAX, window: WRONG_ANSWERS_WINDOW };
        self.used(counter, &[window]).into_iter().sum()
    }

    pub(super) fn used(&self, counter: &Counter, limits: &[RateLimit]) -> Vec<u32> {
        let now = Instant::now();
        let mut counts = lock(self.counts(counter));
        let used = |limit: &RateLimit| {
            let key = by(&mut counts, counter, limit.window, now);
            let (count, _) = counts.get_mut(&key, now)?;
            Some(*count)
        };
        limits.iter().map(used).map(Option::unwrap_or_default).collect()
    }

    pub(super) fn release(&self, permit: &Permit) {
        self.subtract(&mut lock(self.counts(&permit.counter)), permit, Instant::now());
    }

    fn subtract(&self, counts: &mut Counts, permit: &Permit, now: Instant) {
        for window in &permit.windows {
            let key = by(counts, &permit.counter, window.length, now);
            let Some((count, until)) = counts.get_mut(&key, now) else { continue };
            if self.end(until) != window.end {
                continue;
            }
            *count -= 1;
            // A counter that counts nothing takes up no place.
            if *count == 0 {
                counts.remove(&key, now);
            }
        }
    }

    fn end(&self, until: Instant) -> i64 {
        i64::try_from((until - self.start).as_nanos()).unwrap_or(i64::MAX)
    }

    fn counts(&self, counter: &Counter) -> &Mutex<Counts> {
        match counter {
            Counter::Pictures(_) => &self.pictures,
            Counter::Described(_) => &self.described,
            Counter::Sounds(_) => &self.sounds,
            Counter::WrongAnswers(_) => &self.wrong_answers,
            Counter::Asked(_) => &self.asked,
            Counter::Checks(_) => &self.checks,
            Counter::ReverseMessages(_) => &self.reverse_messages,
            Counter::Address(_) => &self.addresses,
            Counter::Prefix(_) => &self.prefixes,
            Counter::Country(_) | Counter::Site => &self.wide,
            Counter::Capped(_) => &self.capped,
            Counter::LoggedOut(_) => &self.logged_out,
        }
    }
}
