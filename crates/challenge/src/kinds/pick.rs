//! Only those letters count that are marked as the middle shows: by the form of what they stand on, by whether it
//! is dark, or by what is below them.

use std::ops::RangeInclusive;

use rand::{
    CryptoRng, Rng,
    rngs::StdRng,
    seq::{IndexedRandom, SliceRandom, index},
};

use crate::{
    answer::Answer,
    badge::{self, Badge, Shape, Sign},
    canvas::Canvas,
    challenge::{AnswerInput, Challenge, Presentation},
    charset::Charset,
    code_spec::CodeSpec,
    encode::Drawing,
    impossible::Impossible,
    profanity,
    solution::Solution,
};

/// Letters that count.
const COUNTING: RangeInclusive<usize> = 4..=5;
/// Letters in all: with more, they and their shapes get small.
const IN_ALL: RangeInclusive<usize> = 7..=8;
/// How often others are drawn that make no word with those that count.
const TRIES: usize = 16;

/// Letters on shapes around a ring. The solution is those that count; the others follow from the seed of
/// the picture.
#[derive(Debug)]
pub(super) struct Pick;

impl Challenge for Pick {
    fn name(&self) -> &'static str {
        "pick"
    }

    fn about(&self) -> &'static str {
        "To copy only the characters marked as the middle shows: 4 or 5 of 7 or 8"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Text, is_image_enough: true }
    }

    fn lengths(&self, _: &CodeSpec) -> Option<RangeInclusive<usize>> {
        Some(COUNTING)
    }

    fn odds(&self, spec: &CodeSpec) -> u64 {
        // Half of the answers are of the shorter length.
        2 * (spec.charset.characters().len() as u64).saturating_pow(*COUNTING.start() as u32)
    }

    fn generate(&self, spec: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        let length = rng.random_range(COUNTING);
        Solution::stored(spec.code(length, rng))
    }

    fn could_make(&self, spec: &CodeSpec, solution: &Solution) -> bool {
        spec.check(solution.as_str(), COUNTING).is_ok()
    }

    fn check(&self, spec: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        spec.check(answer.as_str(), COUNTING)
    }

    fn draw(
        &self,
        solution: &Solution,
        spec: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        let Layout { characters, shapes, counting } =
            Layout::of(solution.as_str(), &spec.charset, rng);
        let badge =
            Badge { characters: &characters, shapes: &shapes, sign: Some(Sign::Tick(counting)) };
        Drawing::Picture(badge::draw(&badge, canvas, rng))
    }
}

/// What stands around the ring.
struct Layout {
    characters: String,
    shapes: Vec<Shape>,
    /// The shape of the characters that count.
    counting: Shape,
}

impl Layout {
    fn of(solution: &str, charset: &Charset, rng: &mut StdRng) -> Self {
        // What no kind made is cut: what stands in a store must not decide how much is drawn.
        let answer: Vec<u8> = solution.bytes().take(*COUNTING.end()).collect();
        let count = rng.random_range(IN_ALL);
        let mut shapes = Shape::FAMILIES.choose(rng).copied().unwrap_or_default().to_vec();
        shapes.shuffle(rng);
        let counting = shapes.pop().unwrap_or(Shape::Disc);
        let others = shapes;
        let mut counts = vec![false; count];
        for place in index::sample(rng, count, answer.len()) {
            counts[place] = true;
        }
        let shapes = counts.iter().map(|&counts| {
            if counts { counting } else { others[rng.random_range(0..others.len())] }
        });
        let shapes = shapes.collect();
        let mut characters = String::new();
        for _ in 0..TRIES {
            let mut answer = answer.iter();
            let character = |&counts: &bool| {
                let counting =
                    if counts { answer.next() } else { charset.characters().choose(rng) };
                char::from(counting.copied().unwrap_or(b'?'))
            };
            characters = counts.iter().map(character).collect();
            if !profanity::is_offensive(&characters.repeat(2)) {
                break;
            }
        }
        Self { characters, shapes, counting }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;

    use super::*;

    fn layout(seed: u64) -> (String, Layout) {
        let mut rng = StdRng::seed_from_u64(seed);
        let spec = CodeSpec::default();
        let solution = Pick.generate(&spec, &mut rng).as_str().to_owned();
        let layout = Layout::of(&solution, &spec.charset, &mut rng);
        (solution, layout)
    }

    #[test]
    fn the_characters_on_the_shape_of_the_middle_are_the_solution_and_the_others_are_not() {
        let (mut places, mut counts, mut rules) = (HashSet::new(), HashSet::new(), HashSet::new());
        for seed in 0..3000 {
            let (solution, Layout { characters, shapes, counting }) = layout(seed);
            assert_eq!(characters.len(), shapes.len());
            assert!(IN_ALL.contains(&characters.len()), "{seed}");
            let counted = characters.chars().zip(&shapes).filter(|&(_, &shape)| shape == counting);
            assert_eq!(counted.map(|(c, _)| c).collect::<String>(), solution, "{seed}");
            let doubled = characters.repeat(2);
            assert!(!profanity::is_offensive(&doubled), "{doubled}");
            counts.insert((solution.len(), characters.len()));
            rules.insert(format!("{counting:?}"));
            places.insert(shapes.iter().map(|&shape| shape == counting).collect::<Vec<_>>());
        }
        assert_eq!(counts, [(4, 7), (4, 8), (5, 7), (5, 8)].into());
        assert_eq!(rules.len(), 6);
        // Who reads all of them still has to know which ones count: 35 and 70 places of four, 21 and 56 of five.
        assert_eq!(places.len(), 182);
    }

    #[test]
    fn a_blind_guess_is_right_once_in_thirty_thousand_times() {
        assert!(Pick.odds(&CodeSpec::default()) >= 30_000);
        // The likeliest answers are the shorter ones, of which there are as many as codes of four.
        let shorter = (0..4000).filter(|&seed| layout(seed).0.len() == 4).count();
        assert!((1800..2200).contains(&shorter), "{shorter}");
    }

    #[test]
    fn an_answer_of_all_letters_is_told_that_fewer_count() {
        let judged = |typed: &str| Pick.check(&CodeSpec::default(), &Answer::parse(typed).unwrap());
        for typed in ["ACD3", "acd 36"] {
            assert_eq!(judged(typed), Ok(()), "{typed}");
        }
        for typed in ["ACD", "ACD369", "ACDEHJL"] {
            assert_eq!(judged(typed), Err(Impossible::Length { least: 4, most: 5 }), "{typed}");
        }
        assert_eq!(judged("KCD3"), Err(Impossible::Characters("K".to_owned())));
    }
}
