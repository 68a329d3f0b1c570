//! What operators have set for numbers and networks: lists to deny and to allow, and caps.
//!
//! `subject` is what an entry is about, `matching` which entries hold for a message. Here is what an entry
//! is, and how all of them are kept: as one text, whose version is read with the switches on each send
//! ([`RuleService`]). So a denial holds on every server from the moment it is saved.

mod matching;
mod service;
mod subject;

use std::{collections::BTreeMap, time::Duration};

use menshen_store::{RateLimit, StoredRules};
use serde::{Deserialize, Serialize};

pub use matching::{Cap, Message, Standing};
pub use service::{RuleChange, RuleError, RuleService};
pub use subject::{RuleSubject, SubjectKind};

use matching::Index;

/// Entries that a site may have: two megabytes, which a server reads once after a change.
pub const MOST_RULES: usize = 10_000;
/// Characters of a note.
const LONGEST_NOTE: usize = 80;
/// Of a cap, in an hour or a day.
pub const HIGHEST_CAP: u32 = 1_000_000;

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleEffect {
    /// No message, once the picture is solved.
    Deny,
    /// No further proof is asked for, and limits that are shared with others don't hold. Those of the
    /// number and the site's budget do.
    Allow,
    /// So many messages, and no more.
    Cap {
        /// In an hour.
        per_hour: Option<u32>,
        /// In a day.
        per_day: Option<u32>,
    },
}

impl RuleEffect {
    /// A cap of so many messages, at least one of the two.
    pub fn cap(per_hour: Option<u32>, per_day: Option<u32>) -> Option<Self> {
        let is_right =
            |most: Option<u32>| most.is_none_or(|most| (1..=HIGHEST_CAP).contains(&most));
        let is_cap =
            (per_hour.is_some() || per_day.is_some()) && is_right(per_hour) && is_right(per_day);
        is_cap.then_some(Self::Cap { per_hour, per_day })
    }

    /// Whether it may stand beside a list's entry of the same subject.
    fn is_cap(self) -> bool {
        matches!(self, Self::Cap { .. })
    }

    /// What a cap counts by; nothing for a list.
    fn limits(self) -> Vec<RateLimit> {
        let Self::Cap { per_hour, per_day } = self else { return Vec::new() };
        let limit = |count: Option<u32>, hours: u64| {
            count.map(|count| RateLimit { count, window: Duration::from_secs(hours * 3600) })
        };
        limit(per_hour, 1).into_iter().chain(limit(per_day, 24)).collect()
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorRule {
    /// What it is about.
    pub subject: RuleSubject,
    /// The same for people: of a number the last four digits are hidden.
    pub shown: String,
    /// What it does.
    pub effect: RuleEffect,
    /// From when on it counts for nothing, in seconds since 1970, by the clock of the server that looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// What the operator wrote beside it, in one short line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who made it, in the words that they gave.
    pub by: String,
    /// When, in seconds since 1970.
    pub at: u64,
}

impl OperatorRule {
    /// Whether it counts at this time, in seconds since 1970.
    pub fn is_live(&self, now: u64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Makes one short line of what an operator wrote.
pub fn note(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NOTE).collect()
}

/// All entries of a site.
#[derive(Default)]
pub struct OperatorRules {
    version: u64,
    /// By what they are told apart with.
    entries: BTreeMap<String, OperatorRule>,
    index: Index,
}

impl OperatorRules {
    /// Those that were kept. `None` when the text is none of ours.
    fn read(stored: &StoredRules) -> Option<Self> {
        let entries = match stored.text.as_str() {
            "" => BTreeMap::new(),
            text => serde_json::from_str(text).ok()?,
        };
        Some(Self::new(stored.version, entries))
    }

    fn new(version: u64, entries: BTreeMap<String, OperatorRule>) -> Self {
        let index = Index::of(&entries);
        Self { version, entries, index }
    }

    /// As they are kept; `None` when the library refuses, which it does not for these.
    fn stored(&self) -> Option<StoredRules> {
        let text = serde_json::to_string(&self.entries).ok()?;
        Some(StoredRules { version: self.version, text })
    }

    /// Each of them with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OperatorRule)> {
        self.entries.iter().map(|(id, rule)| (id.as_str(), rule))
    }

    /// How many there are, those that have ended included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The one of this name.
    pub fn get(&self, id: &str) -> Option<&OperatorRule> {
        self.entries.get(id)
    }

    /// What they say of a message at this time, in seconds since 1970.
    pub fn standing(&self, message: &Message<'_>, now: u64) -> Standing {
        self.index.standing(message, now)
    }
}
