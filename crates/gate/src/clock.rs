//! The time of day, where it is written into something. What runs out is timed by the stores.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since 1970; zero on a machine whose clock stands before that.
pub fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
