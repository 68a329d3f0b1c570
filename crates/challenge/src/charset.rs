//! The characters that codes may have.

use std::{fmt, str::FromStr};

/// What codes are made of unless the operator says otherwise: capitals and digits that people
/// don't take for one another, also turned and cut. Left out are 0, O and Q (D), 1 and I (J, L), 4 (A),
/// 5 and S, 7 (T), 8 and B, F (E, P), G (C, 6), K (X), N (H, M), V (Y) and Z (2). Six of these nineteen
/// make 47 million codes, but for those with a word that hurts; each may be tried once.
pub(super) const DEFAULT_CHARSET: &str = "2369ACDEHJLMPRTUWXY";

/// Characters that people take for one another; a charset has at most one of each group.
const LOOK_ALIKES: [&str; 5] = ["0O", "1IL", "2Z", "5S", "8B"];

/// The least that a charset may have: ten characters make 10 000 codes of four.
const FEWEST: usize = 10;

/// What picture codes are made of: at least ten different capitals and digits without look-alikes.
#[derive(Clone, PartialEq, Eq)]
pub struct Charset(Vec<u8>);

impl Default for Charset {
    fn default() -> Self {
        Self(DEFAULT_CHARSET.into())
    }
}

impl Charset {
    /// At least ten, in order.
    pub(super) fn characters(&self) -> &[u8] {
        &self.0
    }

    /// Whether codes may have this character.
    pub(super) fn contains(&self, c: char) -> bool {
        u8::try_from(c).is_ok_and(|c| self.0.contains(&c))
    }
}

impl FromStr for Charset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.to_ascii_uppercase();
        if let Some(other) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(format!("letters A to Z and digits, not {other:?}"));
        }
        let mut characters = text.into_bytes();
        characters.sort_unstable();
        if let Some(twice) = characters.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("each character once, but {} is there twice", twice[0] as char));
        }
        if characters.len() < FEWEST {
            return Err(format!("{FEWEST} characters or more"));
        }
        for group in LOOK_ALIKES {
            let there: Vec<char> =
                group.chars().filter(|&c| characters.contains(&(c as u8))).collect();
            if let [one, other, ..] = there[..] {
                return Err(format!("not both {one} and {other}, which people can't tell apart"));
            }
        }
        Ok(Self(characters))
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&c| write!(f, "{}", char::from(c)))
    }
}

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_that_would_trouble_people_says_why() {
        assert_eq!("acdefhkmnp34".parse::<Charset>().unwrap().to_string(), "34ACDEFHKMNP");
        assert_eq!(DEFAULT_CHARSET.parse::<Charset>(), Ok(Charset::default()));
        for (text, why) in [
            ("", "10 characters or more"),
            ("ABCDEFGHK", "10 characters or more"),
            ("ACDEFHKMNPRTAC", "each character once, but A is there twice"),
            ("ACDEFHKMNPa", "each character once, but A is there twice"),
            ("ACDEFHKMNP 3", "letters A to Z and digits, not ' '"),
            ("ACDEFHKMNP汉", "letters A to Z and digits, not '汉'"),
            ("0ACDEFHKMNOP", "not both 0 and O"),
            ("ACDEFHIKLMNP", "not both I and L"),
        ] {
            let refused = text.parse::<Charset>().unwrap_err();
            assert!(refused.starts_with(why), "{text}: {refused}");
        }
    }
}
