//! The operator's switches, which hold for every server at once.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum KillSwitch {
    /// On: no text message is sent.
    Stop,
    /// On: every picture is drawn at the hardest level.
    Raise,
}

impl KillSwitch {
    /// Its name in the store, in addresses and in the log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// How a switch was set last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchState {
    /// What it does is done.
    pub on: bool,
    /// When, in milliseconds since 1970. Of two, the later one holds.
    pub at: u64,
    /// Who, in the words that they gave when they logged in.
    pub by: String,
}

/// Every switch, of which one that nobody has set yet is off; and whether lists and caps have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches {
    /// [`KillSwitch::Stop`].
    pub stop: Option<SwitchState>,
    /// [`KillSwitch::Raise`].
    pub raise: Option<SwitchState>,
    /// Which [`StoredRules`](crate::StoredRules) hold beside them.
    pub rules_version: u64,
}

impl Switches {
    /// How this one stands.
    pub fn get(&self, switch: KillSwitch) -> Option<&SwitchState> {
        match switch {
            KillSwitch::Stop => self.stop.as_ref(),
            KillSwitch::Raise => self.raise.as_ref(),
        }
    }

    /// Where it stands.
    pub fn get_mut(&mut self, switch: KillSwitch) -> &mut Option<SwitchState> {
        match switch {
            KillSwitch::Stop => &mut self.stop,
            KillSwitch::Raise => &mut self.raise,
        }
    }

    /// Whether it is on.
    pub fn is_on(&self, switch: KillSwitch) -> bool {
        self.get(switch).is_some_and(|state| state.on)
    }

    /// Sets it, unless it was set at that time or later already; `false` then.
    pub fn set_switch(&mut self, switch: KillSwitch, state: &SwitchState) -> bool {
        let place = self.get_mut(switch);
        let is_newer = place.as_ref().is_none_or(|old| old.at < state.at);
        if is_newer {
            *place = Some(state.clone());
        }
        is_newer
    }
}
