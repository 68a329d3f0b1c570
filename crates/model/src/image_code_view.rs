//! What the page needs to know about pictures before one is loaded.

use menshen_i18n::{Language, PictureTexts};

use crate::FirstChallenge;

/// The pictures of a server, as the page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageCodeView {
    /// What they ask for: the kind's name, under which its words stand.
    pub kind: &'static str,
    /// The same of a second picture that is asked for beside one.
    pub second_kind: &'static str,
    /// Whether one may show plain characters instead, since kinds that are easily guessed give way, and those
    /// that move where people want no motion.
    pub gives_way: bool,
    /// Whether a page has to ask what comes before it shows anything, since there is more than one kind.
    pub is_told: bool,
    /// Whether they move.
    pub moves: bool,
    /// The keyboard that an answer is typed on, as `inputmode` has it.
    pub input_mode: &'static str,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Life in seconds.
    pub life: u32,
}

impl ImageCodeView {
    /// The same for a page whose first picture is this one.
    #[must_use]
    pub fn of(self, first: Option<&FirstChallenge>) -> Self {
        match first {
            Some(&FirstChallenge { kind, input_mode, has_picture: true, .. }) => {
                Self { kind, input_mode, is_told: true, ..self }
            }
            Some(_) => Self { is_told: true, ..self },
            None => self,
        }
    }

    /// The same for second pictures, which always are of one kind.
    #[must_use]
    pub fn second(self) -> Self {
        Self { kind: self.second_kind, gives_way: false, ..self }
    }

    /// What is said about them. A kind without words of its own, of which there is none, gets those of characters.
    pub fn texts(&self, language: Language) -> &'static PictureTexts {
        let challenges = &language.catalogue().challenges;
        challenges.of(self.kind).unwrap_or(&challenges.text)
    }
}

impl Default for ImageCodeView {
    /// Characters at the default height, with the default life.
    fn default() -> Self {
        Self {
            kind: "text",
            second_kind: "text",
            gives_way: false,
            is_told: false,
            moves: false,
            input_mode: "text",
            width: 210,
            height: 200,
            life: 100,
        }
    }
}
