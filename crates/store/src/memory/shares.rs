//! What each network has of a bounded map, so that the heaviest makes way when it is full.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::Network;

/// Who has how much. Every step takes the logarithm of what is in the map.
pub(super) struct Shares<K> {
    /// Keys of one network side by side, each with the number of its entry: the oldest first.
    by_network: BTreeMap<(Network, u64), K>,
    counts: HashMap<Network, usize>,
    by_count: BTreeSet<(usize, Network)>,
}

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self { by_network: BTreeMap::new(), counts: HashMap::new(), by_count: BTreeSet::new() }
    }
}

impl<K> Shares<K> {
    pub(super) fn add(&mut self, network: Network, number: u64, key: K) {
        self.by_network.insert((network, number), key);
        self.recount(network, |count| count + 1);
    }

    pub(super) fn remove(&mut self, network: Network, number: u64) {
        if self.by_network.remove(&(network, number)).is_some() {
            self.recount(network, |count| count - 1);
        }
    }

    /// The network whose oldest entry makes way for a new one of this network: the heaviest, unless
    /// this one is as heavy or would be. `None` where nobody has more than one.
    pub(super) fn gives_way_to(&self, network: Network) -> Option<Network> {
        let own = self.counts.get(&network).copied().unwrap_or_default();
        match self.by_count.last() {
            Some(&(most, heaviest)) if most >= own + 2 => Some(heaviest),
            _ => (own > 0).then_some(network),
        }
    }

    /// The network's oldest entry.
    pub(super) fn oldest(&self, network: Network) -> Option<&K> {
        let all = (network, 0)..=(network, u64::MAX);
        self.by_network.range(all).next().map(|(_, key)| key)
    }

    fn recount(&mut self, network: Network, change: impl Fn(usize) -> usize) {
        let before = self.counts.remove(&network).unwrap_or_default();
        self.by_count.remove(&(before, network));
        let now = change(before);
        if now > 0 {
            self.counts.insert(network, now);
            self.by_count.insert((now, network));
        }
    }
}
