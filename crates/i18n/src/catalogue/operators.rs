//! The texts of the console's further pages: lists and caps, decisions, the audit log.

use crate::Template;

/// Every text of those pages; what they share with the front page stands in
/// [`ConsoleTexts`](super::ConsoleTexts).
#[derive(Debug)]
pub struct OperatorTexts {
    /// What the links to the pages are about.
    pub pages: &'static str,
    /// The link to the front page.
    pub overview: &'static str,
    /// The page of lists and caps.
    pub rules: RuleTexts,
    /// The page of decisions.
    pub decisions: DecisionTexts,
    /// The page of the audit log.
    pub audit: AuditTexts,
    /// Stands in an empty table.
    pub nothing: &'static str,
    /// The link to what is older.
    pub older: &'static str,
    /// The link back to the newest.
    pub newest: &'static str,
}

/// Lists to allow and to deny, and caps.
#[derive(Debug)]
pub struct RuleTexts {
    /// Its title.
    pub title: &'static str,
    /// What an entry does, and which of several counts.
    pub about: &'static str,
    /// Heading of the form.
    pub add: &'static str,
    /// What an entry is about: the field of the form, and the column.
    pub kind: &'static str,
    /// A number, a prefix, a network, an autonomous system, a country.
    pub kinds: [&'static str; 5],
    /// Which one.
    pub value: &'static str,
    /// An example of each kind.
    pub value_hint: &'static str,
    /// What an entry does: the field of the form, and the column.
    pub effect: &'static str,
    /// Deny, allow, cap.
    pub effects: [&'static str; 3],
    /// Of a cap: messages in an hour.
    pub per_hour: &'static str,
    /// Of a cap: messages in a day.
    pub per_day: &'static str,
    /// Below these two.
    pub cap_hint: &'static str,
    /// The hours after which an entry ends.
    pub hours: &'static str,
    /// Below that field.
    pub hours_hint: &'static str,
    /// What an operator writes beside an entry.
    pub note: &'static str,
    /// The button that adds an entry.
    pub save: &'static str,
    /// The button that removes one.
    pub remove: &'static str,
    /// Column: when it ends.
    pub ends: &'static str,
    /// It does not end.
    pub never: &'static str,
    /// Column: who made it, and when.
    pub made_by: &'static str,
    /// How many there are, of how many.
    pub count: Template<2>,
    /// The value is none of its kind.
    pub value_wrong: &'static str,
    /// The number of messages is missing or wrong, or there is no cap for this kind.
    pub cap_wrong: &'static str,
    /// The hours are wrong.
    pub hours_wrong: &'static str,
    /// There is no place for another one.
    pub full: &'static str,
    /// The store did not answer, or others were quicker.
    pub not_saved: &'static str,
}

/// What was decided about each message.
#[derive(Debug)]
pub struct DecisionTexts {
    /// Its title.
    pub title: &'static str,
    /// What is shown.
    pub about: &'static str,
    /// Column: the decision.
    pub verdict: &'static str,
    /// Allowed, stepped up, refused.
    pub verdicts: [&'static str; 3],
    /// Column: the reasons.
    pub reasons: &'static str,
    /// Column: the client's network.
    pub network: &'static str,
    /// In the field that filters: all of them.
    pub all: &'static str,
    /// The button that filters.
    pub filter: &'static str,
}

/// Who did what.
#[derive(Debug)]
pub struct AuditTexts {
    /// Its title.
    pub title: &'static str,
    /// What is shown.
    pub about: &'static str,
    /// Column: who.
    pub who: &'static str,
    /// Column: from which network.
    pub network: &'static str,
    /// Column: what they did.
    pub action: &'static str,
    /// Logged in, logged out, wrong tokens, turned a switch, added an entry, changed an entry, removed an
    /// entry.
    pub actions: [&'static str; 7],
    /// Column: to what.
    pub subject: &'static str,
    /// Column: how it stood before.
    pub before: &'static str,
    /// Column: how it stands after that.
    pub after: &'static str,
}
