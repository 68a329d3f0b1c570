//! Nothing to be seen: a browser computes, and the person only presses a button.

use std::borrow::Cow;

use rand::{CryptoRng, rngs::StdRng};

use crate::{
    answer::Answer,
    canvas::{Canvas, Size},
    challenge::{AnswerInput, Challenge, Presentation},
    code_spec::CodeSpec,
    encode::{Drawing, ImageFormat},
    impossible::Impossible,
    solution::Solution,
};

const NAME: &str = "work";

/// A proof of work alone. It is bound to the challenge's name, to what is kept under it and to the number, and whoever takes
/// the challenge out checks it. What is kept has its own look ([`Solution::with_look`]): a name may be issued anew, and then
/// what was computed for it before is worth nothing.
#[derive(Debug)]
pub(super) struct Work;

impl Challenge for Work {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "To let the browser compute, without a picture; for calm hours alone"
    }

    fn presentation(&self) -> Presentation {
        Presentation { input: AnswerInput::None, is_image_enough: false }
    }

    fn is_for_calm_hours(&self) -> bool {
        true
    }

    fn media_type(&self, _: ImageFormat) -> Option<&'static str> {
        None
    }

    /// A guess is a proof of work as any other, which its rules make rare.
    fn odds(&self, _: &CodeSpec) -> u64 {
        u64::MAX
    }

    fn generate(&self, _: &CodeSpec, _: &mut dyn CryptoRng) -> Solution {
        Solution::of(NAME, "")
    }

    fn could_make(&self, _: &CodeSpec, solution: &Solution) -> bool {
        solution.body(NAME).is_some()
    }

    /// Nothing is typed.
    fn check(&self, _: &CodeSpec, _: &Answer) -> Result<(), Impossible> {
        Err(Impossible::Length { least: 0, most: 0 })
    }

    fn judge(&self, _: &Solution, _: &Answer, _: Size) -> bool {
        false
    }

    fn draw(&self, _: &Solution, _: &CodeSpec, _: &Canvas, _: &mut StdRng) -> Drawing {
        Drawing::Nothing
    }

    fn spoken<'a>(&self, _: &'a Solution) -> Option<Cow<'a, str>> {
        None
    }
}
