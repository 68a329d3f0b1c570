//! The characters of a picture code.

use std::{fmt, ops::RangeInclusive};

use rand::{CryptoRng, Rng, seq::IndexedRandom};
use subtle::ConstantTimeEq;

/// What codes are made of: capitals and digits that people don't take for one another. Left out
/// are 0 O, 1 I J L, 2 Z, 5 S and 8 B.
pub(super) const CHARSET: &[u8] = b"34679ACDEFGHKMNPQRTUVWXY";

/// How many characters a code may have. Four of 24 are 331 776 codes; more than eight is a burden.
pub const LENGTHS: RangeInclusive<usize> = 4..=8;

/// The text of one picture. `Debug` hides it, so that it can't slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageText(String);

impl ImageText {
    /// A new text of `length` characters.
    pub fn random(length: usize, rng: &mut (impl Rng + CryptoRng)) -> Self {
        // `choose` of an array that is not empty gives one for each turn.
        Self((0..length).filter_map(|_| CHARSET.choose(rng)).map(|&c| char::from(c)).collect())
    }

    /// A text that comes back from the store.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Whether a person read it right: without regard to case or to spaces around it, and in a
    /// time that does not tell how much of it is right. The empty text matches nothing.
    pub fn matches(&self, answer: &str) -> bool {
        let (text, answer) = (self.0.to_ascii_lowercase(), answer.trim().to_ascii_lowercase());
        !text.is_empty() && bool::from(text.as_bytes().ct_eq(answer.as_bytes()))
    }

    /// The characters, as the picture shows them. Never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ImageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImageText(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_length_asked_for_and_no_look_alikes() {
        for length in LENGTHS {
            for _ in 0..200 {
                let text = ImageText::random(length, &mut rand::rng());
                assert_eq!(text.as_str().len(), length);
                assert!(!text.as_str().contains(|c| "0O1IJL2Z5S8B".contains(c)), "{}", text.0);
            }
        }
    }

    #[test]
    fn every_character_comes_up_about_equally_often() {
        let mut seen = [0_u32; 128];
        for _ in 0..5000 {
            for &c in ImageText::random(5, &mut rand::rng()).as_str().as_bytes() {
                seen[usize::from(c)] += 1;
            }
        }
        // 1042 are expected of each; ten standard deviations are 316.
        for &c in CHARSET {
            assert!((726..1358).contains(&seen[usize::from(c)]), "{}", char::from(c));
        }
    }

    #[test]
    fn an_answer_matches_in_any_case_and_only_as_a_whole() {
        let text = ImageText::stored("ACD34".to_owned());
        for right in ["ACD34", "acd34", " AcD34 "] {
            assert!(text.matches(right), "{right}");
        }
        for wrong in ["", " ", "ACD3", "ACD344", "ACD35", "ＡCD34"] {
            assert!(!text.matches(wrong), "{wrong}");
        }
        assert!(!ImageText::stored(String::new()).matches(""));
    }
}
