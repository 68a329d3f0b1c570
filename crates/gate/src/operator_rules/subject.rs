//! What an entry is about.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use menshen_model::{Country, MobileNumber};
use menshen_phone::PhoneParser;
use menshen_store::{PhoneKey, RuleKey};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::keys::Keys;

/// Digits of a prefix. The longest number has fifteen.
const LONGEST_PREFIX: usize = 12;

/// What kind of thing an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum SubjectKind {
    /// One number.
    Number,
    /// All numbers that begin so.
    Prefix,
    /// The addresses of a network.
    Network,
    /// The addresses of an autonomous system.
    System,
    /// The numbers of a country.
    Country,
}

impl SubjectKind {
    /// Its name in the store, in the API and in forms.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether there may be a cap for it. A number has quotas of its own.
    pub fn takes_cap(self) -> bool {
        matches!(self, Self::Prefix | Self::Network | Self::System | Self::Country)
    }
}

/// What an entry is about. A number is kept as its HMAC.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum RuleSubject {
    /// One number.
    Number(String),
    /// All numbers that begin so: `+` and digits.
    Prefix(String),
    /// The addresses of a network.
    Network(IpNet),
    /// The addresses of an autonomous system.
    System(u32),
    /// The numbers of a country, by its two letters.
    Country(String),
}

impl RuleSubject {
    /// What an operator typed, with the words in which it is shown. `None` when it is nothing of that kind.
    pub fn parse(
        kind: SubjectKind,
        typed: &str,
        keys: &Keys,
        parser: &PhoneParser,
    ) -> Option<(Self, String)> {
        let typed = typed.trim();
        match kind {
            SubjectKind::Number => {
                let mobile = parser.parse(typed).ok()?;
                Some((Self::number(&keys.phone(&mobile)), masked(&mobile)))
            }
            SubjectKind::Prefix => {
                let digits = typed.strip_prefix('+')?.replace([' ', '-'], "");
                let is_prefix = (1..=LONGEST_PREFIX).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
                    // A whole number does not stand in the clear.
                    && parser.parse(&format!("+{digits}")).is_err();
                let prefix = is_prefix.then(|| format!("+{digits}"))?;
                Some((Self::Prefix(prefix.clone()), prefix))
            }
            SubjectKind::Network => {
                let network = network(typed)?;
                Some((Self::Network(network), network.to_string()))
            }
            SubjectKind::System => {
                let digits = typed.strip_prefix("AS").or(typed.strip_prefix("as")).unwrap_or(typed);
                let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
                let number = is_number.then(|| digits.parse::<u32>().ok()).flatten()?;
                Some((Self::System(number), format!("AS{number}")))
            }
            SubjectKind::Country => {
                let country = Country::from_code(&typed.to_ascii_uppercase())?;
                let code = country.code().to_owned();
                Some((Self::Country(code.clone()), code))
            }
        }
    }

    /// The one of this number.
    pub(super) fn number(phone: &PhoneKey) -> Self {
        Self::Number(phone.as_text())
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Number(_) => SubjectKind::Number,
            Self::Prefix(_) => SubjectKind::Prefix,
            Self::Network(_) => SubjectKind::Network,
            Self::System(_) => SubjectKind::System,
            Self::Country(_) => SubjectKind::Country,
        }
    }

    /// What its list entry, or its cap, is named and counted by.
    pub(super) fn key(&self, keys: &Keys, is_cap: bool) -> RuleKey {
        let value = match self {
            Self::Number(text) | Self::Prefix(text) | Self::Country(text) => text.clone(),
            Self::Network(network) => network.to_string(),
            Self::System(number) => number.to_string(),
        };
        keys.rule(self.kind().name(), &value, is_cap)
    }
}

/// The number without its last four digits, as the console shows prefixes.
fn masked(mobile: &MobileNumber) -> String {
    format!("{}****", mobile.prefix())
}

/// A network, or an address as the network of itself. IPv4 in the clothes of IPv6 is IPv4.
fn network(typed: &str) -> Option<IpNet> {
    let network = match typed.parse::<IpNet>() {
        Ok(network) => network,
        Err(_) => IpNet::from(typed.parse::<IpAddr>().ok()?),
    };
    let network = match network {
        IpNet::V6(v6) if v6.prefix_len() >= 96 => match v6.addr().to_ipv4_mapped() {
            Some(v4) => IpNet::V4(Ipv4Net::new(v4, v6.prefix_len() - 96).ok()?),
            None => network,
        },
        network => network,
    };
    Some(network.trunc())
}

#[cfg(test)]
mod tests {
    use menshen_phone::Plans;

    use super::*;

    fn parsed(kind: SubjectKind, typed: &str) -> Option<String> {
        let parser = PhoneParser::new("CN,SG".parse().unwrap(), Plans::built_in());
        RuleSubject::parse(kind, typed, &Keys::new(b"one"), &parser).map(|(_, shown)| shown)
    }

    #[test]
    fn what_operators_type_is_read_and_shown_in_one_form() {
        use SubjectKind::{Country, Network, Number, Prefix, System};
        for (kind, typed, shown) in [
            (Number, " 138 0013 8000", "+861380013****"),
            (Prefix, "+86 138-0013", "+861380013"),
            (Network, "192.0.2.77/24", "192.0.2.0/24"),
            (Network, "192.0.2.77", "192.0.2.77/32"),
            (Network, "::ffff:192.0.2.7", "192.0.2.7/32"),
            (Network, "2001:db8:1::1/48", "2001:db8:1::/48"),
            (System, "AS64500", "AS64500"),
            (System, "64500", "AS64500"),
            (Country, "cn", "CN"),
        ] {
            assert_eq!(parsed(kind, typed).as_deref(), Some(shown), "{typed}");
        }
        for (kind, typed) in [
            (Number, "12345"),
            (Prefix, "86138"),
            (Prefix, "+"),
            (Prefix, "+86138x"),
            // Whole numbers.
            (Prefix, "+6581234567"),
            (Prefix, "+8613800138000"),
            (Network, "192.0.2.0/33"),
            (Network, "office"),
            (System, "AS"),
            (System, "+1"),
            (System, "99999999999"),
            (Country, "China"),
        ] {
            assert_eq!(parsed(kind, typed), None, "{typed}");
        }
    }

    #[test]
    fn the_kept_text_of_a_number_does_not_hold_it() {
        let parser = PhoneParser::new("CN".parse().unwrap(), Plans::built_in());
        let keys = Keys::new(b"one");
        let number = RuleSubject::parse(SubjectKind::Number, "13800138000", &keys, &parser);
        let (subject, shown) = number.unwrap();
        let kept = serde_json::to_string(&subject).unwrap();
        assert!(!kept.contains("138") && !shown.contains("8000"), "{kept} {shown}");
    }
}
