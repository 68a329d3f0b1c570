//! A scene with things on it, and a strip above or below: what kinds have in common that are answered by
//! pointing.

mod figure;

use rand::rngs::StdRng;

pub(crate) use figure::Figure;

use crate::{
    answer::Point,
    badge::{self, CALM, CORNER, SOFT, Tones},
    bitmap::Levels,
    canvas::{Canvas, Size},
    difficulty::Difficulty,
    encode::Picture,
    rasterizer::Rasterizer,
};

pub(crate) use badge::{HEIGHT, WIDTH};

/// Where a place of a picture that is shown this large is in units.
pub(crate) fn in_units(Point { x, y }: Point, size: Size) -> Point {
    Point { x: x * WIDTH as u32 / size.width.max(1), y: y * HEIGHT as u32 / size.height.max(1) }
}

/// Some rows of a picture.
pub(crate) struct Strip {
    pub(crate) rasterizer: Rasterizer,
}

impl Strip {
    /// The rows between two heights, given in units of the picture.
    pub(crate) fn new(canvas: &Canvas, top: f32, bottom: f32) -> Self {
        let unit = canvas.height as f32 / HEIGHT;
        let row = |at: f32| (at * unit) as usize;
        let origin = (0.0, row(top) as f32 / unit);
        let rows = row(bottom) - row(top);
        Self { rasterizer: Rasterizer::new(canvas.width, rows, unit, origin) }
    }

    /// Inverts it piece by piece.
    pub(crate) fn background(&mut self, difficulty: Difficulty, rng: &mut StdRng) {
        let (families, pieces) = match difficulty {
            Difficulty::Easy => (CALM, 1.6),
            Difficulty::Normal => (CALM, 1.3),
            Difficulty::Hard => (SOFT, 0.9),
        };
        badge::Background::draw(families, pieces, &mut self.rasterizer, rng);
    }
}

/// Strips one below the other, as a picture whose corners down to that height, in units, are round.
pub(crate) fn picture(
    strips: [Levels; 2],
    bottom: f32,
    canvas: &Canvas,
    rng: &mut StdRng,
) -> Picture {
    let &Canvas { width, height, .. } = canvas;
    let [mut levels, below] = strips;
    levels.words.extend(below.words);
    let unit = height as f32 / HEIGHT;
    badge::round_corners(&mut levels, (width, (bottom * unit) as usize), unit * CORNER);
    Picture { levels, width, height, palette: badge::colours(&Tones::pick(rng)) }
}
