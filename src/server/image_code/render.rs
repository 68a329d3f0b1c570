//! From a text and a seed to a picture.

use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{
    ImageFormat, ImageText, Level,
    encode::{EncodeError, Picture},
    style,
    text::CHARSET,
};

/// Height of every picture in pixels.
const HEIGHT: usize = 80;
/// Width for each character, and for the margins.
const CHARACTER_WIDTH: usize = 40;
const MARGINS: usize = 20;

/// Draws the text; the same arguments give the same bytes. A character that is not of the charset
/// leaves no trace.
///
/// # Errors
/// When the encoder fails, which it does only for sizes that the format can't hold.
pub fn draw(
    text: &ImageText,
    seed: [u8; 32],
    level: Level,
    format: ImageFormat,
) -> Result<Vec<u8>, EncodeError> {
    // ChaCha: what one picture shows tells nothing about the next.
    let mut rng = StdRng::from_seed(seed);
    let place = |letter: u8| CHARSET.iter().position(|&of| of == letter);
    let letters: Vec<usize> = text.as_str().bytes().filter_map(place).collect();
    let width = MARGINS + CHARACTER_WIDTH * letters.len().max(1);
    let plane = style::compose(&letters, (width, HEIGHT), level, &mut rng);
    let (paper, ink) = colours(&mut rng);
    format.encode(&Picture { plane, paper, ink })
}

/// A light paper and a dark ink, 7 to 1 apart at the least (WCAG 2 level AAA).
fn colours(rng: &mut StdRng) -> ([u8; 3], [u8; 3]) {
    let mut each = |low: u8, high: u8| std::array::from_fn(|_| rng.random_range(low..=high));
    (each(225, 252), each(10, 70))
}

#[cfg(test)]
mod tests {
    use image::DynamicImage;

    use super::*;
    use crate::server::image_code::LENGTHS;

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp];
    const LEVELS: [Level; 3] = [Level::Easy, Level::Normal, Level::Hard];

    fn seed(n: u32) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        seed
    }

    fn text(length: usize, n: u32) -> ImageText {
        ImageText::random(length, &mut StdRng::from_seed(seed(n)))
    }

    fn decode(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    #[test]
    fn the_same_arguments_give_the_same_bytes_and_another_seed_gives_others() {
        for format in FORMATS {
            let one = |n| draw(&text(5, 1), seed(n), Level::Normal, format).unwrap();
            assert_eq!(one(7), one(7));
            assert_ne!(one(7), one(8));
        }
    }

    #[test]
    fn every_length_level_and_format_decodes_to_its_size_with_ink_and_paper() {
        for length in LENGTHS {
            for level in LEVELS {
                for (format, n) in FORMATS.into_iter().flat_map(|f| (0..12).map(move |n| (f, n))) {
                    let bytes = draw(&text(length, n), seed(n), level, format).unwrap();
                    let picture = decode(&bytes).into_luma8();
                    assert_eq!(picture.dimensions(), (20 + 40 * length as u32, 80));
                    let dark = picture.pixels().filter(|p| p.0[0] < 128).count() as f32;
                    let share = dark / (picture.width() * picture.height()) as f32;
                    assert!((0.08..0.85).contains(&share), "{length} {level:?} {n}: {share}");
                }
            }
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
        let mut sizes: Vec<usize> = (0..100)
            .map(|n| draw(&text(5, n), seed(n), Level::Normal, ImageFormat::Png).unwrap().len())
            .collect();
        sizes.sort_unstable();
        assert!(sizes[50] <= 2560, "{}", sizes[50]);
    }

    #[test]
    fn a_text_from_elsewhere_in_the_store_draws_without_a_panic() {
        for text in ["", "0O1l", "汉字", "a very long text that nobody would want to read"] {
            let text = ImageText::stored(text.to_owned());
            draw(&text, [1; 32], Level::Hard, ImageFormat::Png).unwrap();
        }
    }
}
