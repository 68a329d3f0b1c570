//! What operators did, in the order in which they did it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Records that are kept; the oldest make way.
pub const AUDIT_RECORDS: usize = 10_000;

/// What an operator can do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AuditAction {
    /// Logged in to the console.
    LoggedIn,
    /// Logged out.
    LoggedOut,
    /// Showed a token that is none; several are one record, with their number.
    WrongTokens,
    /// Turned a switch.
    SwitchTurned,
    /// Added an entry to the lists and caps.
    RuleAdded,
    /// Gave one another end, note or number.
    RuleChanged,
    /// Removed one.
    RuleRemoved,
}

impl AuditAction {
    /// Its name in the store, in the API and in the log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What was done. No field holds a secret, a whole number or a whole address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who, in the words that they gave.
    pub by: String,
    /// From where: an IPv4 /24 or an IPv6 /48.
    pub network: String,
    /// What they did.
    pub action: AuditAction,
    /// What they did it to; empty where that is clear.
    pub subject: String,
    /// How that stood; empty where it was not there.
    pub before: String,
    /// How it stands now; empty where it is gone.
    pub after: String,
}

/// An entry of the log, and when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the log.
    pub id: AuditId,
    /// What was done.
    pub entry: AuditEntry,
}

/// A place in the log: later ones are larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuditId {
    /// When it was written, in milliseconds since 1970, by the store's clock.
    pub at: u64,
    /// Tells apart what was written in one millisecond.
    pub number: u64,
}

impl fmt::Display for AuditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.number)
    }
}

/// A text that is no place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a place in the log is two numbers with a hyphen between")]
pub struct NoAuditId;

impl FromStr for AuditId {
    type Err = NoAuditId;

    fn from_str(text: &str) -> Result<Self, NoAuditId> {
        let (at, number) = text.split_once('-').ok_or(NoAuditId)?;
        let read = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.parse().map_err(|_| NoAuditId),
            false => Err(NoAuditId),
        };
        Ok(Self { at: read(at)?, number: read(number)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_log_is_read_as_it_is_written_and_nothing_else_is() {
        let id = AuditId { at: 1_700_000_000_000, number: 7 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "1", "-", "1-", "+1-2", "1-2-3", "a-b", "1--2", "99999999999999999999-1"]
        {
            assert_eq!(wrong.parse::<AuditId>(), Err(NoAuditId), "{wrong}");
        }
    }
}
