//! What the page needs to know about pictures before one is loaded.

use menshen_i18n::{Language, PictureTexts};

/// What a picture asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImageCodeKind {
    /// To copy the characters.
    #[default]
    Text,
    /// To work out a sum.
    Math,
}

impl ImageCodeKind {
    /// What is said about such pictures.
    pub fn texts(self, language: Language) -> &'static PictureTexts {
        let catalogue = language.catalogue();
        match self {
            Self::Text => &catalogue.image_text,
            Self::Math => &catalogue.image_math,
        }
    }
}

/// The pictures of a server, as the page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageCodeView {
    /// What they ask for.
    pub kind: ImageCodeKind,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Life in seconds.
    pub life: u32,
}

impl Default for ImageCodeView {
    /// Characters at the default height, with the default life.
    fn default() -> Self {
        Self { kind: ImageCodeKind::Text, width: 210, height: 200, life: 100 }
    }
}
