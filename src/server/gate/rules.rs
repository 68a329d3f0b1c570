//! What the gate goes by: the part of the settings that the flow depends on.

use std::time::Duration;

use menshen_challenge::Recipe;

use super::Limits;
use crate::server::{
    phone::PhoneParser,
    store::{RateLimit, SmsRules},
};

/// How long a ticket may be redeemed.
pub(crate) const TICKET_LIFE: Duration = Duration::from_secs(600);
/// Attempts on a message code (Twilio Verify and Signal allow 5 as well).
pub(crate) const ATTEMPTS: u32 = 5;

/// Lives and limits.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) recipe: Recipe,
    pub(crate) image_code_life: Duration,
    /// Pictures for one address.
    pub(crate) pictures: RateLimit,
    /// Sounds for one address.
    pub(crate) sounds: RateLimit,
    /// Message codes from one address, whatever numbers they are for.
    pub(crate) checks: RateLimit,
    pub(crate) sms: SmsRules,
    pub(crate) limits: Limits,
    pub(crate) ticket_life: Duration,
    pub(crate) phone_parser: PhoneParser,
}
