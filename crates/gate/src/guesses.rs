//! What blind guesses at pictures are bounded by.
//!
//! Each answer takes a place among its address's wrong ones before the picture is taken, and gives it back
//! unless it is wrong: so no race has more judged than are allowed. Right answers and pictures that have
//! expired count for nothing. An address with many wrong answers gets the hardest pictures, and with twice
//! as many its answers wait; their pictures are kept.
//!
//! A kind that is easily guessed, such as sums, has a day's share of its own beside: once that is used up,
//! the address is shown another kind, and what it was shown before is no longer judged.

use std::{net::IpAddr, time::Duration};

use menshen_challenge::{CodeSpec, Kind, Solution};
use menshen_model::GateError;
use menshen_store::{Acquire, Counter, RateLimit, WRONG_ANSWERS_WINDOW};

use crate::{SiteGate, limits::Reservation, refuse, seconds};

/// In how many days one address may be sent a message for blind guesses: two windows may meet in a day, so
/// that it has half of that for each.
const DAYS_A_MESSAGE: u64 = 125;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How many wrong answers one address may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuessLimits {
    /// From here on it gets the hardest pictures, until its window ends.
    harder: u32,
}

impl GuessLimits {
    /// So many wrong answers in ten minutes make pictures harder, and twice as many make answers wait.
    pub fn new(harder: u32) -> Self {
        Self { harder }
    }

    /// From so many wrong answers on an address gets the hardest pictures.
    pub(crate) fn hardest_from(self) -> u32 {
        self.harder
    }

    /// How many are judged.
    pub(crate) fn judged(self) -> RateLimit {
        RateLimit { count: self.harder.saturating_mul(2), window: WRONG_ANSWERS_WINDOW }
    }

    /// How many answers to pictures of this kind may be wrong in a day; `None` where no other is harder to
    /// guess.
    pub fn of_kind(self, kind: Kind, spec: &CodeSpec) -> Option<RateLimit> {
        let share = kind.odds(spec) / (2 * DAYS_A_MESSAGE);
        let count = u32::try_from(share).unwrap_or(u32::MAX).max(1);
        (kind != kind.harder_to_guess(spec)).then_some(RateLimit { count, window: DAY })
    }
}

impl SiteGate {
    /// This kind, or what this address is to be shown instead.
    pub(super) async fn instead_of(&self, kind: Kind, client: IpAddr) -> Result<Kind, GateError> {
        let Some(limit) = self.site.policy.share_of(kind) else { return Ok(kind) };
        let counter = self.wrong_answers(client);
        let used = self.site.store.used(&counter, &[limit]).await.map_err(refuse)?;
        let is_used_up = used.first().is_none_or(|&used| used >= limit.count);
        Ok(if is_used_up { kind.harder_to_guess(&self.site.policy.codes) } else { kind })
    }

    /// A place for one more answer that may be wrong.
    pub(super) async fn hold_answer(&self, client: IpAddr) -> Result<Vec<Reservation>, GateError> {
        let Some(limits) = self.site.policy.wrong_answers else { return Ok(Vec::new()) };
        let counter = self.wrong_answers(client);
        match self.site.store.acquire(&counter, &[limits.judged()]).await.map_err(refuse)? {
            Acquire::Acquired(permit) => Ok(vec![Reservation::Counted(permit)]),
            Acquire::NotBefore(wait) => {
                Err(GateError::TooManyAnswers { retry_after: seconds(wait) })
            }
        }
    }

    /// A place beside that for an answer to a picture of this kind, where it has a share; `false` when that
    /// is used up.
    pub(super) async fn hold_guess(
        &self,
        solution: &Solution,
        client: IpAddr,
        held: &mut Vec<Reservation>,
    ) -> Result<bool, GateError> {
        let kind = self.maker_of(solution);
        let Some(limit) = self.site.policy.share_of(kind) else { return Ok(true) };
        let counter = self.wrong_answers(client);
        match self.site.store.acquire(&counter, &[limit]).await.map_err(refuse)? {
            Acquire::Acquired(permit) => held.push(Reservation::Counted(permit)),
            Acquire::NotBefore(_) => return Ok(false),
        }
        Ok(true)
    }

    fn wrong_answers(&self, client: IpAddr) -> Counter {
        Counter::WrongAnswers(self.site.keys.address(client))
    }
}

#[cfg(test)]
mod tests {
    use menshen_challenge::KINDS;

    use super::*;

    /// What `IMAGE_CODE_WRONG_PER_10_MINUTES` is by default.
    const HARDER: u32 = 20;

    /// Messages that an address may expect for guesses in the worst day, which meets one more window of each
    /// length than it holds.
    fn expected(kind: Kind, spec: &CodeSpec) -> f64 {
        let limits = GuessLimits::new(HARDER);
        let RateLimit { count, window } = limits.judged();
        let windows = u32::try_from(DAY.as_secs() / window.as_secs()).unwrap() + 1;
        let judged = f64::from(windows * count);
        let of_kind = limits.of_kind(kind, spec).map_or(judged, |share| f64::from(2 * share.count));
        let odds = |kind: Kind| kind.odds(spec) as f64;
        of_kind / odds(kind) + (judged - of_kind) / odds(kind.harder_to_guess(spec))
    }

    #[test]
    fn an_address_that_guesses_blind_expects_a_hundredth_of_a_message_a_day_at_most() {
        let spec = CodeSpec::default();
        for &kind in KINDS {
            let expected = expected(kind, &spec);
            // The two answers of slides that a day may meet are right once in ten times: for calm hours, as
            // docs/limits.md says.
            let most = if kind.name() == "slide" { 0.201 } else { 0.01 };
            assert!(expected <= most, "{kind:?}: {expected}");
        }
        // As docs/limits.md says.
        let of_short = CodeSpec { length: 4, ..spec };
        assert!((0.044..0.045).contains(&expected(Kind::default(), &of_short)));
    }

    #[test]
    fn what_is_shown_instead_is_never_taken_for_the_kind_whose_share_is_used_up() {
        for length in menshen_challenge::LENGTHS {
            let spec = CodeSpec { length, ..CodeSpec::default() };
            for &kind in KINDS {
                let limits = GuessLimits::new(HARDER);
                if limits.of_kind(kind, &spec).is_none() {
                    assert!(kind.harder_to_guess(&spec) == kind);
                    continue;
                }
                let shown = kind.harder_to_guess(&spec);
                let solution = shown.generate(&spec, &mut rand::rng());
                assert!(kind.maker_of(&spec, &solution) == shown, "{kind:?} {length}");
                assert_eq!(limits.of_kind(shown, &spec), None);
            }
        }
    }
}
