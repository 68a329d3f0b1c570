//! A sum to work out.

use std::ops::RangeInclusive;

use rand::{CryptoRng, Rng, rngs::StdRng};

use crate::{
    badge,
    challenge::{AnswerInput, Canvas, Challenge, Presentation},
    code_spec::CodeSpec,
    encode::Picture,
    impossible::Impossible,
    solution::Solution,
};

/// The answers of sums.
const ANSWERS: RangeInclusive<u32> = 10..=108;
/// The smaller number of a sum.
const SMALL: RangeInclusive<u32> = 2..=9;
/// The larger number of a sum has two digits at most.
const LARGEST: u32 = 99;

/// A sum around a ring. The solution is its result; which sum has it, the seed of the picture says.
#[derive(Debug)]
pub(super) struct Math;

impl Challenge for Math {
    fn name(&self) -> &'static str {
        "math"
    }

    fn about(&self) -> &'static str {
        "To work out a sum such as 7 + 15; easier to guess, since there are 99 answers"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Digits, is_image_enough: true }
    }

    fn odds(&self, _: &CodeSpec) -> u64 {
        u64::from(ANSWERS.end() - ANSWERS.start() + 1)
    }

    fn generate(&self, _: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        Solution::stored(rng.random_range(ANSWERS).to_string())
    }

    fn check(&self, _: &CodeSpec, answer: &str) -> Result<(), Impossible> {
        // Written as answers are: with another sign or zeros in front it matches none.
        let number = answer.parse().ok().filter(|number| ANSWERS.contains(number));
        let fits = number.is_some_and(|number: u32| number.to_string() == answer);
        fits.then_some(()).ok_or(Impossible::Result(*ANSWERS.start(), *ANSWERS.end()))
    }

    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Picture {
        badge::draw(&sum(solution.as_str(), rng), canvas, rng)
    }
}

/// A sum that has this answer; the answer itself where it is none of ours.
fn sum(answer: &str, rng: &mut StdRng) -> String {
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;

    use super::*;
    use crate::Answer;

    fn answer() -> Solution {
        Math.generate(&CodeSpec::default(), &mut rand::rng())
    }

    #[test]
    fn a_sum_has_its_answer_and_six_characters_at_most() {
        let mut looks = HashSet::new();
        for n in 0..3000 {
            let answer = answer();
            let sum = sum(answer.as_str(), &mut StdRng::seed_from_u64(n));
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
        let answers: HashSet<String> = (0..5000).map(|_| answer().as_str().to_owned()).collect();
        assert_eq!(answers.len() as u64, Math.odds(&CodeSpec::default()));
        for text in ["", "9", "109", "4294967296", "ACD3", "-12"] {
            assert_eq!(sum(text, &mut StdRng::seed_from_u64(1)), text);
        }
    }

    #[test]
    fn only_a_number_that_a_sum_may_have_is_a_result() {
        let judged =
            |typed: &str| Math.check(&CodeSpec::default(), Answer::parse(typed).unwrap().as_str());
        for typed in ["10", "108", "١٢", " 4 2 "] {
            assert_eq!(judged(typed), Ok(()), "{typed}");
        }
        for typed in ["9", "109", "-12", "−12", "012", "+12", "=12", "7+15", "ACD36", "4294967306"]
        {
            assert_eq!(judged(typed), Err(Impossible::Result(10, 108)), "{typed}");
        }
    }
}
