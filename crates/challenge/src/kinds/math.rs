//! A sum in two steps to work out.

use std::ops::RangeInclusive;

use rand::{CryptoRng, Rng, rngs::StdRng};

use crate::{
    answer::Answer,
    badge::{self, Badge, Sign, TIMES},
    canvas::Canvas,
    challenge::{AnswerInput, Challenge, Presentation},
    code_spec::CodeSpec,
    encode::Drawing,
    impossible::Impossible,
    solution::Solution,
};

/// The answers of sums, each as likely as any other.
const ANSWERS: RangeInclusive<u32> = 200..=999;
/// The small numbers of a sum.
const SMALL: RangeInclusive<u32> = 2..=9;
/// Products with which nothing has to be carried are looked for so often.
const TRIES: usize = 12;

/// A sum around a ring. The solution is its result; which sum has it, the seed of the picture says.
#[derive(Debug)]
pub(super) struct Math;

impl Challenge for Math {
    fn name(&self) -> &'static str {
        "math"
    }

    fn about(&self) -> &'static str {
        "To work out a sum in two steps, such as 3 × 4 + 215; 800 answers are possible"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Digits, is_image_enough: true }
    }

    fn lengths(&self, _: &CodeSpec) -> Option<RangeInclusive<usize>> {
        Some(3..=3)
    }

    fn odds(&self, _: &CodeSpec) -> u64 {
        u64::from(ANSWERS.end() - ANSWERS.start() + 1)
    }

    fn generate(&self, _: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        Solution::stored(rng.random_range(ANSWERS).to_string())
    }

    fn could_make(&self, _: &CodeSpec, solution: &Solution) -> bool {
        result(solution.as_str()).is_some()
    }

    fn check(&self, _: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        result(answer.as_str())
            .map(|_| ())
            .ok_or(Impossible::Result(*ANSWERS.start(), *ANSWERS.end()))
    }

    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        // What is no result of ours is shown as it is.
        let sum = result(solution.as_str()).map(|result| sum(result, rng));
        let characters = sum.as_deref().unwrap_or(solution.as_str());
        let badge = Badge { characters, shapes: &[], sign: Some(Sign::Result) };
        Drawing::Picture(badge::draw(&badge, canvas, rng))
    }
}

/// The number that is written there as answers are: with another sign or zeros in front it matches none.
fn result(answer: &str) -> Option<u32> {
    let number = answer.parse().ok().filter(|number| ANSWERS.contains(number));
    number.filter(|number: &u32| number.to_string() == answer)
}

/// A sum that has this result. Worked out from the left, as people do, it is right: a product comes first.
/// No minus: a band of the background may hide one.
fn sum(result: u32, rng: &mut StdRng) -> String {
    if rng.random_range(0..3) < 2 {
        return times_and_plus(result, rng);
    }
    let (one, other) = (rng.random_range(SMALL), rng.random_range(SMALL));
    format!("{}+{one}+{other}", result - one - other)
}

/// `3*4+215`; where it can be, so that nothing is carried.
fn times_and_plus(result: u32, rng: &mut StdRng) -> String {
    let mut factors = (*SMALL.start(), *SMALL.start());
    for _ in 0..TRIES {
        factors = (rng.random_range(SMALL), rng.random_range(SMALL));
        let product = factors.0 * factors.1;
        if product % 10 <= result % 10 && product % 100 <= result % 100 {
            break;
        }
    }
    let (one, other) = factors;
    format!("{one}{}{other}+{}", char::from(TIMES), result - one * other)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use rand::SeedableRng;

    use super::*;
    use crate::KINDS;

    /// Worked out from the left, as people do.
    fn worked_out(sum: &str) -> u32 {
        let mut total = 0;
        let mut sign = '+';
        for part in sum.split_inclusive(['+', '*']) {
            let number: u32 = part.trim_end_matches(['+', '*']).parse().unwrap();
            total = match sign {
                '+' => total + number,
                _ => total * number,
            };
            sign = part.chars().last().unwrap();
        }
        total
    }

    #[test]
    fn a_sum_has_its_result_in_two_steps_from_the_left_and_seven_characters() {
        let mut looks = HashSet::new();
        for (seed, answer) in (0..5).flat_map(|round| ANSWERS.map(move |n| (round, n))) {
            let sum = sum(answer, &mut StdRng::seed_from_u64(u64::from(seed * 1000 + answer)));
            assert_eq!(sum.len(), 7, "{sum}");
            assert_eq!(worked_out(&sum), answer, "{sum}");
            let signs: String = sum.chars().filter(|c| !c.is_ascii_digit()).collect();
            assert_eq!(signs.len(), 2, "{sum}");
            looks.insert(signs);
        }
        assert_eq!(looks, ["*+", "++"].map(String::from).into());
    }

    #[test]
    fn no_result_comes_up_more_often_than_once_in_four_hundred() {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut rng = StdRng::seed_from_u64(1);
        const DRAWN: u32 = 400_000;
        for _ in 0..DRAWN {
            let solution = Math.generate(&CodeSpec::default(), &mut rng);
            *counts.entry(solution.as_str().to_owned()).or_default() += 1;
        }
        assert_eq!(counts.len() as u64, Math.odds(&CodeSpec::default()));
        // 500 are expected of each; half of what is allowed.
        let most = counts.values().max().unwrap();
        assert!(most * 400 <= DRAWN, "{most}");
    }

    #[test]
    fn only_a_number_that_a_sum_may_have_is_a_result() {
        let judged = |typed: &str| Math.check(&CodeSpec::default(), &Answer::parse(typed).unwrap());
        for typed in ["200", "999", "٢٠٠", " 4 2 7 "] {
            assert_eq!(judged(typed), Ok(()), "{typed}");
        }
        for typed in
            ["199", "1000", "-212", "−212", "0212", "+212", "=212", "7+215", "ACD36", "4294967496"]
        {
            assert_eq!(judged(typed), Err(Impossible::Result(200, 999)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_result_is_shown_as_it_is() {
        let math = KINDS.iter().find(|kind| kind.name() == "math").unwrap();
        let canvas = Canvas { width: 210, height: 200, difficulty: crate::Difficulty::Normal };
        for text in ["", "9", "1009", "4294967296", "ACD3", "-12"] {
            math.draw(
                &Solution::stored(text.to_owned()),
                &CodeSpec::default(),
                &canvas,
                &mut StdRng::seed_from_u64(1),
            );
        }
    }
}
