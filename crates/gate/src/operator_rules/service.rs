//! The entries as this server knows them, and the way to change them.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use menshen_model::StoreFault;
use menshen_store::{Store, StoreError, StoreResult};
use tokio::sync::Mutex;

use super::{MOST_RULES, OperatorRule, OperatorRules};
use crate::{clock::since_1970, keys::Keys};

/// Tries of a change before others are said to be quicker.
const TRIES: usize = 4;

/// Why an entry is not as it was told to be.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It may or may not be changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no place for another one.
    #[error("there are as many entries as a site may have")]
    Full,
    /// It was not changed.
    #[error("each time somebody else was quicker")]
    Outrun,
}

/// What a change did.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// What the entry is told apart with.
    pub id: String,
    /// How it was, if it was there.
    pub before: Option<OperatorRule>,
}

/// The entries of one site. One for the whole server, shared.
pub struct RuleService {
    store: Arc<dyn Store>,
    keys: Keys,
    known: RwLock<Arc<OperatorRules>>,
    /// One reads them at a time, for all who wait for the same.
    reading: Mutex<()>,
}

impl RuleService {
    /// None, until the store has said so.
    pub(crate) fn new(store: Arc<dyn Store>, keys: Keys) -> Self {
        Self { store, keys, known: RwLock::default(), reading: Mutex::default() }
    }

    /// As they were when they were last read.
    fn known(&self) -> Arc<OperatorRules> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the store.
    ///
    /// # Errors
    /// When it does not answer, or what it holds can't be read.
    pub async fn read(&self) -> StoreResult<Arc<OperatorRules>> {
        let version = self.store.switches().await?.rules_version;
        self.of_version(version).await
    }

    /// Those of this version, or of a later one. A store that was restarted empty, or that lost the last
    /// word in a failover, is told again by the servers that know it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) async fn of_version(&self, version: u64) -> StoreResult<Arc<OperatorRules>> {
        let known = self.known();
        if known.version == version {
            return Ok(known);
        }
        let _one = self.reading.lock().await;
        let known = self.known();
        if known.version < version {
            return self.learn().await;
        }
        if known.version > version
            && let Some(stored) = known.stored()
            // It is there already when another server was quicker, or when it was changed since the
            // store was asked.
            && self.store.set_rules(version, &stored).await?
        {
            tracing::warn!("the store forgot lists and caps");
        }
        Ok(known)
    }

    /// Reads what is kept.
    async fn learn(&self) -> StoreResult<Arc<OperatorRules>> {
        let stored = self.store.rules().await?;
        // Perhaps a denial stands there, so it is no reason to send.
        let unreadable = || StoreError::Down(StoreFault::Unreadable);
        let rules = OperatorRules::read(&stored).ok_or_else(unreadable)?;
        Ok(self.keep(Arc::new(rules)))
    }

    /// Takes over what is newer.
    fn keep(&self, rules: Arc<OperatorRules>) -> Arc<OperatorRules> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.version < rules.version {
            *known = rules;
        }
        Arc::clone(&known)
    }

    /// Adds this entry, or puts it in place of the one that is about the same.
    ///
    /// # Errors
    /// See [`RuleError`].
    pub async fn save(&self, rule: &OperatorRule) -> Result<RuleChange, RuleError> {
        let id = rule.subject.key(&self.keys, rule.effect.is_cap()).as_text();
        let before = self.change(|entries| {
            if entries.len() >= MOST_RULES && !entries.contains_key(&id) {
                return Err(RuleError::Full);
            }
            Ok(entries.insert(id.clone(), rule.clone()))
        });
        let before = before.await?;
        Ok(RuleChange { id, before })
    }

    /// Removes the entry of this name; gives it, if it was there.
    ///
    /// # Errors
    /// See [`RuleError`].
    pub async fn remove(&self, id: &str) -> Result<Option<OperatorRule>, RuleError> {
        self.change(|entries| Ok(entries.remove(id))).await
    }

    /// Changes what is kept, also when somebody else does so at the same moment. What has ended goes.
    async fn change<T>(
        &self,
        change: impl Fn(&mut BTreeMap<String, OperatorRule>) -> Result<T, RuleError>,
    ) -> Result<T, RuleError> {
        for _ in 0..TRIES {
            let last = self.read().await?;
            let now = since_1970();
            let live = last.entries.iter().filter(|(_, rule)| rule.is_live(now.as_secs()));
            let mut entries = live.map(|(id, rule)| (id.clone(), rule.clone())).collect();
            let changed = change(&mut entries)?;
            // Clocks of servers differ; the later version has to be larger.
            let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
            let version = now.max(last.version.saturating_add(1));
            let rules = OperatorRules::new(version, entries);
            let unreadable = || StoreError::Down(StoreFault::Unreadable);
            let stored = rules.stored().ok_or_else(unreadable)?;
            if self.store.set_rules(last.version, &stored).await? {
                self.keep(Arc::new(rules));
                return Ok(changed);
            }
        }
        Err(RuleError::Outrun)
    }
}

#[cfg(test)]
mod tests {
    use menshen_phone::{PhoneParser, Plans};
    use menshen_store::{MemoryStore, Operations, StoredRules};

    use super::*;
    use crate::operator_rules::{RuleEffect, RuleSubject, SubjectKind};

    fn service(store: &Arc<MemoryStore>) -> RuleService {
        RuleService::new(Arc::clone(store) as Arc<dyn Store>, Keys::new(b"one"))
    }

    fn rule(country: &str, effect: RuleEffect, until: Option<u64>) -> OperatorRule {
        let parser = PhoneParser::new("CN".parse().unwrap(), Plans::built_in());
        let keys = Keys::new(b"one");
        let (subject, shown) =
            RuleSubject::parse(SubjectKind::Country, country, &keys, &parser).unwrap();
        let (note, by) = ("why".to_owned(), "Lin".to_owned());
        OperatorRule { subject, shown, effect, until, note, by, at: 1 }
    }

    fn shown(rules: &OperatorRules) -> Vec<String> {
        let mut shown: Vec<_> = rules.iter().map(|(_, rule)| rule.shown.clone()).collect();
        shown.sort();
        shown
    }

    #[tokio::test]
    async fn what_one_server_saves_another_reads_and_the_same_subject_is_put_in_its_place() {
        let store = Arc::new(MemoryStore::new(10));
        let [one, two] = [(); 2].map(|()| service(&store));
        let deny = rule("CN", RuleEffect::Deny, None);
        let change = one.save(&deny).await.unwrap();
        assert_eq!(change.before, None);
        assert_eq!(two.read().await.unwrap().get(&change.id), Some(&deny));
        let allow = rule("CN", RuleEffect::Allow, None);
        let again = two.save(&allow).await.unwrap();
        assert_eq!((again.id.as_str(), again.before), (change.id.as_str(), Some(deny)));
        // A cap stands beside it.
        let cap = rule("CN", RuleEffect::cap(Some(1), None).unwrap(), None);
        let cap = one.save(&cap).await.unwrap().id;
        assert_eq!(two.read().await.unwrap().len(), 2);
        assert_eq!(two.remove(&change.id).await.unwrap(), Some(allow));
        assert_eq!(two.remove(&change.id).await.unwrap(), None);
        assert!(one.read().await.unwrap().get(&cap).is_some());
    }

    /// I1: two read at once, and who asked first may be answered last.
    #[tokio::test]
    async fn what_was_read_late_does_not_take_the_place_of_what_is_newer() {
        let service = service(&Arc::new(MemoryStore::new(10)));
        let older = service.read().await.unwrap();
        let newer = service.save(&rule("CN", RuleEffect::Deny, None)).await.unwrap();
        assert!(service.keep(older).get(&newer.id).is_some());
    }

    #[tokio::test]
    async fn changes_that_race_are_all_kept() {
        let store = Arc::new(MemoryStore::new(10));
        let [one, two] = [(); 2].map(|()| service(&store));
        let [cn, hk] = ["CN", "HK"].map(|country| rule(country, RuleEffect::Deny, None));
        let (first, second) = tokio::join!(one.save(&cn), two.save(&hk));
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(shown(&one.read().await.unwrap()), ["CN", "HK"]);
    }

    #[tokio::test]
    async fn a_store_that_forgot_them_is_told_again_and_one_that_can_not_be_read_says_nothing() {
        let store = Arc::new(MemoryStore::new(10));
        let known = service(&store);
        known.save(&rule("CN", RuleEffect::Deny, None)).await.unwrap();
        let empty = Arc::new(MemoryStore::new(10));
        let again = RuleService { store: Arc::clone(&empty) as Arc<dyn Store>, ..known };
        assert_eq!(shown(&again.read().await.unwrap()), ["CN"]);
        assert_eq!(shown(&service(&empty).read().await.unwrap()), ["CN"]);

        let broken = StoredRules { version: u64::MAX, text: "[1]".to_owned() };
        let last = empty.rules().await.unwrap().version;
        assert!(empty.set_rules(last, &broken).await.unwrap());
        assert!(again.read().await.is_err());
    }

    #[tokio::test]
    async fn what_has_ended_makes_room_with_the_next_change() {
        let store = Arc::new(MemoryStore::new(10));
        let service = service(&store);
        service.save(&rule("CN", RuleEffect::Deny, Some(1))).await.unwrap();
        assert_eq!(service.read().await.unwrap().len(), 1);
        service.save(&rule("HK", RuleEffect::Deny, None)).await.unwrap();
        assert_eq!(shown(&service.read().await.unwrap()), ["HK"]);
    }

    /// I6
    #[tokio::test]
    async fn a_site_has_so_many_entries_and_no_more() {
        let store = Arc::new(MemoryStore::new(10));
        let service = service(&store);
        let of = |n: usize| OperatorRule {
            subject: RuleSubject::System(u32::try_from(n).unwrap()),
            shown: format!("AS{n}"),
            ..rule("CN", RuleEffect::Deny, None)
        };
        let full = (0..MOST_RULES).map(|n| {
            let key = of(n).subject.key(&Keys::new(b"one"), false).as_text();
            (key, of(n))
        });
        let stored = OperatorRules::new(1, full.collect()).stored().unwrap();
        assert!(stored.text.len() < 2_000_000, "{}", stored.text.len());
        assert!(store.set_rules(0, &stored).await.unwrap());
        assert!(matches!(service.save(&of(MOST_RULES)).await, Err(RuleError::Full)));
        // One that is there may be changed.
        assert!(service.save(&of(7)).await.unwrap().before.is_some());
    }
}
