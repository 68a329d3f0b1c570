//! Things to be clicked in the order that the picture shows above them.

mod layout;

use std::{borrow::Cow, iter};

use rand::{CryptoRng, rngs::StdRng, seq::index};

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

use layout::{CELLS, Cell, Layout};

const NAME: &str = "click";
/// Things to be clicked.
const COUNT: usize = 4;
/// How far beside the middle of a thing a click still is on it, across or down, in units: half of a cell, so that
/// a thumb hits it.
const TOLERANCE: u32 = 25;

/// Pictograms all over the picture, of which some stand in a row above in the order that they are to be clicked
/// in. The solution is where they are.
#[derive(Debug)]
pub(super) struct Click;

impl Challenge for Click {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "To click four of twelve pictograms, in the order that the picture shows"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Points { count: COUNT as u32 }, is_image_enough: false }
    }

    fn is_for_calm_hours(&self) -> bool {
        true
    }

    fn odds(&self, _: &CodeSpec) -> u64 {
        (CELLS - COUNT + 1..=CELLS).map(|cells| cells as u64).product()
    }

    fn generate(&self, _: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        let cells = index::sample(rng, CELLS, COUNT);
        let places = cells.iter().map(|cell| Cell(cell).somewhere(rng));
        let places: Vec<String> = places.map(|Point { x, y }| format!("{x},{y}")).collect();
        Solution::of(NAME, &places.join(" "))
    }

    fn could_make(&self, _: &CodeSpec, solution: &Solution) -> bool {
        places(solution).is_some()
    }

    fn check(&self, _: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        let is_one = answer.points().is_some_and(|points| points.len() == COUNT);
        is_one.then_some(()).ok_or(Impossible::Points(COUNT as u32))
    }

    fn judge(&self, solution: &Solution, answer: &Answer, size: Size) -> bool {
        let (Some(places), Some(clicks)) = (places(solution), answer.points()) else {
            return false;
        };
        let is_hit = |(place, click): &(Point, Point)| {
            let click = scene::in_units(*click, size);
            place.x.abs_diff(click.x) <= TOLERANCE && place.y.abs_diff(click.y) <= TOLERANCE
        };
        // All of them are looked at, whichever is wrong.
        let hits = iter::zip(places, clicks.iter().copied()).filter(is_hit).count();
        clicks.len() == COUNT && hits == COUNT
    }

    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        // What no kind made is drawn with nothing to be clicked.
        let places = places(solution).unwrap_or_default();
        Drawing::Picture(Layout::of(&places, rng).draw(canvas, rng))
    }

    fn spoken<'a>(&self, _: &'a Solution) -> Option<Cow<'a, str>> {
        None
    }
}

/// Where the things are that are to be clicked, in their order, each in a cell of its own.
fn places(solution: &Solution) -> Option<Vec<Point>> {
    let places = Answer::parse(solution.body(NAME)?)?.points()?;
    let are_apart = |(n, place): (usize, &Point)| {
        let cell = Cell::at(*place);
        cell.is_near(*place) && places[..n].iter().all(|other| Cell::at(*other) != cell)
    };
    let is_one = places.len() == COUNT && places.iter().enumerate().all(are_apart);
    is_one.then_some(places)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn solution(seed: u64) -> Solution {
        Click.generate(&CodeSpec::default(), &mut StdRng::seed_from_u64(seed))
    }

    /// Whether these clicks solve it, on a picture shown at this height.
    fn judged(solution: &Solution, clicks: &[Point], height: u32) -> bool {
        let clicks: Vec<String> = clicks.iter().map(|at| format!("{},{}", at.x, at.y)).collect();
        let answer = Answer::parse(&clicks.join(" ")).unwrap();
        Click.judge(solution, &answer, Click.size(height))
    }

    fn moved(places: &[Point], x: i32, y: i32) -> Vec<Point> {
        let moved = |at: u32, by: i32| at.saturating_add_signed(by);
        places.iter().map(|at| Point { x: moved(at.x, x), y: moved(at.y, y) }).collect()
    }

    #[test]
    fn clicks_are_right_in_their_order_and_within_half_a_cell_of_their_things() {
        for seed in 0..200 {
            let solution = solution(seed);
            let places = places(&solution).unwrap();
            let right = |clicks: &[Point]| judged(&solution, clicks, 200);
            assert!(right(&places), "{seed}");
            for (x, y) in [(22, 0), (-22, 0), (0, 22), (0, -22), (22, 22), (-22, -22)] {
                assert!(right(&moved(&places, x, y)), "{seed}: {x} {y}");
            }
            // On whatever is beside it.
            for (x, y) in [(52, 0), (0, 52), (0, -52)] {
                assert!(!right(&moved(&places, x, y)), "{seed}: {x} {y}");
            }
            for (one, other) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
                let mut swapped = places.clone();
                swapped.swap(one, other);
                assert!(!right(&swapped), "{seed}: {one} {other}");
            }
            assert!(!right(&places[1..]) && !right(&places.repeat(2)), "{seed}");
            assert!(!right(&[places[0]; COUNT]), "{seed}");
        }
    }

    #[test]
    fn clicks_are_judged_by_the_size_that_the_picture_was_shown_in() {
        for (height, seed) in [120, 150, 300].into_iter().flat_map(|h| (0..50).map(move |n| (h, n)))
        {
            let (solution, size) = (solution(seed), Click.size(height));
            let scaled = |at: &Point| Point { x: at.x * size.width / 210, y: at.y * height / 200 };
            let clicks: Vec<Point> = places(&solution).unwrap().iter().map(scaled).collect();
            assert!(judged(&solution, &clicks, height), "{height} {seed}");
        }
    }

    #[test]
    fn a_blind_guess_is_right_once_in_eleven_thousand_times() {
        assert_eq!(Click.odds(&CodeSpec::default()), 12 * 11 * 10 * 9);
        // Who clicks the middles of four cells hits what is in them, and nothing beside.
        let mut hits = [0; CELLS];
        for seed in 0..2000 {
            for place in places(&solution(seed)).unwrap() {
                hits[Cell::at(place).0] += 1;
            }
        }
        // 667 are expected of each.
        assert!(hits.iter().all(|hits| (540..800).contains(hits)), "{hits:?}");
    }

    #[test]
    fn what_no_click_could_have_made_is_not_taken_for_a_solution() {
        let is_one =
            |text: &str| Click.could_make(&CodeSpec::default(), &Solution::stored(text.to_owned()));
        assert!(is_one("click 26,70 78,70 131,70 183,70"));
        for text in [
            "",
            "click",
            "click ",
            "26,70 78,70 131,70 183,70",
            "slide 26,70 78,70 131,70 183,70",
            "click 26,70 78,70 131,70",
            "click 26,70 26,71 131,70 183,70",
            "click 26,20 78,70 131,70 183,70",
            "click 26,70 78,70 131,70 9999,70",
            "click 50,70 78,70 131,70 183,70",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }
}
