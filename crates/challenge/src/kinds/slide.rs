//! A piece of the picture to be moved to the gap that it is from.

mod layout;

use std::{borrow::Cow, ops::RangeInclusive};

use rand::{CryptoRng, Rng, rngs::StdRng};

use crate::{
    answer::{Answer, Point},
    canvas::{Canvas, Size},
    challenge::{AnswerInput, Challenge, Presentation},
    code_spec::CodeSpec,
    encode::Drawing,
    impossible::Impossible,
    scene,
    solution::Solution,
};

use layout::Layout;

const NAME: &str = "slide";
/// How far the piece has to be moved to the right, in units.
const OFFSETS: RangeInclusive<u32> = 47..=159;
/// How far beside that is right as well: a number is read off a scale with a line for every ten.
const TOLERANCE: u32 = 5;

/// A scene with gaps, and the piece that one of them has lost below. The solution is how far it has to be moved.
#[derive(Debug)]
pub(super) struct Slide;

impl Challenge for Slide {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "To move a piece to its gap; one blind guess in ten is right, and programs read it: for calm hours"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Offset, is_image_enough: false }
    }

    fn is_for_calm_hours(&self) -> bool {
        true
    }

    fn odds(&self, _: &CodeSpec) -> u64 {
        u64::from((OFFSETS.end() - OFFSETS.start() + 1) / (2 * TOLERANCE + 1))
    }

    fn generate(&self, _: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        Solution::of(NAME, &rng.random_range(OFFSETS).to_string())
    }

    fn could_make(&self, _: &CodeSpec, solution: &Solution) -> bool {
        offset(solution).is_some()
    }

    fn check(&self, _: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        answer.offset().map(|_| ()).ok_or(Impossible::Offset)
    }

    fn judge(&self, solution: &Solution, answer: &Answer, size: Size) -> bool {
        let (Some(offset), Some(moved)) = (offset(solution), answer.offset()) else { return false };
        offset.abs_diff(scene::in_units(Point { x: moved, y: 0 }, size).x) <= TOLERANCE
    }

    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        // What no kind made is drawn somewhere.
        let offset = offset(solution).unwrap_or(*OFFSETS.start());
        Drawing::Picture(Layout::of(offset, canvas.difficulty, rng).draw(canvas, rng))
    }

    fn spoken<'a>(&self, _: &'a Solution) -> Option<Cow<'a, str>> {
        None
    }
}

fn offset(solution: &Solution) -> Option<u32> {
    let offset = Answer::parse(solution.body(NAME)?)?.offset()?;
    OFFSETS.contains(&offset).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(solution: &Solution, moved: u32, height: u32) -> bool {
        let answer = Answer::parse(&moved.to_string()).unwrap();
        Slide.judge(solution, &answer, Slide.size(height))
    }

    #[test]
    fn the_piece_is_right_within_five_pixels_of_its_gap() {
        for offset in OFFSETS {
            let solution = Solution::of(NAME, &offset.to_string());
            for moved in 0..=210 {
                assert_eq!(
                    judged(&solution, moved, 200),
                    offset.abs_diff(moved) <= 5,
                    "{offset} {moved}"
                );
            }
            for height in [120, 150, 300] {
                let shown = offset * Slide.size(height).width / 210;
                assert!(judged(&solution, shown, height), "{offset} {height}");
                assert!(!judged(&solution, shown + 12, height), "{offset} {height}");
            }
        }
    }

    #[test]
    fn a_blind_guess_is_right_once_in_ten_times_and_the_kind_says_so() {
        let best =
            (0..=210).map(|moved| OFFSETS.filter(|at| at.abs_diff(moved) <= TOLERANCE).count());
        let best = best.max().unwrap() as u64;
        assert_eq!(OFFSETS.count() as u64 / best, Slide.odds(&CodeSpec::default()));
        assert_eq!(Slide.odds(&CodeSpec::default()), 10);
    }

    #[test]
    fn what_no_slide_could_have_made_is_not_taken_for_a_solution() {
        let is_one =
            |text: &str| Slide.could_make(&CodeSpec::default(), &Solution::stored(text.to_owned()));
        assert!(is_one("slide 47") && is_one("slide 159"));
        for text in [
            "",
            "97",
            "slide",
            "slide ",
            "slide 46",
            "slide 160",
            "click 97",
            "slide 97,3",
            "slide -97",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }
}
