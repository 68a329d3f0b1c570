//! Wrong secrets and wrong tokens: who shows many is told to wait, and the log hears of it.
//!
//! Only wrong ones are counted, and only they are refused: the right one is let in whatever anybody
//! showed before it, so that no stranger, and no page in the operator's own browser, keeps an operator
//! or a site out (I7). Secrets have 16 random characters or more: guessing them is hopeless at any speed,
//! and what is left to bound is the noise.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

// Tokio's clock, so that a test can stop and move it.
use tokio::time::Instant;

use menshen_store::ExpiringMap;

/// A window begins with the first wrong one.
const WINDOW: Duration = Duration::from_secs(60);
/// Networks that are known apart: 4096 of them take some 600 KB. All others count as one.
const NETWORKS: usize = 4096;

/// How many wrong ones each network may show in a minute, and when the log heard of them last.
pub struct LoginThrottle {
    allowed: u32,
    failures: Mutex<Failures>,
}

struct Failures {
    by_network: ExpiringMap<IpAddr, u32>,
    /// Of the networks for which there is no place.
    others: Option<(Instant, u32)>,
    logged: Option<Instant>,
    unlogged: u64,
}

/// What becomes of a wrong one.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// Seconds after which its network may show another one, when there were too many.
    pub retry_after: Option<u32>,
    /// How many there were since the log heard of some, this one among them; `None` while it is too
    /// soon for another line.
    pub to_log: Option<u64>,
}

impl LoginThrottle {
    /// `allowed`: wrong ones for each network in a minute.
    pub fn new(allowed: u32) -> Self {
        let by_network = ExpiringMap::new(NETWORKS);
        let failures = Failures { by_network, others: None, logged: None, unlogged: 0 };
        Self { allowed, failures: Mutex::new(failures) }
    }

    /// Counts a wrong one that this client showed.
    pub fn record_failure(&self, client: IpAddr) -> Failure {
        let now = Instant::now();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, until) = failures.count(network(client), now);
        let retry_after = (count > self.allowed).then(|| {
            let wait = (until - now).as_secs();
            u32::try_from(wait).unwrap_or(u32::MAX).max(1)
        });
        Failure { retry_after, to_log: failures.take_unlogged(now) }
    }
}

impl Failures {
    /// How many the network has shown in the window, this one among them, and when that ends.
    fn count(&mut self, network: IpAddr, now: Instant) -> (u32, Instant) {
        if let Some((count, until)) = self.by_network.get_mut(&network, now) {
            *count = count.saturating_add(1);
            return (*count, until);
        }
        let until = now + WINDOW;
        if self.by_network.insert(network, 1, until, now).is_ok() {
            return (1, until);
        }
        let (until, count) = self.others.filter(|(until, _)| now < *until).unwrap_or((until, 0));
        let count = count.saturating_add(1);
        self.others = Some((until, count));
        (count, until)
    }

    fn take_unlogged(&mut self, now: Instant) -> Option<u64> {
        self.unlogged += 1;
        if self.logged.is_some_and(|logged| now < logged + WINDOW) {
            return None;
        }
        self.logged = Some(now);
        Some(std::mem::take(&mut self.unlogged))
    }
}

/// An IPv4 address or an IPv6 /64, as for every limit.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn past_so_many_wrong_ones_a_network_waits_for_its_minute_to_end_and_no_other_does() {
        let throttle = LoginThrottle::new(10);
        let wait = |client: &str| throttle.record_failure(address(client)).retry_after;
        for n in 0..10 {
            assert_eq!(wait(&format!("2001:db8::{n}")), None);
        }
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(wait("2001:db8::99"), Some(40));
        assert_eq!((wait("2001:db8:0:1::1"), wait("192.0.2.1")), (None, None));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(wait("2001:db8::99"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn networks_past_the_bound_count_as_one_until_there_is_a_place() {
        let throttle = LoginThrottle::new(2);
        let wait = |n: u32| throttle.record_failure(IpAddr::V4(n.into())).retry_after;
        let most = u32::try_from(NETWORKS).unwrap();
        for n in 0..most {
            assert_eq!(wait(n), None);
        }
        assert_eq!((wait(most), wait(most + 1), wait(most + 2)), (None, None, Some(60)));
        assert_eq!((wait(0), wait(0)), (None, Some(60)));
        tokio::time::advance(WINDOW).await;
        assert_eq!(wait(most), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_log_hears_of_the_first_at_once_and_of_the_rest_once_a_minute() {
        let throttle = LoginThrottle::new(2);
        let to_log = || throttle.record_failure(address("192.0.2.1")).to_log;
        assert_eq!(to_log(), Some(1));
        for _ in 0..1000 {
            assert_eq!(to_log(), None);
        }
        tokio::time::advance(WINDOW).await;
        assert_eq!((to_log(), to_log()), (Some(1001), None));
    }
}
