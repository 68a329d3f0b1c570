//! What every kind of challenge has to say of itself.

use std::{borrow::Cow, fmt::Debug, ops::RangeInclusive};

use rand::{CryptoRng, rngs::StdRng};

use super::{
    answer::Answer,
    badge,
    canvas::{Canvas, Size},
    code_spec::CodeSpec,
    encode::{Drawing, ImageFormat},
    impossible::Impossible,
    solution::Solution,
};

/// One kind of challenge. Pure: randomness is handed in, and the same arguments give the same result on
/// every machine.
///
/// What a server stores is a [`Solution`]. Everything else follows from it, the settings and a seed: what
/// is shown, what is heard, and whether an answer is right.
pub trait Challenge: Debug + Send + Sync {
    /// The value of the setting that chooses this kind, and the key of its words in a catalogue.
    fn name(&self) -> &'static str;

    /// What `--help` says of it, in one line.
    fn about(&self) -> &'static str;

    /// How it is shown and answered.
    fn presentation(&self) -> Presentation;

    /// Whether its picture moves: then it takes longer to draw, a page has to let people stop it, and a still kind
    /// stands in for it where they want no motion.
    fn moves(&self) -> bool {
        false
    }

    /// Whether programs pass it so easily that another kind has to come as soon as there is pressure.
    fn is_for_calm_hours(&self) -> bool {
        false
    }

    /// The media type of its pictures where those that don't move have this format; `None`: it has none.
    fn media_type(&self, format: ImageFormat) -> Option<&'static str> {
        Some(format.content_type())
    }

    /// How many characters are typed, where some are.
    fn lengths(&self, _spec: &CodeSpec) -> Option<RangeInclusive<usize>> {
        None
    }

    /// One blind guess in so many is right.
    fn odds(&self, spec: &CodeSpec) -> u64;

    /// How large its pictures stand on a page that gives them this height.
    fn size(&self, height: u32) -> Size {
        badge::size(height)
    }

    /// A new one. Where the answer is not a code, see [`Solution::of`].
    fn generate(&self, spec: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution;

    /// Whether this kind could have made the solution by this spec. No solution is two kinds' of one spec that
    /// answer differently.
    fn could_make(&self, spec: &CodeSpec, solution: &Solution) -> bool;

    /// Whether this kind could ever have this answer. Tells no more than the settings do.
    ///
    /// # Errors
    /// Why it can't.
    fn check(&self, spec: &CodeSpec, answer: &Answer) -> Result<(), Impossible>;

    /// Whether the answer to a picture of this size is right: without regard to case, and in a time that does
    /// not tell how much of it is right.
    fn judge(&self, solution: &Solution, answer: &Answer, _size: Size) -> bool {
        solution.equals(answer)
    }

    /// Draws it. Only this crate can make a [`Drawing`], and so only it has kinds.
    fn draw(
        &self,
        solution: &Solution,
        spec: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Drawing;

    /// The letters and digits that its sound says; `None`: it has no sound.
    fn spoken<'a>(&self, solution: &'a Solution) -> Option<Cow<'a, str>> {
        Some(Cow::Borrowed(solution.as_str()))
    }
}

/// How a challenge is shown and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presentation {
    /// How a person answers.
    pub input: AnswerInput,
    /// Whether its picture explains itself and its answer is a string: then it serves clients that know
    /// nothing but a picture and a field.
    pub is_image_enough: bool,
}

/// How a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerInput {
    /// Types letters and digits.
    Text,
    /// Types digits alone, for which phones have a keyboard of their own.
    Digits,
    /// Points at so many places of the picture, one after the other: see [`Answer::points`].
    Points {
        /// How many.
        count: u32,
    },
    /// Moves something to the right by so many CSS pixels: see [`Answer::offset`].
    Offset,
    /// Not at all: the work that its browser has done is the answer. There is no picture.
    None,
}

impl AnswerInput {
    /// Whether letters and digits are typed.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Text | Self::Digits)
    }

    /// The `inputmode` of a field for it: which keyboard a phone shows.
    pub fn input_mode(self) -> &'static str {
        match self {
            Self::Digits | Self::Offset => "numeric",
            _ => "text",
        }
    }
}
