//! The characters of a picture code.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use rand::{CryptoRng, Rng, seq::IndexedRandom};
use subtle::ConstantTimeEq;

use super::{answer::Answer, words};

/// What codes are made of unless the operator says otherwise: capitals and digits that people
/// don't take for one another, also turned and cut. Left out are 0, O and Q (D), 1 and I (J, L), 4 (A),
/// 5 and S, 7 (T), 8 and B, F (E, P), G (C, 6), K (X), N (H, M), V (Y) and Z (2). Six of these nineteen
/// make 47 million codes, but for those with a word that hurts; each may be tried once.
pub(super) const DEFAULT_CHARSET: &str = "2369ACDEHJLMPRTUWXY";

/// Characters that people take for one another; a charset has at most one of each group.
const LOOK_ALIKES: [&str; 5] = ["0O", "1IL", "2Z", "5S", "8B"];

/// The least that a charset may have: ten characters make 10 000 codes of four.
const FEWEST: usize = 10;

/// How many characters a code may have. Four of nineteen are 130,321 codes; more than eight is a burden.
pub const LENGTHS: RangeInclusive<usize> = 4..=8;

/// What picture codes are made of: at least ten different capitals and digits without look-alikes.
#[derive(Clone, PartialEq, Eq)]
pub struct Charset(Vec<u8>);

impl Default for Charset {
    fn default() -> Self {
        Self(DEFAULT_CHARSET.into())
    }
}

impl Charset {
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

/// The answers of sums.
pub(super) const ANSWERS: RangeInclusive<u32> = 10..=108;
/// The smaller number of a sum.
const SMALL: RangeInclusive<u32> = 2..=9;
/// The larger number of a sum has two digits at most.
const LARGEST: u32 = 99;

/// What a picture asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Kind {
    /// To copy the characters
    #[default]
    Text,
    /// To work out a sum such as 7 + 15; easier to guess, since there are 99 answers
    Math,
}

/// How texts of codes are made.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// What the picture asks for.
    pub kind: Kind,
    /// What a text is made of; a sum has digits only.
    pub charset: Charset,
    /// Characters of a text, see [`LENGTHS`]; a sum has its own length.
    pub length: usize,
}

impl Default for Recipe {
    /// Six characters to copy.
    fn default() -> Self {
        Self { kind: Kind::Text, charset: Charset::default(), length: 6 }
    }
}

impl Recipe {
    /// A new text. One with a word that hurts is drawn anew, so that all others stay equally likely.
    /// Letters stand around a ring, on which a word may also begin before the dot.
    pub fn text(&self, rng: &mut (impl Rng + CryptoRng)) -> ImageText {
        ImageText(match self.kind {
            Kind::Text => loop {
                let code = self.code(rng);
                if !words::hurts(&code.repeat(2)) {
                    break code;
                }
            },
            Kind::Math => rng.random_range(ANSWERS).to_string(),
        })
    }

    /// Any code of the charset.
    fn code(&self, rng: &mut (impl Rng + CryptoRng)) -> String {
        // `choose` of a charset, which is not empty, gives one for each turn.
        let drawn = (0..self.length).filter_map(|_| self.charset.0.choose(rng));
        drawn.map(|&c| char::from(c)).collect()
    }
}

/// A sum that has this answer; the answer itself where it is none of ours.
pub(super) fn sum(answer: &str, rng: &mut impl Rng) -> String {
    let Some(answer) = answer.parse().ok().filter(|answer| ANSWERS.contains(answer)) else {
        return answer.to_owned();
    };
    let least = answer.saturating_sub(LARGEST).max(*SMALL.start());
    let small = rng.random_range(least..=*SMALL.end());
    match rng.random_range(0..3) {
        0 if answer + small <= LARGEST => format!("{}-{small}=?", answer + small),
        1 => format!("{small}+{}=?", answer - small),
        _ => format!("{}+{small}=?", answer - small),
    }
}

/// The text of one picture: what is to be typed. `Debug` hides it, so that it can't slip into a
/// log.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageText(String);

impl ImageText {
    /// A text that comes back from the store.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// Whether a person read it right: without regard to case, and in a time that does not tell how
    /// much of it is right. The empty text matches nothing.
    pub fn matches(&self, answer: &Answer) -> bool {
        let text = self.0.to_ascii_uppercase();
        !text.is_empty() && bool::from(text.as_bytes().ct_eq(answer.as_str().as_bytes()))
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

    fn recipe(kind: Kind, length: usize) -> Recipe {
        Recipe { kind, charset: Charset::default(), length }
    }

    #[test]
    fn a_text_has_the_length_asked_for_and_no_look_alikes() {
        for length in LENGTHS {
            for _ in 0..200 {
                let text = recipe(Kind::Text, length).text(&mut rand::rng());
                assert_eq!(text.as_str().len(), length);
                assert!(!text.as_str().contains(|c| "01478BFGIKNOQSVZ5".contains(c)), "{}", text.0);
            }
        }
    }

    #[test]
    fn every_character_comes_up_about_equally_often() {
        let mut seen = [0_u32; 128];
        for _ in 0..5000 {
            for &c in recipe(Kind::Text, 5).text(&mut rand::rng()).as_str().as_bytes() {
                seen[usize::from(c)] += 1;
            }
        }
        // 1316 are expected of each; ten standard deviations are 353.
        for c in DEFAULT_CHARSET.bytes() {
            assert!((963..1669).contains(&seen[usize::from(c)]), "{}", char::from(c));
        }
    }

    #[test]
    fn a_sum_has_its_answer_and_six_characters_at_most() {
        let mut looks = std::collections::HashSet::new();
        for n in 0..3000 {
            let answer = recipe(Kind::Math, 5).text(&mut rand::rng());
            let sum = sum(answer.as_str(), &mut rand::rng());
            assert!(sum.len() <= 6, "{sum}");
            let sum = sum.strip_suffix("=?").unwrap();
            let (sign, worth) = if sum.contains('+') { ('+', 1) } else { ('-', -1) };
            let (left, right) = sum.split_once(sign).unwrap();
            let number = |text: &str| text.parse::<i32>().unwrap();
            assert_eq!((number(left) + worth * number(right)).to_string(), answer.as_str(), "{n}");
            looks.insert((sign, left.len(), right.len()));
        }
        assert!(looks.len() >= 4, "{looks:?}");
    }

    #[test]
    fn every_answer_comes_up_and_what_is_no_answer_is_left_as_it_is() {
        let answers: std::collections::HashSet<String> =
            (0..5000).map(|_| recipe(Kind::Math, 5).text(&mut rand::rng()).0).collect();
        assert_eq!(answers.len(), 99);
        for text in ["", "9", "109", "4294967296", "ACD3", "-12"] {
            assert_eq!(sum(text, &mut rand::rng()), text);
        }
    }

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

    #[test]
    fn an_answer_matches_in_any_case_and_only_as_a_whole() {
        let text = ImageText::stored("acD34".to_owned());
        let matches = |typed| Answer::parse(typed).is_some_and(|read| text.matches(&read));
        for right in ["ACD34", "acd34", "A C D 3 4"] {
            assert!(matches(right), "{right}");
        }
        for wrong in ["ACD3", "ACD344", "ACD35", "ÁCD34"] {
            assert!(!matches(wrong), "{wrong}");
        }
        let nothing = ImageText::stored(String::new());
        assert!(!Answer::parse("A").is_some_and(|read| nothing.matches(&read)));
    }

    #[test]
    fn a_code_with_a_word_that_hurts_is_never_issued() {
        // Small charsets, in which one of 600 to 1600 codes would be one.
        for charset in ["36ACDEPRTUX", "ACDEPRTUX3", "KSBCHITUFR", "2BCNMSHUYA"] {
            let charset: Charset = charset.parse().unwrap();
            for length in LENGTHS {
                let recipe = Recipe { kind: Kind::Text, charset: charset.clone(), length };
                for _ in 0..10_000 {
                    let text = recipe.text(&mut rand::rng());
                    assert_eq!(text.as_str().len(), length);
                    assert!(!words::hurts(text.as_str()), "{}", text.as_str());
                }
            }
        }
    }

    #[test]
    fn a_blind_guess_is_right_once_in_ten_million_times() {
        let recipe = Recipe::default();
        let codes = recipe.charset.0.len().pow(recipe.length as u32);
        assert_eq!(codes, 47_045_881);
        // Few of them are left out, which those of four characters show.
        let charset = DEFAULT_CHARSET.as_bytes();
        let (mut all, mut hurting) = (0, 0);
        for number in 0..19_usize.pow(4) {
            let at = |power: u32| char::from(charset[number / 19_usize.pow(power) % 19]);
            let code: String = (0..4).map(at).collect();
            all += 1;
            hurting += usize::from(words::hurts(&code.repeat(2)));
        }
        assert_eq!((all, hurting), (130_321, 234));
    }
}
