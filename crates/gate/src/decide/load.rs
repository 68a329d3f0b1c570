//! How far messages that nobody answers have used up what a history allows.
//!
//! The shape is authgear's: unanswered messages may be as many as a floor, a share of the best day of the last
//! 14, or a share of what was answered in 24 hours, whichever is most; likewise by the hour, where a sixth of the
//! day's stands for the floor (docs/specs/fraud-protection.md of authgear-server). Where the figures are others
//! the reason stands beside them.

use menshen_store::{Answered, Tally};

/// What a scope's history allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// Unanswered messages a day that need no history.
    pub(crate) floor: f64,
    /// Of the messages that were answered on the best day.
    pub(crate) of_best_day: f64,
    /// Of the messages that were answered within 24 hours, or within the hour.
    pub(crate) of_answered: f64,
    /// The part of young messages that does not count, as far as answers are expected: right for what so many share
    /// that some are always under way, and an open door where a burst would pass before it is judged.
    pub(crate) forgives_young: f64,
}

/// Share of people who are expected to answer where nothing is known yet.
const NOBODY_KNOWS: f64 = 0.5;
/// Messages that it takes to know.
const SAMPLES: u32 = 20;
/// An hour may have this part of a day's, as authgear has it.
const HOUR_OF_DAY: f64 = 1.0 / 6.0;

/// Messages that were not answered; of the young those that are not expected to be.
pub(crate) fn unanswered(tally: &Tally, of: Answered, forgives: f64) -> f64 {
    let ripe = tally.day.sent.saturating_sub(tally.young);
    let answer = if ripe >= SAMPLES {
        f64::from(tally.day.verified.min(ripe)) / f64::from(ripe)
    } else {
        NOBODY_KNOWS
    };
    let young = f64::from(tally.young.min(of.unverified()));
    f64::from(of.unverified()) - young * answer.min(forgives)
}

impl Allowance {
    /// What the scope may have in a day.
    pub(crate) fn day(&self, tally: &Tally, best_day: u32) -> f64 {
        let of_best = self.of_best_day * f64::from(best_day);
        self.floor.max(of_best).max(self.of_answered * f64::from(tally.day.verified))
    }

    /// How much of it is used up, by the day or by the hour; over 1 it is more than that. The best day may be
    /// another scope's.
    pub(crate) fn load(&self, tally: &Tally, best_day: u32) -> f64 {
        let day = self.day(tally, best_day);
        let of_answered = self.of_answered * f64::from(tally.hour.verified);
        let hour = (day * HOUR_OF_DAY).max(self.floor.min(day)).max(of_answered);
        let count = |of: Answered| unanswered(tally, of, self.forgives_young);
        (count(tally.day) / day).max(count(tally.hour) / hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWANCE: Allowance =
        Allowance { floor: 20.0, of_best_day: 0.2, of_answered: 0.35, forgives_young: 0.9 };

    fn tally(hour: (u32, u32), day: (u32, u32), young: u32) -> Tally {
        let of = |(sent, verified)| Answered { sent, verified };
        Tally { hour: of(hour), day: of(day), young, ..Tally::default() }
    }

    #[test]
    fn the_larger_of_floor_best_day_and_answered_messages_is_allowed_by_the_day_and_by_the_hour() {
        for (told, tally, best_day, load) in [
            ("the floor", tally((0, 0), (20, 0), 0), 0, 1.0),
            ("the floor in one hour", tally((20, 0), (20, 0), 0), 0, 1.0),
            ("a share of the best day", tally((0, 0), (200, 0), 0), 1000, 1.0),
            ("a sixth of that in one hour", tally((100, 0), (100, 0), 0), 1000, 3.0),
            ("a share of those that were answered", tally((0, 0), (1350, 1000), 0), 0, 1.0),
            ("a share of the hour's", tally((270, 200), (270, 200), 0), 0, 1.0),
        ] {
            let got = ALLOWANCE.load(&tally, best_day);
            assert!((got - load).abs() < 0.01, "{told}: {got}");
        }
    }

    #[test]
    fn young_messages_count_as_far_as_they_are_not_expected_to_be_answered() {
        for (told, tally, expected) in [
            ("nothing is known", tally((10, 0), (10, 0), 10), 5.0),
            ("nobody answers", tally((50, 0), (50, 0), 10), 50.0),
            ("four in five answer", tally((110, 80), (110, 80), 10), 22.0),
            ("all answer", tally((110, 100), (110, 100), 10), 1.0),
        ] {
            let got = unanswered(&tally, tally.day, 0.9);
            assert!((got - expected).abs() < 0.01, "{told}: {got}");
        }
    }
}
