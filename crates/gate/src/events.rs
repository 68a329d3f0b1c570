//! What happens at the gate, told to whoever watches: metrics, traces, the console's history.
//!
//! The gate knows none of them. Events hold no code, no address and no ticket; one that holds a number
//! says so, and what is kept of it is the observer's care (I5).

use std::time::Duration;

use menshen_model::{Country, GateError, MobileNumber};
use menshen_sms::SendError;
use menshen_store::{CheckOutcome, DecisionRecord};
use strum::{IntoStaticStr, VariantArray};

use crate::{decision::Decision, redeem_error::RedeemError};

/// Something that has just happened.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    /// A picture was answered, the first time or again.
    PictureShown,
    /// The sound of a picture code was answered.
    SoundPlayed,
    /// A picture code was handed in, and is spent.
    ChallengeAnswered(ChallengeOutcome),
    /// A message met an open breaker.
    BreakerOpen {
        /// What it holds for: `prefix` or `country`.
        scope: &'static str,
        /// The number's.
        country: Country,
        /// Until it closes.
        wait: Duration,
        /// Whether this message was the one that opened it.
        has_just_opened: bool,
    },
    /// It was decided about a message.
    Decided {
        /// What, and why.
        decision: &'a Decision,
        /// What is kept of it.
        record: &'a DecisionRecord,
    },
    /// A provider has answered, or its time was up.
    ProviderAnswered {
        /// By name.
        provider: &'static str,
        /// The number's.
        country: Country,
        /// How long that took.
        took: Duration,
        /// Whether it took the message over.
        result: &'a Result<(), SendError>,
    },
    /// All providers together took longer than they may.
    ProvidersTimedOut(&'a SendError),
    /// A message is on its way to this number.
    MessageSent(&'a MobileNumber),
    /// A message code was handed in.
    MessageCodeChecked(CheckOutcome),
    /// A person was asked for a message of theirs.
    ReverseMessageAsked,
    /// A provider has handed on what somebody has sent.
    MessageReceived {
        /// By name.
        provider: &'static str,
        /// What it was.
        outcome: InboundOutcome,
    },
    /// Somebody holds this number, and has a ticket that says so.
    NumberVerified(&'a MobileNumber),
    /// The host site has exchanged a ticket for its number.
    TicketRedeemed,
    /// The host site has asked, and got no number.
    TicketRefused(RedeemError),
    /// A picture or a sound was refused, since too many wait to be made.
    RendererBusy,
    /// A person was told no.
    Refused(&'a GateError),
}

/// What a picture code was worth when it was handed in.
#[derive(Debug, Clone, Copy, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ChallengeOutcome {
    /// Solved.
    Right,
    /// Not what it says.
    Wrong,
    /// Too old, used before, or never issued.
    Expired,
}

/// What came in by a provider's webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum InboundOutcome {
    /// A message that was waited for: its number is verified.
    Awaited,
    /// The same once more.
    Again,
    /// With a code, and nothing of this number is waited for with that: wrong, too late, of another number.
    Unknown,
    /// Of people who write something else.
    NoCode,
    /// Not from a mobile number of a country that is served.
    NoNumber,
    /// The provider had it for longer than such a message is waited for.
    Late,
    /// The store is down: it has to come again.
    Failed,
    /// A request without the proof that it is the provider's.
    Forged,
    /// A request of the provider's that is not as its documents have it.
    Unreadable,
}

/// Somebody who watches the gate. It is told in the task of the request, so it must be quick and must
/// not block.
pub trait Observer: Send + Sync + 'static {
    /// This has just happened.
    fn observe(&self, event: Event<'_>);
}

impl Observer for Vec<std::sync::Arc<dyn Observer>> {
    fn observe(&self, event: Event<'_>) {
        for observer in self {
            observer.observe(event);
        }
    }
}
