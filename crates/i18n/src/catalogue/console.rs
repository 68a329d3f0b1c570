//! The texts of the console for operators.

use crate::{Plural, Template};

/// Every text of the console.
#[derive(Debug)]
#[expect(missing_docs, reason = "each name says where its text stands")]
pub struct ConsoleTexts {
    pub title: &'static str,
    pub log_in_lead: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub token: &'static str,
    pub log_in: &'static str,
    pub log_out: &'static str,
    pub token_wrong: &'static str,
    /// A time.
    pub tries_over: Template<1>,
    /// A name.
    pub logged_in_as: Template<1>,
    /// A moment.
    pub as_of: Template<1>,
    pub reload: &'static str,
    pub span: &'static str,
    pub last_hour: &'static str,
    pub two_days: &'static str,
    pub store_down: &'static str,
    pub switches: &'static str,
    pub stop: SwitchTexts,
    pub raise: SwitchTexts,
    /// Who, and when.
    pub turned_by: Template<2>,
    pub cancel: &'static str,
    pub not_turned: &'static str,
    pub not_logged_out: &'static str,
    pub funnel: &'static str,
    pub funnel_about: &'static str,
    /// Pictures, right codes, messages, verified numbers, redeemed tickets.
    pub funnel_steps: [&'static str; 5],
    pub step: &'static str,
    pub count: &'static str,
    pub of_before: &'static str,
    pub refusals: &'static str,
    pub refusals_about: &'static str,
    pub reason: &'static str,
    pub no_refusals: &'static str,
    pub countries: &'static str,
    pub countries_about: &'static str,
    pub country: &'static str,
    pub prefixes: &'static str,
    pub prefixes_about: &'static str,
    pub prefix: &'static str,
    /// How many.
    pub at_most: Plural,
    pub sent: &'static str,
    pub verified: &'static str,
    pub share: &'static str,
    pub no_messages: &'static str,
    pub latency: &'static str,
    pub latency_about: &'static str,
    /// A picture, a message asked for, a code checked.
    pub latency_steps: [&'static str; 3],
    pub no_requests: &'static str,
    pub budget: &'static str,
    pub budget_about: &'static str,
    pub whole_site: &'static str,
    pub hour: &'static str,
    pub day: &'static str,
    pub used: &'static str,
    pub limit: &'static str,
    pub left: &'static str,
    pub no_budget: &'static str,
    /// A country, and a time.
    pub breaker_open: Template<2>,
    pub table: &'static str,
    pub time: &'static str,
}

/// The words of one switch.
#[derive(Debug)]
#[expect(missing_docs, reason = "each name says where its text stands")]
pub struct SwitchTexts {
    pub name: &'static str,
    pub is_off: &'static str,
    pub is_on: &'static str,
    pub turn_on: &'static str,
    pub turn_off: &'static str,
    pub ask_on: &'static str,
    pub ask_off: &'static str,
}
