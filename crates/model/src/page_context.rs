//! What the server knows about a request for the page.

use std::sync::Arc;

use menshen_i18n::Language;
use serde::{Deserialize, Serialize};

use crate::{GateError, ImageCodeId, StepUp, TicketIssued};

/// The colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Those of the system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which the page offers them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in addresses, cookies and the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// Where in the form a person is. The style sheet shows what belongs to the step, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FormStep {
    /// Number and picture.
    #[default]
    Ask,
    /// A message has left; its code is waited for.
    Sent,
    /// The number is one for tests, so none has left; its code is waited for.
    Test,
    /// The code is waited for, and a picture is read for another message.
    Again,
    /// A message of the person is waited for.
    Reverse,
    /// The end.
    Verified,
}

impl FormStep {
    const ALL: [Self; 6] =
        [Self::Ask, Self::Sent, Self::Test, Self::Again, Self::Reverse, Self::Verified];

    /// Its name in the page and in the fields of a frame's forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Sent => "sent",
            Self::Test => "test",
            Self::Again => "again",
            Self::Reverse => "reverse",
            Self::Verified => "verified",
        }
    }

    /// The step of this name; the first one has all others.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|step| step.name() == name).unwrap_or_default()
    }

    /// Whether the message's code is typed here.
    pub fn takes_code(self) -> bool {
        matches!(self, Self::Sent | Self::Test | Self::Again)
    }

    /// Whether a picture is read here.
    pub fn takes_picture(self) -> bool {
        matches!(self, Self::Ask | Self::Again)
    }
}

/// How far a person has come by plain forms, between one page and the next.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// The phone number as typed.
    pub mobile: String,
    /// Where that is.
    pub step: FormStep,
    /// Seconds until this number may be sent another message.
    pub resend_in: u32,
    /// What was refused last.
    pub refusal: Option<GateError>,
    /// The picture that is still good, though something else was refused.
    pub picture: Option<ImageCodeId>,
    /// The answer to it, while something else is asked for, or as far as it has come.
    pub image_code: String,
    /// Characters are to be copied, whatever else there is.
    #[serde(default)]
    pub by_characters: bool,
    /// What the last send was answered with; empty before that.
    pub handle: String,
    /// The person has ticked the box before what they agree to.
    #[serde(default)]
    pub agreed: bool,
    /// They have not, and it was asked for.
    #[serde(default)]
    pub is_unagreed: bool,
    /// The end of the flow.
    pub ticket: Option<TicketIssued>,
}

impl FormState {
    /// The step as the page shows it: what was refused, and the end, are steps as well.
    pub fn shown_step(&self) -> FormStep {
        let asked = self.refusal.as_ref().and_then(GateError::step_up);
        match asked {
            _ if self.ticket.is_some() => FormStep::Verified,
            Some(StepUp::ReverseMessage(_)) => FormStep::Reverse,
            _ if self.step.takes_code() => self.step,
            _ => FormStep::Ask,
        }
    }
}

impl std::fmt::Debug for FormState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormState").finish_non_exhaustive()
    }
}

/// The frame in another page that a page is made for. Its forms carry what else a cookie does:
/// browsers keep none for frames of other sites.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Origin of the page around it, where that one may have the ticket.
    pub parent: Option<String>,
}

/// What the first picture of a page asks for.
#[derive(Debug, Clone)]
pub struct FirstChallenge {
    /// The picture.
    pub id: ImageCodeId,
    /// The name of its kind.
    pub kind: &'static str,
    /// Whether there is a picture: a browser without scripts is shown another one where there is none.
    pub has_picture: bool,
    /// Whether it moves.
    pub moves: bool,
    /// The keyboard that its answer is typed on, as `inputmode` has it.
    pub input_mode: &'static str,
    /// What has to be computed for it, or is likely to be asked for, as [`Work::written`](crate::Work::written) has it.
    pub work: Option<String>,
}

impl FirstChallenge {
    /// The picture that a browser without scripts shows under the same name; `None`: one of a new name. Of one that
    /// moves nobody knows before whether the person wants no motion: the browser does, and asks for it accordingly.
    pub fn plain(&self, kept: Option<ImageCodeId>) -> Option<ImageCodeId> {
        kept.or_else(|| (!self.moves).then_some(self.id)).filter(|_| self.has_picture)
    }
}

/// A request for the page: who asks for it in which state.
#[derive(Debug, Clone, Default)]
pub struct PageContext {
    /// The language of every text.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
    /// What the last form has brought.
    pub form_state: FormState,
    /// Where pictures differ in what they ask for, or work may be asked for beside: what the first one does.
    pub challenge: Option<FirstChallenge>,
    /// Set in a frame.
    pub frame: Option<Frame>,
    /// What stands before the path of every address: the path that the server is under.
    pub base: Arc<str>,
}

impl PageContext {
    /// Where the page is.
    pub fn home(&self) -> String {
        format!("{}/", self.base)
    }

    /// Where the plain form of this name goes. A frame has its preferences in its address.
    pub fn action(&self, form: &str) -> String {
        let base = &self.base;
        match &self.frame {
            None => format!("{base}/page/{form}"),
            Some(frame) => {
                let (language, theme) = (self.language.name(), self.theme.name());
                let parent = frame.parent.as_deref().unwrap_or_default();
                format!("{base}/embed/{form}?lang={language}&theme={theme}&parent={parent}")
            }
        }
    }
}
