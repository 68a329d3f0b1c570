//! Counters: a key for each window of each.

use std::{sync::Arc, time::Duration};

use fred::interfaces::KeysInterface;

use super::{Connection, KeyNames, RedisClient, Script, duration, millis, unexpected};
use crate::{Acquire, Counter, Permit, RateLimit, StoreResult, WRONG_ANSWERS_WINDOW, Window};

/// Limits that are taken at once: an hour's and a day's, and room for as many more.
const WINDOWS: usize = 4;

pub(super) struct Counters {
    connection: Arc<Connection>,
    keys: KeyNames,
    count: Script,
    take: Script,
    release: Script,
}

impl Counters {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            count: Script::new(include_str!("count.lua")),
            take: Script::repeated(include_str!("acquire.lua"), WINDOWS),
            release: Script::repeated(include_str!("release.lua"), WINDOWS),
        }
    }

    pub(super) async fn count(
        &self,
        counter: &Counter,
        limit: RateLimit,
    ) -> StoreResult<Option<Duration>> {
        let key = self.keys.counter(counter, limit.window);
        let args = vec![i64::from(limit.count), millis(limit.window)];
        let wait: i64 = self.connection.run(&self.count, key, args).await?;
        Ok((wait > 0).then(|| duration(wait)))
    }

    pub(super) async fn acquire(
        &self,
        counter: &Counter,
        limits: &[RateLimit],
    ) -> StoreResult<Acquire> {
        if limits.is_empty() || limits.len() > WINDOWS {
            return Err(unexpected());
        }
        let keys = self.keys_of(counter, limits);
        let args: Vec<_> = limits
            .iter()
            .flat_map(|limit| [i64::from(limit.count), millis(limit.window)])
            .collect();
        let answer: Vec<i64> = self.connection.run(&self.take, keys, args).await?;
        let Some((&wait, ends)) = answer.split_first() else { return Err(unexpected()) };
        if wait > 0 {
            return Ok(Acquire::NotBefore(duration(wait)));
        }
        let windows = limits.iter().zip(ends);
        let windows = windows.map(|(limit, &end)| Window { length: limit.window, end });
        Ok(Acquire::Acquired(Permit { counter: *counter, windows: windows.collect() }))
    }

    pub(super) async fn release(&self, permit: &Permit) -> StoreResult<()> {
        let windows = permit.windows.iter();
        let keys: Vec<_> = windows
            .clone()
            .map(|window| self.keys.counter(&permit.counter, window.length))
            .collect();
        let args: Vec<_> = windows.map(|window| window.end).collect();
        self.connection.run::<i64, _, _>(&self.release, keys, args).await?;
        Ok(())
    }

    /// What was counted within the window of wrong answers.
    pub(super) async fn wrong(&self, counter: &Counter) -> StoreResult<u32> {
        let window = RateLimit { count: u32::MAX, window: WRONG_ANSWERS_WINDOW };
        Ok(self.used(counter, &[window]).await?.into_iter().sum())
    }

    pub(super) async fn used(
        &self,
        counter: &Counter,
        limits: &[RateLimit],
    ) -> StoreResult<Vec<u32>> {
        if limits.is_empty() {
            return Ok(Vec::new());
        }
        let keys = self.keys_of(counter, limits);
        let keys = &keys;
        let read = |client: RedisClient| async move { client.mget(keys.clone()).await };
        let used: Vec<Option<u32>> = self.connection.call(read).await?;
        Ok(used.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// One for each window.
    fn keys_of(&self, counter: &Counter, limits: &[RateLimit]) -> Vec<String> {
        limits.iter().map(|limit| self.keys.counter(counter, limit.window)).collect()
    }
}
