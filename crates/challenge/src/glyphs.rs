//! The letters of every face, as distances from their edges.
//!
//! Made once for each letter, when it is first drawn: an outline is filled on a grid, and the grid
//! becomes a field of distances. The `captcha` crate keeps its glyphs to itself, so each is drawn
//! alone, once, and read out of the picture.

mod contour;
mod outline;
mod pictograms;

pub(super) use contour::Contours;
pub(super) use pictograms::{PICTOGRAMS, pictogram};

use std::{io::Cursor, sync::OnceLock};

use captcha::{Captcha, Geometry};
use image::{
    DynamicImage,
    codecs::png::PngDecoder,
    imageops::{self, FilterType},
};

use super::distance::{self, Mask};

/// Height of a capital in cells. At the default size a letter is drawn 27 to 60 pixels high, so
/// that a pixel is never larger than three cells.
pub(super) const CAPITAL: f32 = 128.0;
/// Cells around a letter, where distances go on: enough for the heaviest weight.
const BORDER: usize = 16;
/// Steps of a stored distance to one cell.
const STEPS: f32 = 8.0;
/// What is stored for the edge itself; what is less lies inside.
const EDGE: f32 = 128.0;

/// How far outlines are moved outwards, in cells: from the least to the most, in steps.
pub(super) const LIGHTEST: f32 = -6.0;
pub(super) const HEAVIEST: f32 = 10.0;
const WEIGHT_STEP: f32 = 1.0;
const WEIGHTS: usize = ((HEAVIEST - LIGHTEST) / WEIGHT_STEP) as usize + 1;

/// What can be drawn.
pub(super) const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-=?";

/// One letter of one face.
pub(super) struct Glyph {
    width: usize,
    height: usize,
    /// For each cell its distance to the edge, in [`STEPS`] from [`EDGE`].
    field: Vec<u8>,
    /// Half the width of its strokes, in cells.
    pub(super) stroke: f32,
    /// Outlines from the lightest to the heaviest, made when they are first asked for.
    outlines: [OnceLock<Contours>; WEIGHTS],
}

impl Glyph {
    fn new(mask: &Mask) -> Self {
        let &Mask { width, height, .. } = mask;
        let distances = distance::signed(mask);
        let depths = distances.iter().filter(|&&distance| distance < 0.0);
        // Across a stroke the mean depth is half of the deepest.
        let stroke = -2.0 * depths.clone().sum::<f32>() / depths.count().max(1) as f32;
        // Clamped to what a byte holds.
        let stored = |cells: &f32| (EDGE + cells * STEPS) as u8;
        let field = distances.iter().map(stored).collect();
        let outlines = [const { OnceLock::new() }; WEIGHTS];
        Self { width, height, field, stroke, outlines }
    }

    /// The outline, moved outwards by about so many cells.
    pub(super) fn contours(&self, weight: f32) -> &Contours {
        let place = ((weight - LIGHTEST) / WEIGHT_STEP) as usize;
        let place = place.min(WEIGHTS - 1);
        self.outlines[place].get_or_init(|| {
            let weight = LIGHTEST + place as f32 * WEIGHT_STEP;
            contour::contours(&self.field, self.width, EDGE + weight * STEPS)
        })
    }

    /// Width and height of the letter itself, in cells.
    pub(super) fn ink(&self) -> (f32, f32) {
        (self.ink_width(), (self.height - 2 * BORDER) as f32)
    }

    /// Width of the letter itself, in cells.
    pub(super) fn ink_width(&self) -> f32 {
        (self.width - 2 * BORDER) as f32
    }
}

/// The fonts, and last the `captcha` crate's own face, which has letters and digits only.
const FACES: usize = outline::FONTS.len() + 1;

/// A face: an index of the fonts.
pub(super) type Face = usize;
pub(super) const SANS_A: Face = 2;
pub(super) const SANS_B: Face = 3;
pub(super) const SLAB: Face = 4;
pub(super) const CONDENSED: Face = 7;
pub(super) const MONO: Face = 8;
pub(super) const DISPLAY: Face = 9;
pub(super) const CRATE: Face = FACES - 1;

/// A character of a face. What can't be drawn becomes a question mark: texts are checked before they get
/// here.
pub(super) fn glyph(character: u8, face: Face) -> &'static Glyph {
    let place = CHARACTERS.iter().position(|&of| of == character);
    glyph_at(place.unwrap_or(CHARACTERS.len() - 1), face)
}

/// Every character of every face, made when it is first drawn. Boxed: places for whole glyphs would be 0.6 MB of
/// the program's file.
static GLYPHS: [[OnceLock<Box<Glyph>>; CHARACTERS.len()]; FACES] =
    [const { [const { OnceLock::new() }; CHARACTERS.len()] }; FACES];

/// The character at this place of [`CHARACTERS`].
fn glyph_at(place: usize, face: Face) -> &'static Glyph {
    GLYPHS[face][place].get_or_init(|| {
        let character = char::from(CHARACTERS[place]);
        let mask = match outline::FONTS.get(face) {
            Some(font) => outline::mask(font, character, CAPITAL, BORDER),
            // The crate has no 0, 1, I, L and O.
            None => crate_glyph(character)
                .unwrap_or_else(|| outline::mask(outline::FONTS[0], character, CAPITAL, BORDER)),
        };
        Box::new(Glyph::new(&mask))
    })
}

#[cfg(test)]
pub(super) fn is_made(character: u8, face: Face) -> bool {
    let place = CHARACTERS.iter().position(|&of| of == character);
    place.is_some_and(|place| GLYPHS[face][place].get().is_some())
}

/// A letter of the `captcha` crate, enlarged to the height of the others.
fn crate_glyph(character: char) -> Option<Mask> {
    let mut picture = Captcha::new();
    if !picture.supported_chars().contains(&character) {
        return None;
    }
    picture.set_chars(&[character]).add_char();
    let Geometry { left, right, top, bottom } = picture.text_area();
    let png = picture.extract(Geometry::new(left, right + 1, top, bottom + 1)).as_png()?;
    // Whatever is read without a word of its format brings the decoders of all.
    let decoder = PngDecoder::new(Cursor::new(&png)).ok()?;
    let letter = DynamicImage::from_decoder(decoder).ok()?.into_rgb8();
    // Its capitals are 38 pixels high.
    let scale = CAPITAL / 38.0;
    let enlarge = |length: u32| (length as f32 * scale).round() as u32;
    let (width, height) = (enlarge(letter.width()), enlarge(letter.height()));
    let letter = imageops::resize(&letter, width, height, FilterType::CatmullRom);
    let letter = DynamicImage::ImageRgb8(letter).into_luma8();
    let (width, height) = (width as usize + 2 * BORDER, height as usize + 2 * BORDER);
    let mut inside = vec![false; width * height];
    for (x, y, pixel) in letter.enumerate_pixels() {
        inside[(y as usize + BORDER) * width + x as usize + BORDER] = pixel.0[0] < 128;
    }
    Some(Mask { width, height, inside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_every_character_with_ink() {
        for face in 0..FACES {
            for (place, &character) in CHARACTERS.iter().enumerate() {
                if face == CRATE && !character.is_ascii_alphanumeric() {
                    continue;
                }
                let glyph = glyph_at(place, face);
                let ink =
                    glyph.field.iter().filter(|&&distance| f32::from(distance) < EDGE).count();
                let share = ink as f32 / glyph.field.len() as f32;
                let name = char::from(character);
                assert!((0.06..0.6).contains(&share), "face {face}, {name}: {share}");
                assert!(glyph.height < 330, "face {face}, {name}");
                assert!((3.0..48.0).contains(&glyph.stroke), "face {face}, {name}");
            }
        }
    }
}
