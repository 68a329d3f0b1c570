//! From a text and a seed to a picture.

use std::ops::RangeInclusive;

use rand::{SeedableRng, rngs::StdRng};

use super::{
    badge::HEIGHT as UNITS,
    canvas::{Canvas, Size},
    code_spec::CodeSpec,
    difficulty::Difficulty,
    encode::{Drawing, EncodeError, ImageFormat, MediaFile},
    kinds::Kind,
    solution::Solution,
};

/// How high pictures may stand on the page, in CSS pixels: less can't be read, more is a poster.
pub const HEIGHTS: RangeInclusive<u32> = 120..=300;
/// The default of it.
pub const HEIGHT: u32 = UNITS as u32;

/// What the pictures of a server have in common.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How hard to read.
    pub difficulty: Difficulty,
    /// What is asked for.
    pub kind: Kind,
    /// The file format of pictures that don't move.
    pub format: ImageFormat,
    /// Height on the page in CSS pixels; the width follows from it.
    pub height: u32,
    /// Pixels for each CSS pixel: 2 for sharp pictures on dense screens.
    pub scale: u32,
}

impl Default for Style {
    fn default() -> Self {
        let (difficulty, kind) = (Difficulty::default(), Kind::default());
        Self { difficulty, kind, format: ImageFormat::Png, height: HEIGHT, scale: 2 }
    }
}

impl Style {
    /// How large pictures stand on the page, whatever they say.
    #[must_use]
    pub fn size(&self) -> Size {
        self.kind.size(self.height)
    }

    fn canvas(&self) -> Canvas {
        let Size { width, height } = self.size();
        let pixels = |length: u32| (length * self.scale) as usize;
        Canvas { width: pixels(width), height: pixels(height), difficulty: self.difficulty }
    }
}

/// Draws the challenge; the same arguments give the same bytes.
///
/// # Errors
/// When the kind has no picture, or the encoder fails, which it does only for sizes that the format can't hold.
pub fn draw(
    solution: &Solution,
    spec: &CodeSpec,
    seed: [u8; 32],
    style: &Style,
) -> Result<MediaFile, EncodeError> {
    // ChaCha: what one picture shows tells nothing about the next.
    let mut rng = StdRng::from_seed(seed);
    match style.kind.draw(solution, spec, &style.canvas(), &mut rng) {
        Drawing::Picture(picture) => style.format.file(&picture),
        Drawing::File(file) => Ok(file),
        Drawing::Nothing => Err(EncodeError::NoPicture),
    }
}

/// Pictures that [`warm_up`] draws: with so many, nearly every letter has come up in every face.
const WARM_UP: u32 = 120;

/// Draws pictures that nobody sees, for about a tenth of a second. Letters are made when they are first
/// drawn, and the first pictures of a server would wait for theirs.
pub fn warm_up(spec: &CodeSpec, style: &Style) {
    let mut rng = StdRng::from_seed([0; 32]);
    for _ in 0..WARM_UP {
        let solution = style.kind.generate(spec, &mut rng);
        style.kind.draw(&solution, spec, &style.canvas(), &mut rng);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use image::{DynamicImage, RgbaImage};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::{
        KINDS, LENGTHS,
        charset::DEFAULT_CHARSET,
        glyphs::{CRATE, DISPLAY, MONO, SANS_A, SANS_B, SLAB, is_made},
    };

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp];
    const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Normal, Difficulty::Hard];

    fn seed(n: u32) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        seed
    }

    fn solution(kind: Kind, length: usize, n: u32) -> Solution {
        let spec = CodeSpec { length, ..CodeSpec::default() };
        kind.generate(&spec, &mut StdRng::from_seed(seed(n)))
    }

    fn picture(n: u32, style: &Style) -> Vec<u8> {
        draw(&solution(style.kind, 6, n), &CodeSpec::default(), seed(n), style).unwrap().bytes
    }

    fn decode(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    /// The share of pixels that are more ink than paper.
    fn darkness(picture: &RgbaImage) -> f32 {
        let dark =
            picture.pixels().filter(|p| p.0[..3].iter().map(|&c| u32::from(c)).sum::<u32>() < 480);
        dark.count() as f32 / (picture.width() * picture.height()) as f32
    }

    #[test]
    fn the_same_arguments_give_the_same_bytes_and_another_seed_gives_others() {
        for format in FORMATS {
            let style = Style { format, ..Style::default() };
            let one = |n| {
                draw(&solution(style.kind, 6, 1), &CodeSpec::default(), seed(n), &style)
                    .unwrap()
                    .bytes
            };
            assert_eq!(one(7), one(7));
            assert_ne!(one(7), one(8));
        }
    }

    /// Servers of one version must agree on every byte. Whoever changes the drawing on purpose
    /// writes the new sums here.
    #[test]
    fn pictures_of_fixed_seeds_are_pinned() {
        let sum = |difficulty, kind, format| {
            let kind = *KINDS.iter().find(|of: &&Kind| of.name() == kind).unwrap();
            let style = Style { difficulty, kind, format, ..Style::default() };
            let mut hash = Sha256::new();
            (0..40).for_each(|n| hash.update(picture(n, &style)));
            hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let sums = [
            sum(Difficulty::Easy, "text", ImageFormat::Png),
            sum(Difficulty::Normal, "text", ImageFormat::Png),
            sum(Difficulty::Hard, "text", ImageFormat::Png),
            sum(Difficulty::Normal, "pick", ImageFormat::Png),
            sum(Difficulty::Hard, "pick", ImageFormat::Png),
            sum(Difficulty::Normal, "math", ImageFormat::Png),
            sum(Difficulty::Normal, "motion", ImageFormat::Png),
            sum(Difficulty::Hard, "motion", ImageFormat::Png),
            sum(Difficulty::Normal, "click", ImageFormat::Png),
            sum(Difficulty::Hard, "click", ImageFormat::Png),
            sum(Difficulty::Normal, "slide", ImageFormat::Png),
            sum(Difficulty::Hard, "slide", ImageFormat::Png),
            sum(Difficulty::Normal, "text", ImageFormat::Jpeg),
            sum(Difficulty::Normal, "text", ImageFormat::Webp),
        ];
        assert_eq!(
            sums,
            [
                "fcb671900285d05c",
                "386a49fe9961a3f4",
                "1a4196770d9abc81",
                "0e6f40b1302e910e",
                "2f75a636a3401454",
                "86987a260079d35e",
                "4b18f8381f308971",
                "9ee29df474177142",
                "f3760ff8f007d6b5",
                "4ae9faacfdec3fbd",
                "2548983780533967",
                "b5d1a1fe6890d1a7",
                "6c3f4fc4d901e6dc",
                "f7dc3bcfede4cbe4"
            ]
        );
    }

    #[test]
    fn every_length_difficulty_kind_and_format_decodes_to_its_size_with_ink_and_paper() {
        let kinds = |difficulty| Kind::drawn().map(move |kind| (difficulty, kind));
        for (difficulty, kind) in DIFFICULTIES.into_iter().flat_map(kinds) {
            for (length, format) in LENGTHS.flat_map(|l| FORMATS.map(|f| (l, f))) {
                let style = Style { difficulty, kind, format, ..Style::default() };
                for n in 0..4 {
                    let bytes =
                        draw(&solution(kind, length, n), &CodeSpec::default(), seed(n), &style)
                            .unwrap()
                            .bytes;
                    let picture = decode(&bytes).into_rgba8();
                    let moves = kind.name() == "motion";
                    let size = if moves { (210, 200) } else { (420, 400) };
                    assert_eq!(picture.dimensions(), size);
                    let share = darkness(&picture);
                    let least = if moves { 0.15 } else { 0.2 };
                    assert!((least..0.8).contains(&share), "{style:?} {length} {n}: {share}");
                }
            }
        }
    }

    #[test]
    fn heights_and_scales_give_their_sizes() {
        for (height, scale, size) in
            [(120, 1, (126, 120)), (121, 1, (127, 121)), (200, 1, (210, 200)), (300, 2, (630, 600))]
        {
            let style = Style { height, scale, ..Style::default() };
            let decoded = decode(&picture(3, &style));
            assert_eq!((decoded.width(), decoded.height()), size);
            let Size { width, height } = style.size();
            assert_eq!((width, height), (size.0 / scale, size.1 / scale));
        }
    }

    #[test]
    fn a_warm_up_makes_nearly_every_letter_of_the_charset_in_every_face() {
        warm_up(&CodeSpec::default(), &Style::default());
        let faces = [SANS_A, SANS_B, SLAB, MONO, DISPLAY, CRATE];
        let made = DEFAULT_CHARSET.bytes().flat_map(|c| faces.map(|face| is_made(c, face)));
        let made = made.filter(|&made| made).count();
        assert!(made >= 110, "{made} of 114");
    }

    #[test]
    fn twice_the_scale_is_the_same_picture_drawn_finer() {
        let of = |n, scale| {
            let picture = decode(&picture(n, &Style { scale, ..Style::default() })).into_rgba8();
            darkness(&picture)
        };
        for n in 0..30 {
            let (one, two) = (of(n, 1), of(n, 2));
            assert!((one - two).abs() < 0.02, "{n}: {one} {two}");
        }
    }

    /// Text of the same seed, so what differs is the letters alone.
    #[test]
    fn other_letters_make_another_picture_with_any_seed() {
        for n in 0..100 {
            let of = |text: &str| {
                let solution = Solution::stored(text.to_owned());
                draw(&solution, &CodeSpec::default(), seed(n), &Style::default()).unwrap().bytes
            };
            let pictures: HashSet<Vec<u8>> = ["ACDEHJ", "ACDEHL", "3CDEHJ"].map(of).into();
            assert_eq!(pictures.len(), 3, "{n}");
        }
    }

    #[test]
    fn a_picture_has_at_most_twelve_kilobytes_a_hard_one_with_more_on_it_thirteen_and_one_that_moves_fourteen()
     {
        let kinds = |difficulty| Kind::drawn().map(move |kind| (difficulty, kind));
        for (difficulty, kind) in DIFFICULTIES.into_iter().flat_map(kinds) {
            let is_full = difficulty == Difficulty::Hard && kind != Kind::default();
            let most = match kind.name() {
                "motion" => 14,
                _ if is_full => 13,
                _ => 12,
            } * 1024;
            let style = Style { difficulty, kind, ..Style::default() };
            for n in 0..200 {
                let size = picture(n, &style).len();
                assert!((4_000..=most).contains(&size), "{kind:?} {difficulty:?} {n}: {size}");
            }
        }
    }

    #[test]
    fn the_corners_are_round_where_the_format_can_leave_them_out() {
        for n in 0..20 {
            for format in [ImageFormat::Png, ImageFormat::Webp] {
                let style = Style { format, ..Style::default() };
                let picture = decode(&picture(n, &style)).into_rgba8();
                let opaque = |x: u32, y: u32| picture.get_pixel(x, y).0[3];
                for (x, y) in [(0, 0), (419, 0), (0, 399), (419, 399)] {
                    assert_eq!(opaque(x, y), 0);
                }
                for (x, y) in [(210, 0), (0, 200), (24, 24), (395, 375)] {
                    assert_eq!(opaque(x, y), 255);
                }
            }
        }
    }

    #[test]
    fn a_text_from_elsewhere_in_the_store_draws_without_a_panic() {
        let long = "W".repeat(100_000);
        for text in ["", "0O1l", "汉字", "\0", "a text that nobody would want to read", &long] {
            for kind in Kind::drawn() {
                let solution = Solution::stored(text.to_owned());
                let style = Style { difficulty: Difficulty::Hard, kind, ..Style::default() };
                draw(&solution, &CodeSpec::default(), [1; 32], &style).unwrap();
            }
        }
    }
}
