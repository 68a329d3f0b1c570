//! Faults of a Redis Cluster of three masters and three replicas, with two Menshen servers on it.

use crate::{place, redis_cluster::RedisCluster, support::until, traffic::Servers};

#[tokio::test(flavor = "multi_thread")]
async fn i1_i2_i3_a_master_is_killed_and_its_replica_takes_over() {
    let _place = place().await;
    let mut cluster = RedisCluster::with_replicas();
    // Of all nodes the one is named that dies: the others are known by then.
    let url = cluster.url();
    let servers = Servers::in_practice(url.split('?').next().unwrap()).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    cluster.nodes[0].kill();
    servers.recover("cluster, kill -9", || cluster.is_ok(&[0])).await;
    traffic.flows(20).await;
    traffic.holds("cluster, kill -9").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make fault"]
async fn i1_i2_i3_a_master_hangs_is_replaced_and_comes_back_as_a_replica() {
    let _place = place().await;
    let cluster = RedisCluster::with_replicas();
    let servers = Servers::in_practice(&cluster.url()).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    cluster.nodes[1].freeze();
    servers.recover("cluster, SIGSTOP", || cluster.is_ok(&[1])).await;
    traffic.flows(20).await;
    cluster.nodes[1].thaw();
    servers.recover("cluster, SIGCONT", || cluster.is_ok(&[])).await;
    let role = || cluster.nodes[1].try_command(&["ROLE"]).unwrap_or_default();
    until("it is a replica", async || role().starts_with("slave")).await;
    traffic.flows(20).await;
    traffic.holds("cluster, SIGSTOP and SIGCONT").await;
}
