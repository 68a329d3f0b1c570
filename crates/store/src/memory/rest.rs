//! Addresses for whose counters there is no place: each network's are counted together.
//!
//! A counter protects, so none is dropped to make room. Where all places are taken, the oldest of the
//! heaviest network go into one that counts for all addresses of that network without one of their own.
//! It begins with the highest of their counts and ends with the last of them, so that nobody gets more
//! than they would have got; and who is in a network that has few goes on to be counted alone.

use std::time::Duration;

use tokio::time::Instant;

use super::expiring_map::ExpiringMap;
use crate::{Counter, Network, StoreError, StoreResult};

/// Counts by counter and length of the window.
pub(super) type Counts = ExpiringMap<(Counter, Duration), u32>;

/// What an address is counted under: its own counter, or if it has none that of the rest of its
/// network, if there is one.
pub(super) fn by(
    counts: &mut Counts,
    counter: &Counter,
    window: Duration,
    now: Instant,
) -> (Counter, Duration) {
    let own = (*counter, window);
    if counts.get_mut(&own, now).is_some() {
        return own;
    }
    let rest = counter.rest_of_network().map(|rest| (rest, window));
    rest.filter(|rest| counts.get_mut(rest, now).is_some()).unwrap_or(own)
}

/// Counts the first one in a window, for a counter that is not known; gives the window's end.
pub(super) fn begin(
    counts: &mut Counts,
    counter: &Counter,
    window: Duration,
    now: Instant,
) -> StoreResult<Instant> {
    let until = now + window;
    while counts.is_full(now) {
        let network = counter.network().ok_or(StoreError::Full)?;
        let heaviest = gather(counts, network, now)?;
        // It is this one: then what it had is counted together from now on, and this with it.
        if heaviest == network {
            let rest = by(counts, counter, window, now);
            if let Some((count, until)) = counts.get_mut(&rest, now) {
                *count += 1;
                return Ok(until);
            }
        }
    }
    counts.insert_of(counter.network(), (*counter, window), 1, until, now)?;
    Ok(until)
}

/// Puts the oldest counter of the network that has to make way for this one to the rest of its network.
/// Gives that network.
fn gather(counts: &mut Counts, network: Network, now: Instant) -> StoreResult<Network> {
    let (heaviest, &oldest) = counts.makes_way(network).ok_or(StoreError::Full)?;
    let (counter, window) = oldest;
    let (count, until) =
        counts.get_mut(&oldest, now).map_or((0, now), |(count, until)| (*count, until));
    counts.remove(&oldest, now);
    let rest = (counter.rest_of_network().ok_or(StoreError::Full)?, window);
    let known = counts.get_mut(&rest, now).map_or((0, now), |(count, until)| (*count, until));
    counts.insert(rest, count.max(known.0), until.max(known.1), now)?;
    Ok(heaviest)
}
