//! What can't be the answer to any picture of a recipe.

use super::{
    answer::Answer,
    text::{ANSWERS, ImageText, Kind, Recipe},
};

/// Offending characters that are named; who typed more has read something else.
const NAMED: usize = 3;

/// Why an answer is wrong whatever the picture shows. It follows from the recipe, which is no secret,
/// and tells nothing about the one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impossible {
    /// No picture has these characters; at most three of those that were typed.
    Characters(String),
    /// Every picture has this many characters.
    Length(usize),
    /// Every sum has a result from the first to the second.
    Result(u32, u32),
}

impl Recipe {
    /// Whether one of the recipe's pictures could have this answer.
    ///
    /// # Errors
    /// Why none can.
    pub fn allows(&self, answer: &Answer) -> Result<(), Impossible> {
        self.check(answer.as_str())
    }

    /// Whether this recipe could have made the text. Another server's may have made it.
    pub fn could_make(&self, text: &ImageText) -> bool {
        self.check(text.as_str()).is_ok()
    }

    fn check(&self, read: &str) -> Result<(), Impossible> {
        match self.kind {
            Kind::Text => {
                let mut others = String::new();
                for c in read.chars().filter(|&c| !self.charset.contains(c)) {
                    if !others.contains(c) && others.chars().count() < NAMED {
                        others.push(c);
                    }
                }
                if !others.is_empty() {
                    return Err(Impossible::Characters(others));
                }
                let fits = read.len() == self.length;
                fits.then_some(()).ok_or(Impossible::Length(self.length))
            }
            // Written as answers are: with another sign or zeros in front it matches none.
            Kind::Math => {
                let number = read.parse().ok().filter(|number| ANSWERS.contains(number));
                let fits = number.is_some_and(|number: u32| number.to_string() == read);
                fits.then_some(()).ok_or(Impossible::Result(*ANSWERS.start(), *ANSWERS.end()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(recipe: &Recipe, typed: &str) -> Result<(), Impossible> {
        recipe.allows(&Answer::parse(typed).unwrap())
    }

    #[test]
    fn a_character_that_no_picture_has_and_another_length_are_told() {
        let recipe = Recipe::default();
        for typed in ["ACD369", "acd 369", "XXXXXX", "ＲＡＰ６３９"] {
            assert_eq!(judged(&recipe, typed), Ok(()), "{typed}");
        }
        for (typed, others) in [
            ("FCD369", "F"),
            ("fcdf69", "F"),
            ("G", "G"),
            ("wrongs", "ONG"),
            ("????", "?"),
            ("码ACD3", "码"),
            ("-ACD369", "-"),
        ] {
            let named = Err(Impossible::Characters(others.to_owned()));
            assert_eq!(judged(&recipe, typed), named, "{typed}");
        }
        for typed in ["ACD3", "ACD3699", "A", &"A".repeat(16_000)] {
            assert_eq!(judged(&recipe, typed), Err(Impossible::Length(6)));
        }
    }

    #[test]
    fn only_a_number_that_a_sum_may_have_is_a_result() {
        let recipe = Recipe { kind: Kind::Math, ..Recipe::default() };
        for typed in ["10", "108", "١٢", " 4 2 "] {
            assert_eq!(judged(&recipe, typed), Ok(()), "{typed}");
        }
        for typed in ["9", "109", "-12", "−12", "012", "+12", "=12", "7+15", "ACD36", "4294967306"]
        {
            assert_eq!(judged(&recipe, typed), Err(Impossible::Result(10, 108)), "{typed}");
        }
    }

    #[test]
    fn whatever_a_recipe_makes_it_allows() {
        for kind in [Kind::Text, Kind::Math] {
            for length in [4, 8] {
                let recipe = Recipe { kind, length, ..Recipe::default() };
                for _ in 0..500 {
                    let text = recipe.text(&mut rand::rng());
                    assert!(recipe.could_make(&text));
                    assert_eq!(judged(&recipe, &text.as_str().to_lowercase()), Ok(()));
                }
            }
        }
        for other in ["ACD3", "KCD369", "12", ""] {
            assert!(!Recipe::default().could_make(&ImageText::stored(other.to_owned())), "{other}");
        }
    }
}
