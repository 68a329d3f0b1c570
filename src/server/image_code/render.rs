//! From a text and a seed to a picture.

use std::f32::consts::TAU;

use image::{GrayImage, ImageError, Luma};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{ImageFormat, ImageText, glyphs};

/// Height of every picture in pixels.
const HEIGHT: u32 = 80;
/// Width that one character gets; with the margins a picture of five is 240 wide.
const CHARACTER_WIDTH: u32 = 44;
const MARGIN: u32 = 10;

/// Paper and ink. A contrast of 12 to 1 (WCAG 2 asks 4.5 of text).
const PAPER: f32 = 244.0;
const INK: f32 = 44.0;

/// Draws the text; the same arguments give the same bytes.
///
/// # Errors
/// When the encoder fails.
pub fn draw(text: &ImageText, seed: [u8; 32], format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    let mut rng = StdRng::from_seed(seed);
    let letters = text.as_str().as_bytes();
    let width = MARGIN * 2 + CHARACTER_WIDTH * u32::try_from(letters.len()).unwrap_or(1);
    let placed: Vec<Placed> = letters
        .iter()
        .enumerate()
        .filter_map(|(place, &letter)| Placed::new(letter, place, &mut rng))
        .collect();
    let warp = Warp::new(&mut rng);
    let stroke = Stroke::new(&mut rng);

    let picture = GrayImage::from_fn(width, HEIGHT, |x, y| {
        let (u, v) = warp.source(x as f32 + 0.5, y as f32 + 0.5);
        let letters = placed.iter().map(|letter| letter.ink_at(u, v)).fold(0.0, f32::max);
        // The stroke inverts what it crosses, so that it can't be told from a letter by its tone.
        let ink = (letters - stroke.ink_at(u, v)).abs();
        Luma([(PAPER + (INK - PAPER) * ink).round() as u8])
    });
    format.encode(&picture)
}

/// One letter with its own size, turn and place.
struct Placed {
    glyph: &'static glyphs::Glyph,
    centre: (f32, f32),
    /// Pixels of the picture for one of the mask, across and down.
    scale: (f32, f32),
    turn: (f32, f32),
}

impl Placed {
    fn new(letter: u8, place: usize, rng: &mut StdRng) -> Option<Self> {
        let glyph = glyphs::glyph(letter)?;
        let height = rng.random_range(46.0..56.0);
        let scale_y = height / glyph.height as f32;
        // A wide letter is drawn narrower, a narrow one keeps its build.
        let width = (glyph.width as f32 * scale_y * rng.random_range(0.9..1.1)).min(50.0);
        let centre_x = MARGIN as f32 + CHARACTER_WIDTH as f32 * (place as f32 + 0.5);
        let angle: f32 = rng.random_range(-0.3..0.3);
        Some(Self {
            glyph,
            centre: (
                centre_x + rng.random_range(-3.0..3.0),
                HEIGHT as f32 / 2.0 + rng.random_range(-6.0..6.0),
            ),
            scale: (width / glyph.width as f32, scale_y),
            turn: angle.sin_cos(),
        })
    }

    fn ink_at(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        // No letter reaches farther than this from its centre.
        if dx.abs() > 44.0 {
            return 0.0;
        }
        let (sin, cos) = self.turn;
        let u = (dx * cos + dy * sin) / self.scale.0 + self.glyph.width as f32 / 2.0;
        let v = (dy * cos - dx * sin) / self.scale.1 + self.glyph.height as f32 / 2.0;
        self.glyph.ink_at(u, v)
    }
}

/// Bends the whole line: two waves, one across and one down.
struct Warp {
    across: Wave,
    down: Wave,
}

struct Wave {
    amplitude: f32,
    length: f32,
    phase: f32,
}

impl Wave {
    fn new(rng: &mut StdRng, amplitude: f32) -> Self {
        Self {
            amplitude: rng.random_range(amplitude * 0.6..amplitude),
            length: rng.random_range(70.0..140.0),
            phase: rng.random_range(0.0..TAU),
        }
    }

    fn at(&self, position: f32) -> f32 {
        self.amplitude * (position / self.length * TAU + self.phase).sin()
    }
}

impl Warp {
    fn new(rng: &mut StdRng) -> Self {
        Self { across: Wave::new(rng, 4.0), down: Wave::new(rng, 5.0) }
    }

    fn source(&self, x: f32, y: f32) -> (f32, f32) {
        (x + self.across.at(y), y + self.down.at(x))
    }
}

/// A curved line through the whole text.
struct Stroke {
    wave: Wave,
    middle: f32,
    slope: f32,
    half_width: f32,
}

impl Stroke {
    fn new(rng: &mut StdRng) -> Self {
        Self {
            wave: Wave::new(rng, 12.0),
            middle: rng.random_range(24.0..56.0),
            slope: rng.random_range(-0.12..0.12),
            half_width: rng.random_range(1.2..2.0),
        }
    }

    fn ink_at(&self, x: f32, y: f32) -> f32 {
        let distance = (y - self.middle - self.slope * (x - 120.0) - self.wave.at(x)).abs();
        (self.half_width + 0.5 - distance).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::image_code::LENGTHS;

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp];

    #[test]
    fn the_same_text_and_seed_give_the_same_bytes_and_another_seed_gives_others() {
        let text = ImageText::stored("ACD34".to_owned());
        for format in FORMATS {
            let first = draw(&text, [7; 32], format).unwrap();
            assert_eq!(first, draw(&text, [7; 32], format).unwrap());
            assert_ne!(first, draw(&text, [8; 32], format).unwrap());
        }
    }

    #[test]
    fn every_length_and_format_decodes_to_its_size_with_ink_and_paper() {
        for length in LENGTHS {
            for (n, format) in FORMATS.into_iter().enumerate() {
                let text = ImageText::random(length, &mut rand::rng());
                let bytes = draw(&text, [n as u8; 32], format).unwrap();
                let picture = image::load_from_memory(&bytes).unwrap().into_luma8();
                assert_eq!(picture.dimensions(), (20 + 44 * length as u32, 80));
                let dark = picture.pixels().filter(|p| p.0[0] < 128).count() as f32;
                let share = dark / (picture.width() * picture.height()) as f32;
                assert!((0.05..0.6).contains(&share), "{length} {format:?}: {share}");
            }
        }
    }

    #[test]
    fn a_text_from_elsewhere_in_the_store_draws_without_a_panic() {
        for text in ["", "0O1l", "汉字", "a very long text that nobody would want to read"] {
            draw(&ImageText::stored(text.to_owned()), [1; 32], ImageFormat::Png).unwrap();
        }
    }
}
