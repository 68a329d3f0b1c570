//! Connections and the bounds that they run into.

use menshen_listener::{CloseCause, Observer};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};
use strum::VariantArray;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Cause {
    cause: &'static str,
}

/// Shared with whoever counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionNumbers {
    open: Gauge,
    closed: Family<Cause, Counter>,
    unread: Gauge,
    requests_refused: Counter,
}

impl ConnectionNumbers {
    pub(super) fn register(&self, registry: &mut Registry) {
        for &cause in CloseCause::VARIANTS {
            self.closed.get_or_create_owned(&Cause { cause: cause.into() });
        }
        registry.register("connections", "Connections that are open", self.open.clone());
        registry.register(
            "connections_closed",
            "Connections that the server closed or did not take, and why",
            self.closed.clone(),
        );
        registry.register(
            "unread_answers_bytes",
            "Bytes of answers that clients have yet to read",
            self.unread.clone(),
        );
        registry.register(
            "requests_refused",
            "Requests refused because too many were under way",
            self.requests_refused.clone(),
        );
    }

    /// Counts requests past the bound.
    pub(crate) fn requests_refused(&self) -> Counter {
        self.requests_refused.clone()
    }
}

impl Observer for ConnectionNumbers {
    fn open(&self, count: usize) {
        self.open.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    fn closed(&self, cause: CloseCause) {
        self.closed.get_or_create(&Cause { cause: cause.into() }).inc();
    }

    fn unread(&self, bytes: i64) {
        self.unread.inc_by(bytes);
    }
}
