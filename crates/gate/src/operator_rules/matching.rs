//! Which entries hold for a message.
//!
//! Of those about the number the narrowest counts: the number, the longest prefix, the country. Of those
//! about the client likewise: the longest network, the autonomous system. A denial of either refuses; a
//! permission of either lets through what the other does not deny. Caps hold all at once.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ipnet::IpNet;
use menshen_model::MobileNumber;
use menshen_store::{PhoneKey, RateLimit, RuleKey};

use super::{OperatorRule, RuleEffect, RuleSubject, SubjectKind};

/// A message that somebody asks for.
pub struct Message<'a> {
    /// Whom it is for.
    pub mobile: &'a MobileNumber,
    /// The same, as it is kept.
    pub phone: &'a PhoneKey,
    /// Whose request it is.
    pub client: IpAddr,
    /// The autonomous system of that address, where it is known.
    pub system: Option<u32>,
}

/// What the entries say of a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It is not sent.
    pub is_denied: bool,
    /// No further proof is asked for, and limits that are shared with others don't hold.
    pub is_allowed: bool,
    /// What it counts for beside all other limits.
    pub caps: Vec<Cap>,
}

/// So many messages to, or from, what an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// What it is about.
    pub kind: SubjectKind,
    /// What it is counted by.
    pub(crate) key: [u8; 16],
    /// An hour's, a day's.
    pub(crate) limits: Vec<RateLimit>,
}

impl Cap {
    pub(crate) fn counter(&self) -> RuleKey {
        RuleKey::new(self.key)
    }
}

/// Entries by what they are about.
#[derive(Default)]
pub(super) struct Index(HashMap<RuleSubject, About>);

/// What is said of one subject.
#[derive(Default)]
struct About {
    list: Option<Listed>,
    cap: Option<(Cap, Option<u64>)>,
}

struct Listed {
    is_denied: bool,
    until: Option<u64>,
}

impl Index {
    pub(super) fn of(entries: &BTreeMap<String, OperatorRule>) -> Self {
        let mut index = Self::default();
        for (id, rule) in entries {
            let OperatorRule { subject, effect, until, .. } = rule;
            let about = index.0.entry(subject.clone()).or_default();
            match effect {
                RuleEffect::Cap { .. } => {
                    // The names are made by us, of sixteen bytes each.
                    let key = URL_SAFE_NO_PAD.decode(id).ok().and_then(|key| key.try_into().ok());
                    let (kind, limits) = (subject.kind(), effect.limits());
                    about.cap = key.map(|key| (Cap { kind, key, limits }, *until));
                }
                list => {
                    let is_denied = *list == RuleEffect::Deny;
                    about.list = Some(Listed { is_denied, until: *until });
                }
            }
        }
        index
    }

    pub(super) fn standing(&self, message: &Message<'_>, now: u64) -> Standing {
        if self.0.is_empty() {
            return Standing::default();
        }
        let mut caps = Vec::new();
        let mut narrowest = |subjects: &mut dyn Iterator<Item = RuleSubject>| {
            let mut listed = None;
            for about in subjects.filter_map(|subject| self.0.get(&subject)) {
                let is_live = |until: Option<u64>| until.is_none_or(|until| now < until);
                if let Some(list) = about.list.as_ref().filter(|list| is_live(list.until)) {
                    listed.get_or_insert(list.is_denied);
                }
                caps.extend(
                    about
                        .cap
                        .iter()
                        .filter(|(_, until)| is_live(*until))
                        .map(|(cap, _)| cap.clone()),
                );
            }
            listed
        };
        let number = narrowest(&mut about_number(message));
        let client = narrowest(&mut about_client(message));
        let is_denied = number == Some(true) || client == Some(true);
        let is_allowed = !is_denied && (number.is_some() || client.is_some());
        Standing { is_denied, is_allowed, caps }
    }
}

/// What may be said of the number, the narrowest first.
fn about_number(message: &Message<'_>) -> impl Iterator<Item = RuleSubject> {
    let e164 = message.mobile.e164();
    let prefixes = (2..=e164.len()).rev().filter_map(|length| e164.get(..length));
    let country = message.mobile.country().code().to_owned();
    [RuleSubject::number(message.phone)]
        .into_iter()
        .chain(prefixes.map(|prefix| RuleSubject::Prefix(prefix.to_owned())))
        .chain([RuleSubject::Country(country)])
}

/// What may be said of the client, the narrowest first.
fn about_client(message: &Message<'_>) -> impl Iterator<Item = RuleSubject> {
    let address = message.client.to_canonical();
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let networks = (0..=longest).rev().filter_map(move |bits| IpNet::new(address, bits).ok());
    networks
        .map(|network| RuleSubject::Network(network.trunc()))
        .chain(message.system.map(RuleSubject::System))
}

#[cfg(test)]
mod tests {
    use menshen_phone::{PhoneParser, Plans};

    use super::*;
    use crate::{
        keys::Keys,
        operator_rules::{HIGHEST_CAP, OperatorRules},
    };

    use RuleEffect::{Allow, Deny};
    use SubjectKind::{Country, Network, Number, Prefix, System};

    const NOW: u64 = 1_000_000;

    /// Entries of these kinds, values, effects and ends.
    fn rules(entries: &[(SubjectKind, &str, RuleEffect, Option<u64>)]) -> OperatorRules {
        let (keys, parser) =
            (Keys::new(b"one"), PhoneParser::new("CN".parse().unwrap(), Plans::built_in()));
        let entries = entries.iter().map(|&(kind, typed, effect, until)| {
            let (subject, shown) = RuleSubject::parse(kind, typed, &keys, &parser).unwrap();
            let id = subject.key(&keys, effect.is_cap()).as_text();
            let (note, by, at) = (String::new(), "Lin".to_owned(), 0);
            (id, OperatorRule { subject, shown, effect, until, note, by, at })
        });
        OperatorRules::new(1, entries.collect())
    }

    fn standing(rules: &OperatorRules, client: &str, system: Option<u32>) -> Standing {
        let mobile = MobileNumber::of_mainland("+8613800138000");
        let (phone, client) = (Keys::new(b"one").phone(&mobile), client.parse().unwrap());
        let message = Message { mobile: &mobile, phone: &phone, client, system };
        rules.standing(&message, NOW)
    }

    /// Denied, allowed.
    fn told(entries: &[(SubjectKind, &str, RuleEffect, Option<u64>)]) -> (bool, bool) {
        let standing = standing(&rules(entries), "192.0.2.7", Some(64500));
        (standing.is_denied, standing.is_allowed)
    }

    #[test]
    fn each_kind_denies_and_allows_what_it_is_about_and_nothing_else() {
        for (kind, hit, miss) in [
            (Number, "13800138000", "13800138001"),
            (Prefix, "+8613800", "+8613801"),
            (Network, "192.0.2.0/24", "192.0.3.0/24"),
            (Network, "0.0.0.0/0", "::/0"),
            (System, "AS64500", "AS64501"),
            (Country, "CN", "HK"),
        ] {
            assert_eq!(told(&[(kind, hit, Deny, None)]), (true, false), "{hit}");
            assert_eq!(told(&[(kind, hit, Allow, None)]), (false, true), "{hit}");
            assert_eq!(told(&[(kind, miss, Deny, None)]), (false, false), "{miss}");
        }
        let networks = rules(&[(Network, "192.0.2.0/24", Deny, None)]);
        assert!(standing(&networks, "::ffff:192.0.2.9", None).is_denied);
        assert!(!standing(&networks, "2001:db8::1", None).is_denied);
        assert_eq!(standing(&rules(&[]), "192.0.2.7", None), Standing::default());
    }

    #[test]
    fn the_narrowest_entry_counts_and_a_denial_counts_more_than_a_permission_of_the_other() {
        let (number, longer) =
            ((Number, "13800138000", Allow, None), (Prefix, "+86138", Allow, None));
        let country = (Country, "CN", Deny, None);
        assert_eq!(told(&[number, (Prefix, "+86138", Deny, None), country]), (false, true));
        assert_eq!(told(&[longer, country]), (false, true));
        assert_eq!(told(&[longer, (Prefix, "+8613800", Deny, None)]), (true, false));
        let office = (Network, "192.0.2.7", Allow, None);
        assert_eq!(told(&[office, (Network, "192.0.2.0/24", Deny, None)]), (false, true));
        assert_eq!(told(&[office, (System, "64500", Deny, None)]), (false, true));
        assert_eq!(told(&[office, country]), (true, false));
        assert_eq!(told(&[number, (Network, "192.0.2.0/24", Deny, None)]), (true, false));
    }

    #[test]
    fn a_cap_is_of_one_message_or_more() {
        let most = HIGHEST_CAP;
        for (hour, day) in
            [(None, None), (Some(0), None), (Some(1), Some(0)), (None, Some(most + 1))]
        {
            assert_eq!(RuleEffect::cap(hour, day), None);
        }
        assert!(RuleEffect::cap(Some(1), Some(most)).is_some());
    }

    #[test]
    fn an_entry_that_has_ended_counts_for_nothing() {
        let ended = (Number, "13800138000", Allow, Some(NOW));
        assert_eq!(told(&[ended]), (false, false));
        assert_eq!(told(&[ended, (Country, "CN", Deny, Some(NOW + 1))]), (true, false));
        let cap = RuleEffect::cap(Some(1), None).unwrap();
        let capped = rules(&[(Country, "CN", cap, Some(NOW))]);
        assert!(standing(&capped, "192.0.2.7", None).caps.is_empty());
    }

    #[test]
    fn every_cap_counts_beside_the_lists_each_under_a_key_of_its_own() {
        let cap = |hour, day| RuleEffect::cap(hour, day).unwrap();
        let capped = rules(&[
            (Country, "CN", cap(Some(100), Some(1000)), None),
            (Country, "CN", Allow, None),
            (Prefix, "+86138", cap(Some(5), None), None),
            (Network, "192.0.2.0/24", cap(None, Some(7)), None),
            (Network, "192.0.3.0/24", cap(None, Some(7)), None),
        ]);
        let standing = standing(&capped, "192.0.2.7", None);
        assert!(standing.is_allowed);
        let mut counts: Vec<_> =
            standing.caps.iter().map(|cap| (cap.kind, cap.limits.len())).collect();
        counts.sort_by_key(|(kind, _)| kind.name());
        assert_eq!(counts, [(Country, 2), (Network, 1), (Prefix, 1)]);
        let keys: std::collections::BTreeSet<_> = standing.caps.iter().map(|cap| cap.key).collect();
        assert_eq!(keys.len(), 3);
    }
}
