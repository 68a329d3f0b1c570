//! A refusal as the page shows it.

use serde::{Deserialize, Serialize};

use crate::model::{Field, GateError, Language};

/// A [`GateError`] in the words of one language: the browser has to know neither the errors nor
/// the languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Where it is shown; `None`: below the form.
    pub field: Option<Field>,
    /// What the person reads. Empty when the server could not be reached to say anything.
    pub text: String,
    /// Seconds until this number may be sent another message, where that is known.
    pub resend_in: Option<u32>,
    /// Whether the picture is still good.
    pub keeps_picture: bool,
}

impl Refusal {
    /// At this field, in these words.
    pub fn at(field: Field, text: String) -> Self {
        Self { field: Some(field), text, ..Self::default() }
    }

    /// What the gate said.
    pub fn of(error: &GateError, language: Language) -> Self {
        let (field, text) = (error.field(), error.message(language));
        Self { field, text, resend_in: error.resend_in(), keeps_picture: error.keeps_picture() }
    }
}
