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
        rasterizer.into_levels()
    };
    let (plate, figure) = (filled(&plate), filled(&figure));
    let row_words = drawing.row_words;
    let below = drawing.words.chunks_exact_mut(row_words).skip(top);
    let over = plate.words.chunks_exact(plate.row_words);
    let figures = figure.words.chunks_exact(plate.row_words);
    for (below, (plates, figures)) in below.zip(over.zip(figures)) {
        let below = below.iter_mut().skip(left / Levels::PIXELS);
        for (n, (below, (&plate, figure))) in below.zip(plates.iter().zip(figures)).enumerate() {
            let plate = plate & first(wide.saturating_sub(n * Levels::PIXELS));
            if plate != 0 {
                *below = laid(*below, plate, *figure);
            }
        }
    }
}

/// A word of which only so many pixels are set.
fn first(pixels: usize) -> u64 {
    if pixels < Levels::PIXELS { !(u64::MAX >> (4 * pixels)) } else { u64::MAX }
}

/// The pixels of a word of the drawing with plate and figure over them.
fn laid(drawing: u64, plate: u64, figure: u64) -> u64 {
    const EACH: u64 = 0x1111_1111_1111_1111;
    const _: () = assert!(FULL == 4, "the third bit of a pixel says that it is covered whole");
    let pixels = |bits: u64| (bits & EACH) * 15;
    let (full, partial) = (pixels(plate >> 2), pixels(plate | plate >> 1));
    // Less than half is ink. Paper and plate are nearly the same.
    let is_ink = pixels(drawing >> 1 | drawing >> 2 | drawing >> 3);
    drawing & !(full | partial)
        | full & (EACH * u64::from(PLATE_INDEX) + figure)
        | partial & is_ink & (EACH * u64::from(MIXED_WITH_INK) + plate)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn a_word_is_laid_over_another_as_its_pixels_would_be_one_by_one() {
        let mut rng = StdRng::seed_from_u64(4);
        for _ in 0..1000 {
            let mut word = |most: u8| {
                (0..Levels::PIXELS).map(|_| rng.random_range(0..=most)).collect::<Vec<u8>>()
            };
            let (drawing, plate, figure) = (word(15), word(FULL), word(FULL));
            let packed =
                |pixels: &[u8]| pixels.iter().fold(0, |word, &pixel| word << 4 | u64::from(pixel));
            let expected: Vec<u8> = (0..Levels::PIXELS)
                .map(|n| match (plate[n], drawing[n]) {
                    (0, below) => below,
                    (FULL, _) => PLATE_INDEX + figure[n],
                    (_, below) if below < FULL / 2 => 0,
                    (part, _) => MIXED_WITH_INK + part,
                })
                .collect();
            let laid = laid(packed(&drawing), packed(&plate), packed(&figure));
            assert_eq!(laid, packed(&expected), "{drawing:?} {plate:?} {figure:?}");
        }
    }
}
