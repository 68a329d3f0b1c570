//! Characters to copy.

use std::ops::RangeInclusive;

use rand::{CryptoRng, rngs::StdRng};

use crate::{
    answer::Answer,
    badge::{self, Badge},
    canvas::Canvas,
    challenge::{AnswerInput, Challenge, Presentation},
    code_spec::CodeSpec,
    encode::Drawing,
    impossible::Impossible,
    solution::Solution,
};

/// A code around a ring, clockwise from a dot. The solution is the code.
#[derive(Debug)]
pub(super) struct Text;

impl Challenge for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "To copy the characters"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Text, is_image_enough: true }
    }

    fn lengths(&self, spec: &CodeSpec) -> Option<RangeInclusive<usize>> {
        Some(spec.length..=spec.length)
    }

    fn odds(&self, spec: &CodeSpec) -> u64 {
        (spec.charset.characters().len() as u64).saturating_pow(spec.length as u32)
    }

    fn generate(&self, spec: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        Solution::stored(spec.code(spec.length, rng))
    }

    fn could_make(&self, spec: &CodeSpec, solution: &Solution) -> bool {
        spec.check(solution.as_str(), spec.length..=spec.length).is_ok()
    }

    fn check(&self, spec: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        spec.check(answer.as_str(), spec.length..=spec.length)
    }

    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        let badge = Badge { characters: solution.as_str(), shapes: &[], sign: None };
        Drawing::Picture(badge::draw(&badge, canvas, rng))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LENGTHS, charset::DEFAULT_CHARSET, profanity};

    #[test]
    fn a_text_has_the_length_asked_for_and_no_look_alikes() {
        for length in LENGTHS {
            let spec = CodeSpec { length, ..CodeSpec::default() };
            for _ in 0..200 {
                let text = Text.generate(&spec, &mut rand::rng());
                let text = text.as_str();
                assert_eq!(text.len(), length);
                assert!(!text.contains(|c| "01478BFGIKNOQSVZ5".contains(c)), "{text}");
            }
        }
    }

    #[test]
    fn a_blind_guess_is_right_once_in_ten_million_times() {
        assert_eq!(Text.odds(&CodeSpec::default()), 47_045_881);
        // Few of them are left out, which those of four characters show.
        let charset = DEFAULT_CHARSET.as_bytes();
        let (mut all, mut offensive) = (0, 0);
        for number in 0..19_usize.pow(4) {
            let at = |power: u32| char::from(charset[number / 19_usize.pow(power) % 19]);
            let code: String = (0..4).map(at).collect();
            all += 1;
            offensive += usize::from(profanity::is_offensive(&code.repeat(2)));
        }
        assert_eq!((all, offensive), (130_321, 234));
    }

    fn judged(spec: &CodeSpec, typed: &str) -> Result<(), Impossible> {
        Text.check(spec, &Answer::parse(typed).unwrap())
    }

    #[test]
    fn a_character_that_no_picture_has_and_another_length_are_told() {
        let spec = CodeSpec::default();
        for typed in ["ACD369", "acd 369", "XXXXXX", "ＲＡＰ６３９"] {
            assert_eq!(judged(&spec, typed), Ok(()), "{typed}");
        }
        for (typed, others) in [
            ("FCD369", "F"),
            ("fcdf69", "F"),
            ("G", "G"),
            ("wrongs", "ONG"),
            ("????", "?"),
            ("码ACD3", "码"),
            ("-ACD369", "-"),
        ] {
            let named = Err(Impossible::Characters(others.to_owned()));
            assert_eq!(judged(&spec, typed), named, "{typed}");
        }
        for typed in ["ACD3", "ACD3699", "A", &"A".repeat(16_000)] {
            assert_eq!(judged(&spec, typed), Err(Impossible::Length { least: 6, most: 6 }));
        }
    }
}
