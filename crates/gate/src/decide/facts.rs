//! What a decision is made of: counts, this message included.

use menshen_store::{RateLimit, Tally, TallyScope};

/// What is known about a message before it is decided about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The address that asks: IPv4, or IPv6 /64.
    pub(crate) address: Tally,
    /// Its networks, the narrow first: IPv4 /24; IPv6 /56, /48.
    pub(crate) networks: Vec<Tally>,
    /// Its autonomous system, where that is known.
    pub(crate) system: Option<Tally>,
    /// The numbers that differ in their last four digits alone.
    pub(crate) prefix: Tally,
    /// The number's country.
    pub(crate) country: Tally,
    /// All networks that are not known, where this one is not.
    pub(crate) unknown: Option<Tally>,
    /// What fresh addresses in them ask for, where this is one.
    pub(crate) fresh: Option<Tally>,
    /// Everything.
    pub(crate) site: Tally,
    /// Whether the number is of a range that anybody gets, or made for machines.
    pub(crate) is_odd_range: bool,
    /// What the address got wrong in the last minutes.
    pub(crate) wrong_answers: u32,
    /// Whether a breaker is open that is to be heeded.
    pub(crate) breaker_open: bool,
    /// Whether its picture was issued to another network.
    pub(crate) is_from_elsewhere: bool,
    /// A number from 0 to 1 by chance, the same each time for one picture.
    pub(crate) luck: f64,
    /// Limits of the settings that many share.
    pub(crate) shared: Vec<Shared>,
}

/// A limit that many share, and how it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared {
    pub(crate) tally: Tally,
    pub(crate) limit: RateLimit,
    /// Answered messages take no place of it.
    pub(crate) is_given_back: bool,
}

impl Facts {
    /// Puts the tallies in their places.
    pub(crate) fn of(tallies: &[(TallyScope, Tally)]) -> Self {
        let mut facts = Self::default();
        for (scope, tally) in tallies {
            match scope {
                TallyScope::Address(_) => facts.address = *tally,
                TallyScope::Network(_) => facts.networks.push(*tally),
                TallyScope::System(_) => facts.system = Some(*tally),
                TallyScope::Prefix(_) => facts.prefix = *tally,
                TallyScope::Country(_) => facts.country = *tally,
                TallyScope::Unknown => facts.unknown = Some(*tally),
                TallyScope::Fresh => facts.fresh = Some(*tally),
                TallyScope::Site => facts.site = *tally,
            }
        }
        facts
    }

    /// Whether somebody in the network has answered before.
    pub(crate) fn is_known(&self) -> bool {
        self.unknown.is_none()
    }
}
