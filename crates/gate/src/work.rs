//! Checks proofs of work, each with one hash. A few at a time, in memory that is kept for them, and with a few
//! that wait: what checks costs as much as what is checked, so a flood must find it bounded.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use menshen_model::GateError;
use menshen_work::{Fault, Memory};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Hashes at once, however many cores there are: each keeps its memory.
const MOST_AT_ONCE: usize = 4;
/// Those that may wait for each of them. At 15 ms a hash the last of them waits for an eighth of a second.
const WAITING: usize = 8;

/// When there is no place, no memory, or the hash failed.
const BUSY: GateError = GateError::Unavailable { retry_after: 1 };

/// One for the whole server.
pub(super) struct WorkChecks {
    /// Places to compute or to wait in.
    places: Semaphore,
    at_once: Semaphore,
    /// Of those that don't compute now.
    memory: Arc<Mutex<Vec<Memory>>>,
}

impl Default for WorkChecks {
    fn default() -> Self {
        let at_once = thread::available_parallelism().map_or(1, usize::from).min(MOST_AT_ONCE);
        Self {
            places: Semaphore::new(at_once * (1 + WAITING)),
            at_once: Semaphore::new(at_once),
            memory: Arc::default(),
        }
    }
}

impl WorkChecks {
    /// How the hash begins.
    ///
    /// # Errors
    /// [`GateError::Unavailable`] when too many wait already, or there is no memory.
    pub(super) async fn beginning(
        &self,
        challenge: String,
        mobile: String,
        nonce: u32,
        memory_kib: u32,
    ) -> Result<u32, GateError> {
        let _place = self.places.try_acquire().map_err(|_| BUSY)?;
        let _turn = self.at_once.acquire().await.map_err(|_| BUSY)?;
        let kept = Arc::clone(&self.memory);
        let hash = spawn_blocking(move || {
            let mut memory = take(&kept, memory_kib)?;
            let hash = memory.beginning(&challenge, &mobile, nonce);
            lock(&kept).push(memory);
            hash
        });
        hash.await.ok().and_then(Result::ok).ok_or_else(|| {
            tracing::error!("a proof of work could not be checked");
            BUSY
        })
    }
}

/// Memory of this size. Sites may ask for different ones; that of another size makes way, so that no more is
/// kept than is used at once.
fn take(kept: &Mutex<Vec<Memory>>, kib: u32) -> Result<Memory, Fault> {
    let memory = lock(kept).pop();
    match memory.filter(|memory| memory.kib() == kib) {
        Some(memory) => Ok(memory),
        None => Memory::new(kib),
    }
}

fn lock(kept: &Mutex<Vec<Memory>>) -> std::sync::MutexGuard<'_, Vec<Memory>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn past_the_bound_no_work_is_checked_and_later_it_is_again() {
        let checks = WorkChecks::default();
        let check = |n| checks.beginning("a challenge".to_owned(), "1".to_owned(), n, 64);
        let places = checks.places.available_permits();
        let turns = checks.at_once.available_permits();
        let held = checks.at_once.acquire_many(turns as u32).await.unwrap();
        let waiting = join_all((0..places as u32).map(check));
        let more = async {
            let refused = check(0).await;
            drop(held);
            refused
        };
        let (checked, refused) = futures::future::join(waiting, more).await;
        assert_eq!(refused, Err(BUSY));
        assert!(checked.iter().all(Result::is_ok));
        assert!(check(0).await.is_ok());
        // No more memory is kept than was used at once.
        assert!((1..=turns).contains(&lock(&checks.memory).len()));
    }

    #[tokio::test]
    async fn memory_of_another_size_makes_way() {
        let checks = WorkChecks::default();
        for kib in [64, 128, 64] {
            checks.beginning("a challenge".to_owned(), "1".to_owned(), 0, kib).await.unwrap();
            let kept: Vec<_> = lock(&checks.memory).iter().map(Memory::kib).collect();
            assert_eq!(kept, [kib]);
        }
        let none = checks.beginning("short".to_owned(), "1".to_owned(), 0, 64).await;
        assert_eq!(none, Err(BUSY));
    }
}
