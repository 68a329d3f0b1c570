//! Adds what this server counts to the history that all servers share, a few times a minute. The flow
//! waits for none of it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

use super::{
    clock::since_1970,
    gate::{Event, Observer},
    metrics::Metrics,
    store::{Counts, PrefixCounts, Store},
};
use crate::model::MobileNumber;

const INTERVAL: Duration = Duration::from_secs(5);
/// Prefixes that may wait to be added. Messages to further ones are counted for their country alone.
const WAITING_PREFIXES: usize = 1000;

/// One for the whole server, shared.
pub(crate) struct Usage {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    waiting: Mutex<Waiting>,
    /// Held while it is added, so that nothing is added twice.
    adding: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    /// What was added already, of what was counted since the start.
    added: BTreeMap<String, u64>,
    prefixes: BTreeMap<String, PrefixCounts>,
}

impl Usage {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics, waiting: Mutex::default(), adding: tokio::sync::Mutex::default() }
    }

    fn count(&self, mobile: &MobileNumber, more: impl FnOnce(&mut PrefixCounts)) {
        let prefixes = &mut self.lock().prefixes;
        if let Some(counts) = prefixes.get_mut(mobile.prefix()) {
            more(counts);
        } else if prefixes.len() < WAITING_PREFIXES {
            more(prefixes.entry(mobile.prefix().to_owned()).or_default());
        }
    }

    /// Adds again and again, for as long as the server runs.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            sleep(INTERVAL).await;
            self.add().await;
        }
    }

    /// Adds what was counted since the last time. While the store does not answer it waits; a call that
    /// was done and not answered is counted twice, which is better than not at all.
    pub(crate) async fn add(&self) {
        let _one = self.adding.lock().await;
        let numbers = self.metrics.numbers();
        let counts = {
            let waiting = self.lock();
            let more = numbers.iter().filter_map(|(name, &now)| {
                let more = now - waiting.added.get(name).copied().unwrap_or(0);
                (more > 0).then(|| (name.clone(), more))
            });
            Counts { named: more.collect(), prefixes: waiting.prefixes.clone() }
        };
        if counts == Counts::default() {
            return;
        }
        if self.store.add_to_history(since_1970().as_secs(), &counts).await.is_err() {
            return;
        }
        let mut waiting = self.lock();
        waiting.added = numbers;
        // What came in meanwhile stays.
        for (prefix, added) in counts.prefixes {
            if let Some(counts) = waiting.prefixes.get_mut(&prefix) {
                counts.sent -= added.sent;
                counts.verified -= added.verified;
            }
        }
        waiting.prefixes.retain(|_, counts| *counts != PrefixCounts::default());
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Usage {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::MessageSent(mobile) => self.count(mobile, |counts| counts.sent += 1),
            Event::NumberVerified(mobile) => self.count(mobile, |counts| counts.verified += 1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Country,
        server::store::{MemoryStore, Operations, Span},
    };

    fn usage() -> (Usage, Arc<MemoryStore>, Arc<Metrics>) {
        let store = Arc::new(MemoryStore::new(10));
        let countries = [Country::from_code("CN").unwrap()];
        let metrics = Arc::new(Metrics::new(&["console"], &countries));
        (Usage::new(Arc::clone(&store) as _, Arc::clone(&metrics)), store, metrics)
    }

    #[tokio::test]
    async fn each_count_is_added_once() {
        let (usage, store, metrics) = usage();
        let mobile = MobileNumber::of_mainland("+8613800138000");
        for _ in 0..2 {
            metrics.observe(Event::PictureShown);
            usage.observe(Event::MessageSent(&mobile));
            usage.add().await;
            usage.add().await;
        }
        usage.observe(Event::NumberVerified(&mobile));
        usage.add().await;
        let history = store.history(since_1970().as_secs(), Span::Hours).await.unwrap();
        let pictures: u64 =
            history.steps.iter().filter_map(|step| step.named.get("pictures")).sum();
        assert_eq!(pictures, 2);
        let known = PrefixCounts { sent: 2, verified: 1, over: 0 };
        assert_eq!(history.prefixes, [("+861380013".to_owned(), known)]);
        assert!(usage.lock().prefixes.is_empty());
    }

    /// I6
    #[tokio::test]
    async fn a_flood_of_prefixes_waits_in_bounded_memory() {
        let (usage, ..) = usage();
        for n in 0..WAITING_PREFIXES * 3 {
            let mobile = MobileNumber::of_mainland(&format!("+86138{n:04}0000"));
            usage.observe(Event::MessageSent(&mobile));
        }
        assert_eq!(usage.lock().prefixes.len(), WAITING_PREFIXES);
    }
}
