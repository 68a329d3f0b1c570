//! What the gate goes by: the part of the settings that the flow depends on.

use std::time::Duration;

use menshen_challenge::{CodeSpec, Kind, KindOrder, Rung};
use menshen_model::StepUpLevel;
use menshen_phone::PhoneParser;
use menshen_store::{RateLimit, SmsRules};

use crate::{GuessLimits, Limits, ReverseRules, TestNumbers, WorkRules, decision::PolicyMode};

/// How long a ticket may be redeemed.
pub const TICKET_LIFE: Duration = Duration::from_secs(600);
/// How long a right code is answered again to its handle. A shop's till or a person in a lift has found the
/// network again by then; and no longer than a ticket lives, for a redeemed one is known for as long.
pub const REPEAT: Duration = Duration::from_secs(60);
const _: () = assert!(REPEAT.as_secs() <= TICKET_LIFE.as_secs());
/// Attempts on a message code (Twilio Verify and Signal allow 5 as well).
pub const ATTEMPTS: u32 = 5;

/// Lives and limits.
#[derive(Debug, Clone)]
pub struct GatePolicy {
    /// What people are asked to do, from calm hours to pressure.
    pub order: KindOrder,
    /// What codes are made of.
    pub codes: CodeSpec,
    /// How long one is accepted.
    pub image_code_life: Duration,
    /// Pictures for one address.
    pub pictures: RateLimit,
    /// Wrong answers of one address; `None`: they are not counted.
    pub wrong_answers: Option<GuessLimits>,
    /// Sounds for one address.
    pub sounds: RateLimit,
    /// Message codes from one address, whatever numbers they are for.
    pub checks: RateLimit,
    /// What the messages to one number go by.
    pub sms: SmsRules,
    /// What is done with decisions about messages.
    pub mode: PolicyMode,
    /// The least that every send has to bring beside its picture.
    pub step_up: StepUpLevel,
    /// How much work is asked for, where work is.
    pub work: WorkRules,
    /// What a message counts for beside its number.
    pub limits: Limits,
    /// How people verify a number by a message of their own; `None`: they can't.
    pub reverse: Option<ReverseRules>,
    /// How long a ticket may be redeemed.
    pub ticket_life: Duration,
    /// Numbers that no message is sent to.
    pub test_numbers: TestNumbers,
    /// Reads numbers of the countries that are served.
    pub phone_parser: PhoneParser,
}

impl GatePolicy {
    /// The kind of pictures that are asked for beside another one.
    pub fn second_kind(&self) -> Kind {
        let Rung { kind, .. } = self.order.picture_at(usize::MAX);
        // It stands where no button stops it.
        self.under_pressure(kind).still()
    }

    /// What comes in place of this kind under pressure, where nothing comes that is easily guessed.
    pub(crate) fn under_pressure(&self, kind: Kind) -> Kind {
        kind.harder_to_guess(&self.codes)
    }

    /// How many answers to pictures of this kind may be wrong in a day; `None`: they have no share of their own.
    pub(crate) fn share_of(&self, kind: Kind) -> Option<RateLimit> {
        self.wrong_answers?.of_kind(kind, &self.codes)
    }
}
