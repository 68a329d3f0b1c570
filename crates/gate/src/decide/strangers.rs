//! What a message of somebody unknown would be asked for by what many share, whoever has asked for this one.

use menshen_model::StepUpLevel;

use super::{
    facts::Facts,
    signals::{SHARED, pressure},
};
use crate::decision::Verdict;

/// The most that is demanded of strangers, by country, site and unknown networks.
pub(crate) fn demanded_of_strangers(facts: &Facts) -> Verdict {
    // A message of a known network says nothing of those that are not.
    let unknown = facts.unknown.unwrap_or_default();
    let (unknown, networks) = (Some(unknown), Vec::new());
    let stranger = Facts { unknown, fresh: None, networks, ..facts.clone() };
    let shared = SHARED.iter().filter_map(|signal| signal(&stranger));
    let site =
        if pressure(&stranger) > 1.0 { Verdict::StepUp(StepUpLevel::Work) } else { Verdict::Allow };
    shared.map(|signal| signal.demands).fold(site, Ord::max)
}
