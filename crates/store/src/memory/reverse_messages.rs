//! Messages that people send to the site.

use std::{sync::Mutex, time::Duration};

use tokio::time::Instant;

use super::{ExpiringMap, lock};
use crate::{
    Arrival, AwaitedMessage, HandleMac, Holder, Network, Receipt, ReverseKey, SealedAnswer,
    StoreResult,
};

pub(super) struct ReverseMessages(Mutex<ExpiringMap<ReverseKey, Reverse>>);

struct Reverse {
    holder: HandleMac,
    network: Network,
    state: State,
}

enum State {
    Awaited,
    Come,
    Taken(SealedAnswer),
}

impl ReverseMessages {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Mutex::new(ExpiringMap::new(capacity)))
    }

    /// One that is gone costs its person a picture, as a picture that is gone does. So here, too, the live
    /// make way, and only the heaviest network's.
    pub(super) fn put(&self, key: &ReverseKey, awaited: &AwaitedMessage) -> StoreResult<bool> {
        let now = Instant::now();
        let mut messages = lock(&self.0);
        if messages.get_mut(key, now).is_some() {
            return Ok(false);
        }
        let AwaitedMessage { holder, network, life } = *awaited;
        if messages.is_full(now)
            && let Some((_, &oldest)) = messages.makes_way(network)
        {
            messages.remove(&oldest, now);
        }
        let awaited = Reverse { holder, network, state: State::Awaited };
        messages.insert_of(Some(network), *key, awaited, now + life, now)?;
        Ok(true)
    }

    pub(super) fn receive(&self, key: &ReverseKey, keep: Duration) -> StoreResult<Receipt> {
        let now = Instant::now();
        let mut messages = lock(&self.0);
        match messages.get_mut(key, now) {
            None => return Ok(Receipt::Unknown),
            Some((Reverse { state: State::Come | State::Taken(_), .. }, _)) => {
                return Ok(Receipt::Again);
            }
            Some((Reverse { state: State::Awaited, .. }, until)) => {
                let until = until.max(now + keep);
                replace(&mut messages, key, State::Come, until, now)?;
            }
        }
        Ok(Receipt::Awaited)
    }

    pub(super) fn take(
        &self,
        key: &ReverseKey,
        holder: &Holder,
        repeat: Duration,
    ) -> StoreResult<Arrival> {
        let now = Instant::now();
        let mut messages = lock(&self.0);
        match messages.get_mut(key, now) {
            Some((reverse, until)) if reverse.holder == holder.handle => match &reverse.state {
                State::Awaited => Ok(Arrival::Awaited(until - now)),
                State::Taken(answer) => Ok(Arrival::Repeated(answer.clone())),
                State::Come => {
                    let taken = State::Taken(holder.answer.clone());
                    replace(&mut messages, key, taken, now + repeat, now)?;
                    Ok(Arrival::Taken)
                }
            },
            _ => Ok(Arrival::Expired),
        }
    }
}

/// The same in another state, in the place that it has.
fn replace(
    messages: &mut ExpiringMap<ReverseKey, Reverse>,
    key: &ReverseKey,
    state: State,
    until: Instant,
    now: Instant,
) -> StoreResult<()> {
    let Some(Reverse { holder, network, .. }) = messages.remove(key, now) else { return Ok(()) };
    let reverse = Reverse { holder, network, state };
    messages.insert_of(Some(network), *key, reverse, until, now)
}
