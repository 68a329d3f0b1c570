//! Why a store can't do its work: for whoever has to mend it.

use crate::Language;

/// One of the causes that call for different hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Every cause.
    pub const ALL: [Self; 23] = [
        Self::Unreachable,
        Self::UnknownHost,
        Self::Tls,
        Self::Auth,
        Self::Forbidden,
        Self::Database,
        Self::ReadOnly,
        Self::Full,
        Self::Disk,
        Self::Replicas,
        Self::Loading,
        Self::ClusterDown,
        Self::NotACluster,
        Self::Sentinels,
        Self::NoMaster,
        Self::ProtectedMode,
        Self::TooManyClients,
        Self::KeysApart,
        Self::Unsupported,
        Self::Slow,
        Self::Busy,
        Self::Unreadable,
        Self::Unknown,
    ];

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
        match language {
            Language::En => self.english(),
            Language::Zh => self.chinese(),
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "Nothing answers at the store's address, or only one side speaks TLS."
            }
            Self::UnknownHost => "The host in the store's address is not known.",
            Self::Tls => {
                "The store's certificate is not trusted: check it, REDIS_CA_FILE and the address."
            }
            Self::Auth => "The store refuses the password, or asks for one: check REDIS_URL.",
            Self::Forbidden => {
                "The store's user may not run a command or use a key: check its ACL."
            }
            Self::Database => "The store has no database with the number in REDIS_URL.",
            Self::ReadOnly => "The store is a replica and takes no writes: name its master.",
            Self::Full => "The store is full: raise its maxmemory.",
            Self::Disk => "The store can't write to its disk and takes no writes.",
            Self::Replicas => "Too few replicas follow the store, so it takes no writes.",
            Self::Loading => "The store is loading its data from the disk.",
            Self::ClusterDown => "The cluster is down, or some of its slots have no master.",
            Self::NotACluster => "REDIS_URL names a cluster, but the server is none.",
            Self::Sentinels => {
                "No sentinel answers: check their addresses and sentinelPassword in REDIS_URL."
            }
            Self::NoMaster => {
                "The sentinels know no master by this name: check sentinelServiceName in REDIS_URL."
            }
            Self::ProtectedMode => {
                "The store is in protected mode: it takes connections from its own machine alone."
            }
            Self::TooManyClients => "The store has as many connections as it may have.",
            Self::KeysApart => "A proxy refuses keys of several slots in one call.",
            Self::Unsupported => "The store does not know a command, or refuses a script.",
            Self::Slow => "The store did not answer in time.",
            Self::Busy => "Too many calls are waiting for the store.",
            Self::Unreadable => "The store holds something that can't be read.",
            Self::Unknown => "The store does not answer; see the log.",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Unreachable => "存储地址没有响应，或只有一方使用 TLS。",
            Self::UnknownHost => "无法解析存储地址中的主机名。",
            Self::Tls => "存储的证书不受信任，请检查证书、REDIS_CA_FILE 和地址。",
            Self::Auth => "存储要求密码或拒绝了密码，请检查 REDIS_URL。",
            Self::Forbidden => "存储用户无权执行某个命令或访问某个键，请检查 ACL。",
            Self::Database => "存储没有 REDIS_URL 中的数据库编号。",
            Self::ReadOnly => "存储是只读副本，不能写入，请改用主节点的地址。",
            Self::Full => "存储已满，请调大 maxmemory。",
            Self::Disk => "存储无法写入磁盘，因此拒绝写入。",
            Self::Replicas => "存储的副本不足，因此拒绝写入。",
            Self::Loading => "存储正在从磁盘加载数据。",
            Self::ClusterDown => "集群不可用，或部分槽没有主节点。",
            Self::NotACluster => "REDIS_URL 指定了集群，但该服务器不是集群。",
            Self::Sentinels => "没有哨兵响应，请检查 REDIS_URL 中的哨兵地址和 sentinelPassword。",
            Self::NoMaster => {
                "哨兵找不到该名称的主节点，请检查 REDIS_URL 中的 sentinelServiceName。"
            }
            Self::ProtectedMode => "存储处于保护模式，只接受本机连接。",
            Self::TooManyClients => "存储的连接数已达上限。",
            Self::KeysApart => "代理拒绝在一次调用中使用多个槽的键。",
            Self::Unsupported => "存储不支持某个命令，或拒绝执行脚本。",
            Self::Slow => "存储响应超时。",
            Self::Busy => "等待存储的请求过多。",
            Self::Unreadable => "存储中有无法读取的内容。",
            Self::Unknown => "存储没有响应，请查看日志。",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_cause_has_a_name_and_words_of_its_own_that_the_documents_list() {
        let documents = include_str!("../../../docs/operations.md");
        let mut told = BTreeSet::new();
        for fault in StoreFault::ALL {
            for language in [Language::En, Language::Zh] {
                assert!(told.insert(fault.message(language)), "{fault:?}");
            }
            assert!(told.insert(fault.slug()), "{fault:?}");
            assert!(documents.contains(&format!("| `{}` |", fault.slug())), "{fault:?}");
        }
    }
}
