//! Picture codes: the plain text under prefix and UUID, and under pressure the network that it was issued to beside it.

use std::{sync::Arc, time::Duration};

use fred::interfaces::KeysInterface;
use futures::future::try_join;
use menshen_challenge::Solution;
use menshen_model::ImageCodeId;

use super::{
    Connection, KeyNames, RedisClient, Script,
    counters::Counters,
    duration,
    issue_batcher::{IssueBatcher, IssueRequest},
    millis,
};
use crate::{
    Counter, Issue, Network, NewChallenge, RateLimit, StoreResult, TakenChallenge, TallyScope,
    WRONG_ANSWERS_WINDOW, tally::UNTIL_KNOWN,
};

pub(super) struct ImageCodes {
    connection: Arc<Connection>,
    keys: KeyNames,
    /// One for all sites; none on a cluster, where counters and pictures lie in different slots.
    batcher: Option<Arc<IssueBatcher>>,
    known: Script,
    put: Script,
    take: Script,
}

impl ImageCodes {
    pub(super) fn new(
        connection: Arc<Connection>,
        keys: KeyNames,
        batcher: Option<Arc<IssueBatcher>>,
    ) -> Self {
        let known = Script::new(include_str!("is_known.lua"));
        let put = Script::new(include_str!("put_image_code.lua"));
        let take = Script::new(include_str!("take_image_code.lua"));
        Self { connection, keys, batcher, known, put, take }
    }

    pub(super) async fn issue(
        &self,
        counters: &Counters,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        new: &NewChallenge,
        life: Duration,
    ) -> StoreResult<Issue> {
        let key = self.keys.image_code(id);
        let networks = self.tallies_of(new);
        let wrong = counter.wrong_answers();
        if let Some(batcher) = &self.batcher {
            let wrong = wrong.as_ref().unwrap_or(counter);
            let wrong = self.keys.counter(wrong, WRONG_ANSWERS_WINDOW);
            // A place without a network names a key that is there anyhow, and it is not looked at.
            let [one, other] = networks.clone().unwrap_or([wrong.clone(), wrong.clone()]);
            let issued_to = self.keys.issued_to(id);
            let counted = self.keys.counter(counter, limit.window);
            let keys = [counted, key.clone(), wrong, one, other, issued_to];
            let limit = [i64::from(limit.count), millis(limit.window)];
            let request = IssueRequest { keys, limit, new: new.clone(), life };
            if let Some(issue) = batcher.issue(request).await? {
                return Ok(issue);
            }
        }
        if let Some(wait) = counters.count(counter, limit).await? {
            return Ok(Issue::NotBefore(wait));
        }
        let wrong_answers = async {
            match &wrong {
                Some(wrong) => counters.wrong(wrong).await,
                None => Ok(0),
            }
        };
        let (wrong_answers, is_known) = try_join(wrong_answers, self.is_known(networks)).await?;
        let rank = new.rank(wrong_answers, is_known);
        let (text, climbs) = (new.text(rank), rank.climbs());
        let Some(live) = self.put(id, text, new.issued_to(), life).await? else {
            return Ok(Issue::Live { text: text.clone(), climbs, left: life });
        };
        let left = self.left(&key).await?;
        Ok(Issue::Live { text: Solution::stored(live), climbs, left })
    }

    /// The keys of the networks that are looked at.
    fn tallies_of(&self, new: &NewChallenge) -> Option<[String; 2]> {
        let key = |network: &Network| self.keys.tally(&TallyScope::Network(*network).name());
        let mut keys = new.networks.iter().map(key);
        let first = keys.next()?;
        let second = keys.next().unwrap_or_else(|| first.clone());
        Some([first, second])
    }

    /// Whether one of them is known by the server's clock.
    async fn is_known(&self, networks: Option<[String; 2]>) -> StoreResult<bool> {
        let Some([one, other]) = networks else { return Ok(false) };
        let keys = [one, other];
        let args = vec![UNTIL_KNOWN];
        let known: i64 = self.connection.run(&self.known, keys.to_vec(), args).await?;
        Ok(known == 1)
    }

    /// How long it lives yet.
    async fn left(&self, key: &str) -> StoreResult<Duration> {
        let left = |client: RedisClient| async move { client.pttl(key).await };
        Ok(duration(self.connection.call(left).await?))
    }

    /// Puts it there unless a live one is, which is given then.
    async fn put(
        &self,
        id: &ImageCodeId,
        text: &Solution,
        issued_to: Option<Network>,
        life: Duration,
    ) -> StoreResult<Option<String>> {
        let keys = vec![self.keys.image_code(id), self.keys.issued_to(id)];
        let network = issued_to.as_ref().map_or(String::new(), Network::as_text);
        let args = vec![text.as_str().to_owned(), millis(life).to_string(), network];
        self.connection.run(&self.put, keys, args).await
    }

    pub(super) async fn put_back(
        &self,
        id: &ImageCodeId,
        taken: &TakenChallenge,
        life: Duration,
    ) -> StoreResult<()> {
        self.put(id, &taken.text, taken.issued_to, life).await.map(drop)
    }

    pub(super) async fn look(&self, id: &ImageCodeId) -> StoreResult<Option<Solution>> {
        let key = &self.keys.image_code(id);
        let get = |client: RedisClient| async move { client.get(key).await };
        let text: Option<String> = self.connection.call(get).await?;
        Ok(text.map(Solution::stored))
    }

    pub(super) async fn take(&self, id: &ImageCodeId) -> StoreResult<Option<TakenChallenge>> {
        let keys = vec![self.keys.image_code(id), self.keys.issued_to(id)];
        let (text, network): (Option<String>, Option<String>) =
            self.connection.run(&self.take, keys, Vec::<String>::new()).await?;
        let issued_to = network.and_then(|network| Network::parse(&network));
        Ok(text.map(|text| TakenChallenge { text: Solution::stored(text), issued_to }))
    }
}
