//! What the shared history says: series, totals, shares, and how long things took.

use crate::server::{
    store::{History, PrefixCounts},
    usage::{BOUNDS, FlowStep},
};

/// The steps of the funnel, by their names in the history, from wide to narrow.
pub(super) const FUNNEL: [&str; 5] = ["pictures", "right", "sent", "verified", "redeemed"];
/// Prefixes that are shown: the busiest.
const PREFIXES: usize = 12;

/// The history of a span.
pub(crate) struct Report {
    history: History,
}

/// How many of how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) of: String,
    pub(super) sent: u64,
    pub(super) verified: u64,
    /// How many of the messages may have gone elsewhere.
    pub(super) over: u64,
}

impl Share {
    /// In percent, 100 at most: codes of messages from before are among the verified.
    pub(super) fn percent(&self) -> Option<u64> {
        (self.sent > 0).then(|| (self.verified * 100 / self.sent).min(100))
    }
}

impl Report {
    pub(crate) fn new(history: History) -> Self {
        Self { history }
    }

    /// When each step began, in seconds since 1970.
    pub(super) fn times(&self) -> impl Iterator<Item = u64> {
        self.history.steps.iter().map(|step| step.began)
    }

    /// The count of this name in each step.
    pub(super) fn series(&self, name: &str) -> Vec<u64> {
        let counts = self.history.steps.iter().map(|step| step.named.get(name));
        counts.map(|count| count.copied().unwrap_or(0)).collect()
    }

    /// In all steps.
    pub(super) fn total(&self, name: &str) -> u64 {
        self.series(name).iter().sum()
    }

    /// All names that begin so, without that beginning, the largest total first.
    pub(super) fn totals(&self, beginning: &str) -> Vec<(String, u64)> {
        let mut totals = std::collections::BTreeMap::<&str, u64>::new();
        for (name, count) in self.history.steps.iter().flat_map(|step| &step.named) {
            if let Some(name) = name.strip_prefix(beginning) {
                *totals.entry(name).or_default() += count;
            }
        }
        let mut totals: Vec<_> =
            totals.into_iter().map(|(name, total)| (name.to_owned(), total)).collect();
        totals.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
        totals
    }

    /// How many messages each country answers, the most messages first.
    pub(super) fn countries(&self) -> Vec<Share> {
        let share = |(of, sent): (String, u64)| {
            let verified = self.total(&format!("verified:{of}"));
            Share { of, sent, verified, over: 0 }
        };
        self.totals("sent:").into_iter().map(share).collect()
    }

    /// The same for the busiest prefixes, with the last four digits hidden.
    pub(super) fn prefixes(&self) -> Vec<Share> {
        let busiest = self.history.prefixes.iter().filter(|(_, counts)| counts.sent > 0);
        let share = |(prefix, counts): &(String, PrefixCounts)| Share {
            of: format!("{prefix}****"),
            sent: counts.sent,
            verified: counts.verified,
            over: counts.over,
        };
        busiest.take(PREFIXES).map(share).collect()
    }

    /// The time in milliseconds that so many of a hundred did not need, in each step.
    pub(super) fn slow(&self, step: FlowStep, percent: u64) -> Vec<Option<f64>> {
        let buckets: Vec<Vec<u64>> = (0..=BOUNDS.len())
            .map(|place| self.series(&format!("{}{place}", step.name())))
            .collect();
        let of_step = |step: usize| {
            let counts: Vec<u64> = buckets.iter().map(|bucket| bucket[step]).collect();
            quantile(&counts, percent)
        };
        (0..self.history.steps.len()).map(of_step).collect()
    }

    /// The same in all steps together.
    pub(super) fn slow_in_all(&self, step: FlowStep, percent: u64) -> Option<f64> {
        let counts: Vec<u64> = (0..=BOUNDS.len())
            .map(|place| self.total(&format!("{}{place}", step.name())))
            .collect();
        quantile(&counts, percent)
    }
}

/// Within the bucket that holds it the times are taken to lie evenly, as Prometheus does; past the last
/// bound it is that bound.
fn quantile(counts: &[u64], percent: u64) -> Option<f64> {
    let all: u64 = counts.iter().sum();
    if all == 0 {
        return None;
    }
    let rank = all as f64 * percent as f64 / 100.0;
    let mut below = 0;
    for (place, &count) in counts.iter().enumerate() {
        if (below + count) as f64 >= rank && count > 0 {
            let low = place.checked_sub(1).map_or(0.0, |place| f64::from(BOUNDS[place]));
            let Some(&high) = BOUNDS.get(place) else { return Some(low) };
            let share = (rank - below as f64) / count as f64;
            return Some(low + (f64::from(high) - low) * share);
        }
        below += count;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::store::Step;

    fn step(named: &[(&str, u64)]) -> Step {
        let named = named.iter().map(|&(name, n)| (name.to_owned(), n)).collect();
        Step { began: 0, named }
    }

    fn report(steps: Vec<Step>, prefixes: Vec<(String, PrefixCounts)>) -> Report {
        Report::new(History { steps, prefixes })
    }

    #[test]
    fn countries_and_prefixes_are_told_with_the_busiest_first() {
        let steps = vec![
            step(&[("sent:CN", 1), ("sent:HK", 4), ("verified:HK", 1)]),
            step(&[("sent:CN", 1), ("verified:CN", 3), ("verified:HK", 1)]),
        ];
        let known = PrefixCounts { sent: 4, verified: 1, over: 2 };
        let nothing = PrefixCounts { sent: 0, verified: 1, over: 0 };
        let prefixes = vec![("+861380013".to_owned(), known), ("+86139".to_owned(), nothing)];
        let report = report(steps, prefixes);
        let countries = report.countries();
        let told: Vec<_> = countries.iter().map(|s| (s.of.as_str(), s.sent, s.percent())).collect();
        assert_eq!(told, [("HK", 4, Some(50)), ("CN", 2, Some(100))]);
        let of = "+861380013****".to_owned();
        assert_eq!(report.prefixes(), [Share { of, sent: 4, verified: 1, over: 2 }]);
    }

    #[test]
    fn a_quantile_lies_in_the_bucket_that_holds_it() {
        let steps = vec![
            step(&[]),
            // 98 up to 1 ms, one up to 10 ms, one past the last bound.
            step(&[("took:send:0", 98), ("took:send:3", 1), ("took:send:12", 1)]),
        ];
        let report = report(steps, Vec::new());
        assert_eq!(report.slow(FlowStep::Send, 50), [None, Some(50.0 / 98.0)]);
        assert_eq!(report.slow(FlowStep::Send, 99), [None, Some(10.0)]);
        assert_eq!(report.slow_in_all(FlowStep::Send, 100), Some(10_000.0));
        assert_eq!(report.slow_in_all(FlowStep::Picture, 99), None);
    }
}
