//! `menshen health`: what a container asks about itself.

use std::net::TcpListener;

use crate::support::{Menshen, Program, RedisServer, Webhook, program::Ended};

/// Asks the server that listens there.
fn health(address: &str, arguments: &[&str]) -> Ended {
    let arguments = [&["health"], arguments].concat();
    Program::start(&[("LEPTOS_SITE_ADDR", address)], &arguments).ended()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_is_well_and_ready_only_while_its_store_is() {
    let mut redis = RedisServer::start();
    let menshen = Menshen::process(&redis, Webhook::start().await, &[]).await;
    let address = menshen.url.trim_start_matches("http://");
    // As a container has it: it listens everywhere.
    let everywhere = address.replace("127.0.0.1", "0.0.0.0");
    for address in [address, &everywhere] {
        for arguments in [&[][..], &["--ready"]] {
            let ended = health(address, arguments);
            assert!(ended.success, "{address}: {}{}", ended.stdout, ended.stderr);
            assert_eq!(ended.stdout, "ok\n");
        }
    }

    redis.kill();
    let ended = health(address, &["--ready", "--timeout=60"]);
    assert!(!ended.success);
    assert!(ended.stdout.starts_with("/readyz answers with 503"), "{}", ended.stdout);
    assert!(ended.stdout.contains("(store-"), "{}", ended.stdout);
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
    // It is no reason to start it again.
    assert!(health(address, &[]).success);
}

#[test]
fn who_does_not_answer_is_not_well() {
    // It takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let ended = health(&address, &["--timeout=1"]);
    assert!(!ended.success);
    assert!(ended.stdout.starts_with(&format!("{address} does not answer: ")), "{}", ended.stdout);
    // Nobody is there.
    drop(silent);
    let ended = health(&address, &[]);
    assert!(!ended.success);
    assert!(ended.stdout.starts_with(&format!("{address} does not answer: ")), "{}", ended.stdout);
}
