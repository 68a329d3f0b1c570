//! Connections and the bounds that they run into.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

/// Why the server closed a connection, or took none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClosedFor {
    /// The head of a request did not arrive in time.
    SlowHead,
    /// The client did not take the answer in time.
    SlowAnswer,
    /// No further request came.
    Idle,
    /// It was idle, and another one needed its place.
    Room,
    /// It had no place: all others were in the middle of a request.
    NoPlace,
    /// The server stops.
    Stop,
}

impl ClosedFor {
    const ALL: [Self; 6] =
        [Self::SlowHead, Self::SlowAnswer, Self::Idle, Self::Room, Self::NoPlace, Self::Stop];

    fn name(self) -> &'static str {
        match self {
            Self::SlowHead => "slow_head",
            Self::SlowAnswer => "slow_answer",
            Self::Idle => "idle",
            Self::Room => "room",
            Self::NoPlace => "no_place",
            Self::Stop => "stop",
        }
    }
}

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
        for cause in ClosedFor::ALL {
            self.closed.get_or_create_owned(&Cause { cause: cause.name() });
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

    pub(crate) fn open(&self, count: usize) {
        self.open.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub(crate) fn closed(&self, cause: ClosedFor) {
        self.closed.get_or_create(&Cause { cause: cause.name() }).inc();
    }

    /// Counts bytes of answers that clients have yet to read.
    pub(crate) fn unread(&self) -> Gauge {
        self.unread.clone()
    }

    /// Counts requests past the bound.
    pub(crate) fn requests_refused(&self) -> Counter {
        self.requests_refused.clone()
    }
}
