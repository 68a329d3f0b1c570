//! The last decisions, by their time.

use std::{sync::Arc, time::Duration};

use super::{Connection, KeyNames, Script, millis, unexpected};
use crate::{DECISIONS, DECISIONS_AT_ONCE, DecisionRecord, StoreResult};

/// After the last one they are kept for so long: nobody looks at those of a site that sends nothing.
const LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

pub(super) struct Decisions {
    connection: Arc<Connection>,
    keys: KeyNames,
    add: Script,
}

impl Decisions {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self { connection, keys, add: Script::new(include_str!("add_decisions.lua")) }
    }

    pub(super) async fn add(&self, records: &[DecisionRecord]) -> StoreResult<()> {
        for some in records.chunks(DECISIONS_AT_ONCE) {
            let mut args = vec![DECISIONS.to_string(), millis(LIFE).to_string()];
            for record in some {
                args.push(record.at_ms.to_string());
                args.push(serde_json::to_string(record).map_err(|_| unexpected())?);
            }
            self.connection.run::<i64, _, _>(&self.add, self.keys.decisions(), args).await?;
        }
        Ok(())
    }

    pub(super) async fn last(&self, most: usize) -> StoreResult<Vec<DecisionRecord>> {
        let Some(end) = most.min(DECISIONS).checked_sub(1) else { return Ok(Vec::new()) };
        let range = ["0", &end.to_string(), "REV"];
        let texts = self.connection.command("ZRANGE", self.keys.decisions(), &range);
        let texts: Vec<String> = texts.await?;
        // One that a later release has written may have what this one can't read.
        Ok(texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }
}
