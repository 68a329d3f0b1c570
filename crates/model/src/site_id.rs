//! Which site something belongs to.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The longest name of a site, in characters.
const LONGEST: usize = 32;

/// The name of a site: 1 to 32 lower-case letters, digits and hyphens. It stands in keys of the store, in
/// metrics and in addresses, so there is nothing in it that has to be escaped anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SiteId(Cow<'static, str>);

impl SiteId {
    /// The site of whoever names none. Its keys, tickets and metrics name no site: they are those of a
    /// server that knows of one alone.
    pub const DEFAULT: Self = Self(Cow::Borrowed("default"));

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the site of whoever names none.
    pub fn is_default(&self) -> bool {
        *self == Self::DEFAULT
    }
}

impl Default for SiteId {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for SiteId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for SiteId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(Self(Cow::Owned(text)))
        } else {
            Err("1 to 32 of a to z, 0 to 9 and -")
        }
    }
}

impl From<SiteId> for String {
    fn from(SiteId(name): SiteId) -> Self {
        name.into_owned()
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_lower_case_letters_digits_and_hyphens() {
        for name in ["default", "a", "shop-2", &"a".repeat(32)] {
            assert_eq!(name.parse::<SiteId>().unwrap().as_str(), name);
        }
        for other in ["", "Shop", "a b", "a_b", "a:b", "{a}", "店", &"a".repeat(33)] {
            assert!(other.parse::<SiteId>().is_err(), "{other}");
        }
    }

    #[test]
    fn the_site_of_whoever_names_none_is_called_default() {
        assert_eq!("default".parse(), Ok(SiteId::DEFAULT));
        assert!(SiteId::default().is_default() && !"shop".parse::<SiteId>().unwrap().is_default());
    }
}
