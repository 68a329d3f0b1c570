//! How long the store may keep one request waiting, over all its calls.
//!
//! A call has a limit of its own, but a send waits for five of them one after the other: with a store that
//! answers slowly each would still be in time, and the person would wait for seconds.

use std::{cell::Cell, time::Duration};

use tokio::time::Instant;

/// How long one command may take where nothing else is said. A person waits for it, and the answer to
/// a dead store has to come within a second.
pub const COMMAND_TIMEOUT: Duration = Duration::from_millis(500);

/// What the commands of a request are for.
#[derive(Clone, Copy)]
enum Purpose {
    /// What a request has to do.
    Steps,
    /// Giving back what was taken, when the steps have failed.
    GivingBack,
}

impl Purpose {
    /// How long all commands may take together, where one may take `command`. A send's six fit when
    /// each is answered within a fifth of that; with giving back a request ends before two commands
    /// would have, so within a second by default.
    fn share(self, command: Duration) -> Duration {
        match self {
            Self::Steps => command * 6 / 5,
            Self::GivingBack => command / 2,
        }
    }
}

tokio::task_local! {
    static BEGUN: (Cell<Instant>, Purpose);
}

/// Runs the steps of one request; what they ask of the store ends in time, well or with an error.
pub async fn scope<T>(steps: impl Future<Output = T>) -> T {
    BEGUN.scope((Cell::new(Instant::now()), Purpose::Steps), steps).await
}

/// The same for giving back, which has to be tried even when the steps have used their time up.
pub async fn release_scope<T>(steps: impl Future<Output = T>) -> T {
    BEGUN.scope((Cell::new(Instant::now()), Purpose::GivingBack), steps).await
}

/// A step that asks nothing of the store: what it takes is not the store's.
pub async fn apart<T>(step: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let done = step.await;
    // Without a scope nothing runs out.
    let _ = BEGUN.try_with(|(begun, _)| begun.set(begun.get() + start.elapsed()));
    done
}

/// What is left of it for one command, which may take so long at most by itself.
pub(super) fn left(most: Duration) -> Duration {
    let left = BEGUN
        .try_with(|(begun, purpose)| purpose.share(most).saturating_sub(begun.get().elapsed()));
    left.map_or(most, |left| left.min(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_call_has_what_the_earlier_ones_left() {
        let millis = Duration::from_millis;
        for (command, all, back) in [(500, 600, 250), (5000, 6000, 2500)] {
            let command = millis(command);
            assert_eq!(left(command), command);
            scope(async {
                assert_eq!(left(command), command);
                tokio::time::advance(millis(all / 2)).await;
                assert_eq!(left(command), millis(all / 2));
                apart(tokio::time::advance(millis(all))).await;
                assert_eq!(left(command), millis(all / 2));
                tokio::time::advance(millis(all)).await;
                assert_eq!(left(command), Duration::ZERO);
                assert_eq!(release_scope(async { left(command) }).await, millis(back));
            })
            .await;
        }
    }

    #[test]
    fn a_request_ends_within_a_second() {
        let both = [Purpose::Steps, Purpose::GivingBack].map(|of| of.share(COMMAND_TIMEOUT));
        assert!(both.iter().sum::<Duration>() < Duration::from_secs(1), "{both:?}");
    }
}
