//! A managed cluster behind a proxy that looks like one server and checks what scripts touch.

use std::sync::Arc;

use crate::{
    engines::everything,
    place,
    redis_cluster::RedisCluster,
    strict_proxy::{APART, StrictProxy},
    support::{Console, Menshen, Webhook, console::TOKEN, menshen::mobile, until},
    traffic::{SETTINGS, Servers},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_flow_and_the_console_run_behind_a_proxy_that_checks_the_keys_of_scripts() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    let proxy = StrictProxy::before(&cluster).await;
    let (webhook, address) = (Webhook::start().await, Menshen::free_address());
    let settings = [&SETTINGS[..], &["--admin-token", TOKEN, "--admin-addr", &address]].concat();
    let store = ["--redis-url", &proxy.url()];
    let server = Menshen::process_on(&store, webhook.clone(), &settings).await;
    let servers = Servers { servers: vec![Arc::new(server)], webhook };
    everything(&servers).await;
    for master in &cluster.nodes {
        assert!(!master.keys().is_empty(), "nothing was asked of a master");
    }

    let console = Console::of(&address, "Ann").await;
    for on in [true, false] {
        console.set_switch("raise", on).await;
    }
    until("the console shows a prefix", async || {
        console.get("/admin").await.text().contains("+861390000****")
    })
    .await;

    // What a client asks when it connects, and the first picture: whether it can be issued by one call.
    for (command, why) in proxy.refused() {
        let expected = command == "CLIENT" || (command.starts_with("EVAL") && why == APART);
        assert!(expected, "{command}: {why}");
    }
    let scripts = proxy.refused().into_iter().filter(|(command, _)| command.starts_with("EVAL"));
    assert!(scripts.count() <= 1, "it is asked once");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_behind_a_proxy_in_front_of_a_cluster() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    let proxy = StrictProxy::before(&cluster).await;
    let store = ["--redis-url", &proxy.url()];
    let settings = ["--image-codes-per-minute=4", "--sms-per-address-hour=2"];
    let server = Menshen::process_on(&store, Webhook::start().await, &settings).await;
    let number = mobile();
    assert_eq!(server.solve_and_send(&number).await.status, 200);
    assert_eq!(server.solve_and_send(&number).await.problem(), "cooling-down");
    assert_eq!(server.solve_and_send(&mobile()).await.status, 200);
    assert_eq!(server.solve_and_send(&mobile()).await.problem(), "address-limited");
    let picture = format!("/image_codes/{}/", menshen::model::ImageCodeId::random());
    assert_eq!(server.get(&picture).await.problem(), "too-many-pictures");
}
