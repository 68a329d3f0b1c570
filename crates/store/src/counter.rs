//! One kind of counter for everything of which only so many are allowed in a while.

use std::time::Duration;

use menshen_model::{Country, ImageCodeId};

use crate::{AddressKey, Network, PrefixKey, RuleKey, SessionKey};

/// The window in which an address's wrong answers are looked at when it asks for a picture.
pub const WRONG_ANSWERS_WINDOW: Duration = Duration::from_secs(600);

/// What is counted, and for whom.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counter {
    /// Pictures that an address asked for.
    Pictures(AddressKey),
    /// Challenges that an address asked about.
    Described(AddressKey),
    /// Sounds that an address asked for.
    Sounds(AddressKey),
    /// Answers to pictures that an address got wrong.
    WrongAnswers(AddressKey),
    /// How often a solved picture was put back.
    Asked(ImageCodeId),
    /// Message codes that an address handed in.
    Checks(AddressKey),
    /// Messages to the site that an address was asked for.
    ReverseMessages(AddressKey),
    /// Messages that an address asked for.
    Address(AddressKey),
    /// Messages to the numbers of a prefix.
    Prefix(PrefixKey),
    /// Messages to a country.
    Country(Country),
    /// All messages.
    Site,
    /// Messages that an operator has set a cap for.
    Capped(RuleKey),
    /// A session of the console that was logged out, once for all servers.
    LoggedOut(SessionKey),
}

impl Counter {
    /// The network that it counts for, where it is one address's.
    pub(super) fn network(&self) -> Option<Network> {
        self.address().map(AddressKey::network)
    }

    /// Of an address that asks for a picture or about one: its wrong answers.
    pub(super) fn wrong_answers(&self) -> Option<Self> {
        match self {
            Self::Pictures(address) | Self::Described(address) => {
                Some(Self::WrongAnswers(*address))
            }
            _ => None,
        }
    }

    /// The counter of all addresses of its network that have none of their own.
    pub(super) fn rest_of_network(&self) -> Option<Self> {
        let rest = self.address()?.rest_of_network();
        match self {
            Self::Pictures(_) => Some(Self::Pictures(rest)),
            Self::Described(_) => Some(Self::Described(rest)),
            Self::Sounds(_) => Some(Self::Sounds(rest)),
            Self::WrongAnswers(_) => Some(Self::WrongAnswers(rest)),
            Self::Checks(_) => Some(Self::Checks(rest)),
            Self::ReverseMessages(_) => Some(Self::ReverseMessages(rest)),
            Self::Address(_) => Some(Self::Address(rest)),
            Self::Asked(_)
            | Self::Prefix(_)
            | Self::Country(_)
            | Self::Site
            | Self::Capped(_)
            | Self::LoggedOut(_) => None,
        }
    }

    fn address(&self) -> Option<&AddressKey> {
        match self {
            Self::Pictures(address)
            | Self::Described(address)
            | Self::Sounds(address)
            | Self::WrongAnswers(address)
            | Self::Checks(address)
            | Self::ReverseMessages(address)
            | Self::Address(address) => Some(address),
            Self::Asked(_)
            | Self::Prefix(_)
            | Self::Country(_)
            | Self::Site
            | Self::Capped(_)
            | Self::LoggedOut(_) => None,
        }
    }

    /// The part of a store key that stands for it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Pictures(address) => format!("pictures:{}", address.as_text()),
            Self::Described(address) => format!("described:{}", address.as_text()),
            Self::Sounds(address) => format!("sounds:{}", address.as_text()),
            Self::WrongAnswers(address) => format!("wrong-answers:{}", address.as_text()),
            Self::Asked(id) => format!("asked:{id}"),
            Self::Checks(address) => format!("checks:{}", address.as_text()),
            Self::ReverseMessages(address) => format!("reverse-messages:{}", address.as_text()),
            Self::Address(address) => format!("address:{}", address.as_text()),
            Self::Prefix(prefix) => format!("prefix:{}", prefix.as_text()),
            Self::Country(country) => format!("country:{}", country.code()),
            Self::Site => "site".to_owned(),
            Self::Capped(rule) => format!("capped:{}", rule.as_text()),
            Self::LoggedOut(session) => format!("logged_out:{}", session.as_text()),
        }
    }
}

/// At most `count` in every `window`. A window is fixed: it begins with the first that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many are allowed, at least one.
    pub count: u32,
    /// From the first counted until counting starts anew.
    pub window: Duration,
}

/// The answer of a counter.
pub enum Acquire {
    /// Counted, and within every limit.
    Acquired(Permit),
    /// Not counted, and not before this has passed.
    NotBefore(Duration),
}

/// What was counted, and in which windows, so that it can be given back.
#[derive(Clone, PartialEq, Eq)]
pub struct Permit {
    pub(super) counter: Counter,
    pub(super) windows: Vec<Window>,
}

impl Permit {
    /// Whether what was counted is an address's or a prefix's message, whose answer gives it back.
    pub fn is_given_back_by_answers(&self) -> bool {
        matches!(self.counter, Counter::Address(_) | Counter::Prefix(_))
    }

    /// One that answers give back, without a semicolon.
    pub(super) fn as_text(&self) -> Option<String> {
        let counter = match &self.counter {
            Counter::Address(address) => format!("address:{}", address.as_text_with_network()),
            Counter::Prefix(prefix) => format!("prefix:{}", prefix.as_text()),
            _ => return None,
        };
        let windows = self.windows.iter();
        let windows =
            windows.map(|window| format!(" {}:{}", window.length.as_millis(), window.end));
        Some(windows.fold(counter, |text, window| text + &window))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let counter = match parts.next()?.split_once(':')? {
            ("address", address) => Counter::Address(AddressKey::parse_with_network(address)?),
            ("prefix", prefix) => Counter::Prefix(PrefixKey::parse(prefix)?),
            _ => return None,
        };
        let window = |text: &str| {
            let (length, end) = text.split_once(':')?;
            let length = Duration::from_millis(length.parse().ok()?);
            Some(Window { length, end: end.parse().ok()? })
        };
        Some(Self { counter, windows: parts.map(window).collect::<Option<_>>()? })
    }
}

/// A window is known by its end: one that has begun anew ends at another time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) length: Duration,
    /// In the store's own reckoning.
    pub(super) end: i64,
}
