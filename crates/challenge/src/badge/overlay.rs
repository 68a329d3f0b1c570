//! What is laid over a drawing in colours of its own: a white plate, and a figure on it.

use super::{HEIGHT, WIDTH};
use crate::{
    bitmap::{FULL, Levels},
    rasterizer::{Point, Rasterizer},
};

/// Where the plate lies on the palette: one more for each part of the figure in a pixel.
pub(crate) const PLATE_INDEX: u8 = 5;
/// One more for each part of the plate in a pixel of it and the ink.
pub(super) const MIXED_WITH_INK: u8 = 9;

/// Lays plate and figure, which reach so far from the centre, over a drawing with so many pixels to a unit.
/// What is plate, figure or some of both gets an index of its own above those of the drawing.
pub(super) fn lay(
    drawing: &mut Levels,
    unit: f32,
    centre: Point,
    reach: f32,
    plate: impl Fn(&mut Rasterizer),
    figure: impl Fn(&mut Rasterizer),
) {
    let (width, height) = ((WIDTH * unit) as usize, (HEIGHT * unit) as usize);
    // Whole words, and rows inside.
    let from =
        |at: f32, multiple: usize| ((at - reach) * unit).max(0.0) as usize / multiple * multiple;
    let (left, top) = (from(centre.0, Levels::PIXELS), from(centre.1, 1));
    let size = (2.0 * reach * unit) as usize + Levels::PIXELS;
    let (wide, high) = (size.min(width - left), size.min(height - top));
    let origin = (left as f32 / unit, top as f32 / unit);
    let filled = |outlines: &dyn Fn(&mut Rasterizer)| {
        let mut rasterizer = Rasterizer::new(wide, high, unit, origin);
        outlines(&mut rasterizer);
        rasterizer.levels()
    };
    let (plate, figure) = (filled(&plate), filled(&figure));
    for (place, _) in plate.words.iter().enumerate().filter(|&(_, &word)| word != 0) {
        let (row, word) = (place / plate.row_words, place % plate.row_words);
        let mut rest = plate.words[place];
        while rest != 0 {
            let pixel = rest.leading_zeros() as usize / 4;
            rest &= !(15 << (60 - 4 * pixel));
            let x = word * Levels::PIXELS + pixel;
            if x >= wide {
                break;
            }
            let (plate, figure) = (plate.get(x, row), figure.get(x, row));
            let (x, y) = (left + x, top + row);
            match plate {
                FULL => drawing.set(x, y, PLATE_INDEX + figure),
                // Paper and plate are nearly the same.
                _ if drawing.get(x, y) < FULL / 2 => drawing.set(x, y, 0),
                _ => drawing.set(x, y, MIXED_WITH_INK + plate),
            }
        }
    }
}
