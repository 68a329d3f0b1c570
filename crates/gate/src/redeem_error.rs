//! What the host site is told when it gets no number for a ticket.

/// Why a ticket was not redeemed. [`code`](Self::code) is what clients of reCAPTCHA, hCaptcha and
/// Turnstile know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum RedeemError {
    /// The request can't be read, or holds neither secret nor ticket in a way that is understood.
    BadRequest,
    /// No secret was given.
    SecretMissing,
    /// Not the site's secret. The ticket, if it is one, is not spent.
    SecretWrong,
    /// The same, and not the first from its network. The right one is taken all the same.
    TooManySecrets {
        /// Seconds until another one is worth a try.
        retry_after: u32,
    },
    /// The operator has set no secret, so every one is wrong.
    SecretNotSet,
    /// No ticket was given.
    TicketMissing,
    /// No ticket looks like this.
    TicketMalformed,
    /// Too old, redeemed before, or never issued.
    TicketSpent,
    /// The store is down. The ticket is most likely not spent, and with an idempotency key it does not
    /// matter.
    Unavailable {
        /// Seconds until it is worth another try.
        retry_after: u32,
    },
}

impl RedeemError {
    /// What stands in `error-codes` (<https://developers.google.com/recaptcha/docs/verify>; the
    /// last one is Turnstile's).
    pub fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::SecretMissing => "missing-input-secret",
            Self::SecretWrong | Self::TooManySecrets { .. } | Self::SecretNotSet => {
                "invalid-input-secret"
            }
            Self::TicketMissing => "missing-input-response",
            Self::TicketMalformed => "invalid-input-response",
            Self::TicketSpent => "timeout-or-duplicate",
            Self::Unavailable { .. } => "internal-error",
        }
    }

    /// What a developer reads: what is wrong and what to do.
    pub fn detail(self) -> &'static str {
        match self {
            Self::BadRequest => {
                "Send a form (urlencoded or multipart) or a JSON object with the strings secret and \
                 response, each once, at most 16 KiB, with its content type; idempotency_key may be \
                 there too, a UUID."
            }
            Self::SecretMissing => "Send SITE_SECRET of the Menshen server as secret.",
            Self::SecretWrong => "secret is not SITE_SECRET of the Menshen server.",
            Self::TooManySecrets { .. } => {
                "secret is not SITE_SECRET of the Menshen server, and there were too many that are \
                 not. The right one is taken at any time."
            }
            Self::SecretNotSet => {
                "The Menshen server has no SITE_SECRET: set it there, and send it as secret."
            }
            Self::TicketMissing => "Send the ticket as response.",
            Self::TicketMalformed => "response is not a ticket: those have 43 characters.",
            Self::TicketSpent => {
                "The ticket was redeemed before, or is older than 10 minutes. \
                 The phone number has to be verified again."
            }
            Self::Unavailable { .. } => {
                "Menshen is busy. Try again with the same ticket, and the same idempotency_key \
                 if you sent one."
            }
        }
    }
}
