//! What is known of those who ask for messages and of whom they ask them for: how many messages, how many of
//! them were answered, and since when. The gate's policy decides by it.
//!
//! An answer counts for the hour of its message and for the scopes that its message was counted in, wherever
//! the code is typed in. So what is left of an hour when its answers are taken away was never answered, and
//! nobody can answer for others. Counts are kept by the hour, the day, and for
//! messages whose codes may yet be typed in by five minutes, each known by when it began, in ms of the store's
//! clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use menshen_model::Country;

use crate::{AddressKey, Network, PrefixKey};

/// How long messages are told apart by the hour, the one that runs included.
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const HOUR: i64 = 3_600_000;
/// Answered messages are remembered for so long, as authgear does it.
pub(crate) const FORTNIGHT: i64 = 14 * DAY;
/// Steps in which young messages are told apart.
pub(crate) const STEP: i64 = 300_000;
/// A message is young in its step and the next one.
pub(crate) const YOUNG: i64 = 2 * STEP;
/// Whoever was answered first in the hour that runs or in the one before is not known yet: nobody makes
/// themselves known on the spot.
pub(crate) const UNTIL_KNOWN: i64 = 2 * HOUR;
/// Countries and hours that a network's messages are told apart by. Who has more is over every limit.
pub(crate) const COUNTRIES: usize = 64;
/// Messages that one network may leave unanswered at the cost of all unknown ones.
pub const OF_ONE_NETWORK: u32 = 2;
/// Addresses of one network that may be fresh within 24 hours.
pub(crate) const FRESH_OF_NETWORK: u32 = 4;

/// Whose messages are counted together.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum TallyScope {
    /// Those that an address asks for.
    Address(AddressKey),
    /// Those that a network asks for; there may be several, each within the next.
    Network(Network),
    /// Those that an autonomous system asks for.
    System(u32),
    /// Those to the numbers of a prefix.
    Prefix(PrefixKey),
    /// Those to a country.
    Country(Country),
    /// Those that networks ask for of which nobody is known. Told to these alone. Of a network that has left a few
    /// unanswered no more is counted: so a handful of networks can't speak for all that are unknown.
    Unknown,
    /// Of these, those that fresh addresses ask for: from there nothing was asked for within 24 hours but in the last minutes,
    /// refused asks included, and of each network around it few are. Told to these alone.
    Fresh,
    /// All.
    Site,
}

impl TallyScope {
    /// The part of a store key that stands for it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Address(address) => format!("address:{}", address.as_text()),
            Self::Network(network) => format!("network:{}", network.as_text()),
            Self::System(number) => format!("system:{number}"),
            Self::Prefix(prefix) => format!("prefix:{}", prefix.as_text()),
            Self::Country(country) => format!("country:{}", country.code()),
            Self::Unknown => "unknown".to_owned(),
            Self::Fresh => "fresh".to_owned(),
            Self::Site => "site".to_owned(),
        }
    }
}

/// A message that is to be counted.
#[derive(Clone)]
pub struct NewTally {
    /// In what, each once, nine at most: the address first, if there is one, then its networks.
    pub scopes: Vec<TallyScope>,
    /// Where its number is.
    pub country: Country,
}

/// A message that was counted, and with it.
pub struct Tallied {
    /// To take it back, or to count its answer.
    pub receipt: TallyReceipt,
    /// Until the hour that runs ends, and a new one begins.
    pub left: Duration,
    /// What is known of each scope that it was counted in, this message included.
    pub tallies: Vec<(TallyScope, Tally)>,
}

/// Names a message that was counted. Kept with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyReceipt {
    /// When its hour began, and its step.
    pub(super) hour: i64,
    pub(super) step: i64,
    pub(super) country: String,
    /// The scopes' names.
    pub(super) scopes: Vec<String>,
}

impl TallyReceipt {
    /// One line without white space at its ends.
    pub(super) fn as_text(&self) -> String {
        let Self { hour, step, country, scopes } = self;
        format!("{hour} {step} {country} {}", scopes.join(" "))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (hour, step) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let country = parts.next()?.to_owned();
        Some(Self { hour, step, country, scopes: parts.map(str::to_owned).collect() })
    }
}

/// Messages, and how many of them were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// Messages.
    pub sent: u32,
    /// Those of them whose codes were right.
    pub verified: u32,
}

impl Answered {
    /// Those that were not answered, or not yet.
    pub fn unverified(&self) -> u32 {
        self.sent.saturating_sub(self.verified)
    }

    fn add(&mut self, other: Self) {
        self.sent = self.sent.saturating_add(other.sent);
        self.verified = self.verified.saturating_add(other.verified);
    }
}

/// What is known of a scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the hour that runs.
    pub hour: Answered,
    /// In the last 24 hours, the one that runs included.
    pub day: Answered,
    /// Of the day's messages that were not answered, those of the last minutes, five at least and ten at most.
    pub young: u32,
    /// Answered messages of the best of the last 14 days, today included.
    pub best_day: u32,
    /// Answered messages of the busiest hour of those days but today; 0 when there was none.
    pub busiest_hour: u32,
    /// Somebody there has answered a message before the last hour.
    pub is_known: bool,
    /// Somebody there has answered a message more than a day ago.
    pub is_settled: bool,
    /// For unknown networks: messages that they asked for in the last minutes, five at least and ten at most, those that were
    /// refused included. For fresh addresses: how many of them asked.
    pub asked: u32,
    /// For a network: the countries that it asked messages for in the last 24 hours and never answered one in.
    pub countries: u32,
}

/// Counts by when the hour, the step or the day began: what a [`Tally`] is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Buckets {
    pub(crate) hours: BTreeMap<i64, Answered>,
    /// Messages of a step that were not answered.
    pub(crate) young: BTreeMap<i64, u32>,
    /// Answered messages of a day, and of the busiest of its hours.
    pub(crate) days: BTreeMap<i64, (u32, u32)>,
    /// Messages that were asked for in a step, whatever came of it.
    pub(crate) asked: BTreeMap<i64, u32>,
    /// Addresses of a network, or the address itself, that became fresh in a step.
    pub(crate) fresh: BTreeMap<i64, u32>,
    /// Messages to a country in an hour.
    pub(crate) countries: BTreeMap<(i64, String), u32>,
    /// Countries that somebody has answered in.
    pub(crate) verified_in: BTreeSet<String>,
    /// The hour of the first message that was answered.
    pub(crate) first: Option<i64>,
}

/// Until the hour ends that began then.
pub(crate) fn left(hour: i64, now: i64) -> Duration {
    Duration::from_millis((hour + HOUR - now).max(0).unsigned_abs())
}

impl Buckets {
    pub(crate) fn is_known(&self, now: i64) -> bool {
        self.first.is_some_and(|first| first <= now - UNTIL_KNOWN)
    }

    /// Messages of the last day that nobody has answered.
    pub(crate) fn unanswered(&self, now: i64) -> u32 {
        let hours = self.hours.range(now - DAY + 1..);
        hours.map(|(_, of_hour)| of_hour.unverified()).fold(0, u32::saturating_add)
    }

    /// Whether an address asks for the first time in a day, and whether the first time was minutes ago at most.
    pub(crate) fn is_first_and_fresh(&self, now: i64) -> (bool, bool) {
        let first = self.fresh.range(now - DAY + 1..).next();
        (first.is_none(), first.is_none_or(|(step, _)| *step > now - YOUNG))
    }

    /// Addresses of a network that became fresh within a day.
    pub(crate) fn fresh_of_day(&self, now: i64) -> u32 {
        self.fresh.range(now - DAY + 1..).map(|(_, n)| n).sum()
    }

    pub(crate) fn tally(&self, now: i64) -> Tally {
        let within = |length: i64| {
            let mut sum = Answered::default();
            self.hours.range(now - length + 1..).for_each(|(_, of_hour)| sum.add(*of_hour));
            sum
        };
        let days = self.days.range(now - FORTNIGHT + 1..);
        let before = self.days.range(now - FORTNIGHT + 1..=now - DAY);
        let strange = self
            .countries
            .range((now - DAY + 1, String::new())..)
            .filter(|((_, country), count)| **count > 0 && !self.verified_in.contains(country));
        let strange: BTreeSet<_> = strange.map(|((_, country), _)| country).collect();
        Tally {
            hour: within(HOUR),
            day: within(DAY),
            young: self.young.range(now - YOUNG + 1..).map(|(_, n)| n).sum(),
            best_day: days.map(|(_, (verified, _))| *verified).max().unwrap_or_default(),
            busiest_hour: before.map(|(_, (_, hour))| *hour).max().unwrap_or_default(),
            is_known: self.is_known(now),
            is_settled: self.first.is_some_and(|first| first <= now - DAY),
            asked: self.asked.range(now - YOUNG + 1..).map(|(_, n)| n).sum(),
            countries: u32::try_from(strange.len()).unwrap_or(u32::MAX),
        }
    }
}
