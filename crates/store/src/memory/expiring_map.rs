//! A bounded map whose entries expire.
//!
//! Kept by hand: caches evict what lives to make room, and then a code would be gone that somebody is
//! typing. This map refuses the new entry instead.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use tokio::time::Instant;

use super::shares::Shares;
use crate::{Network, StoreError};

/// Expired entries that one insertion clears away. More than one, so that a map which has filled
/// up with them shrinks; few, so that no caller waits for a sweep.
const CLEARED_PER_INSERT: usize = 4;

/// At most `capacity` live entries. An expired entry is as good as gone at once and is removed
/// little by little, by the insertions that follow; a live one is never pushed out by a new one.
pub struct ExpiringMap<K, V> {
    entries: HashMap<K, Entry<V>>,
    /// Every entry once, the first to expire first. The number tells apart those of one instant.
    by_expiry: BTreeMap<(Instant, u64), K>,
    /// Of those entries that a network has.
    shares: Shares<K>,
    next_number: u64,
    capacity: usize,
}

struct Entry<V> {
    value: V,
    expiry: (Instant, u64),
    network: Option<Network>,
}

impl<K: Hash + Eq + Clone, V> ExpiringMap<K, V> {
    /// An empty map for so many entries.
    pub fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            by_expiry: BTreeMap::new(),
            shares: Shares::default(),
            next_number: 0,
            capacity,
        }
    }

    /// The live entry and when it expires.
    pub fn get_mut<Q>(&mut self, key: &Q, now: Instant) -> Option<(&mut V, Instant)>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let entry = self.entries.get_mut(key)?;
        (entry.expiry.0 > now).then_some((&mut entry.value, entry.expiry.0))
    }

    /// Puts an entry in the place of any older one with its key.
    ///
    /// # Errors
    /// [`StoreError::Full`] when every place is taken by a live entry.
    pub fn insert(
        &mut self,
        key: K,
        value: V,
        until: Instant,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.insert_of(None, key, value, until, now)
    }

    /// The same, and the entry counts as this network's.
    pub(super) fn insert_of(
        &mut self,
        network: Option<Network>,
        key: K,
        value: V,
        until: Instant,
        now: Instant,
    ) -> Result<(), StoreError> {
        self.remove(&key, now);
        self.clear_some(now);
        if self.entries.len() >= self.capacity {
            return Err(StoreError::Full);
        }
        let expiry = (until, self.next_number);
        self.next_number += 1;
        self.by_expiry.insert(expiry, key.clone());
        if let Some(network) = network {
            self.shares.add(network, expiry.1, key.clone());
        }
        self.entries.insert(key, Entry { value, expiry, network });
        Ok(())
    }

    /// Whether every place is taken by a live entry.
    pub(super) fn is_full(&mut self, now: Instant) -> bool {
        self.clear_some(now);
        self.entries.len() >= self.capacity
    }

    /// The network that has to make way for a new entry of this one, and the oldest entry that it has.
    pub(super) fn makes_way(&self, network: Network) -> Option<(Network, &K)> {
        let network = self.shares.gives_way_to(network)?;
        Some((network, self.shares.oldest(network)?))
    }

    /// Removes the entry; gives its value if it was still live.
    pub(super) fn remove<Q>(&mut self, key: &Q, now: Instant) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let entry = self.entries.remove(key)?;
        self.forget(&entry);
        (entry.expiry.0 > now).then_some(entry.value)
    }

    /// Removes the entry that would expire first.
    pub(super) fn remove_first(&mut self) {
        if let Some((_, key)) = self.by_expiry.pop_first()
            && let Some(entry) = self.entries.remove(&key)
        {
            self.forget(&entry);
        }
    }

    fn clear_some(&mut self, now: Instant) {
        for _ in 0..CLEARED_PER_INSERT {
            match self.by_expiry.first_entry() {
                Some(first) if first.key().0 <= now => {
                    if let Some(entry) = self.entries.remove(&first.remove()) {
                        self.forget(&entry);
                    }
                }
                _ => return,
            }
        }
    }

    fn forget(&mut self, entry: &Entry<V>) {
        self.by_expiry.remove(&entry.expiry);
        if let Some(network) = entry.network {
            self.shares.remove(network, entry.expiry.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_full_map_refuses_and_keeps_what_is_live() {
        let now = Instant::now();
        let until = now + Duration::from_secs(10);
        let mut map = ExpiringMap::new(2);
        map.insert("a", 1, until, now).unwrap();
        map.insert("b", 2, until, now).unwrap();
        assert!(matches!(map.insert("c", 3, until, now), Err(StoreError::Full)));
        assert_eq!(map.get_mut("a", now), Some((&mut 1, until)));
        map.insert("b", 4, until, now).unwrap();
        assert_eq!(map.remove("b", now), Some(4));
        map.insert("c", 5, until, now).unwrap();
    }

    #[test]
    fn an_expired_entry_is_gone_at_once_and_makes_room() {
        let start = Instant::now();
        let end = start + Duration::from_secs(1);
        let mut map = ExpiringMap::new(1);
        map.insert("a", 1, end, start).unwrap();
        assert_eq!(map.get_mut("a", end), None);
        map.insert("b", 2, end + Duration::from_secs(1), end).unwrap();
        assert_eq!(map.remove("a", end), None);
    }

    #[test]
    fn what_is_kept_for_expiry_stays_as_small_as_the_map() {
        let now = Instant::now();
        let mut map = ExpiringMap::new(10);
        for n in 0..1000 {
            map.insert(n, (), now + Duration::from_secs(100), now).unwrap();
            map.insert(n, (), now + Duration::from_secs(200), now).unwrap();
            map.remove(&n, now);
        }
        assert_eq!((map.entries.len(), map.by_expiry.len()), (0, 0));
    }

    #[test]
    fn the_oldest_of_the_heaviest_network_makes_way_and_shares_are_kept_like_the_entries() {
        let [one, two, three] = [1, 2, 3].map(Network::new);
        let start = Instant::now();
        let until = start + Duration::from_secs(10);
        let mut map = ExpiringMap::new(4);
        assert!(map.makes_way(one).is_none());
        for (network, n) in [(one, 1), (one, 2), (two, 3), (one, 4)] {
            map.insert_of(Some(network), n, (), until, start).unwrap();
        }
        assert!(map.is_full(start));
        // For others, and for itself.
        for network in [one, two, three] {
            assert!(map.makes_way(network) == Some((one, &1)));
        }
        map.remove(&1, start);
        map.insert_of(Some(two), 5, (), until, start).unwrap();
        // Nothing is won where both have as much; one that has nothing yet gets a place.
        assert!(map.makes_way(one) == Some((one, &2)));
        assert!(map.makes_way(two) == Some((two, &3)));
        map.remove(&2, start);
        map.insert_of(Some(three), 6, (), until, start).unwrap();
        map.remove(&3, start);
        assert!(map.makes_way(Network::new(4)).is_none());
        assert!(!map.is_full(until));
        assert!(map.makes_way(one).is_none(), "all have expired");
    }
}
