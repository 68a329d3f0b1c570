//! How many messages of a scope were answered, and the breakers that watch it.

use std::{sync::Arc, time::Duration};

use super::{Connection, KeyNames, Script, duration, millis};
use crate::{
    BreakerRules, BreakerScope, ConversionRate, CountedSend, OpenBreaker, StoreResult, Verdict,
};

pub(super) struct Conversions {
    connection: Arc<Connection>,
    keys: KeyNames,
    count_sent: Script,
    release_send: Script,
    count_verified: Script,
    breaker: Script,
}

impl Conversions {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            count_sent: Script::new(include_str!("count_sent.lua")),
            release_send: Script::new(include_str!("release_send.lua")),
            count_verified: Script::new(include_str!("count_verified.lua")),
            breaker: Script::new(include_str!("breaker.lua")),
        }
    }

    pub(super) async fn count_sent(
        &self,
        scope: &BreakerScope,
        rules: &BreakerRules,
    ) -> StoreResult<Verdict> {
        let args = vec![
            millis(rules.step()),
            millis(rules.window),
            millis(rules.grace),
            rules.min_samples.into(),
            rules.percent.into(),
            millis(rules.pause),
            rules.enforce.into(),
        ];
        let (open, step, sent, verified): (i64, i64, u32, u32) =
            self.connection.run(&self.count_sent, self.keys.conversion(scope), args).await?;
        let opened_by = (sent > 0).then_some(ConversionRate { sent, verified });
        Ok(Verdict {
            sent: (step > 0).then_some(CountedSend { scope: *scope, step }),
            open: (open > 0).then(|| OpenBreaker { wait: duration(open), opened_by }),
        })
    }

    pub(super) async fn release_send(&self, sent: &CountedSend) -> StoreResult<()> {
        let (key, step) = (self.keys.conversion(&sent.scope), sent.step);
        self.connection.run::<i64, _, _>(&self.release_send, key, step).await?;
        Ok(())
    }

    pub(super) async fn count_verified(
        &self,
        scope: &BreakerScope,
        rules: &BreakerRules,
    ) -> StoreResult<()> {
        let (key, step) = (self.keys.conversion(scope), millis(rules.step()));
        self.connection.run::<i64, _, _>(&self.count_verified, key, step).await?;
        Ok(())
    }

    pub(super) async fn breaker(&self, scope: &BreakerScope) -> StoreResult<Option<Duration>> {
        let none: Vec<String> = Vec::new();
        let open: i64 =
            self.connection.run(&self.breaker, self.keys.conversion(scope), none).await?;
        Ok((open > 0).then(|| duration(open)))
    }
}
