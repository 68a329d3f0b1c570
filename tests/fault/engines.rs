//! The whole flow on every engine that Redis comes as.

use std::{collections::BTreeSet, fs, iter, path::Path, process::Command, time::Duration};

use clap::Parser;
use menshen::{
    model::ImageCodeId,
    server::{Settings, open_store},
};
use tokio::time::sleep;

use crate::{
    alone,
    redis_cluster::RedisCluster,
    redis_server::{folder, free_port},
    sentinel_set::SentinelSet,
    support::{
        RedisServer,
        menshen::{SECRET, mobile},
        webhook::Next,
    },
    traffic::Servers,
};

/// The whole flow some times at each of two servers, with a send that fails and is given back, wrong
/// codes, a sound and the numbers: every command that Menshen has without a console.
async fn everything(servers: &Servers) {
    for server in &servers.servers {
        for _ in 0..5 {
            servers.flow(server).await.unwrap();
        }
        servers.webhook.next(Next::Answer(400));
        assert_eq!(server.solve_and_send(&mobile()).await.problem(), "send-failed");
        let (id, _) = server.picture().await;
        assert_eq!(server.get(&format!("/image_codes/{id}/audio")).await.status, 200);
        let number = mobile();
        assert_eq!(server.solve_and_send(&number).await.status, 200);
        for _ in 0..4 {
            assert_eq!(server.verify(&number, "000000").await.problem(), "sms-code-wrong");
        }
        assert_eq!(server.verify(&number, "000000").await.problem(), "sms-code-exhausted");
        assert!(server.get("/metrics").await.text().contains("menshen_budget_left"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_flow_runs_on_a_cluster() {
    let _alone = alone().await;
    let cluster = RedisCluster::of_masters();
    everything(&Servers::on(&cluster.url()).await).await;
    for master in &cluster.nodes {
        assert!(!master.keys().is_empty(), "nothing was asked of a master");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_flow_runs_on_a_sentinel_set_with_passwords() {
    let _alone = alone().await;
    let set = SentinelSet::start();
    everything(&Servers::on(&set.url()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_slot_moves_new_keys_in_it_are_503_and_afterwards_it_is_served_where_it_is() {
    let _alone = alone().await;
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

/// Makes an authority, and a certificate of it for this name.
fn certificates(folder: &Path, name: &str, alternative: &str) {
    let openssl = |arguments: &str| {
        let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
        let done = done.expect("openssl is missing: scripts/setup redis");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    fs::write(folder.join(format!("{name}.ext")), format!("subjectAltName={alternative}")).unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    openssl(&format!(
        "req -x509 {key} -subj /CN=ca-{name} -keyout ca-{name}.key -out ca-{name}.crt"
    ));
    openssl(&format!("req {key} -subj /CN=redis -keyout {name}.key -out {name}.csr"));
    openssl(&format!(
        "x509 -req -in {name}.csr -CA ca-{name}.crt -CAkey ca-{name}.key -CAcreateserial -days 2 \
         -extfile {name}.ext -out {name}.crt"
    ));
}

/// A redis-server with TLS, and the port of that.
fn with_tls(folder: &Path, name: &str) -> (RedisServer, u16) {
    let port = free_port();
    let file = |end: &str| folder.join(format!("{name}.{end}")).to_str().unwrap().to_owned();
    let server = RedisServer::start_with(&[
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &file("crt"),
        "--tls-key-file",
        &file("key"),
        "--tls-auth-clients",
        "no",
        "--requirepass",
        "secret",
    ]);
    (server, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_with_a_server_that_the_authority_names_and_with_no_other() {
    let _alone = alone().await;
    let folder = folder();
    certificates(&folder, "right", "DNS:localhost,IP:127.0.0.1");
    certificates(&folder, "other", "DNS:redis.example,IP:127.0.0.2");
    let ca = |name: &str| folder.join(format!("ca-{name}.crt")).to_str().unwrap().to_owned();
    let (_right, right) = with_tls(&folder, "right");
    let (_other, other) = with_tls(&folder, "other");

    for host in ["localhost", "127.0.0.1"] {
        let url = format!("rediss://:secret@{host}:{right}");
        let store = ["--redis-url", &url, "--redis-ca-file", &ca("right")];
        everything(&Servers::with(&store, &[]).await).await;
    }
    // Another name in the certificate, another authority, and those of the system.
    for (port, authority) in [(other, Some(ca("other"))), (right, Some(ca("other"))), (right, None)]
    {
        let url = format!("rediss://:secret@127.0.0.1:{port}");
        let mut settings = vec!["menshen", "--redis-url", &url, "--menshen-secret", SECRET];
        settings.extend(authority.iter().flat_map(|file| ["--redis-ca-file", file]));
        let store = open_store(&Settings::try_parse_from(settings).unwrap()).unwrap();
        for _ in 0..20 {
            assert!(store.ping().await.is_err(), "{authority:?} is trusted for port {port}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

/// What docs/operations.md gives the user, with a password: for a server, a cluster or a sentinel set.
fn documented(more: &str) -> Vec<String> {
    let text = include_str!("../../docs/operations.md");
    let line = text.lines().find(|line| line.starts_with("user menshen on ")).expect("an ACL line");
    let line = format!("{line} {more}").replace(">PASSWORD", ">secret");
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

fn let_in(server: &RedisServer, more: &str) {
    let rules = documented(more);
    let rules: Vec<_> = rules.iter().map(String::as_str).collect();
    assert_eq!(server.command(&[&["ACL", "SETUSER"], &rules[..]].concat()), "OK");
}

/// The commands that this server has run, but for those that every user has.
fn used(server: &RedisServer) -> BTreeSet<String> {
    let stats = server.command(&["INFO", "commandstats"]);
    let commands = stats.lines().filter_map(|line| line.strip_prefix("cmdstat_"));
    let commands = commands.filter(|line| !line.contains(":calls=0,"));
    let names = commands.map(|line| line.split_once(':').unwrap().0.to_owned());
    names.filter(|name| name != "auth").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_acl_user_has_exactly_what_is_used() {
    let _alone = alone().await;
    let server = RedisServer::start();
    let_in(&server, "");
    // Nobody else gets in, and what the test asks of it is no part of the count.
    server.command(&["CONFIG", "RESETSTAT"]);
    let url = server.url().replace("redis://", "redis://menshen:secret@");
    everything(&Servers::on(&url).await).await;
    let used = used(&server);
    assert_eq!(server.command(&["ACL", "LOG"]), "", "something was not allowed");

    let granted = documented("");
    let granted = granted.iter().filter_map(|rule| rule.strip_prefix('+'));
    let granted: BTreeSet<_> = granted.map(str::to_owned).collect();
    let test_itself = ["config|resetstat"].map(str::to_owned).into();
    assert_eq!(&used - &test_itself, granted);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_acl_users_are_enough_for_a_cluster_and_for_a_sentinel_set() {
    let _alone = alone().await;
    let cluster = RedisCluster::of_masters();
    for node in &cluster.nodes {
        let_in(node, "+cluster|info +cluster|slots");
    }
    let url = cluster.url().replace("redis-cluster://", "redis-cluster://menshen:secret@");
    everything(&Servers::on(&url).await).await;
    for node in &cluster.nodes {
        assert_eq!(node.command(&["ACL", "LOG"]), "", "something was not allowed");
    }
    drop(cluster);

    let set = SentinelSet::start();
    for server in &set.servers {
        let_in(server, "+role");
    }
    for sentinel in &set.sentinels {
        let rules = "SETUSER menshen on >secret -@all +sentinel|get-master-addr-by-name \
                     +sentinel|sentinels";
        let rules: Vec<_> = ["ACL"].into_iter().chain(rules.split_whitespace()).collect();
        assert_eq!(sentinel.command(&rules), "OK");
    }
    let url = set.url_as("menshen", "secret");
    everything(&Servers::on(&url).await).await;
    for server in set.servers.iter().chain(&set.sentinels) {
        assert_eq!(server.command(&["ACL", "LOG"]), "", "something was not allowed");
    }
}
