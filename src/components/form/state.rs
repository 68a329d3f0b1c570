//! What the page shows at a moment.

use super::Awaited;
use crate::{
    api::Refusal,
    model::{FormStep, ImageCodeId, TicketIssued},
};

/// What the form waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum Busy {
    #[default]
    No,
    Sending,
    Verifying,
}

/// What the sound of the picture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum Sound {
    #[default]
    Silent,
    Playing,
    Failed,
}

/// Whether another picture is asked for in place of one that did not load: once, until one loads or the
/// person does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum Retry {
    #[default]
    Unused,
    /// After these seconds, as the server has said.
    In(u32),
    /// Asked for.
    Used,
    /// It has come.
    Worked,
}

/// What is said about the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum Message {
    #[default]
    None,
    /// It has left; its code is waited for.
    Sent,
    /// None has left, since the number is one for tests; its code is waited for.
    SentToTest,
    /// Another one may be asked for.
    MayResend,
}

/// What is done about what a send was asked for beside its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum StepUp {
    /// Nothing was.
    #[default]
    No,
    /// The browser works; the send goes on when it is done.
    Working,
    /// A second picture is shown.
    Picture,
    /// The same, since the browser can't work.
    PictureInstead,
}

impl StepUp {
    pub(in crate::components) fn is_picture(self) -> bool {
        matches!(self, Self::Picture | Self::PictureInstead)
    }
}

/// Whether it is known what is asked for, where the browser has worked in the place of a picture until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::components) enum Told {
    #[default]
    Yes,
    No,
    /// Not yet, and a send waits for it.
    Awaited,
}

/// Everything that changes.
#[derive(Debug, Default)]
pub(in crate::components) struct State {
    /// The browser has taken over.
    pub(in crate::components) is_awake: bool,
    pub(in crate::components) busy: Busy,
    /// The browser has no connection.
    pub(in crate::components) is_offline: bool,
    /// Where the person is; what the server asks for on the way is told beside it.
    pub(in crate::components) step: FormStep,
    /// The picture that is shown.
    pub(in crate::components) picture: Option<ImageCodeId>,
    /// It did not load.
    pub(in crate::components) picture_failed: bool,
    /// What becomes of one that did not load.
    pub(in crate::components) retry: Retry,
    /// When its life ends, by `dom::now`.
    pub(in crate::components) picture_ends: f64,
    /// A message was bought with it: it is of no use for the next.
    pub(in crate::components) picture_spent: bool,
    /// Its life ended while nobody looked, or during a call.
    pub(in crate::components) picture_stale: bool,
    /// The same while its answer was being typed.
    pub(in crate::components) picture_expired: bool,
    /// What the browser is to do for it.
    pub(in crate::components) told: Told,
    /// Pictures that have come by themselves since the person last did something.
    pub(in crate::components) unasked: u32,
    pub(in crate::components) step_up: StepUp,
    /// The nonce for this number and picture, once it is found.
    pub(in crate::components) nonce: String,
    /// The second picture that the server has named.
    pub(in crate::components) second: Option<ImageCodeId>,
    pub(in crate::components) sound: Sound,
    /// The one refusal that is shown at a time.
    pub(in crate::components) refusal: Option<Refusal>,
    pub(in crate::components) message: Message,
    /// The box before what people agree to is not ticked, and was asked for.
    pub(in crate::components) is_unagreed: bool,
    /// The code that was handed in last,
    pub(in crate::components) tried: String,
    /// and how many were wrong since the last message.
    pub(in crate::components) wrong: u32,
    /// When the next message may be sent, by `dom::now`.
    pub(in crate::components) resend_at: f64,
    /// Whole seconds until then.
    pub(in crate::components) resend_in: u32,
    /// A message that the person is to send.
    pub(in crate::components) reverse: Option<Awaited>,
    /// The end of the flow.
    pub(in crate::components) ticket: Option<TicketIssued>,
}
