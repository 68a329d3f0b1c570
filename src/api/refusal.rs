//! A refusal as the page shows it.

use serde::{Deserialize, Serialize};

use super::Reverse;
use crate::model::{Field, GateError, ImageCodeId, Language, StepUp};

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
    /// What else has to be brought, where that is what was refused.
    pub step_up: Option<Asked>,
    /// A message that the person is to send, where that is what was refused.
    pub reverse: Option<Box<Reverse>>,
}

/// What a send is asked for beside its picture. (`StepUp` itself is written in a way that the page's calls
/// can't read.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Work as the worker reads it, where that will do.
    pub work: Option<String>,
    /// The name of a second picture, which will as well.
    pub image_code_id: ImageCodeId,
    /// The answer to such a picture was not right.
    pub again: bool,
}

impl Asked {
    /// `None` where it is asked for apart from the send: a message from the person.
    fn of(step_up: &StepUp) -> Option<Self> {
        let again = matches!(step_up, StepUp::Challenge { again: true, .. });
        let image_code_id = step_up.image_code_id()?;
        let work = step_up.work().map(|work| work.written());
        Some(Self { work, image_code_id, again })
    }
}

impl Refusal {
    /// At this field, in these words.
    pub fn at(field: Field, text: String) -> Self {
        Self { field: Some(field), text, ..Self::default() }
    }

    /// What the gate said.
    pub fn of(error: &GateError, language: Language) -> Self {
        let (text, resend_in) = (error.message(language), error.resend_in());
        let step_up = error.step_up().and_then(Asked::of);
        let is_again = step_up.as_ref().is_some_and(|asked| asked.again);
        let field = if is_again { Some(Field::SecondImageCode) } else { error.field() };
        let reverse = reverse(error);
        Self { field, text, resend_in, keeps_picture: error.keeps_picture(), step_up, reverse }
    }
}

/// Made where there is a gate that asks for it.
#[cfg(feature = "ssr")]
fn reverse(error: &GateError) -> Option<Box<Reverse>> {
    match error.step_up()? {
        StepUp::ReverseMessage(message) => Some(Box::new(message.into())),
        StepUp::Work { .. } | StepUp::Challenge { .. } => None,
    }
}

#[cfg(not(feature = "ssr"))]
fn reverse(_: &GateError) -> Option<Box<Reverse>> {
    None
}
