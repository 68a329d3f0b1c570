//! Everything the gate may refuse, in one list.
//!
//! The page, the API and the older front ends' contract show these same refusals, each in its form.

mod every;
mod messages;

use menshen_i18n::Language;
use serde::{Deserialize, Serialize};

/// The field of the form at which a refusal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The phone number.
    Mobile,
    /// What the person reads in the picture.
    ImageCode,
    /// The code from the text message.
    SmsCode,
}

/// Why an answer is wrong whatever the picture shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerFault {
    /// No picture has these characters.
    Characters(String),
    /// Every picture has this many characters.
    Length(u32),
    /// Every sum has a result from the first to the second.
    Result(u32, u32),
}

/// Why the gate said no. Safe to show: no secret, code or whole number stands in any of them.
///
/// `retry_after` is in seconds and at least 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message(Language::OF_LOGS))]
pub enum GateError {
    /// The request can't be read: broken JSON, a missing field, a wrong type.
    InvalidRequest {
        /// What is wrong with it, in English, for the developer who wrote the call.
        detail: String,
    },
    /// The picture's name is not a version-4 UUID.
    ImageCodeIdInvalid,
    /// No picture code was given. The picture is not spent.
    ImageCodeMissing,
    /// No picture of this site has such an answer. Neither judged nor spent.
    ImageCodeMalformed {
        /// What is wrong with it.
        fault: AnswerFault,
    },
    /// No live picture under this name: too old, already used, or never issued.
    ImageCodeExpired,
    /// No live picture under this name whose sound could be played.
    ImageCodeNotFound,
    /// The picture shows something else. It is spent.
    ImageCodeWrong,
    /// Not a mobile number of any country. The picture is not spent.
    MobileInvalid,
    /// A number of a country that this site does not send to. The picture is not spent.
    CountryNotServed,
    /// Not six digits; not counted as an attempt.
    SmsCodeMalformed,
    /// Not the live message code of this number: another one, or there is none (too old, already
    /// used, tried too often, never sent). One answer for all: no picture stands before it, so it
    /// must not tell whether the number was sent a message.
    SmsCodeWrong,
    /// All attempts on the number's codes are used up, so a new one is not sent. Told for a solved
    /// picture alone.
    SmsCodeExhausted {
        /// Until attempts are counted anew.
        retry_after: u32,
    },
    /// The number was sent a message a moment ago.
    CoolingDown {
        /// Until the next message may be sent.
        retry_after: u32,
    },
    /// The number got as many messages as it may in an hour or a day.
    TooManyMessages {
        /// Until it may get another one.
        retry_after: u32,
    },
    /// One address asked for as many messages as it may.
    AddressLimited {
        /// Until it may ask for another one.
        retry_after: u32,
    },
    /// The numbers around this one, all but the last four digits the same, got as many messages as
    /// they may.
    PrefixLimited {
        /// Until one of them may get another one.
        retry_after: u32,
    },
    /// The country got as many messages as it may.
    CountryLimited {
        /// Until it may get another one.
        retry_after: u32,
    },
    /// Too few of the messages to this country, or to the numbers around this one, were answered.
    SendingPaused {
        /// Until messages go there again.
        retry_after: u32,
    },
    /// The site sent as many messages as it may.
    BudgetSpent {
        /// Until it may send another one.
        retry_after: u32,
    },
    /// The operator has stopped all messages.
    SmsPaused {
        /// When to ask again; when they go on is not known.
        retry_after: u32,
    },
    /// One address handed in too many message codes. This one was not looked at and is no attempt.
    TooManyChecks {
        /// Until the next code is looked at.
        retry_after: u32,
    },
    /// One address asked for too many pictures.
    TooManyPictures {
        /// Until the next picture is served.
        retry_after: u32,
    },
    /// One address asked for too many sounds.
    TooManySounds {
        /// Until the next sound is served.
        retry_after: u32,
    },
    /// The provider says that this number can't receive messages.
    SendRefused,
    /// The message was certainly not sent, through no fault of the person's.
    SendFailed {
        /// When to try again.
        retry_after: u32,
    },
    /// The provider did not answer clearly: the message may or may not arrive.
    SendUnknown {
        /// Until the next message may be sent.
        retry_after: u32,
    },
    /// The store is down or too much is going on. Nothing was sent.
    Unavailable {
        /// When to try again.
        retry_after: u32,
    },
    /// The browser could not reach the server. Only the page makes this one.
    Unreachable,
}

impl GateError {
    /// A stable name in kebab case; the last part of the problem's `type`.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::InvalidRequest { .. } => "invalid-request",
            Self::ImageCodeIdInvalid => "image-code-id-invalid",
            Self::ImageCodeMissing => "image-code-missing",
            Self::ImageCodeMalformed { .. } => "image-code-malformed",
            Self::ImageCodeExpired => "image-code-expired",
            Self::ImageCodeNotFound => "image-code-not-found",
            Self::ImageCodeWrong => "image-code-wrong",
            Self::MobileInvalid => "mobile-invalid",
            Self::CountryNotServed => "country-not-served",
            Self::SmsCodeMalformed => "sms-code-malformed",
            Self::SmsCodeWrong => "sms-code-wrong",
            Self::SmsCodeExhausted { .. } => "sms-code-exhausted",
            Self::CoolingDown { .. } => "cooling-down",
            Self::TooManyMessages { .. } => "too-many-messages",
            Self::AddressLimited { .. } => "address-limited",
            Self::PrefixLimited { .. } => "prefix-limited",
            Self::CountryLimited { .. } => "country-limited",
            Self::SendingPaused { .. } => "sending-paused",
            Self::BudgetSpent { .. } => "budget-spent",
            Self::SmsPaused { .. } => "sms-paused",
            Self::TooManyChecks { .. } => "too-many-checks",
            Self::TooManyPictures { .. } => "too-many-pictures",
            Self::TooManySounds { .. } => "too-many-sounds",
            Self::SendRefused => "send-refused",
            Self::SendFailed { .. } => "send-failed",
            Self::SendUnknown { .. } => "send-unknown",
            Self::Unavailable { .. } | Self::Unreachable => "unavailable",
        }
    }

    /// The HTTP status: 400 can't be read, 404 not there, 422 read and refused, 429 too
    /// much, 503 our fault.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest { .. } | Self::ImageCodeIdInvalid => 400,
            Self::ImageCodeNotFound => 404,
            Self::ImageCodeMissing
            | Self::ImageCodeMalformed { .. }
            | Self::ImageCodeExpired
            | Self::ImageCodeWrong
            | Self::MobileInvalid
            | Self::CountryNotServed
            | Self::SmsCodeMalformed
            | Self::SmsCodeWrong
            | Self::SendRefused => 422,
            Self::SmsCodeExhausted { .. }
            | Self::CoolingDown { .. }
            | Self::TooManyMessages { .. }
            | Self::AddressLimited { .. }
            | Self::PrefixLimited { .. }
            | Self::CountryLimited { .. }
            | Self::SendingPaused { .. }
            | Self::TooManyChecks { .. }
            | Self::TooManyPictures { .. }
            | Self::TooManySounds { .. } => 429,
            Self::BudgetSpent { .. }
            | Self::SmsPaused { .. }
            | Self::SendFailed { .. }
            | Self::SendUnknown { .. }
            | Self::Unavailable { .. }
            | Self::Unreachable => 503,
        }
    }

    /// Seconds to wait before the same request can succeed, where waiting helps.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::SmsCodeExhausted { retry_after }
            | Self::CoolingDown { retry_after }
            | Self::TooManyMessages { retry_after }
            | Self::AddressLimited { retry_after }
            | Self::PrefixLimited { retry_after }
            | Self::CountryLimited { retry_after }
            | Self::SendingPaused { retry_after }
            | Self::BudgetSpent { retry_after }
            | Self::SmsPaused { retry_after }
            | Self::TooManyChecks { retry_after }
            | Self::TooManyPictures { retry_after }
            | Self::TooManySounds { retry_after }
            | Self::SendFailed { retry_after }
            | Self::SendUnknown { retry_after }
            | Self::Unavailable { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// Seconds until this number may be sent another message, where that is what was refused.
    /// Another number need not wait.
    pub fn resend_in(&self) -> Option<u32> {
        match self {
            Self::SmsCodeExhausted { retry_after }
            | Self::CoolingDown { retry_after }
            | Self::TooManyMessages { retry_after }
            | Self::PrefixLimited { retry_after }
            | Self::CountryLimited { retry_after }
            | Self::SendingPaused { retry_after }
            | Self::SendUnknown { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// Whether the picture is still good: it was not taken, and nothing is wrong with its name.
    pub fn keeps_picture(&self) -> bool {
        matches!(
            self,
            Self::InvalidRequest { .. }
                | Self::ImageCodeMissing
                | Self::ImageCodeMalformed { .. }
                | Self::MobileInvalid
                | Self::CountryNotServed
        )
    }

    /// The field it is about; `None` when it is about the whole form.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::ImageCodeIdInvalid
            | Self::ImageCodeMissing
            | Self::ImageCodeMalformed { .. }
            | Self::ImageCodeExpired
            | Self::ImageCodeNotFound
            | Self::ImageCodeWrong
            | Self::TooManyPictures { .. }
            | Self::TooManySounds { .. } => Some(Field::ImageCode),
            Self::MobileInvalid
            | Self::CountryNotServed
            | Self::SmsCodeExhausted { .. }
            | Self::CoolingDown { .. }
            | Self::TooManyMessages { .. }
            | Self::PrefixLimited { .. }
            | Self::CountryLimited { .. }
            | Self::SendingPaused { .. }
            | Self::SendRefused => Some(Field::Mobile),
            Self::SmsCodeMalformed | Self::SmsCodeWrong | Self::TooManyChecks { .. } => {
                Some(Field::SmsCode)
            }
            _ => None,
        }
    }
}
