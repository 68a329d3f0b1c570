//! The history of one process.

use std::collections::BTreeMap;

use crate::{
    Counts, History, PrefixCounts, Span, Step,
    history::{PREFIXES, hours},
};

/// Steps by their number, the oldest first.
#[derive(Default)]
pub(super) struct Steps {
    minutes: BTreeMap<u64, BTreeMap<String, u64>>,
    hours: BTreeMap<u64, BTreeMap<String, u64>>,
    prefixes: BTreeMap<u64, BTreeMap<String, PrefixCounts>>,
}

impl Steps {
    pub(super) fn add(&mut self, at: u64, counts: &Counts) {
        for (steps, span) in [(&mut self.minutes, Span::Minutes), (&mut self.hours, Span::Hours)] {
            let step = steps.entry(at / span.seconds()).or_default();
            for (name, more) in &counts.named {
                *step.entry(name.clone()).or_default() += more;
            }
            bound(steps, span);
        }
        let prefixes = self.prefixes.entry(at / Span::Hours.seconds()).or_default();
        for (prefix, more) in &counts.prefixes {
            add_prefix(prefixes, prefix, *more);
        }
        bound(&mut self.prefixes, Span::Hours);
    }

    pub(super) fn show(&self, at: u64, span: Span) -> History {
        let steps = match span {
            Span::Minutes => &self.minutes,
            Span::Hours => &self.hours,
        };
        let step = |number| Step {
            began: number * span.seconds(),
            named: steps.get(&number).cloned().unwrap_or_default(),
        };
        let prefixes = hours(at, span).filter_map(|hour| self.prefixes.get(&hour)).flatten();
        let prefixes = prefixes.map(|(prefix, counts)| (prefix.clone(), *counts));
        History::new(span.numbers(at).map(step).collect(), prefixes)
    }
}

/// Forgets the oldest.
fn bound<T>(steps: &mut BTreeMap<u64, T>, span: Span) {
    while steps.len() as u64 > span.steps() + 1 {
        steps.pop_first();
    }
}

/// As `add_history.lua` does it.
fn add_prefix(all: &mut BTreeMap<String, PrefixCounts>, prefix: &str, more: PrefixCounts) {
    if !all.contains_key(prefix) {
        let mut over = 0;
        if all.len() >= PREFIXES {
            if more.sent == 0 {
                return;
            }
            let least = all.iter().min_by_key(|(_, counts)| counts.sent);
            let Some((least, counts)) = least.map(|(least, counts)| (least.clone(), *counts))
            else {
                return;
            };
            all.remove(&least);
            over = counts.sent;
        }
        all.insert(prefix.to_owned(), PrefixCounts { sent: over, verified: 0, over });
    }
    if let Some(counts) = all.get_mut(prefix) {
        counts.sent += more.sent;
        counts.verified += more.verified;
    }
}
