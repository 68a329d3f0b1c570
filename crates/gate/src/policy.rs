//! What the gate goes by: the part of the settings that the flow depends on.

use std::time::Duration;

use menshen_challenge::{CodeSpec, Kind};
use menshen_phone::PhoneParser;
use menshen_store::{RateLimit, SmsRules};

use crate::Limits;

/// How long a ticket may be redeemed.
pub const TICKET_LIFE: Duration = Duration::from_secs(600);
/// Attempts on a message code (Twilio Verify and Signal allow 5 as well).
pub const ATTEMPTS: u32 = 5;

/// Lives and limits.
#[derive(Debug, Clone)]
pub struct GatePolicy {
    /// What people are asked to do.
    pub kind: Kind,
    /// What codes are made of.
    pub codes: CodeSpec,
    /// How long one is accepted.
    pub image_code_life: Duration,
    /// Pictures for one address.
    pub pictures: RateLimit,
    /// Sounds for one address.
    pub sounds: RateLimit,
    /// Message codes from one address, whatever numbers they are for.
    pub checks: RateLimit,
    /// What the messages to one number go by.
    pub sms: SmsRules,
    /// What a message counts for beside its number.
    pub limits: Limits,
    /// How long a ticket may be redeemed.
    pub ticket_life: Duration,
    /// Reads numbers of the countries that are served.
    pub phone_parser: PhoneParser,
}
