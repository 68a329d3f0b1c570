//! The `captcha` crate's letters, read out once.
//!
//! The crate parses its font anew for every picture and keeps glyphs to itself, so each letter is
//! drawn alone, once in the life of the process, and kept as a mask.

use std::sync::LazyLock;

use captcha::{Captcha, Geometry};

use super::text::CHARSET;

/// How much ink stands at each point of one letter.
pub(super) struct Glyph {
    pub(super) width: u32,
    pub(super) height: u32,
    ink: Vec<u8>,
}

impl Glyph {
    /// Ink from 0 to 1 at a point in pixels, interpolated; none outside the letter.
    pub(super) fn ink_at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        let row = |y: f32| {
            self.pixel(left, y) * (1.0 - right_share) + self.pixel(left + 1.0, y) * right_share
        };
        row(top) * (1.0 - bottom_share) + row(top + 1.0) * bottom_share
    }

    fn pixel(&self, x: f32, y: f32) -> f32 {
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
        let index = || y as usize * self.width as usize + x as usize;
        if inside { f32::from(self.ink[index()]) / 255.0 } else { 0.0 }
    }
}

/// The mask of a letter of the charset; a letter from elsewhere has none and leaves a gap.
pub(super) fn glyph(letter: u8) -> Option<&'static Glyph> {
    static GLYPHS: LazyLock<Vec<(u8, Glyph)>> = LazyLock::new(|| {
        CHARSET.iter().filter_map(|&letter| Some((letter, read_out(letter)?))).collect()
    });
    GLYPHS.iter().find(|(of, _)| *of == letter).map(|(_, glyph)| glyph)
}

fn read_out(letter: u8) -> Option<Glyph> {
    let mut picture = Captcha::new();
    picture.set_chars(&[char::from(letter)]).add_char();
    let Geometry { left, right, top, bottom } = picture.text_area();
    let png = picture.extract(Geometry::new(left, right + 1, top, bottom + 1)).as_png()?;
    let mut mask = image::load_from_memory(&png).ok()?.into_luma8();
    image::imageops::invert(&mut mask);
    Some(Glyph { width: mask.width(), height: mask.height(), ink: mask.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_charset_has_a_mask_with_ink() {
        for &letter in CHARSET {
            let glyph = glyph(letter).unwrap();
            let ink = glyph.ink.iter().filter(|&&ink| ink > 127).count();
            let share = ink as f32 / glyph.ink.len() as f32;
            assert!((0.1..0.7).contains(&share), "{}: {share}", char::from(letter));
        }
    }
}
