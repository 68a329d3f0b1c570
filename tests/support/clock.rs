//! Time that passes without being waited for.

use std::{sync::Arc, time::Duration};

use super::redis_server::Ages;

/// The clock of a store: that of Redis, or for the embedded store Tokio's, which can only be moved in
/// a test with one thread.
#[derive(Clone)]
pub struct Clock(pub Option<Arc<dyn Ages>>);

impl Clock {
    pub async fn pass(&self, time: Duration) {
        match &self.0 {
            Some(redis) => redis.shift(time.as_millis() as i64),
            None => {
                tokio::time::pause();
                tokio::time::advance(time).await;
                tokio::time::resume();
            }
        }
    }
}
