//! Why the address that limits count for may be that of a proxy, and so of everybody behind it: told to
//! the operator, who would else see people refused and no reason.

use std::{sync::Arc, time::Duration};

use crate::server::{
    log_throttle::LogThrottle,
    metrics::{CLIENT_UNKNOWN_CAUSES, Metrics},
};

/// One warning of each kind in this time: strangers can cause them.
const PERIOD: Duration = Duration::from_secs(3600);

/// Why a client's address is perhaps not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientDoubt {
    /// This header names a client, and its sender is no trusted proxy: either it is a proxy that
    /// nobody named, or a client that made the header up.
    ProxyNotTrusted(&'static str),
    /// A trusted proxy names no client.
    HeaderMissing,
    /// A trusted proxy passes two headers on that name different clients.
    HeadersDiffer,
}

impl ClientDoubt {
    /// Its place among [`CLIENT_UNKNOWN_CAUSES`].
    fn place(self) -> usize {
        match self {
            Self::ProxyNotTrusted(_) => 0,
            Self::HeaderMissing => 1,
            Self::HeadersDiffer => 2,
        }
    }
}

/// Counts doubts, and warns of them once in a while. Addresses are not told.
pub(crate) struct ClientDoubts {
    metrics: Arc<Metrics>,
    throttles: [LogThrottle; 3],
}

impl ClientDoubts {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, throttles: CLIENT_UNKNOWN_CAUSES.map(|_| LogThrottle::new(PERIOD)) }
    }

    pub(crate) fn tell(&self, doubt: ClientDoubt) {
        let place = doubt.place();
        self.metrics.record_client_unknown(CLIENT_UNKNOWN_CAUSES[place]);
        if !self.throttles[place].admit() {
            return;
        }
        match doubt {
            ClientDoubt::ProxyNotTrusted(header) => tracing::warn!(
                header,
                setting = "TRUSTED_PROXIES",
                "requests carry a proxy's header from an address that TRUSTED_PROXIES does not name, \
                 so the header is not believed: all people behind that proxy count as one address, \
                 and limits refuse them together. Name the proxy there. Where no proxy stands before \
                 this server, a client made the header up and nothing is wrong"
            ),
            ClientDoubt::HeaderMissing => tracing::warn!(
                setting = "TRUSTED_PROXIES",
                "a proxy that TRUSTED_PROXIES names passes on neither Forwarded nor X-Forwarded-For: \
                 all people behind it count as one address. In nginx: proxy_set_header \
                 X-Forwarded-For $proxy_add_x_forwarded_for;"
            ),
            ClientDoubt::HeadersDiffer => tracing::warn!(
                setting = "TRUSTED_PROXIES",
                "a proxy that TRUSTED_PROXIES names passes on Forwarded and X-Forwarded-For that name \
                 different clients, so neither is believed and all people behind it count as one \
                 address. Let the proxy remove the one that it does not write"
            ),
        }
    }
}
