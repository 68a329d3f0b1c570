//! What is decided about a message, and why.

use menshen_model::StepUpLevel;
use strum::{IntoStaticStr, VariantArray};

/// What is done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is sent.
    Allow,
    /// It is sent when this much comes with it.
    StepUp(StepUpLevel),
    /// It is not sent now.
    Refuse,
}

impl Verdict {
    /// Its name in logs, metrics and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::StepUp(_) => "step-up",
            Self::Refuse => "refuse",
        }
    }
}

/// Why something else than sending is decided; and of what is good, why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// A limit of the settings or of the operator is used up.
    Limit,
    /// The operator allows it.
    Operator,
    /// The breaker of the prefix or the country is open.
    Paused,
    /// Too few of the address's messages were answered.
    AddressUnanswered,
    /// Too few of the network's.
    NetworkUnanswered,
    /// Too few of the autonomous system's.
    SystemUnanswered,
    /// Too few of those that unknown networks ask for, all together.
    UnknownNetworks,
    /// Too few of those to the prefix.
    PrefixUnanswered,
    /// Too few of those to the country.
    CountryUnanswered,
    /// What is left of a limit that many share is kept for networks that are known.
    KeptForKnown,
    /// Many more messages than in any hour before.
    Volume,
    /// The network asks for messages to many countries.
    ManyCountries,
    /// The picture was issued to another network than the one that answers it.
    AnotherNetwork,
    /// The number is of a range that is sold without much of a check.
    NumberRange,
    /// Many answers to pictures were wrong at this address.
    WrongAnswers,
    /// The network is known: people there have answered before.
    KnownNetwork,
}

impl Reason {
    /// Whether the policy decides by it against a message.
    pub fn speaks_against(self) -> bool {
        !matches!(self, Self::Limit | Self::Operator | Self::KnownNetwork)
    }

    /// Its name in logs, metrics and records.
    pub fn slug(self) -> &'static str {
        self.into()
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is done.
    pub verdict: Verdict,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// What is done with decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PolicyMode {
    /// They are told, and nothing else: messages go by the limits of the settings alone.
    Record,
    /// They hold.
    #[default]
    Enforce,
}
