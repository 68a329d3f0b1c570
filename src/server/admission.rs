//! How many requests may be under way at once.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use prometheus_client::metrics::counter::Counter;

/// The places of requests.
pub(crate) struct Admission {
    most: usize,
    under_way: AtomicUsize,
    /// How long the body of one may take.
    pub(crate) body_life: Duration,
    /// Those for which there was no place.
    pub(crate) refused: Counter,
}

/// One request that is under way.
pub(crate) struct Admitted<'a>(&'a AtomicUsize);

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Admission {
    pub(crate) fn new(most: usize, body_life: Duration, refused: Counter) -> Self {
        Self { most, under_way: AtomicUsize::new(0), body_life, refused }
    }

    /// A place for one request, held until it is dropped; `None` when there is none.
    pub(crate) fn admit(&self) -> Option<Admitted<'_>> {
        let before = self.under_way.fetch_add(1, Ordering::Relaxed);
        let admitted = Admitted(&self.under_way);
        (before < self.most).then_some(admitted)
    }
}
