//! Switches, lists and caps, and the log of what operators did.
//!
//! Lists and caps stand beside the switches in one key: a send that asks how those stand is told in the
//! same breath whether these have changed.

use std::sync::Arc;

use menshen_model::StoreFault;
use strum::VariantArray;

use super::{Connection, KeyNames, Script, unexpected};
use crate::{
    AUDIT_RECORDS, AuditEntry, AuditId, AuditRecord, KillSwitch, StoreError, StoreResult,
    StoredRules, SwitchState, Switches,
};

pub(super) struct Operators {
    connection: Arc<Connection>,
    keys: KeyNames,
    switches: Script,
    set_switch: Script,
    set_rules: Script,
}

impl Operators {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            switches: Script::new(include_str!("switches.lua")),
            set_switch: Script::new(include_str!("set_switch.lua")),
            set_rules: Script::new(include_str!("set_rules.lua")),
        }
    }

    pub(super) async fn switches(&self) -> StoreResult<Switches> {
        let names: Vec<_> = KillSwitch::VARIANTS.iter().map(|switch| switch.name()).collect();
        let mut states: Vec<String> =
            self.connection.run(&self.switches, self.keys.switches(), names).await?;
        let version = states.pop().and_then(|version| version.parse().ok());
        let rules_version = version.ok_or_else(unexpected)?;
        let mut switches = Switches { rules_version, ..Switches::default() };
        for (&switch, state) in KillSwitch::VARIANTS.iter().zip(states) {
            if state.is_empty() {
                continue;
            }
            // One that can't be read is no reason to send.
            *switches.get_mut(switch) = Some(read(&state)?);
        }
        Ok(switches)
    }

    pub(super) async fn set_switch(
        &self,
        switch: KillSwitch,
        state: &SwitchState,
    ) -> StoreResult<bool> {
        let args = vec![switch.name().to_owned(), state.at.to_string(), written(state)?];
        let set: i64 = self.connection.run(&self.set_switch, self.keys.switches(), args).await?;
        Ok(set == 1)
    }

    pub(super) async fn rules(&self) -> StoreResult<StoredRules> {
        let fields = ["rules:version", "rules"];
        let rules = self.connection.command("HMGET", self.keys.switches(), &fields);
        let (version, text): (Option<u64>, Option<String>) = rules.await?;
        Ok(StoredRules { version: version.unwrap_or_default(), text: text.unwrap_or_default() })
    }

    pub(super) async fn set_rules(&self, after: u64, rules: &StoredRules) -> StoreResult<bool> {
        let args = vec![after.to_string(), rules.version.to_string(), rules.text.clone()];
        let set: i64 = self.connection.run(&self.set_rules, self.keys.switches(), args).await?;
        Ok(set == 1)
    }

    pub(super) async fn add_to_audit(&self, entry: &AuditEntry) -> StoreResult<()> {
        let (most, entry) = (AUDIT_RECORDS.to_string(), written(entry)?);
        let args = ["MAXLEN", "=", &most, "*", "e", &entry];
        let _: String = self.connection.command("XADD", self.keys.audit(), &args).await?;
        Ok(())
    }

    pub(super) async fn audit(
        &self,
        before: Option<AuditId>,
        count: u32,
    ) -> StoreResult<Vec<AuditRecord>> {
        let end = before.map_or_else(|| "+".to_owned(), |before| format!("({before}"));
        let args = [end.as_str(), "-", "COUNT", &count.to_string()];
        let records = self.connection.command("XREVRANGE", self.keys.audit(), &args);
        let records: Vec<(String, Vec<String>)> = records.await?;
        let record = |(id, fields): (String, Vec<String>)| {
            let id = id.parse().map_err(|_| unexpected())?;
            let entry = read(fields.get(1).ok_or_else(unexpected)?)?;
            Ok(AuditRecord { id, entry })
        };
        records.into_iter().map(record).collect()
    }
}

fn written(value: &impl serde::Serialize) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|_| unreadable())
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|_| unreadable())
}

fn unreadable() -> StoreError {
    StoreError::Down(StoreFault::Unreadable)
}
