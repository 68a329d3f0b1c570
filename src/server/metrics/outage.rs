//! What the log says of a store that fails: once when it begins, once for each other cause, how often from
//! time to time, and once when it is over. A line for each request would be a flood of its own.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{model::StoreFault, server::store::StoreError};

/// While it lasts it is said again after this.
const AGAIN: Duration = Duration::from_secs(10);
/// It is over when nothing has failed for this long. With one node of many gone some calls go well
/// all the time.
const OVER: Duration = Duration::from_secs(2);

/// An outage of the store, or none.
#[derive(Default)]
pub(super) struct StoreOutage {
    /// Whether `course` is there: looked at with each call.
    lasts: AtomicBool,
    course: Mutex<Option<Course>>,
}

/// What is known of an outage.
struct Course {
    since: Instant,
    last: Instant,
    said: Instant,
    /// What was said of late.
    causes: Vec<StoreFault>,
    failures: u64,
}

/// What is to be said.
#[derive(Debug, PartialEq)]
enum Word {
    Begins,
    Changes { failures: u64 },
    Lasts { failures: u64 },
    Over { failures: u64, lasted: Duration },
}

impl StoreOutage {
    /// A call has failed.
    pub(super) fn record_failure(&self, call: &'static str, error: &StoreError) {
        let fault = error.fault();
        let cause = fault.slug();
        match self.note_failure(Instant::now(), fault) {
            Some(Word::Begins) => tracing::error!(call, cause, %error, "the store fails"),
            Some(Word::Changes { failures }) => {
                tracing::error!(call, cause, %error, failures, "the store fails for another cause");
            }
            Some(Word::Lasts { failures }) => {
                tracing::error!(call, cause, %error, failures, "the store still fails");
            }
            _ => {}
        }
    }

    /// A call went well.
    pub(super) fn record_success(&self) {
        if !self.lasts.load(Ordering::Relaxed) {
            return;
        }
        if let Some(Word::Over { failures, lasted }) = self.note_answer(Instant::now()) {
            let seconds = lasted.as_secs_f32();
            tracing::info!(failures, seconds, "the store answers again");
        }
    }

    fn note_failure(&self, now: Instant, cause: StoreFault) -> Option<Word> {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(course) = &mut *course else {
            let causes = vec![cause];
            *course = Some(Course { since: now, last: now, said: now, causes, failures: 1 });
            self.lasts.store(true, Ordering::Relaxed);
            return Some(Word::Begins);
        };
        course.last = now;
        course.failures += 1;
        if now.saturating_duration_since(course.said) < AGAIN {
            // Each cause once, also where two take turns.
            if course.causes.contains(&cause) {
                return None;
            }
            course.causes.push(cause);
            return Some(Word::Changes { failures: course.failures });
        }
        course.said = now;
        course.causes = vec![cause];
        Some(Word::Lasts { failures: course.failures })
    }

    fn note_answer(&self, now: Instant) -> Option<Word> {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |course: &mut Course| now.saturating_duration_since(course.last) >= OVER;
        let Course { since, last, failures, .. } = course.take_if(over)?;
        self.lasts.store(false, Ordering::Relaxed);
        Some(Word::Over { failures, lasted: last - since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_said_when_it_begins_from_time_to_time_and_when_it_is_over() {
        let (outage, start) = (StoreOutage::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        let fail = |millis| outage.note_failure(at(millis), StoreFault::Unreachable);
        assert_eq!(fail(0), Some(Word::Begins));
        for millis in 1..9_999 {
            assert_eq!(fail(millis), None);
            // Some calls go well all the time.
            assert_eq!(outage.note_answer(at(millis)), None);
        }
        assert_eq!(fail(10_000), Some(Word::Lasts { failures: 10_000 }));
        assert_eq!(fail(10_001), None);
        assert_eq!(outage.note_answer(at(12_000)), None);
        let (failures, lasted) = (10_001, Duration::from_millis(10_001));
        assert_eq!(outage.note_answer(at(12_001)), Some(Word::Over { failures, lasted }));
        assert_eq!(outage.note_answer(at(12_002)), None);
        assert_eq!(fail(13_000), Some(Word::Begins));
    }

    #[test]
    fn another_cause_is_said_once_and_not_each_time_that_two_take_turns() {
        let (outage, start) = (StoreOutage::default(), Instant::now());
        let fail =
            |millis, cause| outage.note_failure(start + Duration::from_millis(millis), cause);
        assert_eq!(fail(0, StoreFault::Unreachable), Some(Word::Begins));
        assert_eq!(fail(1, StoreFault::Auth), Some(Word::Changes { failures: 2 }));
        for millis in 2..100 {
            assert_eq!(fail(millis, StoreFault::Unreachable), None);
            assert_eq!(fail(millis, StoreFault::Auth), None);
        }
        let failures = 2 + 2 * 98 + 1;
        assert_eq!(fail(10_000, StoreFault::Auth), Some(Word::Lasts { failures }));
        let failures = failures + 1;
        assert_eq!(fail(10_001, StoreFault::Unreachable), Some(Word::Changes { failures }));
    }
}
