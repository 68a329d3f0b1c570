//! An operator is told why the store can't do its work: by `/readyz` and in the log, and never with an
//! address, a password, a key or a value.

use std::net::TcpStream;

use crate::{
    certificates::Certificates,
    place,
    redis_cluster::RedisCluster,
    redis_server::free_port,
    sentinel_set::SentinelSet,
    support::{RedisServer, Wire, menshen::SECRET, program::Program, until},
};

/// The program on such a store.
struct Asked {
    program: Program,
}

impl Asked {
    fn of(url: &str, settings: &[&str]) -> Self {
        let environment =
            [("REDIS_URL", url), ("MENSHEN_SECRET", SECRET), ("ALLOW_CONSOLE_WITH_REDIS", "true")];
        let program = Program::start(&environment, settings);
        program.until_serving();
        Self { program }
    }

    /// Waits until `/readyz` gives this reason, `ok` where it is ready.
    async fn until(&self, reason: &str) {
        until(reason, async || {
            let text = Wire::to(&self.program.url).await.get("/readyz").await;
            let told = format!("\"reason\":\"{reason}\"");
            text.ends_with("\r\n\r\nok\n") == (reason == "ok")
                && (reason == "ok" || text.contains(&told))
        })
        .await;
    }
}

/// Asserts that this is what an operator is told, and nothing that is nobody's business.
async fn is_told(url: &str, settings: &[&str], reason: &str) {
    let asked = Asked::of(url, settings);
    asked.until(reason).await;
    // The server looks at its switches once a second.
    asked.program.until_logged(reason);
    asked.until(reason).await;
    let log = asked.program.stop().stderr;
    assert!(log.contains(reason), "{reason}: {log}");
    for secret in ["127.0.0.1:", "secret", "wrong", "nobody.invalid", "sms:ready"] {
        let told = log.lines().find(|line| line.contains(secret) && line.contains("store"));
        assert_eq!(told, None, "{reason}");
    }
    let lines = log.lines().filter(|line| line.contains("ERROR") || line.contains("WARN")).count();
    assert!(lines <= 4, "{reason}: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_a_database_and_an_address_that_are_wrong_are_told_apart() {
    let _place = place().await;
    let mut open = RedisServer::start();
    let closed = RedisServer::start_with(&["--requirepass", "secret"]);
    let (port, closed) = (open.port(), closed.port());
    for (url, reason) in [
        (format!("redis://:wrong@127.0.0.1:{closed}"), "store-auth"),
        (format!("redis://127.0.0.1:{closed}"), "store-auth"),
        (format!("redis://wrong:secret@127.0.0.1:{port}"), "store-auth"),
        (format!("redis://127.0.0.1:{port}/99"), "store-database"),
        (format!("redis://127.0.0.1:{}", free_port()), "store-unreachable"),
        ("redis://nobody.invalid:6379".to_owned(), "store-unknown-host"),
        (format!("redis-cluster://127.0.0.1:{port}"), "store-not-a-cluster"),
        (format!("redis-cluster://127.0.0.1:{}", free_port()), "store-unreachable"),
        (
            format!("redis-sentinel://127.0.0.1:{}?sentinelServiceName=menshen", free_port()),
            "store-sentinels",
        ),
    ] {
        is_told(&url, &[], reason).await;
    }
    let rules = "reset on >secret ~* resetchannels -@all +ping +info +client|id +get";
    open.command(
        &[&["ACL", "SETUSER", "menshen"], &rules.split(' ').collect::<Vec<_>>()[..]].concat(),
    );
    is_told(&format!("redis://menshen:secret@127.0.0.1:{port}"), &[], "store-forbidden").await;
    open.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_certificate_is_not_trusted_or_that_speaks_no_tls_is_told_as_such() {
    let _place = place().await;
    let (named, other) =
        (Certificates::naming("IP:127.0.0.1"), Certificates::naming("IP:127.0.0.1"));
    let tls = named.arguments(&[]);
    let tls = RedisServer::start_tls(&tls.iter().map(String::as_str).collect::<Vec<_>>());
    let plain = RedisServer::start();
    let url = format!("rediss://127.0.0.1:{}", tls.port());
    is_told(&url, &["--redis-ca-file", &other.authority()], "store-tls").await;
    // Neither understands the other, and neither says so.
    let url = format!("rediss://127.0.0.1:{}", plain.port());
    is_told(&url, &["--redis-ca-file", &other.authority()], "store-unreachable").await;
    is_told(&format!("redis://127.0.0.1:{}", tls.port()), &[], "store-unreachable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_no_writes_is_not_ready_and_is_ready_again_once_it_does() {
    let _place = place().await;
    let redis = RedisServer::start_with(&["--enable-protected-configs", "yes"]);
    let set =
        |name: &str, value: &str| assert_eq!(redis.command(&["CONFIG", "SET", name, value]), "OK");
    let asked = Asked::of(&redis.url(), &[]);
    asked.until("ok").await;

    set("maxmemory", "1mb");
    asked.until("store-full").await;
    set("maxmemory", "0");
    asked.until("ok").await;

    set("min-replicas-to-write", "1");
    asked.until("store-replicas").await;
    set("min-replicas-to-write", "0");
    asked.until("ok").await;

    redis.command(&["REPLICAOF", "127.0.0.1", &free_port().to_string()]);
    asked.until("store-read-only").await;
    redis.command(&["REPLICAOF", "NO", "ONE"]);
    asked.until("ok").await;

    // Where it can't save.
    set("dir", "/proc");
    set("save", "1 1");
    redis.command(&["BGSAVE"]);
    asked.until("store-disk").await;
    set("save", "");
    asked.until("ok").await;

    let log = asked.program.stop().stderr;
    for cause in ["store-full", "store-replicas", "store-read-only", "store-disk"] {
        assert!(log.contains(cause), "{cause}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_no_more_clients_is_told_as_such() {
    let _place = place().await;
    let redis = RedisServer::start_with(&["--maxclients", "1"]);
    let only = TcpStream::connect(("127.0.0.1", redis.port())).unwrap();
    is_told(&redis.url(), &[], "store-too-many-clients").await;
    drop(only);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_with_a_master_that_takes_no_writes_is_not_ready() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    let asked = Asked::of(&cluster.url(), &[]);
    asked.until("ok").await;
    for master in &cluster.nodes {
        assert_eq!(master.command(&["CONFIG", "SET", "maxmemory", "1mb"]), "OK");
        asked.until("store-full").await;
        assert_eq!(master.command(&["CONFIG", "SET", "maxmemory", "0"]), "OK");
        asked.until("ok").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sentinels_that_know_no_such_master_or_take_another_password_are_told_apart() {
    let _place = place().await;
    let set = SentinelSet::start();
    let url = set.url().replace("sentinelServiceName=menshen", "sentinelServiceName=other");
    is_told(&url, &[], "store-no-master").await;
    let url = set.url();
    let (url, _) = url.split_once("&sentinelPassword").unwrap();
    is_told(&format!("{url}&sentinelPassword=wrong"), &[], "store-sentinels").await;
}
