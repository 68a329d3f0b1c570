//! Tallies of the embedded store.

use std::{sync::Mutex, time::Duration};

use tokio::time::Instant;

use super::{expiring_map::ExpiringMap, lock};
use crate::{
    Network, NewTally, StoreResult, Tallied, TallyReceipt, TallyScope,
    tally::{
        Answered, Buckets, COUNTRIES, DAY, FORTNIGHT, FRESH_OF_NETWORK, HOUR, OF_ONE_NETWORK, STEP,
        YOUNG, left,
    },
};

/// More than there are countries, with the site and what is unknown.
const WIDE: usize = 512;

/// By their names. One lock: a message is counted in all, or in none.
pub(super) struct Tallies {
    /// Hours are reckoned from here.
    start: Instant,
    scopes: Mutex<Scopes>,
}

/// Each kind has its own bound.
struct Scopes {
    addresses: ExpiringMap<String, Buckets>,
    networks: ExpiringMap<String, Buckets>,
    prefixes: ExpiringMap<String, Buckets>,
    wide: ExpiringMap<String, Buckets>,
}

impl Scopes {
    fn kind(&mut self, name: &str) -> &mut ExpiringMap<String, Buckets> {
        match name.split(':').next() {
            Some("address") => &mut self.addresses,
            Some("network" | "system") => &mut self.networks,
            Some("prefix") => &mut self.prefixes,
            _ => &mut self.wide,
        }
    }

    /// Puts back what is known of a scope. Where all places are taken, what would end first makes way: what
    /// was counted there is counted in wider scopes as well, and who was answered is known for longer.
    fn put(&mut self, name: &str, buckets: Buckets, now: Instant) -> StoreResult<()> {
        let life = if buckets.first.is_some() { FORTNIGHT + DAY } else { DAY + HOUR };
        let life = Duration::from_millis(life.unsigned_abs());
        let map = self.kind(name);
        if map.is_full(now) {
            map.remove_first();
        }
        map.insert(name.to_owned(), buckets, now + life, now)
    }
}

impl Tallies {
    pub(super) fn new(capacity: usize) -> Self {
        let map = ExpiringMap::new;
        Self {
            start: Instant::now(),
            scopes: Mutex::new(Scopes {
                addresses: map(capacity),
                networks: map(capacity),
                prefixes: map(capacity),
                wide: map(WIDE),
            }),
        }
    }

    pub(super) fn tally(&self, new: &NewTally) -> StoreResult<Tallied> {
        let at = Instant::now();
        let now = self.millis(at);
        let (hour, step) = (now - now % HOUR, now - now % STEP);
        let country = new.country.code();
        let mut scopes = lock(&self.scopes);
        let (mut has_known, mut is_heavy) = (false, false);
        let (mut is_first, mut is_fresh, mut address) = (false, false, None);
        let mut names = Vec::new();
        let mut tallies = Vec::new();
        for scope in &new.scopes {
            let is_told = match scope {
                TallyScope::Unknown => !has_known,
                TallyScope::Fresh => is_fresh && !has_known,
                _ => true,
            };
            if !is_told {
                continue;
            }
            let name = scope.name();
            let mut buckets = scopes.kind(&name).remove(&name, at).unwrap_or_default();
            buckets.forget(now);
            let is_network = matches!(scope, TallyScope::Network(_));
            has_known |= is_network && buckets.is_known(now);
            is_heavy |= is_network && buckets.unanswered(now) >= OF_ONE_NETWORK;
            if matches!(scope, TallyScope::Address(_)) {
                (is_first, is_fresh) = buckets.is_first_and_fresh(now);
                address = Some(name.clone());
            }
            if is_network && !has_known && is_first && is_fresh {
                is_fresh = buckets.fresh_of_day(now) < FRESH_OF_NETWORK;
                *buckets.fresh.entry(step).or_default() += u32::from(is_fresh);
            }
            let is_unknown = *scope == TallyScope::Unknown;
            if is_unknown || (*scope == TallyScope::Fresh && is_first) {
                *buckets.asked.entry(step).or_default() += 1;
            }
            let is_counted = !(is_unknown && is_heavy);
            if is_counted {
                buckets.count(hour, step, is_network.then_some(country));
            }
            tallies.push((scope.clone(), buckets.tally(now)));
            scopes.put(&name, buckets, at)?;
            names.extend(is_counted.then_some(name));
            if *scope == TallyScope::Fresh
                && is_first
                && let Some((address, _)) =
                    address.as_ref().and_then(|name| scopes.addresses.get_mut(name, at))
            {
                address.fresh.insert(step, 1);
            }
        }
        let receipt = TallyReceipt { hour, step, country: country.to_owned(), scopes: names };
        Ok(Tallied { receipt, left: left(hour, now), tallies })
    }

    /// Whether somebody in one of these networks is known.
    pub(super) fn has_known(&self, networks: &[Network], at: Instant) -> bool {
        let now = self.millis(at);
        let mut scopes = lock(&self.scopes);
        networks.iter().any(|&network| {
            let name = TallyScope::Network(network).name();
            scopes.networks.get_mut(&name, at).is_some_and(|(buckets, _)| buckets.is_known(now))
        })
    }

    fn millis(&self, at: Instant) -> i64 {
        i64::try_from((at - self.start).as_millis()).unwrap_or(i64::MAX)
    }

    pub(super) fn untally(&self, receipt: &TallyReceipt) {
        let now = Instant::now();
        let mut scopes = lock(&self.scopes);
        for name in &receipt.scopes {
            if let Some((buckets, _)) = scopes.kind(name).get_mut(name, now) {
                buckets.take_back(receipt);
            }
        }
    }

    pub(super) fn verified(&self, receipt: &TallyReceipt) -> StoreResult<()> {
        let now = Instant::now();
        let mut scopes = lock(&self.scopes);
        for name in &receipt.scopes {
            let mut buckets = scopes.kind(name).remove(name, now).unwrap_or_default();
            buckets.verify(receipt, name.starts_with("network:"));
            scopes.put(name, buckets, now)?;
        }
        Ok(())
    }
}

/// As the scripts of Redis do it.
impl Buckets {
    fn forget(&mut self, now: i64) {
        self.hours.retain(|hour, _| *hour > now - DAY);
        self.countries.retain(|(hour, _), _| *hour > now - DAY);
        self.asked.retain(|step, _| *step > now - YOUNG);
        self.fresh.retain(|step, _| *step > now - DAY);
        self.young.retain(|step, _| *step > now - YOUNG);
        self.days.retain(|day, _| *day > now - FORTNIGHT);
    }

    fn count(&mut self, hour: i64, step: i64, country: Option<&str>) {
        self.hours.entry(hour).or_default().sent += 1;
        *self.young.entry(step).or_default() += 1;
        if let Some(country) = country
            && self.countries.len() < COUNTRIES
        {
            *self.countries.entry((hour, country.to_owned())).or_default() += 1;
        }
    }

    fn take_back(&mut self, receipt: &TallyReceipt) {
        if let Some(of_hour) = self.hours.get_mut(&receipt.hour) {
            of_hour.sent = of_hour.sent.saturating_sub(1);
        }
        self.no_longer_young(receipt);
        if let Some(count) = self.countries.get_mut(&(receipt.hour, receipt.country.clone())) {
            *count = count.saturating_sub(1);
        }
    }

    fn no_longer_young(&mut self, receipt: &TallyReceipt) {
        if let Some(young) = self.young.get_mut(&receipt.step) {
            *young = young.saturating_sub(1);
        }
    }

    fn verify(&mut self, receipt: &TallyReceipt, is_network: bool) {
        let Answered { verified, .. } = self.hours.entry(receipt.hour).or_default();
        *verified += 1;
        let (of_day, busiest) = self.days.entry(receipt.hour - receipt.hour % DAY).or_default();
        *of_day += 1;
        *busiest = (*busiest).max(*verified);
        self.first.get_or_insert(receipt.hour);
        self.no_longer_young(receipt);
        if is_network {
            self.verified_in.insert(receipt.country.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I6
    #[test]
    fn of_a_scope_that_is_answered_every_day_a_fortnight_is_kept() {
        let mut buckets = Buckets::default();
        for day in 0..100 {
            let (hour, step, country) = (day * DAY, day * DAY, "CN".to_owned());
            let receipt = TallyReceipt { hour, step, country, scopes: Vec::new() };
            buckets.forget(hour);
            buckets.count(hour, step, Some("CN"));
            buckets.verify(&receipt, true);
        }
        let Buckets { hours, young, days, asked, countries, verified_in, .. } = &buckets;
        assert_eq!((hours.len(), young.len(), days.len()), (1, 1, 14));
        assert_eq!((asked.len(), countries.len(), verified_in.len()), (0, 1, 1));
    }
}
