//! Fat pictures of things that people of all countries know, from a star to a hat.

use std::sync::OnceLock;

use super::{BORDER, CAPITAL, Glyph, outline};

/// How many there are. The font has them at `A` and the code points that follow.
pub(crate) const PICTOGRAMS: usize = 45;

/// Each, made when it is first drawn; boxed like the letters.
static GLYPHS: [OnceLock<Box<Glyph>>; PICTOGRAMS] = [const { OnceLock::new() }; PICTOGRAMS];

/// One of them: the larger of its width and height is [`CAPITAL`] cells.
pub(crate) fn pictogram(place: usize) -> &'static Glyph {
    let place = place % PICTOGRAMS;
    GLYPHS[place].get_or_init(|| {
        let character = char::from(b'A' + place as u8);
        let font = include_bytes!("fonts/pictograms.ttf");
        Box::new(Glyph::new(&outline::whole_mask(font, character, CAPITAL, BORDER)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::EDGE;

    #[test]
    fn every_pictogram_fills_its_square_with_ink_in_large_pieces() {
        for place in 0..PICTOGRAMS {
            let glyph = pictogram(place);
            let (width, height) = glyph.ink();
            // The corners of a curve lie outside of it.
            let size = width.max(height);
            assert!((CAPITAL - 16.0..CAPITAL + 2.0).contains(&size), "{place}: {size}");
            assert!(width.min(height) > 60.0, "{place}: {width} × {height}");
            let ink = glyph.field.iter().filter(|&&distance| f32::from(distance) < EDGE).count();
            let share = ink as f32 / (width * height);
            assert!((0.2..0.95).contains(&share), "{place}: {share}");
        }
    }
}
