//! Everything the gate may refuse, in one list.
//!
//! The page, the API and the older front ends' contract show these same refusals, each in its form.

mod messages;
mod refusal;

use menshen_i18n::Language;
use serde::{Deserialize, Serialize};

use Field::{ImageCode, Mobile, SmsCode};
use Operation::{Describe, Picture, Ready, Redeem, SendSms, Sound, TakeReverse, Verify};
use refusal::{refusal, refusals};

use crate::StepUp;

/// The field of the form at which a refusal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The phone number.
    Mobile,
    /// What the person reads in the picture.
    ImageCode,
    /// The code from the text message.
    SmsCode,
    /// What the person reads in a second picture.
    SecondImageCode,
}

/// Why an answer is wrong whatever the picture shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerFault {
    /// No picture has these characters.
    Characters(String),
    /// Every picture has this many characters.
    Length(u32),
    /// Every answer has from so many characters to so many; others that a picture shows don't count.
    Lengths(u32, u32),
    /// Every sum has a result from the first to the second.
    Result(u32, u32),
    /// Every answer points at so many places.
    Points(u32),
    /// Every answer is a whole number of pixels.
    Offset,
}

/// An operation of the API that the gate may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Show a picture.
    Picture,
    /// Say what there is under its name.
    Describe,
    /// Speak it.
    Sound,
    /// Ask for a text message.
    SendSms,
    /// Exchange the code from the message for a ticket.
    Verify,
    /// Exchange the message that the person has sent for a ticket.
    TakeReverse,
    /// Redeem the ticket.
    Redeem,
    /// Tell whether the server is ready.
    Ready,
}

refusals! {
    /// Why the gate said no. Safe to show: no secret, code or whole number stands in any of them.
    ///
    /// `retry_after` is in seconds and at least 1.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
    #[error("{}", self.message(Language::OF_LOGS))]
    pub enum GateError {
        /// The request can't be read: broken JSON, a missing field, a wrong type.
        InvalidRequest {
            /// What is wrong with it, in English, for the developer who wrote the call.
            detail: String = "what is wrong with it".to_owned(),
        } => refusal(400, "invalid-request", &[SendSms, Verify, TakeReverse]).keeps_picture(),

        /// The picture's name is not a version-4 UUID.
        ImageCodeIdInvalid =>
            refusal(400, "image-code-id-invalid", &[Picture, Sound, Describe, SendSms]).at(ImageCode),

        /// No picture code was given. The picture is not spent.
        ImageCodeMissing =>
            refusal(422, "image-code-missing", &[SendSms]).at(ImageCode).keeps_picture(),

        /// No picture of this site has such an answer. Neither judged nor spent.
        ImageCodeMalformed {
            /// What is wrong with it.
            fault: AnswerFault = AnswerFault::Characters("F".to_owned()),
        } => refusal(422, "image-code-malformed", &[SendSms]).at(ImageCode).keeps_picture(),

        /// No live picture under this name: too old, already used, or never issued.
        ImageCodeExpired => refusal(422, "image-code-expired", &[SendSms]).at(ImageCode),

        /// No live picture under this name whose sound could be played, or one that is nothing to be seen.
        ImageCodeNotFound => refusal(404, "image-code-not-found", &[Picture, Sound]).at(ImageCode),

        /// The picture shows something else. It is spent.
        ImageCodeWrong => refusal(422, "image-code-wrong", &[SendSms]).at(ImageCode),

        /// Not a mobile number of any country. The picture is not spent.
        MobileInvalid =>
            refusal(422, "mobile-invalid", &[SendSms, Verify, TakeReverse]).at(Mobile).keeps_picture(),

        /// A number of a country that this site does not send to. The picture is not spent.
        CountryNotServed =>
            refusal(422, "country-not-served", &[SendSms, Verify, TakeReverse]).at(Mobile).keeps_picture(),

        /// Not six digits; not counted as an attempt.
        SmsCodeMalformed => refusal(422, "sms-code-malformed", &[Verify]).at(SmsCode),

        /// Not the live message code of this number: another one, or there is none (too old, already
        /// used, tried too often, never sent). One answer for all: no picture stands before it, so
        /// it must not tell whether the number was sent a message.
        SmsCodeWrong {
            /// How many attempts remain to whoever shows the handle of the message. Nobody else is told.
            tries_left: Option<u32> = None,
        } => refusal(422, "sms-code-wrong", &[Verify]).at(SmsCode),

        /// All attempts on the number's codes are used up, so a new one is not sent. Told for a
        /// solved picture alone.
        SmsCodeExhausted {
            /// Until attempts are counted anew.
            retry_after: u32 = 60,
        } => refusal(429, "sms-code-exhausted", &[SendSms]).at(Mobile).number_waits(),

        /// The number was sent a message a moment ago.
        CoolingDown {
            /// Until the next message may be sent.
            retry_after: u32 = 60,
        } => refusal(429, "cooling-down", &[SendSms]).at(Mobile).number_waits(),

        /// The number got as many messages as it may in an hour or a day.
        TooManyMessages {
            /// Until it may get another one.
            retry_after: u32 = 60,
        } => refusal(429, "too-many-messages", &[SendSms]).at(Mobile).number_waits(),

        /// One address asked for as many messages as it may.
        AddressLimited {
            /// Until it may ask for another one.
            retry_after: u32 = 60,
        } => refusal(429, "address-limited", &[SendSms]),

        /// The numbers around this one, all but the last four digits the same, got as many messages
        /// as they may.
        PrefixLimited {
            /// Until one of them may get another one.
            retry_after: u32 = 60,
        } => refusal(429, "prefix-limited", &[SendSms]).at(Mobile).number_waits(),

        /// The country got as many messages as it may.
        CountryLimited {
            /// Until it may get another one.
            retry_after: u32 = 60,
        } => refusal(429, "country-limited", &[SendSms]).at(Mobile).number_waits(),

        /// Too few of the messages to this country, or to the numbers around this one, led to a
        /// verified number.
        SendingPaused {
            /// Until messages go there again.
            retry_after: u32 = 60,
        } => refusal(429, "sending-paused", &[SendSms]).at(Mobile).number_waits(),

        /// The site sent as many messages as it may.
        BudgetSpent {
            /// Until it may send another one.
            retry_after: u32 = 60,
        } => refusal(503, "budget-spent", &[SendSms]),

        /// The operator has stopped all messages.
        SmsPaused {
            /// When to ask again; when they go on is not known.
            retry_after: u32 = 60,
        } => refusal(503, "sms-paused", &[SendSms]),

        /// One address handed in too many message codes. This one was not looked at and is no
        /// attempt.
        TooManyChecks {
            /// Until the next code is looked at.
            retry_after: u32 = 60,
        } => refusal(429, "too-many-checks", &[Verify]).at(SmsCode),

        /// One address gave too many wrong answers to pictures. This one was not judged, and its picture is
        /// kept.
        TooManyAnswers {
            /// Until the next answer is judged.
            retry_after: u32 = 60,
        } => refusal(429, "too-many-answers", &[SendSms]).at(ImageCode).keeps_picture(),

        /// More has to be brought than one solved picture. The picture was right and stays good for as long
        /// as it was at first.
        StepUpRequired {
            /// What is asked for.
            step_up: StepUp = StepUp::example(),
        } => refusal(428, "step-up-required", &[SendSms]).keeps_picture(),

        /// One address asked for too many pictures.
        TooManyPictures {
            /// Until the next picture is served.
            retry_after: u32 = 60,
        } => refusal(429, "too-many-pictures", &[Picture, Describe]).at(ImageCode),

        /// One address asked for too many sounds.
        TooManySounds {
            /// Until the next sound is served.
            retry_after: u32 = 60,
        } => refusal(429, "too-many-sounds", &[Sound]).at(ImageCode),

        /// No message of this number is waited for by who asks: too late, taken, or never asked for.
        ReverseMessageExpired => refusal(422, "reverse-message-expired", &[TakeReverse]),

        /// The provider says that this number can't receive messages.
        SendRefused => refusal(422, "send-refused", &[SendSms]).at(Mobile),

        /// The operator has denied the number, or the person's network. Which of them is not told, and
        /// nothing at all before a picture is solved.
        NotAllowed => refusal(422, "not-allowed", &[SendSms]),

        /// The message was certainly not sent, through no fault of the person's.
        SendFailed {
            /// When to try again.
            retry_after: u32 = 60,
        } => refusal(503, "send-failed", &[SendSms]),

        /// The provider did not answer clearly: the message may or may not arrive.
        SendUnknown {
            /// Until the next message may be sent.
            retry_after: u32 = 60,
        } => refusal(503, "send-unknown", &[SendSms]).number_waits(),

        /// The store is down or too much is going on. Nothing was sent.
        Unavailable {
            /// When to try again.
            retry_after: u32 = 60,
        } => refusal(
            503,
            "unavailable",
            &[Picture, Sound, Describe, SendSms, Verify, TakeReverse, Redeem, Ready],
        ),

        /// The browser could not reach the server. Only the page makes this one.
        Unreachable => refusal(503, "unavailable", &[]),
    }
}

impl GateError {
    /// What else has to be brought, where that is what was refused.
    pub fn step_up(&self) -> Option<&StepUp> {
        match self {
            Self::StepUpRequired { step_up } => Some(step_up),
            _ => None,
        }
    }

    /// How many attempts at the code remain, where that is told.
    pub fn tries_left(&self) -> Option<u32> {
        match self {
            Self::SmsCodeWrong { tries_left } => *tries_left,
            _ => None,
        }
    }

    /// What the gate may refuse, by its slug; some share one. What is refused before it gets there is
    /// not among it.
    pub fn of_gate() -> impl Iterator<Item = &'static str> {
        let of_gate =
            |error: &Self| !matches!(error, Self::InvalidRequest { .. } | Self::Unreachable);
        Self::iter().filter(of_gate).map(|error| error.slug())
    }
}
