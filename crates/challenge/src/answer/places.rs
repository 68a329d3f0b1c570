//! Answers that are no code: places in a picture, and how far something was moved.

use menshen_normalize::narrow;

use super::Answer;

/// A text of places that is longer is none, and nobody points at more of them.
const LONGEST: usize = 128;
const MOST: usize = 8;
/// No picture reaches further, in CSS pixels.
const FARTHEST: u32 = 9_999;

/// A place in a picture, in CSS pixels from its left upper corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: u32,
    /// Down.
    pub y: u32,
}

impl Answer {
    /// The places that were pointed at, in their order, as `x,y x,y x,y`: whole numbers of CSS pixels. `None`: it is
    /// anything else.
    pub fn points(&self) -> Option<Vec<Point>> {
        let text = self.narrowed()?;
        let mut points = Vec::new();
        for place in text.split_whitespace() {
            let (x, y) = place.split_once(',')?;
            if points.len() == MOST {
                return None;
            }
            points.push(Point { x: number(x)?, y: number(y)? });
        }
        Some(points)
    }

    /// How far something was moved: a whole number of CSS pixels. `None`: it is anything else.
    pub fn offset(&self) -> Option<u32> {
        number(self.narrowed()?.trim())
    }

    /// Digits and commas as ASCII has them.
    fn narrowed(&self) -> Option<String> {
        let narrowed =
            || self.typed.chars().map(|c| menshen_normalize::digit(c).unwrap_or_else(|| narrow(c)));
        (self.typed.len() <= LONGEST).then(|| narrowed().collect())
    }
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number <= FARTHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(typed: &str) -> Answer {
        Answer::parse(typed).unwrap()
    }

    #[test]
    fn places_are_read_in_their_order_and_anything_else_is_none() {
        let of = |places: &[(u32, u32)]| places.iter().map(|&(x, y)| Point { x, y }).collect();
        for (typed, places) in [
            ("12,34 56,78 90,12", vec![(12, 34), (56, 78), (90, 12)]),
            ("  0,0\n9999,1 ", vec![(0, 0), (9999, 1)]),
            ("１２，３４　٥,٦", vec![(12, 34), (5, 6)]),
        ] {
            assert_eq!(answer(typed).points(), Some(of(&places)), "{typed:?}");
        }
        let nine = "1,2 ".repeat(9);
        let long = format!("1,2{}3,4", " ".repeat(200));
        for typed in [
            "ACD369", "12", "12,", ",34", "12,34,56", "-1,2", "+1,2", "1.5,2", "10000,1", "1, 2",
            &nine, &long,
        ] {
            assert_eq!(answer(typed).points(), None, "{typed:?}");
        }
    }

    #[test]
    fn an_offset_is_one_number() {
        for (typed, offset) in [("0", 0), (" 133 ", 133), ("１３３", 133), ("0133", 133)] {
            assert_eq!(answer(typed).offset(), Some(offset), "{typed:?}");
        }
        for typed in ["-1", "+1", "1 2", "1,2", "1.5", "10000", "00001", "A", &"1".repeat(200)] {
            assert_eq!(answer(typed).offset(), None, "{typed:?}");
        }
    }
}
