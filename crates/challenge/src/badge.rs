//! The badge: letters around a ring, to be read clockwise from a dot, over large pieces that invert
//! figure and ground.

mod background;
mod letter;
mod marker;
mod overlay;
mod palette;
mod ring;
mod shape;
mod sign;
mod warp;

use rand::{Rng, rngs::StdRng};

pub(crate) use background::{Background, CALM, SOFT};
pub(crate) use letter::{Letter, LetterStyle, TIMES};
pub(crate) use overlay::PLATE_INDEX;
pub(crate) use palette::{Colour, Tones};
pub(crate) use shape::Shape;
pub(crate) use sign::Sign;

use palette::RING;
use ring::{Ring, Spacing};
use warp::WarpStyle;

use crate::{
    bitmap::{FULL, Levels},
    canvas::{Canvas, Size},
    difficulty::Difficulty,
    encode::Picture,
    glyphs::{CONDENSED, CRATE, DISPLAY, Face, MONO, SANS_A, SANS_B, SLAB},
    rasterizer::Rasterizer,
};

/// Size of every picture in units.
pub(crate) const WIDTH: f32 = 210.0;
pub(crate) const HEIGHT: f32 = 200.0;

/// How large a badge of this height is.
pub(crate) fn size(height: u32) -> Size {
    Size { width: height * WIDTH as u32 / HEIGHT as u32, height }
}
/// How round the corners of the picture are, in units.
pub(crate) const CORNER: f32 = 12.0;
/// Characters around a ring at the most.
const MOST: usize = 8;
/// Around a ring of more characters, which are smaller, none is hollow.
const MOST_HOLLOW: usize = 6;
/// Half the width of what letters stand on, and how far it turns either way, in radians.
const SHAPE: f32 = 25.5;
const SHAPE_ROTATION: f32 = 0.2;

/// Faces without serifs, whose letters keep their shape when they are cut into many pieces.
const PLAIN: &[Face] = &[SANS_A, SANS_B, MONO, DISPLAY];
/// Those, and fat ones with serifs.
const FACES: &[Face] = &[SANS_A, SANS_B, MONO, DISPLAY, SLAB, CRATE];
/// All that stay clear when letters lean far and lie on one another.
const MANY: &[Face] = &[SANS_A, SANS_B, MONO, DISPLAY, SLAB, CRATE, CONDENSED];

/// What a difficulty draws from.
struct DifficultyParams {
    letters: LetterStyle,
    backgrounds: &'static [Background],
    /// How large the pieces are, 1 for those that fit the letters.
    pieces: f32,
    spacing: Spacing,
}

impl DifficultyParams {
    fn of(difficulty: Difficulty) -> Self {
        let letters = LetterStyle {
            faces: FACES,
            height: (54.0, 62.0),
            stroke: (4.8, 6.0),
            widest: 60.0,
            rotation: 0.16,
            shear: 0.12,
            warp: None,
        };
        match difficulty {
            Difficulty::Easy => DifficultyParams {
                letters: LetterStyle { rotation: 0.1, shear: 0.06, ..letters },
                backgrounds: background::SOFT,
                pieces: 1.2,
                spacing: Spacing::APART,
            },
            Difficulty::Normal => DifficultyParams {
                letters: LetterStyle {
                    faces: MANY,
                    height: (46.0, 68.0),
                    widest: 64.0,
                    rotation: 0.34,
                    ..letters
                },
                backgrounds: background::SOFT,
                pieces: 1.0,
                spacing: Spacing::APART,
            },
            Difficulty::Hard => DifficultyParams {
                letters: LetterStyle {
                    faces: MANY,
                    height: (46.0, 92.0),
                    stroke: (4.2, 7.2),
                    widest: 80.0,
                    rotation: 0.46,
                    shear: 0.2,
                    warp: Some(WarpStyle {
                        width: (0.8, 1.15),
                        taper: 0.19,
                        bend: 0.19,
                        hollow: 0.4,
                        line: (9.0, 12.0),
                    }),
                },
                backgrounds: background::CALM,
                pieces: 1.3,
                spacing: Spacing { gap: -11.0, inwards: 0.12 },
            },
        }
    }
}

impl DifficultyParams {
    /// For letters that stand on shapes, which have to be told apart as well.
    fn on_shapes(self, difficulty: Difficulty) -> Self {
        let letters = LetterStyle {
            height: (32.0, 35.0),
            stroke: (3.4, 4.2),
            widest: 31.0,
            rotation: 0.16,
            shear: 0.06,
            warp: None,
            ..self.letters
        };
        match difficulty {
            Difficulty::Easy | Difficulty::Normal => {
                Self { letters, backgrounds: background::CALM, pieces: 1.9 * self.pieces, ..self }
            }
            Difficulty::Hard => Self {
                letters: LetterStyle { faces: PLAIN, ..letters },
                backgrounds: background::SHARP,
                pieces: 1.6,
                spacing: Spacing::APART,
            },
        }
    }
}

/// What a badge shows.
pub(crate) struct Badge<'a> {
    /// In the order that they are read in.
    pub(crate) characters: &'a str,
    /// What each of them stands on, if they do.
    pub(crate) shapes: &'a [Shape],
    /// What stands in the middle.
    pub(crate) sign: Option<Sign>,
}

/// Draws the characters, clockwise. What can't be drawn, which no kind makes, becomes a question mark.
/// Longer texts, which no kind makes either, are cut: what stands in a store must not decide how much is
/// drawn.
pub(crate) fn draw(badge: &Badge, canvas: &Canvas, rng: &mut StdRng) -> Picture {
    let &Canvas { width, height, difficulty } = canvas;
    let unit = height as f32 / HEIGHT;
    let mut params = DifficultyParams::of(difficulty);
    if !badge.shapes.is_empty() {
        params = params.on_shapes(difficulty);
    }
    if let Some(warp) = &mut params.letters.warp
        && badge.characters.len() > MOST_HOLLOW
    {
        warp.hollow = 0.0;
    }
    let DifficultyParams { letters: style, backgrounds, pieces, spacing } = params;
    let characters = badge.characters.bytes().take(MOST);
    let mut letters: Vec<Letter> =
        characters.map(|character| Letter::pick(character, &style, rng)).collect();
    for (letter, &shape) in letters.iter_mut().zip(badge.shapes) {
        letter.put_on(shape, SHAPE, rng.random_range(-SHAPE_ROTATION..SHAPE_ROTATION));
    }
    let (marker, places) = Ring::pick(rng).place(&mut letters, &spacing, rng);
    let mut rasterizer = Rasterizer::new(width, height, unit, (0.0, 0.0));
    for (letter, place) in letters.iter().zip(&places) {
        letter.draw(place.centre, &mut rasterizer);
    }
    Background::draw(backgrounds, pieces, &mut rasterizer, rng);
    let mut levels = rasterizer.into_levels();
    marker.lay(&mut levels, unit);
    if let Some(sign) = badge.sign {
        sign.lay(&mut levels, unit);
    }
    round_corners(&mut levels, (width, height), unit * CORNER);
    Picture { levels, width, height, palette: colours(&Tones::pick(rng)) }
}

/// Indices of the corners: nothing at all, and half of paper or ink.
pub(crate) const NOTHING: u8 = 13;
pub(crate) const HALF_PAPER: u8 = 14;
pub(crate) const HALF_INK: u8 = 15;

/// Leaves out what lies outside of the rounded corners.
pub(crate) fn round_corners(levels: &mut Levels, (width, height): (usize, usize), radius: f32) {
    for y in 0..radius as usize {
        let down = radius - y as f32 - 0.5;
        let inset = radius - (radius * radius - down * down).sqrt();
        for x in 0..=inset as usize {
            for (x, y) in [x, width - 1 - x].into_iter().flat_map(|x| [(x, y), (x, height - 1 - y)])
            {
                let level = match levels.get(x, y) {
                    _ if x.min(width - 1 - x) < inset as usize => NOTHING,
                    level if level <= FULL / 2 => HALF_PAPER,
                    _ => HALF_INK,
                };
                levels.set(x, y, level);
            }
        }
    }
}

/// Red, green, blue and how opaque, for each index.
pub(crate) fn colours(&Tones { paper, ink, dot }: &Tones) -> [[u8; 4]; 16] {
    let mut colours = [[0; 4]; 16];
    let mut set = |index: u8, [r, g, b]: [u8; 3], opaque: u8| {
        colours[usize::from(index)] = [r, g, b, opaque];
    };
    for parts in 0..=FULL {
        set(parts, Tones::mix(paper, ink, parts.into()), 255);
        set(overlay::PLATE_INDEX + parts, Tones::mix(RING, dot, parts.into()), 255);
        if (1..FULL).contains(&parts) {
            set(overlay::MIXED_WITH_INK + parts, Tones::mix(ink, RING, parts.into()), 255);
        }
    }
    set(NOTHING, paper, 0);
    set(HALF_PAPER, paper, 128);
    set(HALF_INK, ink, 128);
    colours
}
