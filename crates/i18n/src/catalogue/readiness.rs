//! Why a server is not ready: `/readyz` and the log tell it to whoever has to mend it.

/// What `/readyz` says.
#[derive(Debug)]
pub struct ReadinessTexts {
    /// The server was told to stop.
    pub stopping: &'static str,
    /// It has started, and its store has not answered yet.
    pub store_connecting: &'static str,
    /// The store can't do its work.
    pub store: StoreTexts,
}

/// Why a store can't do its work, and what to look at.
#[derive(Debug)]
pub struct StoreTexts {
    /// Nobody listens there, no packet arrives, or one side alone speaks TLS.
    pub unreachable: &'static str,
    /// The name of the host is not known.
    pub unknown_host: &'static str,
    /// The certificate is not trusted, or does not name the host.
    pub tls: &'static str,
    /// No password where one is asked for, or another one.
    pub auth: &'static str,
    /// The user may not run a command, or not on this key.
    pub forbidden: &'static str,
    /// There is no database with this number.
    pub database: &'static str,
    /// A replica, which may not write.
    pub read_only: &'static str,
    /// As full as it may be.
    pub full: &'static str,
    /// It can't write to its disk, and so takes no writes.
    pub disk: &'static str,
    /// Too few replicas follow it, and so it takes no writes.
    pub replicas: &'static str,
    /// It reads its data from the disk.
    pub loading: &'static str,
    /// Some slots of the cluster have no master.
    pub cluster_down: &'static str,
    /// The address is that of a cluster, and a single server is there.
    pub not_a_cluster: &'static str,
    /// No sentinel lets it in.
    pub sentinels: &'static str,
    /// The sentinels know no master of this name.
    pub no_master: &'static str,
    /// Redis takes connections of its own machine alone.
    pub protected_mode: &'static str,
    /// It has as many connections as it may have.
    pub too_many_clients: &'static str,
    /// A proxy in front of a cluster takes no keys of several slots in one call.
    pub keys_apart: &'static str,
    /// A proxy or a version of Redis that does not know a command, or refuses a script.
    pub unsupported: &'static str,
    /// It did not answer in time.
    pub slow: &'static str,
    /// Too many calls wait for it already.
    pub busy: &'static str,
    /// Holds something that can't be read.
    pub unreadable: &'static str,
    /// Whatever else.
    pub unknown: &'static str,
}
