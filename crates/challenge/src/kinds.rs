//! The registry: every kind of challenge.
//!
//! A kind is a file or a folder here and its line in [`KINDS`]. The values of settings with their help,
//! `menshen sample`, what the page shows and the tests that every kind has to pass follow from that. Its
//! words stand in the catalogue, under its name.

mod click;
mod math;
mod motion;
mod pick;
mod slide;
mod text;
mod work;

use std::{fmt, ops::Deref};

use super::{
    challenge::{AnswerInput, Challenge},
    code_spec::CodeSpec,
    solution::Solution,
};

/// Every kind, the default first.
pub static KINDS: &[Kind] = &[
    // In the order that `--help` has them in.
    Kind(&text::Text),
    Kind(&pick::Pick),
    Kind(&math::Math),
    Kind(&motion::Motion),
    Kind(&click::Click),
    Kind(&slide::Slide),
    Kind(&work::Work),
];

/// A kind of challenge.
#[derive(Clone, Copy)]
pub struct Kind(&'static dyn Challenge);

impl Kind {
    /// Those of which a picture is drawn.
    pub fn drawn() -> impl Iterator<Item = Self> {
        KINDS.iter().copied().filter(|kind| kind.presentation().input != AnswerInput::None)
    }

    /// Those that serve clients that know nothing but a picture and a field.
    pub fn pictures() -> impl Iterator<Item = Self> {
        KINDS.iter().copied().filter(|kind| kind.presentation().is_image_enough)
    }

    /// The kind that made a solution: this one where it could have, else the first that could. Servers
    /// that share a store may differ in their settings. What no kind could have made is left to this one.
    #[must_use]
    pub fn maker_of(self, spec: &CodeSpec, solution: &Solution) -> Self {
        let mut candidates = [self].into_iter().chain(KINDS.iter().copied());
        candidates.find(|kind| kind.could_make(spec, solution)).unwrap_or(self)
    }

    /// What stands in for it where people want no motion: characters to copy for a kind that moves.
    #[must_use]
    pub fn still(self) -> Self {
        if self.moves() { Self::default() } else { self }
    }

    /// What is shown instead of a kind that was guessed at too often: characters to copy. The kind itself,
    /// where those are guessed as easily or could be taken for one of its own.
    #[must_use]
    pub fn harder_to_guess(self, spec: &CodeSpec) -> Self {
        let characters = Self::default();
        let first = spec.charset.characters().first().copied().map(char::from).into_iter();
        let code = Solution::stored(first.cycle().take(spec.length).collect());
        let is_harder = characters.odds(spec) > self.odds(spec) && !self.could_make(spec, &code);
        if is_harder { characters } else { self }
    }
}

impl Default for Kind {
    fn default() -> Self {
        Self(&text::Text)
    }
}

impl Deref for Kind {
    type Target = dyn Challenge;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "clap")]
impl clap::ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        KINDS
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.name()).help(self.about()))
    }
}

#[cfg(test)]
mod tests;
