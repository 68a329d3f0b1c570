//! Which answers are right, for a page that judges without the server.

use menshen_challenge::{Answer, AnswerInput, HEIGHT, Kind, Point, Size, Solution};

use crate::model::places;

/// What the page may have in the end that a server would take: one text, the middles of the places in their order, or
/// each of the numbers near enough.
pub(super) fn answers(solution: &Solution, kind: Kind, size: Size) -> Vec<String> {
    let is_right = |answer: &str| {
        Answer::parse(answer).is_some_and(|answer| kind.judge(solution, &answer, size))
    };
    match kind.presentation().input {
        AnswerInput::Offset => {
            (0..=size.width).map(|offset| offset.to_string()).filter(|it| is_right(it)).collect()
        }
        AnswerInput::Points { .. } => vec![clicks(solution.answer(kind.name()), kind, size)],
        _ => vec![solution.answer(kind.name()).to_owned()],
    }
}

/// The middle of the place that each of these points lies in.
fn clicks(points: &str, kind: Kind, size: Size) -> String {
    let Size { width, height } = kind.size(HEIGHT);
    let middles: Vec<Point> = places(width, height).flat_map(|place| read(&place.answer)).collect();
    let clicked = read(points).into_iter().filter_map(|point| {
        let (nearest, _) = middles.iter().enumerate().min_by_key(|(_, at)| apart(**at, point))?;
        places(size.width, size.height).nth(nearest)
    });
    clicked.map(|place| place.answer).collect::<Vec<_>>().join(" ")
}

fn read(points: &str) -> Vec<Point> {
    Answer::parse(points).and_then(|answer| answer.points()).unwrap_or_default()
}

/// The square of how far they are apart.
fn apart(one: Point, other: Point) -> u32 {
    one.x.abs_diff(other.x).pow(2) + one.y.abs_diff(other.y).pow(2)
}

#[cfg(test)]
mod tests {
    use menshen_challenge::{CodeSpec, HEIGHTS};
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn what_the_page_takes_for_right_a_server_would_take_in_every_size() {
        let spec = CodeSpec::default();
        for kind in Kind::drawn() {
            for (seed, height) in
                (0..20).flat_map(|n| [*HEIGHTS.start(), 200, *HEIGHTS.end()].map(|h| (n, h)))
            {
                let (solution, size) =
                    (kind.generate(&spec, &mut StdRng::seed_from_u64(seed)), kind.size(height));
                let answers = answers(&solution, kind, size);
                assert!(!answers.is_empty(), "{kind:?}");
                for answer in answers {
                    let read = Answer::parse(&answer).unwrap();
                    assert!(
                        kind.judge(&solution, &read, size),
                        "{kind:?} {seed} {height} {answer}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_number_near_enough_to_the_gap_is_right() {
        let slide = Kind::drawn().find(|kind| kind.name() == "slide").unwrap();
        let solution = Solution::of("slide", "97");
        let answers = answers(&solution, slide, slide.size(200));
        assert_eq!(answers, (92..=102).map(|n: u32| n.to_string()).collect::<Vec<_>>());
    }
}
