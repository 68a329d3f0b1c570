//! What every kind of challenge has to say of itself.

use std::{borrow::Cow, fmt::Debug};

use rand::{CryptoRng, rngs::StdRng};

use super::{
    answer::Answer, code_spec::CodeSpec, difficulty::Difficulty, encode::Picture,
    impossible::Impossible, solution::Solution,
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

    /// One blind guess in so many is right.
    fn odds(&self, spec: &CodeSpec) -> u64;

    /// A new one.
    fn generate(&self, spec: &CodeSpec, rng: &mut dyn CryptoRng) -> Solution;

    /// Whether this kind could ever have this answer. Tells no more than the settings do.
    ///
    /// # Errors
    /// Why it can't.
    fn check(&self, spec: &CodeSpec, answer: &str) -> Result<(), Impossible>;

    /// Whether the answer is right: without regard to case, and in a time that does not tell how much of
    /// it is right.
    fn judge(&self, solution: &Solution, answer: &Answer) -> bool {
        solution.equals(answer)
    }

    /// Draws it. Only this crate can make a [`Picture`], and so only it has kinds.
    fn draw(
        &self,
        solution: &Solution,
        spec: &CodeSpec,
        canvas: &Canvas,
        rng: &mut StdRng,
    ) -> Picture;

    /// The letters and digits that its sound says.
    fn spoken<'a>(&self, solution: &'a Solution) -> Cow<'a, str> {
        Cow::Borrowed(solution.as_str())
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
}

/// What a picture is drawn on.
#[derive(Debug, Clone, Copy)]
pub struct Canvas {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// How hard to read.
    pub difficulty: Difficulty,
}
