//! Picture codes: the plain text under prefix and UUID.

use std::{sync::Arc, time::Duration};

use fred::{
    interfaces::KeysInterface,
    types::{Expiration, SetOptions},
};
use menshen_challenge::Solution;
use menshen_model::ImageCodeId;

use super::{
    Connection, KeyNames, RedisClient,
    counters::Counters,
    issue_batcher::{IssueBatcher, IssueRequest},
    millis,
};
use crate::{Counter, Issue, RateLimit, StoreResult, WRONG_ANSWERS_WINDOW};

pub(super) struct ImageCodes {
    connection: Arc<Connection>,
    keys: KeyNames,
    /// One for all sites; none on a cluster, where counters and pictures lie in different slots.
    batcher: Option<Arc<IssueBatcher>>,
}

impl ImageCodes {
    pub(super) fn new(
        connection: Arc<Connection>,
        keys: KeyNames,
        batcher: Option<Arc<IssueBatcher>>,
    ) -> Self {
        Self { connection, keys, batcher }
    }

    pub(super) async fn issue(
        &self,
        counters: &Counters,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        text: &Solution,
        life: Duration,
    ) -> StoreResult<Issue> {
        let (key, life) = (self.keys.image_code(id), millis(life));
        let wrong = counter.wrong_answers();
        if let Some(batcher) = &self.batcher {
            let wrong = wrong.as_ref().unwrap_or(counter);
            let keys = [
                self.keys.counter(counter, limit.window),
                key.clone(),
                self.keys.counter(wrong, WRONG_ANSWERS_WINDOW),
            ];
            let limit = [i64::from(limit.count), millis(limit.window)];
            let request = IssueRequest { keys, limit, text: text.clone(), life };
            if let Some(issue) = batcher.issue(request).await? {
                return Ok(issue);
            }
        }
        if let Some(wait) = counters.count(counter, limit).await? {
            return Ok(Issue::NotBefore(wait));
        }
        let live = self.put(&key, text, life).await?;
        let text = live.map_or_else(|| text.clone(), Solution::stored);
        let wrong_answers = match wrong {
            Some(wrong) => counters.wrong(&wrong).await?,
            None => 0,
        };
        Ok(Issue::Live { text, wrong_answers })
    }

    /// Puts it there unless a live one is, which is given then.
    async fn put(&self, key: &str, text: &Solution, life: i64) -> StoreResult<Option<String>> {
        let set = |client: RedisClient| async move {
            let life = Some(Expiration::PX(life));
            client.set(key, text.as_str(), life, Some(SetOptions::NX), true).await
        };
        self.connection.call(set).await
    }

    pub(super) async fn put_back(
        &self,
        id: &ImageCodeId,
        text: &Solution,
        life: Duration,
    ) -> StoreResult<()> {
        self.put(&self.keys.image_code(id), text, millis(life)).await.map(drop)
    }

    pub(super) async fn look(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        let key = &self.keys.image_code(id);
        let get = |client: RedisClient| async move { client.get(key).await };
        let text: Option<String> = self.connection.call(get).await?;
        Ok(text.map(Solution::stored))
    }

    pub(super) async fn take(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        let key = &self.keys.image_code(id);
        let getdel = |client: RedisClient| async move { client.getdel(key).await };
        let text: Option<String> = self.connection.call(getdel).await?;
        Ok(text.map(Solution::stored))
    }
}
