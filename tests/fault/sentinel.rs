//! Faults of a Sentinel set of a master and two replicas, with two Menshen servers on it.

use crate::{
    place,
    sentinel_set::SentinelSet,
    support::{menshen::mobile, until},
    traffic::Servers,
};

#[tokio::test(flavor = "multi_thread")]
async fn i1_i2_i3_a_master_is_killed_and_a_replica_takes_over() {
    let _place = place().await;
    let mut set = SentinelSet::start();
    let servers = Servers::in_practice(&set.url()).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    set.servers[0].kill();
    servers.recover("sentinel, kill -9", || set.has_replaced(0)).await;
    traffic.flows(20).await;
    traffic.holds("sentinel, kill -9").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentinel_that_hangs_is_passed_over_also_when_a_master_is_killed() {
    let _place = place().await;
    let mut set = SentinelSet::with_open_sentinels();
    // Of those in the address fred asks the second first.
    set.sentinels[1].freeze();
    let servers = Servers::in_practice(&set.url()).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    set.servers[0].kill();
    let others = &set.sentinels[2..];
    let what = "sentinel, one hangs, kill -9";
    servers.recover(what, || set.has_replaced_say(others, 0)).await;
    traffic.flows(20).await;
    traffic.holds(what).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make fault"]
async fn i1_i2_i3_a_master_hangs_is_replaced_and_comes_back_as_a_replica() {
    let _place = place().await;
    let set = SentinelSet::start();
    let servers = Servers::in_practice(&set.url()).await;
    let traffic = servers.traffic();
    traffic.flows(20).await;
    set.servers[0].freeze();
    servers.recover("sentinel, SIGSTOP", || set.has_replaced(0)).await;
    traffic.flows(20).await;
    // It still takes itself for the master, and holds what was sent to it while it hung.
    set.servers[0].thaw();
    servers
        .recover("sentinel, SIGCONT", || {
            set.has_replaced(0)
                && set.servers[0].try_command(&["ROLE"]).is_ok_and(|role| role.starts_with("slave"))
        })
        .await;
    traffic.flows(20).await;
    traffic.holds("sentinel, SIGSTOP and SIGCONT").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "make fault"]
async fn i2_with_min_replicas_nothing_is_accepted_that_a_failover_would_take_back() {
    let _place = place().await;
    let mut set = SentinelSet::start();
    let servers = Servers::in_practice(&set.url()).await;
    for (name, value) in [("min-replicas-to-write", "1"), ("min-replicas-max-lag", "1")] {
        assert_eq!(set.servers[0].command(&["CONFIG", "SET", name, value]), "OK");
    }
    let server = &servers.servers[0];
    let (id, text) = server.picture().await;
    // Replicas that don't follow any more: what the master alone knows is lost with it.
    set.servers[1].freeze();
    set.servers[2].freeze();
    let lags = || set.servers[0].command(&["INFO", "replication"]);
    until("it has no good replica", async || lags().contains("min_slaves_good_slaves:0")).await;
    let refused = server.send(&mobile(), &text, id).await;
    assert_eq!((refused.status, refused.problem().as_str()), (503, "unavailable"));
    set.servers[0].kill();
    set.servers[1].thaw();
    set.servers[2].thaw();
    servers.recover("sentinel, replicas that lag", || set.has_replaced(0)).await;
    // The picture is still there, and buys its one message.
    assert_eq!(server.send(&mobile(), &text, id).await.status, 200);
    assert_eq!(server.send(&mobile(), &text, id).await.problem(), "image-code-expired");
}
