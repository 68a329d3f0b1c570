//! What the form shows at a moment.

use crate::{
    api::Refusal,
    model::{ImageCodeId, TicketIssued},
};

/// What the form waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Busy {
    #[default]
    No,
    Sending,
    Verifying,
}

/// What the sound of the picture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sound {
    #[default]
    Silent,
    Playing,
    Failed,
}

/// Whether another picture is asked for in place of one that did not load: once, until one loads or the
/// person does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Retry {
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
pub(super) enum Message {
    #[default]
    None,
    /// It has left; its code is waited for.
    Sent,
    /// Another one may be asked for.
    MayResend,
}

/// Everything that changes.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) busy: Busy,
    /// The picture that is shown.
    pub(super) picture: Option<ImageCodeId>,
    /// It did not load.
    pub(super) picture_failed: bool,
    /// What becomes of one that did not load.
    pub(super) retry: Retry,
    /// A message was bought with it: it is of no use for the next.
    pub(super) picture_spent: bool,
    /// Its life ended while nobody looked, or during a call.
    pub(super) picture_stale: bool,
    /// Pictures that have come by themselves since the person last did something.
    pub(super) unasked: u32,
    pub(super) sound: Sound,
    /// The one refusal that is shown at a time.
    pub(super) refusal: Option<Refusal>,
    pub(super) message: Message,
    /// When the next message may be sent, by [`super::dom::now`].
    pub(super) resend_at: f64,
    /// Whole seconds until then.
    pub(super) resend_in: u32,
    /// The end of the flow.
    pub(super) ticket: Option<TicketIssued>,
}
