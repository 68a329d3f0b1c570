//! An entry of lists and caps as an operator asks for it.

use std::ops::RangeInclusive;

use menshen_i18n::RuleTexts;
use serde::Deserialize;

use super::{Operator, now};
use crate::server::{
    gate::operator_rules::{OperatorRule, RuleEffect, note},
    site::Site,
};

/// Hours after which an entry may end: ten years at most.
const HOURS: RangeInclusive<u64> = 1..=87_600;

/// What stands in the form, or in the call, as it came. Numbers may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct NewRule {
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) effect: String,
    pub(crate) per_hour: String,
    pub(crate) per_day: String,
    pub(crate) hours: String,
    pub(crate) note: String,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleFault {
    /// The value is none of its kind, or there is no such kind.
    Value,
    /// A cap without a number, one for a kind that has none, or no such effect.
    Cap,
    /// The hours.
    Hours,
}

impl RuleFault {
    /// What the operator reads.
    pub(crate) fn text(self, texts: &RuleTexts) -> &'static str {
        match self {
            Self::Value => texts.value_wrong,
            Self::Cap => texts.cap_wrong,
            Self::Hours => texts.hours_wrong,
        }
    }
}

impl NewRule {
    /// The entry that it asks for.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(crate) fn read(&self, site: &Site, operator: &Operator) -> Result<OperatorRule, RuleFault> {
        let kind = self.kind.parse().map_err(|_| RuleFault::Value)?;
        let parsed = site.gate.rule_subject(kind, &self.value);
        let (subject, shown) = parsed.ok_or(RuleFault::Value)?;
        let effect = match self.effect.as_str() {
            "deny" => RuleEffect::Deny,
            "allow" => RuleEffect::Allow,
            "cap" if kind.takes_cap() => {
                let (per_hour, per_day) = (most(&self.per_hour)?, most(&self.per_day)?);
                RuleEffect::cap(per_hour, per_day).ok_or(RuleFault::Cap)?
            }
            _ => return Err(RuleFault::Cap),
        };
        let at = now();
        let until = match self.hours.trim() {
            "" => None,
            hours => {
                let hours = hours.parse().ok().filter(|hours| HOURS.contains(hours));
                Some(at + hours.ok_or(RuleFault::Hours)? * 3600)
            }
        };
        let (note, by) = (note(&self.note), operator.name.clone());
        Ok(OperatorRule { subject, shown, effect, until, note, by, at })
    }
}

fn most(typed: &str) -> Result<Option<u32>, RuleFault> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| RuleFault::Cap),
    }
}
