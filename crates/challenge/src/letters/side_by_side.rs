//! Sets letters side by side, each as close to the ones before it as their shapes allow.

use std::array;

use super::Letter;
use crate::plane::{greater, lesser};

/// Heights of the picture are told apart this finely when letters are set side by side.
const BANDS: usize = 18;

/// The left and the right side of a letter in each band, from its centre, and in all of them.
struct Sides {
    left: [f32; BANDS],
    right: [f32; BANDS],
    least: f32,
    most: f32,
}

/// Moves the letters side by side, so that neighbours overlap by as much as asked for where they
/// come closest. Gives the width of the row; the height is the picture's.
pub(super) fn set(letters: &mut [Letter], overlaps: &[f32], arms: f32, height: f32) -> f32 {
    // With a band above and one below: neighbours of a band count as well.
    let mut before = [f32::NEG_INFINITY; BANDS + 2];
    let (mut end, mut last) = (0.0_f32, f32::NEG_INFINITY);
    for (letter, overlap) in letters.iter_mut().zip(overlaps) {
        let Sides { left, right, least, most } = letter.sides(height);
        let touches: [f32; BANDS] = array::from_fn(|band| {
            let near = greater(greater(before[band], before[band + 1]), before[band + 2]);
            near - left[band]
        });
        let touch = touches.into_iter().fold(f32::NEG_INFINITY, greater);
        let x = (touch - overlap).max(last - least).max(-least);
        letter.centre.0 = x;
        last = x + most - arms * (most - least);
        end = end.max(x + most);
        for (before, right) in before[1..].iter_mut().zip(right) {
            *before = greater(*before, x + right);
        }
    }
    end.max(1.0)
}

impl Letter {
    /// How far the letter reaches to the left and to the right of its centre in each band.
    fn sides(&self, height: f32) -> Sides {
        let mut sides = Sides {
            left: [f32::INFINITY; BANDS],
            right: [f32::NEG_INFINITY; BANDS],
            least: f32::INFINITY,
            most: f32::NEG_INFINITY,
        };
        let (to_x, to_y) = self.to_pixels();
        let (grown, centre) = (self.weight(), self.centre.1);
        let bands = BANDS as f32 / height;
        for &(left, right, v) in &self.glyph.sides {
            for u in [left - grown, right + grown] {
                let (x, y) = (u * to_x.0 + v * to_x.1, u * to_y.0 + v * to_y.1 + centre);
                // 16 bits are enough for a band, and quicker got than 64.
                let band = usize::from((y * bands) as u16).min(BANDS - 1);
                let (least, most) = (&mut sides.left[band], &mut sides.right[band]);
                (*least, *most) = (lesser(*least, x), greater(*most, x));
                (sides.least, sides.most) = (lesser(sides.least, x), greater(sides.most, x));
            }
        }
        sides
    }
}
