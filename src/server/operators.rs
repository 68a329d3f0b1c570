//! What operators do, from the console's forms or its API: each deed is done here, written into the audit
//! log, and told to the server's own log.

mod new_rule;

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{
    clock::since_1970,
    gate::operator_rules::{OperatorRule, RuleChange, RuleEffect, RuleError},
    site::Site,
    store::{AuditAction, AuditEntry, KillSwitch},
    switch_service::SwitchError,
    time_text::moment,
};

pub(crate) use new_rule::NewRule;

/// Somebody who has shown the token.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    /// Who they said they are.
    pub(crate) name: String,
    /// Where they came from.
    pub(crate) network: String,
}

impl Operator {
    /// This name, from this address. Of an address its network is kept, as of everybody's.
    pub(crate) fn new(name: &str, client: IpAddr) -> Self {
        Self { name: name.to_owned(), network: network(client) }
    }

    /// Turns a switch, for this site on every server.
    ///
    /// # Errors
    /// See [`SwitchError`].
    pub(crate) async fn set_switch(
        &self,
        site: &Site,
        switch: KillSwitch,
        on: bool,
    ) -> Result<(), SwitchError> {
        let told = |on: bool| if on { "on" } else { "off" };
        let before = site.switches.was_on(switch);
        site.switches.set_switch(switch, on, &self.name).await?;
        let (before, after) = (told(before), told(on));
        self.record(site, AuditAction::SwitchTurned, switch.name(), before, after).await;
        Ok(())
    }

    /// Adds an entry to lists and caps, or puts it in place of the one that is about the same.
    ///
    /// # Errors
    /// See [`RuleError`].
    pub(crate) async fn save_rule(
        &self,
        site: &Site,
        rule: &OperatorRule,
    ) -> Result<RuleChange, RuleError> {
        let change = site.gate.rules().save(rule).await?;
        let before = change.before.as_ref().map(told).unwrap_or_default();
        let action = match change.before {
            None => AuditAction::RuleAdded,
            Some(_) => AuditAction::RuleChanged,
        };
        self.record(site, action, &about(rule), &before, &told(rule)).await;
        Ok(change)
    }

    /// Removes an entry; gives whether it was there.
    ///
    /// # Errors
    /// See [`RuleError`].
    pub(crate) async fn remove_rule(&self, site: &Site, id: &str) -> Result<bool, RuleError> {
        let Some(rule) = site.gate.rules().remove(id).await? else { return Ok(false) };
        self.record(site, AuditAction::RuleRemoved, &about(&rule), &told(&rule), "").await;
        Ok(true)
    }

    /// Writes down what was done. It is done already: a log that can't be written is no reason to say that
    /// it was not, and the server's own log has it.
    pub(crate) async fn record(
        &self,
        site: &Site,
        action: AuditAction,
        subject: &str,
        before: &str,
        after: &str,
    ) {
        let (by, network) = (&self.name, &self.network);
        tracing::info!(action = action.name(), by, network, subject, before, after, "audit");
        let [subject, before, after] = [subject, before, after].map(str::to_owned);
        let (by, network) = (by.clone(), network.clone());
        let entry = AuditEntry { by, network, action, subject, before, after };
        if let Err(error) = site.store.add_to_audit(&entry).await {
            tracing::error!(%error, action = action.name(), "the audit log could not be written");
        }
    }
}

/// What an entry is about, in one line.
fn about(rule: &OperatorRule) -> String {
    format!("{} {}", rule.subject.kind().name(), rule.shown)
}

/// What an entry says, in one line.
fn told(rule: &OperatorRule) -> String {
    let most = |most: Option<u32>, span| most.map(|most| format!("{most} an {span}"));
    let effect = match rule.effect {
        RuleEffect::Deny => "deny".to_owned(),
        RuleEffect::Allow => "allow".to_owned(),
        RuleEffect::Cap { per_hour, per_day } => {
            let day = per_day.map(|most| format!("{most} a day"));
            let limits: Vec<_> = most(per_hour, "hour").into_iter().chain(day).collect();
            format!("cap {}", limits.join(", "))
        }
    };
    let until = rule.until.map(|until| format!(", until {}", moment(until)));
    let note = (!rule.note.is_empty()).then(|| format!(" ({})", rule.note));
    effect + &until.unwrap_or_default() + &note.unwrap_or_default()
}

/// An IPv4 /24 or an IPv6 /48: as much of an address as is kept of anybody's.
fn network(address: IpAddr) -> String {
    let network = match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Net::new(v4, 24).map(IpNet::V4),
        IpAddr::V6(v6) => Ipv6Net::new(v6, 48).map(IpNet::V6),
    };
    network.map(|network| network.trunc().to_string()).unwrap_or_default()
}

/// Now, in seconds since 1970.
pub(crate) fn now() -> u64 {
    since_1970().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::gate::operator_rules::RuleSubject;

    #[test]
    fn of_an_address_its_network_is_kept() {
        for (address, kept) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ] {
            assert_eq!(network(address.parse().unwrap()), kept);
        }
    }

    #[test]
    fn an_entry_is_told_in_one_line() {
        let rule = OperatorRule {
            subject: RuleSubject::Country("CN".to_owned()),
            shown: "CN".to_owned(),
            effect: RuleEffect::cap(Some(5), Some(20)).unwrap(),
            until: Some(1_000_000_000),
            note: "pumping".to_owned(),
            by: "Lin".to_owned(),
            at: 1,
        };
        assert_eq!(about(&rule), "country CN");
        assert_eq!(told(&rule), "cap 5 an hour, 20 a day, until 2001-09-09 01:46 UTC (pumping)");
        let deny =
            OperatorRule { effect: RuleEffect::Deny, until: None, note: String::new(), ..rule };
        assert_eq!(told(&deny), "deny");
    }
}
