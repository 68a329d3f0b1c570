//! The whole flow on every engine that Redis comes as.

use std::{iter, time::Duration};

use menshen::model::ImageCodeId;
use tokio::time::sleep;

use crate::{
    place,
    redis_cluster::RedisCluster,
    sentinel_set::SentinelSet,
    support::{
        menshen::{mobile, other_than, store_at},
        webhook::Next,
    },
    traffic::Servers,
};

/// The whole flow some times at each of two servers, with a send that fails and is given back, wrong
/// codes, a sound and the numbers: every command that Menshen has without a console.
pub async fn everything(servers: &Servers) {
    for server in &servers.servers {
        for _ in 0..5 {
            servers.flow(server).await.unwrap();
        }
        servers.webhook.next(Next::Answer(400));
        // Of a prefix that nobody else is in: nothing is left of what was counted for it.
        assert_eq!(server.solve_and_send("13711110000").await.problem(), "send-failed");
        let (id, _) = server.picture().await;
        assert_eq!(server.get(&format!("/image_codes/{id}/audio")).await.status, 200);
        let number = mobile();
        assert_eq!(server.solve_and_send(&number).await.status, 200);
        let right = servers.code(&number).unwrap();
        for code in [&other_than(&right); 5].into_iter().chain([&right]) {
            assert_eq!(server.verify(&number, code).await.problem(), "sms-code-wrong");
        }
        assert!(server.get("/metrics").await.text().contains("menshen_budget_left"));
    }
}

/// Asserts that a store with this address and these settings does not answer, for a second.
pub async fn is_not_reached(url: &str, settings: &[&str]) {
    let store = store_at(&[&["--redis-url", url], settings].concat());
    for _ in 0..20 {
        assert!(store.ping().await.is_err(), "{url} answers, with {settings:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_flow_runs_on_a_cluster() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    everything(&Servers::on(&cluster.url()).await).await;
    for master in &cluster.nodes {
        assert!(!master.keys().is_empty(), "nothing was asked of a master");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_flow_runs_on_a_sentinel_set_with_passwords() {
    let _place = place().await;
    let set = SentinelSet::start();
    everything(&Servers::on(&set.url()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_slot_moves_new_keys_in_it_are_503_and_afterwards_it_is_served_where_it_is() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    let servers = Servers::on(&cluster.url()).await;
    let server = &servers.servers[0];
    let id = ImageCodeId::random();
    let slot = cluster.nodes[0].command(&["CLUSTER", "KEYSLOT", &format!("image_code:{id}")]);
    let from = slot.parse::<usize>().unwrap() * 3 / 16_384;
    let (from, to) = (&cluster.nodes[from], &cluster.nodes[(from + 1) % 3]);
    let (from_id, to_id) = (from.command(&["CLUSTER", "MYID"]), to.command(&["CLUSTER", "MYID"]));
    to.command(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id]);
    from.command(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id]);

    // What is not there is asked for at the other one, which fred can't do. Again and again: its task
    // must not end by it.
    for _ in 0..5 {
        let moving = server.get(&format!("/image_codes/{id}/")).await;
        assert_eq!((moving.status, moving.problem().as_str()), (503, "unavailable"));
        servers.flow(server).await.unwrap();
    }
    for node in iter::once(to).chain(&cluster.nodes) {
        node.command(&["CLUSTER", "SETSLOT", &slot, "NODE", &to_id]);
    }
    // The first call at each server is told where the slot is, and gets there.
    for server in &servers.servers {
        let shown = server.get(&format!("/image_codes/{id}/")).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
    }
    assert_eq!(to.keys().iter().filter(|key| key.contains(&id.to_string())).count(), 1);
    for server in &servers.servers {
        for _ in 0..5 {
            servers.flow(server).await.unwrap();
        }
    }
}
