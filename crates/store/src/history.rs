//! What happened in each minute of the last hour and each hour of the last two days, on all servers
//! together: what the console shows.
//!
//! Bounded whatever happens: so many steps, in each the counts that the program has names for, and
//! [`PREFIXES`] prefixes an hour. Which those are is found by "space-saving" (Metwally, Agrawal and
//! El Abbadi, "Efficient computation of frequent and top-k elements in data streams", 2005): where
//! there is no place, the prefix with the fewest messages makes room, and the new one takes over its
//! count as what it may be counted too much. A prefix that got more than one message in [`PREFIXES`]
//! is certainly there.

use std::collections::BTreeMap;

/// Prefixes that are kept for each hour.
pub(super) const PREFIXES: usize = 200;

/// How long the steps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The last hour, by the minute.
    Minutes,
    /// The last two days, by the hour.
    Hours,
}

impl Span {
    /// The length of a step in seconds.
    pub fn seconds(self) -> u64 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 3600,
        }
    }

    /// How many steps are shown, the one that runs included.
    pub fn steps(self) -> u64 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 48,
        }
    }

    /// The steps up to the one of this time, by number, the oldest first.
    pub(super) fn numbers(self, at: u64) -> impl Iterator<Item = u64> {
        let last = at / self.seconds();
        (last + 1).saturating_sub(self.steps())..=last
    }

    /// How long a step is kept after its first count, in seconds.
    pub(super) fn kept(self) -> u64 {
        self.seconds() * (self.steps() + 1)
    }
}

/// What is added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By name.
    pub named: BTreeMap<String, u64>,
    /// By prefix: a number without its last four digits.
    pub prefixes: BTreeMap<String, PrefixCounts>,
}

/// The messages to the numbers of a prefix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrefixCounts {
    /// Messages.
    pub sent: u64,
    /// Right codes.
    pub verified: u64,
    /// How many of the messages may have gone to others.
    pub over: u64,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// Counts by name.
    pub named: BTreeMap<String, u64>,
}

/// The steps, the oldest first and each there, and the prefixes of the hours that they touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Every step, also those in which nothing happened.
    pub steps: Vec<Step>,
    /// The most messages first.
    pub prefixes: Vec<(String, PrefixCounts)>,
}

impl History {
    /// Puts the hours' prefixes together.
    pub(super) fn new(
        steps: Vec<Step>,
        hours: impl IntoIterator<Item = (String, PrefixCounts)>,
    ) -> Self {
        let mut prefixes: BTreeMap<String, PrefixCounts> = BTreeMap::new();
        for (prefix, of_hour) in hours {
            let all = prefixes.entry(prefix).or_default();
            all.sent += of_hour.sent;
            all.verified += of_hour.verified;
            all.over += of_hour.over;
        }
        let mut prefixes: Vec<_> = prefixes.into_iter().collect();
        prefixes.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.sent));
        Self { steps, prefixes }
    }
}

/// The hours that these steps touch, by number.
pub(super) fn hours(at: u64, span: Span) -> impl Iterator<Item = u64> {
    let first = span.numbers(at).next().unwrap_or_default() * span.seconds();
    first / Span::Hours.seconds()..=at / Span::Hours.seconds()
}
