//! What codes are made of.

use std::ops::RangeInclusive;

use rand::{CryptoRng, seq::IndexedRandom};

use super::{charset::Charset, impossible::Impossible, profanity};

/// How many characters a code may have. Four of nineteen are 130,321 codes; more than eight is a burden.
pub const LENGTHS: RangeInclusive<usize> = 4..=8;

/// Offending characters that are named; who typed more has read something else.
const NAMED: usize = 3;

/// What codes are made of, whatever the kind; each takes from it what it needs.
#[derive(Debug, Clone)]
pub struct CodeSpec {
    /// The characters.
    pub charset: Charset,
    /// Characters of a code, see [`LENGTHS`].
    pub length: usize,
}

impl Default for CodeSpec {
    /// Six characters.
    fn default() -> Self {
        Self { charset: Charset::default(), length: 6 }
    }
}

impl CodeSpec {
    /// A code of so many characters. One with a word that hurts is drawn anew, so that all others stay
    /// equally likely. Letters stand around a ring, on which a word may also begin before the dot.
    pub(crate) fn code(&self, length: usize, rng: &mut dyn CryptoRng) -> String {
        loop {
            let code = self.any_code(length, rng);
            if !profanity::is_offensive(&code.repeat(2)) {
                break code;
            }
        }
    }

    /// Whether a code could read like this.
    pub(crate) fn check(
        &self,
        read: &str,
        lengths: RangeInclusive<usize>,
    ) -> Result<(), Impossible> {
        let mut others = String::new();
        for c in read.chars().filter(|&c| !self.charset.contains(c)) {
            if !others.contains(c) && others.chars().count() < NAMED {
                others.push(c);
            }
        }
        if !others.is_empty() {
            return Err(Impossible::Characters(others));
        }
        let (least, most) = (*lengths.start(), *lengths.end());
        lengths.contains(&read.len()).then_some(()).ok_or(Impossible::Length { least, most })
    }

    fn any_code(&self, length: usize, rng: &mut dyn CryptoRng) -> String {
        // `choose` of a charset, which is not empty, gives one for each place.
        let chosen = (0..length).filter_map(|_| self.charset.characters().choose(rng));
        chosen.map(|&c| char::from(c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::DEFAULT_CHARSET;

    #[test]
    fn every_character_comes_up_about_equally_often() {
        let mut seen = [0_u32; 128];
        for _ in 0..5000 {
            for &c in CodeSpec::default().code(5, &mut rand::rng()).as_bytes() {
                seen[usize::from(c)] += 1;
            }
        }
        // 1316 are expected of each; ten standard deviations are 353.
        for c in DEFAULT_CHARSET.bytes() {
            assert!((963..1669).contains(&seen[usize::from(c)]), "{}", char::from(c));
        }
    }

    #[test]
    fn a_code_with_a_word_that_hurts_is_never_issued() {
        // Small charsets, in which one of 600 to 1600 codes would be one.
        for charset in ["36ACDEPRTUX", "ACDEPRTUX3", "KSBCHITUFR", "2BCNMSHUYA"] {
            let spec = CodeSpec { charset: charset.parse().unwrap(), ..CodeSpec::default() };
            for length in LENGTHS {
                for _ in 0..10_000 {
                    let code = spec.code(length, &mut rand::rng());
                    assert_eq!(code.len(), length);
                    assert!(!profanity::is_offensive(&code), "{code}");
                }
            }
        }
    }
}
