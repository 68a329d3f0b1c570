//! How often a wrong token may be shown.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

// Tokio's clock, so that a test can stop and move it.
use tokio::time::Instant;

/// Of all clients together: whoever reaches the console is one of few. Who is logged in stays so.
const ALLOWED: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);

/// Tries in the window that began then.
#[derive(Default)]
pub(super) struct Tries(Mutex<Option<(Instant, u32)>>);

impl Tries {
    /// Counts a try before the token is looked at, so that racing ones are bounded too.
    ///
    /// # Errors
    /// Seconds to wait, when there were too many.
    pub(super) fn take(&self) -> Result<(), u32> {
        let now = Instant::now();
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = tries.filter(|(began, _)| now < *began + WINDOW).unwrap_or((now, 0));
        if count >= ALLOWED {
            let wait = (began + WINDOW - now).as_secs();
            return Err(u32::try_from(wait).unwrap_or(u32::MAX).max(1));
        }
        *tries = Some((began, count + 1));
        Ok(())
    }

    /// The token was right: that try does not count.
    pub(super) fn give_back(&self) {
        if let Some((_, count)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn after_ten_wrong_tries_the_next_waits_for_the_minute_to_end() {
        let tries = Tries::default();
        for _ in 0..ALLOWED {
            tries.take().unwrap();
            tries.give_back();
        }
        for _ in 0..ALLOWED {
            tries.take().unwrap();
        }
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(tries.take(), Err(40));
        tokio::time::advance(Duration::from_secs(40)).await;
        tries.take().unwrap();
    }
}
