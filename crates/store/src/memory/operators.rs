//! Lists and caps, and the log of what operators did, of one process.

use std::{
    collections::VecDeque,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{AUDIT_RECORDS, AuditEntry, AuditId, AuditRecord, StoredRules};

/// The oldest record stands first.
#[derive(Default)]
pub(super) struct AuditLog(VecDeque<AuditRecord>);

impl AuditLog {
    pub(super) fn add(&mut self, entry: &AuditEntry) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let id = match self.0.back() {
            // Also when the clock was set back: the order is that in which they came.
            Some(AuditRecord { id, .. }) if id.at >= at => {
                AuditId { at: id.at, number: id.number + 1 }
            }
            _ => AuditId { at, number: 0 },
        };
        while self.0.len() >= AUDIT_RECORDS {
            self.0.pop_front();
        }
        self.0.push_back(AuditRecord { id, entry: entry.clone() });
    }

    pub(super) fn show(&self, before: Option<AuditId>, count: u32) -> Vec<AuditRecord> {
        let shown = self.0.iter().rev().filter(|record| before.is_none_or(|id| record.id < id));
        shown.take(count as usize).cloned().collect()
    }
}

/// Keeps other lists and caps, unless they were changed since they were read.
pub(super) fn set_rules(kept: &mut StoredRules, after: u64, rules: &StoredRules) -> bool {
    let is_unchanged = kept.version == after;
    if is_unchanged {
        *kept = rules.clone();
    }
    is_unchanged
}
