//! What has to hold of a run: each target is a figure and its bound.

use super::{
    outcome::Run,
    words::{Words, grouped},
};

/// One of them.
pub struct Target {
    pub says: Words,
    pub of: fn(&Run) -> f64,
    pub bound: Bound,
    pub unit: Unit,
}

/// On which side of it a figure has to lie.
#[derive(Clone, Copy)]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

/// How a figure is written.
#[derive(Clone, Copy)]
pub enum Unit {
    Count,
    Percent,
    Times,
    /// Far below one.
    Chance,
}

impl Target {
    const fn at_most(
        most: f64,
        unit: Unit,
        of: fn(&Run) -> f64,
        en: &'static str,
        zh: &'static str,
    ) -> Self {
        Self { says: Words::new(en, zh), of, bound: Bound::AtMost(most), unit }
    }

    pub fn holds(&self, run: &Run) -> bool {
        self.is_within((self.of)(run))
    }

    fn is_within(&self, figure: f64) -> bool {
        match self.bound {
            Bound::AtMost(most) => figure <= most,
            Bound::AtLeast(least) => figure >= least,
        }
    }

    /// The figures of several runs, the best first.
    pub fn sorted(&self, runs: &[Run]) -> Vec<f64> {
        let mut figures: Vec<_> = runs.iter().map(self.of).collect();
        figures.sort_by(f64::total_cmp);
        if matches!(self.bound, Bound::AtLeast(_)) {
            figures.reverse();
        }
        figures
    }

    /// How a figure of it is written.
    pub fn written(&self, figure: f64) -> String {
        match self.unit {
            _ if !figure.is_finite() => "–".to_owned(),
            Unit::Count => grouped(figure as u64),
            Unit::Percent => format!("{figure:.1} %"),
            Unit::Times => format!("{figure:.1} ×"),
            Unit::Chance => format!("{figure:.4}"),
        }
    }
}

const fn messages(most: f64, en: &'static str, zh: &'static str) -> Target {
    Target::at_most(most, Unit::Count, |run| run.ledger.attack.messages as f64, en, zh)
}

const fn refused(most: f64, en: &'static str, zh: &'static str) -> Target {
    Target::at_most(most, Unit::Percent, Run::refused, en, zh)
}

pub const DEAR: Target = Target {
    says: Words::new("attacker pays ≥ 3 × the site", "攻击者的花费 ≥ 站点的 3 倍"),
    of: |run| run.ratio().unwrap_or(f64::INFINITY),
    bound: Bound::AtLeast(3.0),
    unit: Unit::Times,
};
pub const FEW_MESSAGES: Target = messages(400.0, "messages ≤ 400", "短信 ≤ 400 条");
pub const AMONG_MESSAGES: Target = messages(1500.0, "messages ≤ 1,500", "短信 ≤ 1,500 条");
pub const HARDLY_MESSAGES: Target = messages(60.0, "messages ≤ 60", "短信 ≤ 60 条");
pub const NONE_REFUSED: Target = Target::at_most(
    0.0,
    Unit::Count,
    |run| run.ledger.people.refused as f64,
    "refused 0",
    "没有人被拒",
);
pub const HUNDREDTH_REFUSED: Target = refused(1.0, "refused ≤ 1 %", "被拒 ≤ 1 %");
pub const TWENTIETH_REFUSED: Target = refused(5.0, "refused ≤ 5 %", "被拒 ≤ 5 %");
pub const TENTH_REFUSED: Target = refused(10.0, "refused ≤ 10 %", "被拒 ≤ 10 %");
pub const SEVENTH_REFUSED: Target = refused(15.0, "refused ≤ 15 %", "被拒 ≤ 15 %");
pub const FEW_STEPPED_UP: Target =
    Target::at_most(2.0, Unit::Percent, Run::stepped_up, "stepped up ≤ 2 %", "再确认 ≤ 2 %");
pub const OWNERS_NOT_REFUSED: Target = Target::at_most(
    0.0,
    Unit::Count,
    |run| run.ledger.owners_refused as f64,
    "owners refused 0",
    "没有机主被拒",
);
pub const NONE_LOCKED_OUT: Target = Target::at_most(
    0.0,
    Unit::Count,
    // Where nobody came to a code nothing is shown.
    |run| match run.ledger.people.verified {
        0 => f64::INFINITY,
        _ => run.ledger.people.locked_out as f64,
    },
    "right codes refused 0",
    "没有正确的验证码被拒",
);
pub const BOUNDED_HOUR: Target = Target::at_most(
    3.0,
    Unit::Times,
    |run| run.best_hour() as f64 / run.ledger.busiest_hour().max(1) as f64,
    "best hour ≤ 3 × the site's busiest",
    "最好的一小时 ≤ 站点最忙一小时的 3 倍",
);
pub const GUESSED: Target = Target::at_most(
    0.01,
    Unit::Chance,
    |run| if run.ledger.attack.guesses == 0 { f64::INFINITY } else { run.expected_a_day() },
    "expected messages a day ≤ 0.01",
    "每天期望的短信 ≤ 0.01 条",
);

pub const ORDINARY: &[Target] = &[NONE_REFUSED, FEW_STEPPED_UP];
pub const ATTACKED: &[Target] = &[FEW_MESSAGES, TENTH_REFUSED];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_is_a_bound_is_within_it_and_none_at_all_is_written_as_such() {
        for (target, within, beyond) in
            [(&TENTH_REFUSED, 10.0, 10.1), (&DEAR, 3.0, 2.9), (&DEAR, f64::INFINITY, 0.0)]
        {
            assert!(target.is_within(within) && !target.is_within(beyond), "{:?}", target.says);
        }
        for (target, figure, written) in [
            (&FEW_MESSAGES, 1234.0, "1,234"),
            (&TENTH_REFUSED, 0.71, "0.7 %"),
            (&DEAR, 81.34, "81.3 ×"),
            (&DEAR, f64::INFINITY, "–"),
            (&GUESSED, 0.0039, "0.0039"),
        ] {
            assert_eq!(target.written(figure), written);
        }
    }
}
