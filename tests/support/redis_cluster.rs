//! A real Redis Cluster for one test: masters, and replicas where they are asked for.

use super::{
    patience::wait_until,
    redis_server::{Ages, RedisServer, free_port},
};

const SLOTS: u32 = 16_384;
/// After so many milliseconds without an answer a node is taken to be gone, where a replica is to take
/// its place.
const NODE_TIMEOUT: &str = "1000";
/// The same where none can: a busy machine keeps a node from answering for longer than a second.
const LONG_NODE_TIMEOUT: &str = "60000";

/// Every process ends when it is dropped. The first three nodes are the masters of the beginning.
pub struct RedisCluster {
    pub nodes: Vec<RedisServer>,
    /// How an address of it begins, and the host in it.
    scheme: &'static str,
    host: &'static str,
}

impl RedisCluster {
    /// Three masters and no replicas.
    pub fn of_masters() -> Self {
        Self::start(0, &[], RedisServer::start_with)
    }

    /// Three masters with a replica each.
    pub fn with_replicas() -> Self {
        Self::start(3, &[], RedisServer::start_with)
    }

    /// Three masters with so many replicas that speak TLS alone, with these settings as well. Their
    /// address has this host.
    pub fn with_tls(replicas: usize, host: &'static str, settings: &[&str]) -> Self {
        let settings = [&["--tls-cluster", "yes"], settings].concat();
        let cluster = Self::start(replicas, &settings, RedisServer::start_tls);
        // A name that has not come round yet is told as `?`.
        cluster.until("the nodes know each other's names", |node| {
            !node.command(&["CLUSTER", "SLOTS"]).lines().any(|line| line == "?")
        });
        Self { scheme: "rediss-cluster", host, ..cluster }
    }

    fn start(replicas: usize, settings: &[&str], start: impl Fn(&[&str]) -> RedisServer) -> Self {
        let mut nodes: Vec<RedisServer> = Vec::new();
        let node_timeout = if replicas == 0 { LONG_NODE_TIMEOUT } else { NODE_TIMEOUT };
        for _ in 0..3 + replicas {
            let bus = free_port().to_string();
            let quick = [
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus,
                "--cluster-node-timeout",
                node_timeout,
                // A replica that has lost its master a moment ago may take its place.
                "--cluster-replica-validity-factor",
                "0",
                "--repl-ping-replica-period",
                "1",
                "--repl-diskless-sync-delay",
                "0",
            ];
            let node = start(&[&quick, settings].concat());
            if let Some(first) = nodes.first() {
                let port = node.port().to_string();
                first.command(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus]);
            }
            nodes.push(node);
        }
        let cluster = Self { nodes, scheme: "redis-cluster", host: "127.0.0.1" };
        for (n, master) in cluster.nodes[..3].iter().enumerate() {
            let slot = |n: usize| n as u32 * SLOTS / 3;
            let (first, last) = (slot(n).to_string(), (slot(n + 1) - 1).to_string());
            master.command(&["CLUSTER", "ADDSLOTSRANGE", &first, &last]);
            master.command(&["CLUSTER", "SET-CONFIG-EPOCH", &(n + 1).to_string()]);
        }
        let all = cluster.nodes.len();
        cluster.until("the nodes know each other", |node| {
            node.command(&["CLUSTER", "NODES"]).lines().count() == all
        });
        for n in 3..all {
            let master = cluster.nodes[n - 3].command(&["CLUSTER", "MYID"]);
            let replica = &cluster.nodes[n];
            wait_until("the replica has heard of the master", || {
                replica.command(&["CLUSTER", "REPLICATE", &master]) == "OK"
            });
        }
        wait_until("the cluster comes up", || cluster.is_ok(&[]));
        cluster.until("the replicas are in step", |node| {
            let said = node.command(&["INFO", "replication"]);
            said.contains("role:master") || said.contains("master_link_status:up")
        });
        cluster
    }

    /// What `REDIS_URL` is for this cluster.
    pub fn url(&self) -> String {
        let [first, others @ ..] = &self.nodes[..] else { panic!("a cluster has nodes") };
        let address = |node: &RedisServer| format!("{}:{}", self.host, node.port());
        let others: Vec<_> = others.iter().map(|node| format!("node={}", address(node))).collect();
        format!("{}://{}?{}", self.scheme, address(first), others.join("&"))
    }

    /// Whether every node but those that are gone says that all is well, with a master for each slot
    /// that is there.
    pub fn is_ok(&self, gone: &[usize]) -> bool {
        let gone_ports: Vec<u16> = gone.iter().map(|&n| self.nodes[n].port()).collect();
        let there = self.nodes.iter().enumerate().filter(|(n, _)| !gone.contains(n));
        let mut there = there.map(|(_, node)| node);
        there.all(|node| {
            let state = node.try_command(&["CLUSTER", "INFO"]).unwrap_or_default();
            let slots = node.try_command(&["CLUSTER", "NODES"]).unwrap_or_default();
            // A master that is gone still stands there, but has no slots any more.
            let mut lost = slots.lines().filter(|line| line.split(' ').count() > 8);
            let lost = lost.any(|line| {
                gone_ports.iter().any(|port| line.contains(&format!("127.0.0.1:{port}@")))
            });
            state.contains("cluster_state:ok") && !lost
        })
    }

    fn until(&self, what: &str, each: impl Fn(&RedisServer) -> bool) {
        wait_until(what, || self.nodes.iter().all(&each));
    }
}

impl Ages for RedisCluster {
    fn shift(&self, millis: i64) {
        for master in &self.nodes[..3] {
            master.shift(millis);
        }
    }
}
