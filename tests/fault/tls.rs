//! TLS towards every engine that Redis comes as: who is trusted, and what a failover changes.

use crate::{
    certificates::Certificates,
    engines::{everything, is_not_reached},
    place,
    redis_cluster::RedisCluster,
    sentinel_set::SentinelSet,
    support::RedisServer,
    traffic::Servers,
};

/// By which the nodes of a cluster are known as `localhost` instead of by their addresses.
const BY_NAME: [&str; 4] =
    ["--cluster-announce-hostname", "localhost", "--cluster-preferred-endpoint-type", "hostname"];

/// Two servers that trust the authority of these certificates.
async fn servers(url: &str, trusted: &Certificates) -> Servers {
    Servers::with(&["--redis-url", url, "--redis-ca-file", &trusted.authority()], &[]).await
}

/// A redis-server that speaks TLS alone.
fn server(certificates: &Certificates) -> RedisServer {
    let arguments = certificates.arguments(&["--requirepass", "secret"]);
    RedisServer::start_tls(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A cluster that speaks TLS alone.
fn cluster(
    replicas: usize,
    host: &'static str,
    certificates: &Certificates,
    more: &[&str],
) -> RedisCluster {
    let settings = certificates.arguments(more);
    let settings: Vec<_> = settings.iter().map(String::as_str).collect();
    RedisCluster::with_tls(replicas, host, &settings)
}

/// Asserts that nothing is asked of what stands there.
async fn is_not_trusted(url: &str, authority: Option<&Certificates>) {
    let file = authority.map(Certificates::authority);
    let settings: Vec<_> = file.iter().flat_map(|file| ["--redis-ca-file", file]).collect();
    is_not_reached(url, &settings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_with_a_server_that_the_authority_names_and_with_no_other() {
    let _place = place().await;
    let right = Certificates::naming("DNS:localhost,IP:127.0.0.1");
    let other = Certificates::naming("DNS:redis.example,IP:127.0.0.2");
    let (right_server, other_server) = (server(&right), server(&other));
    for host in ["localhost", "127.0.0.1"] {
        let url = format!("rediss://:secret@{host}:{}", right_server.port());
        everything(&servers(&url, &right).await).await;
    }
    // Another name in the certificate, another authority, and those of the system.
    let (right_port, other_port) = (right_server.port(), other_server.port());
    for (port, authority) in
        [(other_port, Some(&other)), (right_port, Some(&other)), (right_port, None)]
    {
        is_not_trusted(&format!("rediss://:secret@127.0.0.1:{port}"), authority).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i1_i2_i3_a_master_of_a_cluster_with_tls_is_killed_and_its_replica_takes_over() {
    let _place = place().await;
    // Not for the address: each node is verified by the name under which it makes itself known.
    let named = Certificates::naming("DNS:localhost");
    let mut cluster = cluster(3, "localhost", &named, &BY_NAME);
    let servers = servers(&cluster.url(), &named).await;
    everything(&servers).await;
    for master in &cluster.nodes[..3] {
        assert!(!master.keys().is_empty(), "nothing was asked of a master");
    }
    let traffic = servers.traffic();
    traffic.flows(20).await;
    cluster.nodes[0].kill();
    servers.recover("cluster with TLS, kill -9", || cluster.is_ok(&[0])).await;
    traffic.flows(20).await;
    traffic.holds("cluster with TLS, kill -9").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_whose_certificates_do_not_name_what_its_nodes_announce_is_not_trusted() {
    let _place = place().await;
    let both = Certificates::naming("DNS:localhost,IP:127.0.0.1");
    let by_address = cluster(0, "127.0.0.1", &both, &[]);
    everything(&servers(&by_address.url(), &both).await).await;
    drop(by_address);
    // What is in the address is right, and leads to nodes that say they are 127.0.0.1.
    let named = Certificates::naming("DNS:localhost");
    let by_address = cluster(0, "localhost", &named, &[]);
    is_not_trusted(&by_address.url(), Some(&named)).await;
    is_not_trusted(&by_address.url(), Some(&both)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i1_i2_i3_a_master_behind_sentinels_with_tls_is_killed_and_a_replica_takes_over() {
    let _place = place().await;
    let named = Certificates::naming("DNS:localhost");
    let mut set = SentinelSet::with_tls(&named);
    let servers = servers(&set.url(), &named).await;
    everything(&servers).await;
    let other = Certificates::naming("DNS:localhost");
    is_not_trusted(&set.url(), Some(&other)).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    set.servers[0].kill();
    servers.recover("sentinel with TLS, kill -9", || set.has_replaced(0)).await;
    traffic.flows(20).await;
    traffic.holds("sentinel with TLS, kill -9").await;
}
