//! How long the store may keep one request waiting, over all its calls.
//!
//! A call has a limit of its own, but a send makes ten of them one after the other: with a store that
//! answers slowly each would still be in time, and the person would wait for seconds.

use std::time::Duration;

use tokio::time::Instant;

/// For what a request has to do. With what may have to be given back afterwards it stays below a
/// second, within which a request has to be answered whatever the store does. A send's ten calls fit
/// when each is answered within 60 ms.
const STEPS: Duration = Duration::from_millis(600);
/// For giving back what was taken, when the steps have failed.
const GIVING_BACK: Duration = Duration::from_millis(250);

tokio::task_local! {
    static UNTIL: Instant;
}

/// Runs the steps of one request; what they ask of the store ends in time, well or with an error.
pub async fn in_time<T>(steps: impl Future<Output = T>) -> T {
    UNTIL.scope(Instant::now() + STEPS, steps).await
}

/// The same for giving back, which has to be tried even when the steps have used their time up.
pub async fn giving_back<T>(steps: impl Future<Output = T>) -> T {
    UNTIL.scope(Instant::now() + GIVING_BACK, steps).await
}

/// What is left of it for one call, which may take so long at most by itself.
pub(super) fn left(most: Duration) -> Duration {
    let left = UNTIL.try_with(|until| until.saturating_duration_since(Instant::now()));
    left.map_or(most, |left| left.min(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn each_call_has_what_the_earlier_ones_left() {
        assert_eq!(left(SECOND), SECOND);
        in_time(async {
            assert_eq!(left(SECOND), STEPS);
            tokio::time::advance(STEPS / 2).await;
            assert_eq!(left(SECOND), STEPS / 2);
            assert_eq!(left(STEPS / 4), STEPS / 4);
            tokio::time::advance(STEPS).await;
            assert_eq!(left(SECOND), Duration::ZERO);
            assert_eq!(giving_back(async { left(SECOND) }).await, GIVING_BACK);
        })
        .await;
    }

    #[test]
    fn a_request_ends_within_a_second() {
        assert!(STEPS + GIVING_BACK < SECOND);
    }
}
