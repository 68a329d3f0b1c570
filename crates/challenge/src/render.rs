//! From a text and a seed to a picture.

use std::ops::RangeInclusive;

use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{
    ImageFormat, ImageText, Kind, LENGTHS, Level,
    encode::{EncodeError, Picture},
    letters::{Canvas, columns},
    style,
    text::sum,
};

/// How high pictures may stand on the page, in CSS pixels: less can't be read, more is a poster.
pub const HEIGHTS: RangeInclusive<u32> = 75..=240;
/// The default of it.
pub const HEIGHT: u32 = UNITS as u32;
/// The height that all lengths are given for.
const UNITS: usize = 120;
/// Width for each letter that stands beside others, and for the margins.
const COLUMN: usize = 46;
const MARGINS: usize = 14;
/// Characters of the longest sum; all sums are as wide, so that the width tells nothing.
const SUM_LENGTH: usize = 6;

/// How large a picture stands on a page, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What the pictures of a server have in common.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How hard to read.
    pub level: Level,
    /// What is asked for.
    pub kind: Kind,
    /// The file format.
    pub format: ImageFormat,
    /// Height on the page in CSS pixels; the width follows from it.
    pub height: u32,
    /// Pixels for each CSS pixel: 2 for sharp pictures on dense screens.
    pub scale: u32,
}

impl Default for Style {
    fn default() -> Self {
        let (level, kind) = (Level::default(), Kind::default());
        Self { level, kind, format: ImageFormat::Png, height: HEIGHT, scale: 1 }
    }
}

impl Style {
    /// How large pictures of texts with so many characters stand on the page.
    #[must_use]
    pub fn size(&self, length: usize) -> Size {
        let length = match self.kind {
            Kind::Text => length.max(1),
            Kind::Math => SUM_LENGTH,
        };
        let units = (MARGINS + COLUMN * columns(length)) as u32;
        let width = units * self.height / UNITS as u32;
        Size { width, height: self.height }
    }
}

/// Draws the text; the same arguments give the same bytes. What can't be drawn, which no recipe
/// makes, becomes a question mark.
///
/// # Errors
/// When the encoder fails, which it does only for sizes that the format can't hold.
pub fn draw(text: &ImageText, seed: [u8; 32], style: &Style) -> Result<Vec<u8>, EncodeError> {
    // ChaCha: what one picture shows tells nothing about the next.
    let mut rng = StdRng::from_seed(seed);
    let characters = match style.kind {
        Kind::Text => text.as_str().to_owned(),
        Kind::Math => sum(text.as_str(), &mut rng),
    };
    // Longer texts, which no recipe makes, are cut: what stands in a store must not decide how much
    // is drawn.
    let characters: Vec<u8> = characters.bytes().take(*LENGTHS.end()).collect();
    let Size { width, height } = style.size(characters.len());
    let canvas = Canvas {
        width: (width * style.scale) as usize,
        height: (height * style.scale) as usize,
        unit: (height * style.scale) as f32 / UNITS as f32,
    };
    let plane = style::compose(&characters, canvas, style.level, &mut rng);
    let (paper, ink) = colours(&mut rng);
    style.format.encode(&Picture { plane, paper, ink })
}

/// A light paper and a dark ink, 7 to 1 apart at the least (WCAG 2 level AAA).
fn colours(rng: &mut StdRng) -> ([u8; 3], [u8; 3]) {
    let mut each = |low: u8, high: u8| std::array::from_fn(|_| rng.random_range(low..=high));
    (each(225, 252), each(10, 70))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use image::DynamicImage;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::{Charset, Recipe};

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp];
    const LEVELS: [Level; 3] = [Level::Easy, Level::Normal, Level::Hard];
    const KINDS: [Kind; 2] = [Kind::Text, Kind::Math];

    fn seed(n: u32) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        seed
    }

    fn text(kind: Kind, length: usize, n: u32) -> ImageText {
        let recipe = Recipe { kind, charset: Charset::default(), length };
        recipe.text(&mut StdRng::from_seed(seed(n)))
    }

    fn picture(n: u32, style: &Style) -> Vec<u8> {
        draw(&text(style.kind, 5, n), seed(n), style).unwrap()
    }

    fn decode(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    #[test]
    fn the_same_arguments_give_the_same_bytes_and_another_seed_gives_others() {
        for format in FORMATS {
            let style = Style { format, ..Style::default() };
            let one = |n| draw(&text(Kind::Text, 5, 1), seed(n), &style).unwrap();
            assert_eq!(one(7), one(7));
            assert_ne!(one(7), one(8));
        }
    }

    /// Servers of one version must agree on every byte. Whoever changes the drawing on purpose
    /// writes the new sums here.
    #[test]
    fn pictures_of_fixed_seeds_are_pinned() {
        let sum = |level, kind, format| {
            let style = Style { level, kind, format, ..Style::default() };
            let mut hash = Sha256::new();
            (0..40).for_each(|n| hash.update(picture(n, &style)));
            hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let sums = [
            sum(Level::Easy, Kind::Text, ImageFormat::Png),
            sum(Level::Normal, Kind::Text, ImageFormat::Png),
            sum(Level::Hard, Kind::Text, ImageFormat::Png),
            sum(Level::Normal, Kind::Math, ImageFormat::Png),
            sum(Level::Normal, Kind::Text, ImageFormat::Jpeg),
            sum(Level::Normal, Kind::Text, ImageFormat::Webp),
        ];
        assert_eq!(
            sums,
            [
                "295332da80fa69b5",
                "ff82b856c0c315dd",
                "b212d3b43036762b",
                "59b317fad13efd25",
                "f78522daed632691",
                "f4fe63180766a5c7"
            ]
        );
    }

    #[test]
    fn every_length_level_kind_and_format_decodes_to_its_size_with_ink_and_paper() {
        for (level, kind) in LEVELS.into_iter().flat_map(|l| KINDS.map(|k| (l, k))) {
            for (length, format) in LENGTHS.flat_map(|l| FORMATS.map(|f| (l, f))) {
                let style = Style { level, kind, format, ..Style::default() };
                for n in 0..12 {
                    let bytes = draw(&text(kind, length, n), seed(n), &style).unwrap();
                    let picture = decode(&bytes).into_luma8();
                    let shown = if kind == Kind::Math { 6 } else { length as u32 };
                    assert_eq!(picture.dimensions(), (14 + 46 * shown.div_ceil(2), 120));
                    let dark = picture.pixels().filter(|p| p.0[0] < 128).count() as f32;
                    let share = dark / (picture.width() * picture.height()) as f32;
                    assert!((0.15..0.85).contains(&share), "{style:?} {length} {n}: {share}");
                }
            }
        }
    }

    #[test]
    fn heights_and_scales_give_their_sizes() {
        for (height, scale, size) in
            [(75, 1, (95, 75)), (120, 2, (304, 240)), (180, 1, (228, 180)), (240, 2, (608, 480))]
        {
            let style = Style { height, scale, ..Style::default() };
            let decoded = decode(&picture(3, &style));
            assert_eq!((decoded.width(), decoded.height()), size);
            let Size { width, height } = style.size(5);
            assert_eq!((width, height), (size.0 / scale, size.1 / scale));
        }
    }

    #[test]
    fn twice_the_scale_is_the_same_picture_drawn_finer() {
        let of = |n, scale| {
            let picture = decode(&picture(n, &Style { scale, ..Style::default() })).into_luma8();
            picture.pixels().filter(|p| p.0[0] < 128).count() as f32 / picture.len() as f32
        };
        for n in 0..30 {
            let (one, two) = (of(n, 1), of(n, 2));
            assert!((one - two).abs() < 0.06, "{n}: {one} {two}");
        }
    }

    /// Text of the same seed, so what differs is the letters alone.
    #[test]
    fn other_letters_make_another_picture_with_any_seed() {
        for n in 0..100 {
            let of = |text: &str| {
                let text = ImageText::stored(text.to_owned());
                draw(&text, seed(n), &Style::default()).unwrap()
            };
            let pictures: HashSet<Vec<u8>> = ["ACDEF", "ACDEH", "3CDEF"].map(of).into();
            assert_eq!(pictures.len(), 3, "{n}");
        }
    }

    #[test]
    fn ink_and_paper_are_seven_to_one_apart() {
        let luminance = |[r, g, b]: [u8; 3]| {
            let linear = |c: u8| {
                let c = f32::from(c) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        for n in 0..1000 {
            let (paper, ink) = colours(&mut StdRng::from_seed(seed(n)));
            let contrast = (luminance(paper) + 0.05) / (luminance(ink) + 0.05);
            assert!(contrast >= 7.0, "{paper:?} on {ink:?}: {contrast}");
        }
    }

    #[test]
    fn half_of_all_pictures_have_at_most_two_and_a_half_kilobytes() {
        let mut sizes: Vec<usize> = (0..100).map(|n| picture(n, &Style::default()).len()).collect();
        sizes.sort_unstable();
        assert!(sizes[50] <= 2560, "{}", sizes[50]);
    }

    #[test]
    fn a_text_from_elsewhere_in_the_store_draws_without_a_panic() {
        let long = "W".repeat(100_000);
        for text in ["", "0O1l", "汉字", "\0", "a text that nobody would want to read", &long] {
            for kind in KINDS {
                let text = ImageText::stored(text.to_owned());
                let style = Style { level: Level::Hard, kind, ..Style::default() };
                draw(&text, [1; 32], &style).unwrap();
            }
        }
    }
}
