//! How many messages are answered: what the breaker judges by.

use std::time::Duration;

use menshen_model::Country;

use crate::PrefixKey;

/// Numbers whose messages a breaker judges together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreakerScope {
    /// Those that differ in their last four digits alone.
    Prefix(PrefixKey),
    /// Those of a country.
    Country(Country),
}

impl BreakerScope {
    /// The part of a store key that stands for it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Prefix(prefix) => format!("prefix:{}", prefix.as_text()),
            Self::Country(country) => format!("country:{}", country.code()),
        }
    }
}

/// When a scope's breaker opens. Then nothing is sent to the scope for a while, and what is known of
/// it is forgotten: afterwards it is judged by new messages alone.
#[derive(Debug, Clone)]
pub struct BreakerRules {
    /// The stretch of time whose messages are judged; it rolls on in steps.
    pub window: Duration,
    /// Younger messages are not judged: their codes may yet be typed in.
    pub grace: Duration,
    /// With fewer messages than this nothing is judged.
    pub min_samples: u32,
    /// It opens when fewer of a hundred messages than this were answered.
    pub percent: u32,
    /// How long it stays open.
    pub pause: Duration,
    /// Whether an open breaker refuses, or only says that it is open.
    pub enforce: bool,
}

impl BreakerRules {
    /// The window rolls on by this much at a time: a twelfth of it.
    pub(super) fn step(&self) -> Duration {
        self.window / 12
    }

    /// How long a message has to be remembered.
    pub(super) fn memory(&self) -> Duration {
        self.window + self.grace + self.step()
    }
}

/// The breaker's word about one more message.
pub struct Verdict {
    /// The message was counted, which it is unless it is refused.
    pub sent: Option<CountedSend>,
    /// The breaker is open.
    pub open: Option<OpenBreaker>,
}

/// An open breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBreaker {
    /// Until it closes.
    pub wait: Duration,
    /// What has opened it just now; `None` when it was open before.
    pub opened_by: Option<ConversionRate>,
}

/// How many messages were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversionRate {
    /// Messages, without the young ones.
    pub sent: u32,
    /// Right codes, those from young messages included: rather too many than too few.
    pub verified: u32,
}

/// A message that was counted, so that it can be taken back.
#[derive(Clone)]
pub struct CountedSend {
    pub(super) scope: BreakerScope,
    /// When the step began that it was counted in, in the store's own milliseconds.
    pub(super) step: i64,
}
