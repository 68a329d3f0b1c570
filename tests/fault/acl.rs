//! The users of Redis that docs/operations.md grants: they are enough, and have nothing that is not
//! used.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    engines::{everything, is_not_reached},
    place,
    redis_cluster::RedisCluster,
    sentinel_set::SentinelSet,
    support::{Console, Menshen, RedisServer, Webhook, console::TOKEN, menshen::store_at, until},
    traffic::{SETTINGS, Servers},
};

const OPERATIONS: &str = include_str!("../../docs/operations.md");

/// The rules of the user of one server that docs/operations.md spells out, but for its password.
fn documented() -> String {
    let line = OPERATIONS.lines().find(|line| line.starts_with("user menshen on "));
    line.expect("an ACL line").replace("user menshen on >PASSWORD", "")
}

/// What stands there in quotes behind these words.
fn documented_after(words: &str) -> String {
    let text = OPERATIONS.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = text.split_once(&format!("{words} `")).expect(words);
    rest.split('`').next().unwrap().to_owned()
}

/// Makes the user with these rules. The one without a name stays, for what the test asks itself.
fn let_in(server: &RedisServer, rules: &str) {
    let user = ["ACL", "SETUSER", "menshen", "reset", "on", ">secret"];
    let rules: Vec<_> = rules.split_whitespace().collect();
    assert_eq!(server.command(&[&user, &rules[..]].concat()), "OK");
    server.command(&["CONFIG", "RESETSTAT"]);
}

/// What begins so in the rules.
fn granted(rules: &str, sign: char) -> BTreeSet<String> {
    rules.split_whitespace().filter_map(|rule| rule.strip_prefix(sign)).map(str::to_owned).collect()
}

/// The commands that these servers have run since, but for those that every user has and those of
/// the test.
fn used<'a>(servers: impl IntoIterator<Item = &'a RedisServer>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for server in servers {
        assert_eq!(server.command(&["ACL", "LOG"]), "", "something was not allowed");
        let stats = server.command(&["INFO", "commandstats"]);
        let commands = stats.lines().filter_map(|line| line.strip_prefix("cmdstat_"));
        let commands = commands.filter(|line| !line.contains(":calls=0,"));
        all.extend(commands.map(|line| line.split_once(':').unwrap().0.to_owned()));
    }
    for command in ["auth", "config|resetstat", "acl|log", "acl|setuser"] {
        all.remove(command);
    }
    all
}

fn difference(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Vec<String> {
    one.difference(other).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_acl_user_of_a_server_has_the_commands_that_are_used_and_no_others() {
    let _place = place().await;
    let server = RedisServer::start();
    let_in(&server, &documented());
    let url = server.url().replace("redis://", "redis://menshen:secret@");
    everything(&Servers::on(&url).await).await;
    assert_eq!(used([&server]), granted(&documented(), '+'));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_of_the_documented_keys_something_is_not_allowed() {
    let _place = place().await;
    let server = RedisServer::start();
    let_in(&server, &documented());
    let url = server.url().replace("redis://", "redis://menshen:secret@");
    let servers = Servers::on(&url).await;
    let patterns = granted(&documented(), '~');
    assert!(patterns.len() > 5, "{patterns:?}");
    for pattern in patterns {
        let_in(&server, &documented().replace(&format!("~{pattern} "), ""));
        // A phone's keys are named in one call; `conversion` comes after the others.
        assert!(servers.flow(&servers.servers[0]).await.is_err(), "{pattern} is not needed");
        let log = server.command(&["ACL", "LOG"]);
        assert!(log.contains(pattern.trim_end_matches('*')), "{pattern}: {log}");
        server.command(&["ACL", "LOG", "RESET"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_that_is_made_after_the_start_is_let_in_without_another_start() {
    let _place = place().await;
    let server = RedisServer::start();
    let url = server.url().replace("redis://", "redis://menshen:secret@");
    let store = store_at(&["--redis-url", &url]);
    // Those that are alike are one entry, with a count.
    let refused = || {
        let log = server.command(&["ACL", "LOG", "1"]);
        log.lines().nth(1).map_or(0, |count| count.parse::<u32>().unwrap())
    };
    // Refused again and again, it has to go on trying.
    until("it is refused", async || refused() >= 4).await;
    assert!(store.ping().await.is_err(), "it was let in");
    let_in(&server, &documented());
    until("it is let in", async || store.ping().await.is_ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_cluster_with_a_console_the_documented_acl_user_has_what_is_used_and_no_more() {
    let _place = place().await;
    let cluster = RedisCluster::of_masters();
    let rules =
        [documented(), documented_after("With a console"), documented_after("In a cluster")];
    let rules = rules.join(" ");
    for node in &cluster.nodes {
        let_in(node, &rules);
    }
    let url = cluster.url().replace("redis-cluster://", "redis-cluster://menshen:secret@");
    let (webhook, address) = (Webhook::start().await, Menshen::free_address());
    let console = ["--admin-token", TOKEN, "--admin-addr", &address];
    let settings = [&SETTINGS[..], &console].concat();
    let server = Menshen::process_on(&["--redis-url", &url], webhook.clone(), &settings).await;
    let servers = Servers { servers: vec![Arc::new(server)], webhook };
    everything(&servers).await;

    let console = Console::of(&address, "Ann").await;
    let shown = async |what: &str| {
        until(what, async || console.get("/admin").await.text().contains(what)).await;
    };
    shown("+861390000****").await;
    // The hour has room for 200 prefixes; the next one takes the place of another.
    let full = "for _, key in ipairs(redis.call('KEYS', '{history}*')) do                 if redis.call('TYPE', key).ok == 'zset' then                 for i = 1, 200 do redis.call('ZADD', key, 0, i) end end end return 1";
    for node in &cluster.nodes {
        node.command(&["EVAL", full, "0"]);
    }
    assert_eq!(servers.servers[0].solve_and_send("13712345678").await.status, 200);
    shown("+861371234****").await;
    assert_eq!(console.get("/admin/audit").await.status, 200);
    console.set_switch("raise", true).await;
    console.set_switch("raise", false).await;

    let (used, granted) = (used(&cluster.nodes), granted(&rules, '+'));
    assert_eq!(difference(&granted, &used), [] as [&str; 0], "is not used");
    // What the test has asked: the name of a script's command is not told apart.
    assert_eq!(difference(&used, &granted), ["keys", "type"], "is not granted");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_sentinels_the_documented_acl_users_have_what_is_used_and_no_more() {
    let _place = place().await;
    let set = SentinelSet::start();
    let rules = documented() + " " + &documented_after("behind sentinels");
    let at_sentinels = documented_after("and at the sentinels a user with");
    for server in &set.servers {
        let_in(server, &rules);
    }
    for sentinel in &set.sentinels {
        let_in(sentinel, &at_sentinels);
    }
    let url = set.url_as("menshen", "secret");
    everything(&Servers::on(&url).await).await;
    // Sentinels and replicas ask things themselves, so of what is used some is not granted.
    let unused = difference(&granted(&rules, '+'), &used(&set.servers));
    assert_eq!(unused, [] as [&str; 0], "at the servers");
    // What sentinels have run they don't tell: so each is taken away, and missed.
    for command in granted(&at_sentinels, '+') {
        for sentinel in &set.sentinels {
            assert_eq!(sentinel.command(&["ACL", "LOG"]), "", "something was not allowed");
            let_in(sentinel, &at_sentinels.replace(&format!("+{command}"), ""));
        }
        is_not_reached(&url, &[]).await;
        // One sentinel is asked.
        let logs = set.sentinels.iter().map(|sentinel| sentinel.command(&["ACL", "LOG"]));
        assert!(logs.collect::<String>().contains(&command), "{command} is not needed");
        for sentinel in &set.sentinels {
            sentinel.command(&["ACL", "LOG", "RESET"]);
        }
    }
}
