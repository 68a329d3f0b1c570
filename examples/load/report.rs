//! What is counted, in bounded memory, and how it is shown.

use std::{collections::BTreeMap, fmt, time::Duration};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::Outcome;

/// How long things took, in microseconds up to a minute, each to three digits.
pub struct Latency(Histogram<u64>);

const LONGEST: u64 = 60_000_000;

impl Default for Latency {
    fn default() -> Self {
        #[expect(clippy::expect_used, reason = "these bounds are allowed ones")]
        Self(Histogram::new_with_bounds(1, LONGEST, 3).expect("bounds"))
    }
}

impl Latency {
    pub fn record(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_micros()).unwrap_or(LONGEST).max(1));
    }

    pub fn count(&self) -> u64 {
        self.0.len()
    }

    pub fn add(&mut self, other: &Self) {
        // Both have the same bounds.
        let _ = self.0.add(&other.0);
    }

    pub fn millis(&self, quantile: f64) -> f64 {
        self.0.value_at_quantile(quantile) as f64 / 1000.0
    }

    pub fn json(&self) -> Value {
        json!({
            "count": self.count(),
            "mean_ms": self.0.mean() / 1000.0,
            "p50_ms": self.millis(0.5),
            "p95_ms": self.millis(0.95),
            "p99_ms": self.millis(0.99),
            "p99_9_ms": self.millis(0.999),
            "max_ms": self.0.max() as f64 / 1000.0,
        })
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "mean {:.2} p50 {:.2} p95 {:.2} p99 {:.2} p99.9 {:.2} max {:.2} ms",
            self.0.mean() / 1000.0,
            self.millis(0.5),
            self.millis(0.95),
            self.millis(0.99),
            self.millis(0.999),
            self.0.max() as f64 / 1000.0
        )
    }
}

/// What went well and what did not.
#[derive(Default)]
pub struct Tally {
    pub latency: Latency,
    /// By kind. Kinds are named by this program, so there are few.
    failures: BTreeMap<String, u64>,
}

impl Tally {
    pub fn fail(&mut self, kind: String) {
        *self.failures.entry(kind).or_default() += 1;
    }

    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    pub fn add(&mut self, other: &Self) {
        self.latency.add(&other.latency);
        for (kind, count) in &other.failures {
            *self.failures.entry(kind.clone()).or_default() += count;
        }
    }

    pub fn print_failures(&self) {
        for (kind, count) in &self.failures {
            println!("  failed: {count} x {kind}");
        }
    }

    pub fn failures_json(&self) -> Value {
        json!(self.failures)
    }

    /// # Errors
    /// When anything failed: a figure for a server that refuses says nothing.
    pub fn refuse_failures(&self, what: &str) -> Outcome<()> {
        if self.failed() == 0 {
            return Ok(());
        }
        Err(format!("{what}: {} requests failed: {:?}", self.failed(), self.failures).into())
    }
}

/// The least, the middle and the greatest.
pub fn median(values: &[f64]) -> (f64, f64, f64) {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    let middle = values.len() / 2;
    let median = if values.len().is_multiple_of(2) {
        f64::midpoint(at(middle.saturating_sub(1)), at(middle))
    } else {
        at(middle)
    };
    (at(0), median, at(values.len().saturating_sub(1)))
}
