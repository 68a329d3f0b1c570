//! Adds what this server counts to the history that all servers share, a few times a minute. The flow
//! waits for none of it.

mod latency;

use std::{
    collections::{BTreeMap, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

use super::{
    clock::since_1970,
    gate::{Event, Observer},
    store::{CheckOutcome, Counts, DecisionRecord, PrefixCounts, Store},
};
use crate::model::{Country, MobileNumber};

pub(crate) use latency::{BOUNDS, FlowStep};

const INTERVAL: Duration = Duration::from_secs(5);
/// Prefixes that may wait to be added. Messages to further ones are counted for their country alone.
const WAITING_PREFIXES: usize = 1000;

/// Decisions that may wait to be kept; further ones are counted and not kept.
const WAITING_DECISIONS: usize = 2000;

/// What happens at one site. One for each, shared.
pub(crate) struct Usage {
    store: Arc<dyn Store>,
    waiting: Mutex<Waiting>,
    /// Held while it is added, so that nothing is added twice.
    adding: tokio::sync::Mutex<()>,
}

/// What was counted and is not added yet.
#[derive(Default)]
struct Waiting {
    /// As many as the program and the settings have names for.
    named: HashMap<Name, u64>,
    prefixes: BTreeMap<String, PrefixCounts>,
    decisions: Vec<DecisionRecord>,
}

/// What a count is of; [`Name::text`] is what the history calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    /// One thing that happens.
    Of(&'static str),
    /// A refusal, by its slug.
    Refused(&'static str),
    /// Messages to a country.
    Sent(Country),
    /// Numbers of a country that were verified.
    Verified(Country),
    /// How long a step took: the bucket that holds it.
    Took(FlowStep, usize),
}

impl Name {
    fn text(self) -> String {
        match self {
            Self::Of(name) => name.to_owned(),
            Self::Refused(slug) => format!("refused:{slug}"),
            Self::Sent(country) => format!("sent:{}", country.code()),
            Self::Verified(country) => format!("verified:{}", country.code()),
            Self::Took(step, bucket) => format!("{}{bucket}", step.name()),
        }
    }
}

impl Waiting {
    fn count(&mut self, name: Name) {
        *self.named.entry(name).or_default() += 1;
    }

    fn count_prefix(&mut self, mobile: &MobileNumber, more: impl FnOnce(&mut PrefixCounts)) {
        if let Some(counts) = self.prefixes.get_mut(mobile.prefix()) {
            more(counts);
        } else if self.prefixes.len() < WAITING_PREFIXES {
            more(self.prefixes.entry(mobile.prefix().to_owned()).or_default());
        }
    }

    fn keep(&mut self, record: &DecisionRecord) {
        if self.decisions.len() < WAITING_DECISIONS {
            self.decisions.push(record.clone());
        }
    }

    /// Takes away what was added; what came in meanwhile stays.
    fn subtract(&mut self, named: &HashMap<Name, u64>, prefixes: &BTreeMap<String, PrefixCounts>) {
        for (name, added) in named {
            if let Some(count) = self.named.get_mut(name) {
                *count -= added;
            }
        }
        for (prefix, added) in prefixes {
            if let Some(counts) = self.prefixes.get_mut(prefix) {
                counts.sent -= added.sent;
                counts.verified -= added.verified;
            }
        }
        self.named.retain(|_, count| *count > 0);
        self.prefixes.retain(|_, counts| *counts != PrefixCounts::default());
    }
}

impl Usage {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, waiting: Mutex::default(), adding: tokio::sync::Mutex::default() }
    }

    /// A request for this route was answered.
    pub(crate) fn record_request(&self, route: &str, took: Duration) {
        if let Some((step, bucket)) = latency::measured(route, took) {
            self.lock().count(Name::Took(step, bucket));
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
        self.add_decisions().await;
        let (named, prefixes) = {
            let waiting = self.lock();
            (waiting.named.clone(), waiting.prefixes.clone())
        };
        let by_text = named.iter().map(|(name, &count)| (name.text(), count)).collect();
        let counts = Counts { named: by_text, prefixes };
        if counts == Counts::default() {
            return;
        }
        if self.store.add_to_history(since_1970().as_secs(), &counts).await.is_err() {
            return;
        }
        self.lock().subtract(&named, &counts.prefixes);
    }

    /// Keeps what was decided. What the store does not take is lost: operators look at these, nothing else does.
    async fn add_decisions(&self) {
        let decisions = mem::take(&mut self.lock().decisions);
        if !decisions.is_empty() {
            let _ = self.store.add_decisions(&decisions).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Usage {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::PictureShown => self.lock().count(Name::Of("pictures")),
            Event::SoundPlayed => self.lock().count(Name::Of("sounds")),
            Event::ChallengeAnswered(outcome) => self.lock().count(Name::Of(outcome.into())),
            Event::MessageSent(mobile) => {
                let mut waiting = self.lock();
                waiting.count(Name::Of("sent"));
                waiting.count(Name::Sent(mobile.country()));
                waiting.count_prefix(mobile, |counts| counts.sent += 1);
            }
            Event::MessageCodeChecked(CheckOutcome::Passed) => {
                self.lock().count(Name::Of("passed"));
            }
            Event::NumberVerified(mobile) => {
                let mut waiting = self.lock();
                waiting.count(Name::Of("verified"));
                waiting.count(Name::Verified(mobile.country()));
                waiting.count_prefix(mobile, |counts| counts.verified += 1);
            }
            Event::TicketRedeemed => self.lock().count(Name::Of("redeemed")),
            Event::Refused(refusal) => self.lock().count(Name::Refused(refusal.slug())),
            Event::Decided { record, .. } => self.lock().keep(record),
            Event::MessageCodeChecked(_)
            | Event::BreakerOpen { .. }
            | Event::ReverseMessageAsked
            | Event::MessageReceived { .. }
            | Event::ProviderAnswered { .. }
            | Event::ProvidersTimedOut(_)
            | Event::TicketRefused(_)
            | Event::RendererBusy => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::store::{MemoryStore, Operations, Span};

    fn usage() -> (Usage, Arc<MemoryStore>) {
        let store = Arc::new(MemoryStore::new(10));
        (Usage::new(Arc::clone(&store) as _), store)
    }

    #[tokio::test]
    async fn each_count_is_added_once() {
        let (usage, store) = usage();
        let mobile = MobileNumber::of_mainland("+8613800138000");
        for _ in 0..2 {
            usage.observe(Event::PictureShown);
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
        let (usage, _) = usage();
        for n in 0..WAITING_PREFIXES * 3 {
            let mobile = MobileNumber::of_mainland(&format!("+86138{n:04}0000"));
            usage.observe(Event::MessageSent(&mobile));
        }
        assert_eq!(usage.lock().prefixes.len(), WAITING_PREFIXES);
    }
}
