//! From signals to one decision.

mod facts;
mod load;
mod signals;
mod strangers;
#[cfg(test)]
mod tests;

use crate::decision::{Decision, Reason, Verdict};

pub(crate) use facts::{Facts, Shared};
use signals::SIGNALS;
pub(crate) use strangers::demanded_of_strangers;

/// Decides about a message: what is demanded the most, for every reason there is. Whoever is refused and can send a
/// message from their phone is offered that by the gate (I7).
pub(crate) fn decide(facts: &Facts) -> Decision {
    let mut signals: Vec<_> = SIGNALS.iter().filter_map(|signal| signal(facts)).collect();
    signals.sort_by_key(|signal| (std::cmp::Reverse(signal.demands), signal.reason));
    let verdict = signals.first().map_or(Verdict::Allow, |signal| signal.demands);
    let mut reasons: Vec<_> = signals.into_iter().map(|signal| signal.reason).collect();
    reasons.extend(facts.is_known().then_some(Reason::KnownNetwork));
    Decision { verdict, reasons }
}
