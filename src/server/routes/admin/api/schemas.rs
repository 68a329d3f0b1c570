//! What calls of `/admin/api/v1` bring, and what they are answered with.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::server::{
    gate::operator_rules::{OperatorRule, OperatorRules, RuleEffect},
    store::{AuditRecord, DecisionRecord},
};

/// An entry to add, or to put in place of the one that is about the same.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewEntry {
    /// `number`, `prefix`, `network` or `country`.
    pub(super) kind: String,
    /// Such as +8613800138000, +86138, 192.0.2.0/24 or CN.
    pub(super) value: String,
    /// `deny`, `allow` or `cap`.
    pub(super) effect: String,
    /// Of a cap: messages in an hour.
    #[serde(default)]
    pub(super) per_hour: Option<u32>,
    /// Of a cap: messages in a day.
    #[serde(default)]
    pub(super) per_day: Option<u32>,
    /// The hours after which it ends, 87600 at most; it does not end without.
    #[serde(default)]
    pub(super) hours: Option<u32>,
    /// What to remember of it, in 80 characters at most.
    #[serde(default)]
    pub(super) note: String,
}

/// An entry of lists and caps.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Names it in calls, for as long as it is there.
    id: String,
    /// `number`, `prefix`, `network` or `country`.
    kind: &'static str,
    /// What it is about; of a number the last four digits are hidden.
    value: String,
    /// `deny`, `allow` or `cap`.
    effect: &'static str,
    /// Of a cap: messages in an hour.
    per_hour: Option<u32>,
    /// Of a cap: messages in a day.
    per_day: Option<u32>,
    /// When it ends, in seconds since 1970.
    until: Option<u64>,
    /// What was written beside it.
    note: String,
    /// Who made it.
    by: String,
    /// When, in seconds since 1970.
    at: u64,
}

impl Entry {
    pub(super) fn of(id: &str, rule: &OperatorRule) -> Self {
        let (effect, per_hour, per_day) = match rule.effect {
            RuleEffect::Deny => ("deny", None, None),
            RuleEffect::Allow => ("allow", None, None),
            RuleEffect::Cap { per_hour, per_day } => ("cap", per_hour, per_day),
        };
        let OperatorRule { subject, shown, until, note, by, at, .. } = rule.clone();
        let kind = subject.kind().name();
        Self {
            id: id.to_owned(),
            kind,
            value: shown,
            effect,
            per_hour,
            per_day,
            until,
            note,
            by,
            at,
        }
    }

    pub(super) fn all(rules: &OperatorRules) -> Vec<Self> {
        rules.iter().map(|(id, rule)| Self::of(id, rule)).collect()
    }
}

/// Which decisions.
#[derive(Deserialize, IntoParams, Default)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionQuery {
    /// `allow`, `step-up` or `refuse`; all without.
    pub(super) verdict: String,
    /// With this among their reasons; all without.
    pub(super) reason: String,
    /// So many of the newest are passed over.
    pub(super) skip: usize,
    /// So many at most, up to 1000.
    pub(super) count: Option<u32>,
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decision {
    /// When, in milliseconds since 1970.
    at: u64,
    /// `allow`, `step-up` or `refuse`.
    verdict: String,
    /// What more was asked for, or the refusal; empty for a message that was allowed.
    outcome: String,
    /// Whether it was done, or only written down.
    enforced: bool,
    /// Why, the weightiest first.
    reasons: Vec<String>,
    /// Of the number, by its two letters.
    country: String,
    /// The number without its last four digits.
    prefix: String,
    /// The client's network: an IPv4 /24 or an IPv6 /48.
    network: String,
    /// The network's autonomous system, where it is known.
    system: Option<u32>,
}

impl Decision {
    pub(super) fn of(record: DecisionRecord) -> Self {
        let DecisionRecord { at_ms, verdict, outcome, enforced, reasons, country, .. } = record;
        let DecisionRecord { prefix, network, system, .. } = record;
        Self { at: at_ms, verdict, outcome, enforced, reasons, country, prefix, network, system }
    }
}

/// Which records.
#[derive(Deserialize, IntoParams, Default)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// From before the record of this `id`; from the newest on without.
    pub(super) before: String,
    /// So many at most, up to 1000.
    pub(super) count: Option<u32>,
}

/// Something that an operator did.
#[derive(Serialize, ToSchema)]
pub(crate) struct Audited {
    /// Its place in the log.
    id: String,
    /// When, in milliseconds since 1970, by the store's clock.
    at: u64,
    /// Who.
    by: String,
    /// From which network: an IPv4 /24 or an IPv6 /48.
    network: String,
    /// `logged_in`, `logged_out`, `wrong_tokens`, `switch_turned`, `rule_added`, `rule_changed` or
    /// `rule_removed`.
    action: &'static str,
    /// What they did it to.
    subject: String,
    /// How that stood before.
    before: String,
    /// How it stands after that; of wrong tokens their number.
    after: String,
}

impl Audited {
    pub(super) fn of(AuditRecord { id, entry }: AuditRecord) -> Self {
        Self {
            id: id.to_string(),
            at: id.at,
            by: entry.by,
            network: entry.network,
            action: entry.action.name(),
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
        }
    }
}
