//! Why a store can't do its work: for whoever has to mend it.

use menshen_i18n::Language;

/// One of the causes that call for different hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::VariantArray))]
pub enum StoreFault {
    /// Nobody listens there, no packet arrives, or one side alone speaks TLS.
    Unreachable,
    /// The name of the host is not known.
    UnknownHost,
    /// The certificate is not trusted, or does not name the host.
    Tls,
    /// No password where one is asked for, or another one.
    Auth,
    /// The user may not run a command, or not on this key.
    Forbidden,
    /// There is no database with this number.
    Database,
    /// A replica, which may not write.
    ReadOnly,
    /// As full as it may be.
    Full,
    /// It can't write to its disk, and so takes no writes.
    Disk,
    /// Too few replicas follow it, and so it takes no writes.
    Replicas,
    /// It reads its data from the disk.
    Loading,
    /// Some slots of the cluster have no master.
    ClusterDown,
    /// The address is that of a cluster, and a single server is there.
    NotACluster,
    /// No sentinel lets it in.
    Sentinels,
    /// The sentinels know no master of this name.
    NoMaster,
    /// Redis takes connections of its own machine alone.
    ProtectedMode,
    /// It has as many connections as it may have.
    TooManyClients,
    /// A proxy in front of a cluster takes no keys of several slots in one call.
    KeysApart,
    /// A proxy or a version of Redis that does not know a command, or refuses a script.
    Unsupported,
    /// It did not answer in time.
    Slow,
    /// Too many calls wait for it already.
    Busy,
    /// Holds something that can't be read.
    Unreadable,
    /// Whatever else.
    Unknown,
}

impl StoreFault {
    /// A stable name in kebab case, for programs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Unreachable => "store-unreachable",
            Self::UnknownHost => "store-unknown-host",
            Self::Tls => "store-tls",
            Self::Auth => "store-auth",
            Self::Forbidden => "store-forbidden",
            Self::Database => "store-database",
            Self::ReadOnly => "store-read-only",
            Self::Full => "store-full",
            Self::Disk => "store-disk",
            Self::Replicas => "store-replicas",
            Self::Loading => "store-loading",
            Self::ClusterDown => "store-cluster-down",
            Self::NotACluster => "store-not-a-cluster",
            Self::Sentinels => "store-sentinels",
            Self::NoMaster => "store-no-master",
            Self::ProtectedMode => "store-protected-mode",
            Self::TooManyClients => "store-too-many-clients",
            Self::KeysApart => "store-keys-apart",
            Self::Unsupported => "store-unsupported",
            Self::Slow => "store-slow",
            Self::Busy => "store-busy",
            Self::Unreadable => "store-unreadable",
            Self::Unknown => "store-down",
        }
    }

    /// The same for people, with what to look at.
    pub fn message(self, language: Language) -> &'static str {
        let texts = &language.catalogue().readiness.store;
        match self {
            Self::Unreachable => texts.unreachable,
            Self::UnknownHost => texts.unknown_host,
            Self::Tls => texts.tls,
            Self::Auth => texts.auth,
            Self::Forbidden => texts.forbidden,
            Self::Database => texts.database,
            Self::ReadOnly => texts.read_only,
            Self::Full => texts.full,
            Self::Disk => texts.disk,
            Self::Replicas => texts.replicas,
            Self::Loading => texts.loading,
            Self::ClusterDown => texts.cluster_down,
            Self::NotACluster => texts.not_a_cluster,
            Self::Sentinels => texts.sentinels,
            Self::NoMaster => texts.no_master,
            Self::ProtectedMode => texts.protected_mode,
            Self::TooManyClients => texts.too_many_clients,
            Self::KeysApart => texts.keys_apart,
            Self::Unsupported => texts.unsupported,
            Self::Slow => texts.slow,
            Self::Busy => texts.busy,
            Self::Unreadable => texts.unreadable,
            Self::Unknown => texts.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_cause_has_a_name_and_words_of_its_own_that_the_documents_list() {
        let documents = include_str!("../../../docs/operations.md");
        let mut told = BTreeSet::new();
        for fault in StoreFault::VARIANTS {
            for language in Language::all() {
                // Two languages may say the same.
                assert!(told.insert((language.name(), fault.message(language))), "{fault:?}");
            }
            assert!(told.insert(("", fault.slug())), "{fault:?}");
            assert!(documents.contains(&format!("| `{}` |", fault.slug())), "{fault:?}");
        }
    }
}
