//! Each refusal once, for the document of the API and for tests.

use super::{AnswerFault, GateError};

impl GateError {
    /// Each refusal, with numbers as they may be.
    pub fn every() -> Vec<Self> {
        let retry_after = 60;
        vec![
            Self::InvalidRequest { detail: "what is wrong with it".to_owned() },
            Self::ImageCodeIdInvalid,
            Self::ImageCodeMissing,
            Self::ImageCodeMalformed { fault: AnswerFault::Characters("F".to_owned()) },
            Self::ImageCodeExpired,
            Self::ImageCodeNotFound,
            Self::ImageCodeWrong,
            Self::MobileInvalid,
            Self::CountryNotServed,
            Self::SmsCodeMalformed,
            Self::SmsCodeWrong,
            Self::SmsCodeExhausted { retry_after },
            Self::CoolingDown { retry_after },
            Self::TooManyMessages { retry_after },
            Self::AddressLimited { retry_after },
            Self::PrefixLimited { retry_after },
            Self::CountryLimited { retry_after },
            Self::SendingPaused { retry_after },
            Self::BudgetSpent { retry_after },
            Self::SmsPaused { retry_after },
            Self::TooManyChecks { retry_after },
            Self::TooManyPictures { retry_after },
            Self::TooManySounds { retry_after },
            Self::SendRefused,
            Self::SendFailed { retry_after },
            Self::SendUnknown { retry_after },
            Self::Unavailable { retry_after },
            Self::Unreachable,
        ]
    }

    /// What the gate may refuse, by its slug; some share one. What is refused before it gets there is not
    /// among it.
    pub fn of_gate() -> impl Iterator<Item = &'static str> {
        let of_gate =
            |error: &Self| !matches!(error, Self::InvalidRequest { .. } | Self::Unreachable);
        Self::every().into_iter().filter(of_gate).map(|error| error.slug())
    }
}
