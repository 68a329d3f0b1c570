//! The operator's switches, which hold for every server at once.

use serde::{Deserialize, Serialize};

/// What can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// On: no text message is sent.
    Stop,
    /// On: every picture is drawn at the hardest level.
    Raise,
}

impl Lever {
    /// Every switch.
    pub const ALL: [Self; 2] = [Self::Stop, Self::Raise];

    /// Its name in the store, in addresses and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Raise => "raise",
        }
    }

    /// The switch of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lever| lever.name() == name)
    }
}

/// How a switch was turned last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turned {
    /// What it does is done.
    pub on: bool,
    /// When, in milliseconds since 1970. Of two, the later one holds.
    pub at: u64,
    /// Who, in the words that they gave when they logged in.
    pub by: String,
}

/// Every switch; one that nobody has turned yet is off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches {
    /// [`Lever::Stop`].
    pub stop: Option<Turned>,
    /// [`Lever::Raise`].
    pub raise: Option<Turned>,
}

impl Switches {
    /// How this one stands.
    pub fn get(&self, lever: Lever) -> Option<&Turned> {
        match lever {
            Lever::Stop => self.stop.as_ref(),
            Lever::Raise => self.raise.as_ref(),
        }
    }

    /// Where it stands.
    pub fn get_mut(&mut self, lever: Lever) -> &mut Option<Turned> {
        match lever {
            Lever::Stop => &mut self.stop,
            Lever::Raise => &mut self.raise,
        }
    }

    /// Whether it is on.
    pub fn is_on(&self, lever: Lever) -> bool {
        self.get(lever).is_some_and(|turned| turned.on)
    }

    /// Turns it, unless it was turned at that time or later already; `false` then.
    pub fn turn(&mut self, lever: Lever, turned: &Turned) -> bool {
        let place = self.get_mut(lever);
        let is_newer = place.as_ref().is_none_or(|old| old.at < turned.at);
        if is_newer {
            *place = Some(turned.clone());
        }
        is_newer
    }
}
