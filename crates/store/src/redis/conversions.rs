//! How many messages of a group were answered, and the breakers that watch it.

use std::{sync::Arc, time::Duration};

use super::{Connection, Script, duration, millis};
use crate::{BreakerRules, Conversion, Group, Judged, Open, Sent, StoreResult};

pub(super) struct Conversions {
    connection: Arc<Connection>,
    count_sent: Script,
    take_sent_back: Script,
    count_verified: Script,
    breaker: Script,
}

impl Conversions {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            count_sent: Script::new(include_str!("count_sent.lua")),
            take_sent_back: Script::new(include_str!("take_sent_back.lua")),
            count_verified: Script::new(include_str!("count_verified.lua")),
            breaker: Script::new(include_str!("breaker.lua")),
        }
    }

    pub(super) async fn count_sent(
        &self,
        group: &Group,
        rules: &BreakerRules,
    ) -> StoreResult<Judged> {
        let args = vec![
            millis(rules.step()),
            millis(rules.window),
            millis(rules.young),
            rules.floor.into(),
            rules.percent.into(),
            millis(rules.pause),
            rules.enforce.into(),
        ];
        let (open, step, sent, verified): (i64, i64, u32, u32) =
            self.connection.run(&self.count_sent, group_key(group), args).await?;
        let opened_by = (sent > 0).then_some(Conversion { sent, verified });
        Ok(Judged {
            sent: (step > 0).then_some(Sent { group: *group, step }),
            open: (open > 0).then(|| Open { wait: duration(open), opened_by }),
        })
    }

    pub(super) async fn take_sent_back(&self, sent: &Sent) -> StoreResult<()> {
        let (key, step) = (group_key(&sent.group), sent.step);
        self.connection.run::<i64, _, _>(&self.take_sent_back, key, step).await?;
        Ok(())
    }

    pub(super) async fn count_verified(
        &self,
        group: &Group,
        rules: &BreakerRules,
    ) -> StoreResult<()> {
        let (key, step) = (group_key(group), millis(rules.step()));
        self.connection.run::<i64, _, _>(&self.count_verified, key, step).await?;
        Ok(())
    }

    pub(super) async fn breaker(&self, group: &Group) -> StoreResult<Option<Duration>> {
        let none: Vec<String> = Vec::new();
        let open: i64 = self.connection.run(&self.breaker, group_key(group), none).await?;
        Ok((open > 0).then(|| duration(open)))
    }
}

fn group_key(group: &Group) -> String {
    format!("conversion:{}", group.name())
}
