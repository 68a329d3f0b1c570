//! What was decided about a message, and why: the last of them are kept for operators to look at.

use serde::{Deserialize, Serialize};

/// Decisions that are kept; the oldest makes way.
pub const DECISIONS: usize = 10_000;
/// Decisions that are handed in at once, at most.
pub const DECISIONS_AT_ONCE: usize = 500;

/// One decision. Number and address are what a keyed hash makes of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Tells it apart from others of its time.
    pub id: String,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// `allow`, `step-up` or `refuse`.
    pub verdict: String,
    /// What more was asked for, or the refusal's slug; empty for a message that was allowed.
    pub outcome: String,
    /// Whether it was done, or only written down.
    pub enforced: bool,
    /// Why: slugs, the weightiest first.
    pub reasons: Vec<String>,
    /// Where the number is: two letters.
    pub country: String,
    /// The number without its last four digits.
    pub prefix: String,
    /// The network that asked: an IPv4 /24 or an IPv6 /48.
    pub network: String,
    /// The network's autonomous system, where it is known.
    pub system: Option<u32>,
    /// Stands for the number.
    pub phone: String,
    /// Stands for the address that asked.
    pub address: String,
}
