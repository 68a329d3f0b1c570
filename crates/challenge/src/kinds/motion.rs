//! Characters that no frame shows: dots that go one way inside of them and the other way around them.

mod dots;
mod rows;
mod scene;

use std::{borrow::Cow, ops::RangeInclusive};

use rand::{CryptoRng, rngs::StdRng};

use scene::Scene;

use crate::{
    animation::Animation,
    answer::Answer,
    badge::{LetterStyle, Tones},
    canvas::{Canvas, Size},
    challenge::{AnswerInput, Challenge, Presentation},
    code_spec::CodeSpec,
    difficulty::Difficulty,
    encode::{Drawing, ImageFormat, MediaFile},
    glyphs::{DISPLAY, SANS_A, SANS_B},
    impossible::Impossible,
    solution::Solution,
};

const NAME: &str = "motion";
/// Browsers know from what is in a PNG that it moves.
const MEDIA_TYPE: &str = "image/png";
/// Characters of each: with more, they get too small for the eye, which sees less of a shape that only moves.
const LENGTH: usize = 4;
/// How much of the dark tone dots have, in quarters: what moves is seen in softer tones as well.
const INK: u16 = 3;

/// Dots that show a code while they move, in two rows. The solution is the code behind the kind's name, for codes of
/// other kinds are as long.
#[derive(Debug)]
pub(super) struct Motion;

impl Challenge for Motion {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "To copy 4 characters that show only while dots move; a still picture where people want no motion"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::Text, is_image_enough: true }
    }

    fn media_type(&self, _: ImageFormat) -> Option<&'static str> {
        Some(MEDIA_TYPE)
    }

    fn lengths(&self, _: &CodeSpec) -> Option<RangeInclusive<usize>> {
        Some(LENGTH..=LENGTH)
    }

    fn moves(&self) -> bool {
        true
    }

    fn odds(&self, spec: &CodeSpec) -> u64 {
        (spec.charset.characters().len() as u64).saturating_pow(LENGTH as u32)
    }

    fn generate(&self, spec: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution {
        Solution::of(NAME, &spec.code(LENGTH, rng))
    }

    fn could_make(&self, spec: &CodeSpec, solution: &Solution) -> bool {
        solution.body(NAME).is_some_and(|code| spec.check(code, LENGTH..=LENGTH).is_ok())
    }

    fn check(&self, spec: &CodeSpec, answer: &Answer) -> Result<(), Impossible> {
        spec.check(answer.as_str(), LENGTH..=LENGTH)
    }

    fn judge(&self, solution: &Solution, answer: &Answer, _: Size) -> bool {
        Solution::stored(code(solution).to_owned()).equals(answer)
    }

    /// Always of the same size in pixels, which the page stretches: dots can't be drawn finer.
    fn draw(
        &self,
        solution: &Solution,
        _: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing {
        let params = MotionParams::of(canvas.difficulty);
        let tones = Tones::pick(rng);
        let ink = Tones::mix(tones.paper, tones.ink, INK);
        let mut animation = Animation::new(tones.paper, ink);
        let scene = Scene::pick(code(solution), &params, rng);
        dots::draw(&scene, &params, &mut animation, rng);
        // The encoder fails only for sizes that the format can't hold.
        animation.encode().map_or(Drawing::Nothing, |bytes| {
            Drawing::File(MediaFile { bytes, media_type: MEDIA_TYPE })
        })
    }

    fn spoken<'a>(&self, solution: &'a Solution) -> Option<Cow<'a, str>> {
        Some(Cow::Borrowed(code(solution)))
    }
}

/// What is to be typed. What is no solution of this kind is shown as it is.
fn code(solution: &Solution) -> &str {
    solution.answer(NAME)
}

/// What a difficulty draws from.
struct MotionParams {
    letters: LetterStyle,
    /// How far a letter may be from the middle of its quarter, in units of a badge.
    off: f32,
    /// How large the pieces are in which dots swap their ways, 1 for those that fit the letters of a badge, if
    /// there are any.
    pieces: Option<f32>,
    /// Frames that a dot lives.
    life: usize,
    /// The share of dots that are elsewhere in each frame.
    noise: f32,
}

impl MotionParams {
    fn of(difficulty: Difficulty) -> Self {
        let easy = Self { letters: LETTERS, off: 3.0, pieces: None, life: 5, noise: 0.15 };
        match difficulty {
            Difficulty::Easy => easy,
            Difficulty::Normal => Self {
                letters: LetterStyle { height: (70.0, 86.0), rotation: 0.2, ..LETTERS },
                off: 6.0,
                pieces: Some(3.0),
                life: 4,
                noise: 0.2,
            },
            Difficulty::Hard => Self {
                letters: LetterStyle {
                    height: (64.0, 86.0),
                    rotation: 0.35,
                    shear: 0.15,
                    ..LETTERS
                },
                off: 8.0,
                pieces: Some(2.4),
                life: 3,
                noise: 0.25,
            },
        }
    }
}

/// Fat and without serifs: a stroke has to hold many dots.
const LETTERS: LetterStyle = LetterStyle {
    faces: &[SANS_A, SANS_B, DISPLAY],
    height: (78.0, 86.0),
    stroke: (9.0, 10.5),
    widest: 88.0,
    rotation: 0.12,
    shear: 0.08,
    warp: None,
};

#[cfg(test)]
mod tests;
