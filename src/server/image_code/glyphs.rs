//! The letters of every face, as distances from their edges.
//!
//! Made once for each letter, when it is first drawn: an outline is filled on a grid, and the grid
//! becomes a field of distances. The `captcha` crate keeps its glyphs to itself, so each is drawn
//! alone, once, and read out of the picture.

mod outline;

use std::sync::OnceLock;

use captcha::{Captcha, Geometry};
use image::imageops::FilterType;

use super::{
    distance::{self, FAR, Mask},
    text::CHARSET,
};

/// Height of a capital in cells. A letter is drawn 45 to 70 pixels high, so that a pixel is never
/// larger than two cells.
pub(super) const CAPITAL: f32 = 80.0;
/// Cells around a letter, where distances go on.
const BORDER: usize = FAR as usize / 2;

/// One letter of one face.
pub(super) struct Glyph {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Signed distance to the edge, see [`distance::signed`].
    pub(super) field: Vec<i8>,
}

impl Glyph {
    /// Width of the letter itself, in cells.
    pub(super) fn ink_width(&self) -> f32 {
        (self.width - 2 * BORDER) as f32
    }
}

/// How many faces there are.
pub(super) const FACES: usize = 1 + outline::FONTS.len();

/// The letter at this place of the charset.
pub(super) fn glyph(face: usize, letter: usize) -> &'static Glyph {
    static GLYPHS: [[OnceLock<Glyph>; CHARSET.len()]; FACES] =
        [const { [const { OnceLock::new() }; CHARSET.len()] }; FACES];
    GLYPHS[face][letter].get_or_init(|| {
        let character = char::from(CHARSET[letter]);
        let mask = match face.checked_sub(1) {
            None => crate_glyph(character),
            Some(font) => outline::mask(outline::FONTS[font], character, CAPITAL, BORDER),
        };
        Glyph { width: mask.width, height: mask.height, field: distance::signed(&mask) }
    })
}

/// A letter of the `captcha` crate, enlarged to the height of the others.
fn crate_glyph(character: char) -> Mask {
    let mut picture = Captcha::new();
    picture.set_chars(&[character]).add_char();
    let Geometry { left, right, top, bottom } = picture.text_area();
    let png = picture.extract(Geometry::new(left, right + 1, top, bottom + 1)).as_png();
    let letter = png.and_then(|png| image::load_from_memory(&png).ok()).unwrap_or_default();
    // Its capitals are 38 pixels high.
    let scale = CAPITAL / 38.0;
    let enlarge = |length: u32| (length as f32 * scale).round() as u32;
    let (width, height) = (enlarge(letter.width()), enlarge(letter.height()));
    let letter = letter.resize_exact(width, height, FilterType::CatmullRom).into_luma8();
    let (width, height) = (width as usize + 2 * BORDER, height as usize + 2 * BORDER);
    let mut inside = vec![false; width * height];
    for (x, y, pixel) in letter.enumerate_pixels() {
        inside[(y as usize + BORDER) * width + x as usize + BORDER] = pixel.0[0] < 128;
    }
    Mask { width, height, inside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_every_letter_of_the_charset_with_ink() {
        for face in 0..FACES {
            for (letter, &character) in CHARSET.iter().enumerate() {
                let glyph = glyph(face, letter);
                let ink = glyph.field.iter().filter(|&&distance| distance < 0).count();
                let share = ink as f32 / glyph.field.len() as f32;
                let name = char::from(character);
                assert!((0.06..0.6).contains(&share), "face {face}, {name}: {share}");
                assert!((100..220).contains(&glyph.height), "face {face}, {name}");
            }
        }
    }
}
