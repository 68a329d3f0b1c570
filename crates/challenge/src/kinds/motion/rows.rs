//! Letters in two rows, as large as they can be: read as a page is.

use rand::{Rng, rngs::StdRng};

use super::MotionParams;
use crate::{
    badge::{HEIGHT, Letter, WIDTH},
    rasterizer::Rasterizer,
};

/// What stays free around a letter in the middle of its place, in units.
const GAP: f32 = 3.0;
/// Characters at the most, whatever stands in a store.
const MOST: usize = 8;

/// Draws the characters.
pub(super) fn draw(
    characters: &str,
    params: &MotionParams,
    rasterizer: &mut Rasterizer,
    rng: &mut StdRng,
) {
    let characters: Vec<u8> = characters.bytes().take(MOST).collect();
    let in_row = characters.len().div_ceil(2).max(1);
    for (row, letters) in characters.chunks(in_row).enumerate() {
        let wide = WIDTH / letters.len() as f32;
        for (n, &character) in letters.iter().enumerate() {
            let mut letter = Letter::pick(character, &params.letters, rng);
            let (across, down) = letter.reach();
            let most = ((wide / 2.0 - GAP) / across).min((HEIGHT / 4.0 - GAP) / down);
            letter.scale(most.min(1.0));
            let mut off = || rng.random_range(-params.off..params.off);
            let (x, y) = (wide * (n as f32 + 0.5), HEIGHT * (0.25 + 0.5 * row as f32));
            letter.draw((x + off(), y + off()), rasterizer);
        }
    }
}
