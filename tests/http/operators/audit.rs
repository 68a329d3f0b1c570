//! The audit log and the page of decisions.

use menshen::server::store::DecisionRecord;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn all_that_operators_do_is_written_down_and_read_at_every_server() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, at_one) = process(&redis, &webhook, &MANY).await;
    let (_two, at_two) = process(&redis, &webhook, &MANY).await;
    let lin = Console::of(&at_one, "Lin <b>").await;
    lin.set_switch("stop", true).await;
    lin.set_switch("stop", false).await;
    save(&lin, "country", "HK", "deny").await;
    save(&lin, "country", "HK", "allow").await;
    remove_first(&lin).await;
    lin.post("/admin/log-out", &[], &[]).await;

    let page = Console::of(&at_two, "Mei").await.get("/admin/audit").await;
    assert_eq!(page.status, 200);
    let page = page.text();
    let mut rest = page.as_str();
    // The newest first.
    for did in [
        "Logged in",
        "Logged out",
        "Removed an entry",
        "Changed an entry",
        "Added an entry",
        "Turned a switch",
        "Turned a switch",
        "Logged in",
    ] {
        let at = rest.find(did).unwrap_or_else(|| panic!("{did} is not in {rest}"));
        rest = &rest[at + did.len()..];
    }
    for text in ["Lin &lt;b&gt;", "Mei", "127.0.0.0/24", "country HK", "deny", "allow"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<b>"));
    let log = one.stop().stderr;
    let lines = log.lines().filter(|line| line.contains("audit")).count();
    assert_eq!(lines, 7, "one line for each: {log}");
    assert!(log.contains("rule_changed") && log.contains("country HK"), "{log}");
    assert!(!log.contains(TOKEN));
}

/// I6: strangers can't push out of the log what operators did.
#[tokio::test]
async fn wrong_tokens_are_written_down_as_one_deed_however_many_there_are() {
    let (_menshen, address) = embedded(&[]).await;
    let stranger = Console::at(&address);
    for n in 0..30 {
        stranger.log_in(&format!("stranger {n}"), "wrong").await;
    }
    let page = Console::of(&address, "Lin").await.get("/admin/audit").await.text();
    assert_eq!(page.matches("Wrong tokens</td>").count(), 1, "{page}");
    assert!(!page.contains("stranger"), "{page}");
}

#[tokio::test]
async fn the_audit_log_is_read_page_by_page() {
    let (_menshen, address) = embedded(&[]).await;
    let console = Console::of(&address, "Lin").await;
    for n in 0..60 {
        save(&console, "prefix", &format!("+12{n:02}"), "deny").await;
    }
    let first = console.get("/admin/audit").await.text();
    assert_eq!(first.matches("Added an entry").count(), 50);
    let (_, older) =
        first.split_once("href=\"/admin/audit?before=").expect("a way to what is older");
    let older = format!("/admin/audit?before={}", older.split('"').next().unwrap());
    let second = console.get(&older).await.text();
    assert_eq!(second.matches("Added an entry").count(), 10);
    assert!(second.contains("Newest") && !second.contains("Older"));
}

fn decision(n: u64, verdict: &str, reasons: &[&str]) -> DecisionRecord {
    DecisionRecord {
        id: n.to_string(),
        at_ms: 1_700_000_000_000 + n,
        verdict: verdict.to_owned(),
        outcome: if verdict == "refuse" { "sending-paused".to_owned() } else { String::new() },
        enforced: true,
        reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
        country: "CN".to_owned(),
        prefix: "+861380013".to_owned(),
        network: "192.0.2.0/24".to_owned(),
        system: Some(64500),
        phone: "its-hmac".to_owned(),
        address: "its-hmac".to_owned(),
    }
}

#[tokio::test]
async fn decisions_are_shown_by_verdict_and_reason_and_page_by_page() {
    let (menshen, address) = embedded(&[]).await;
    let mut records: Vec<_> = (0..60).map(|n| decision(n, "allow", &[])).collect();
    records.push(decision(60, "step-up", &["of-the-prefix"]));
    records.push(decision(61, "refuse", &["of-the-prefix", "of-the-country"]));
    menshen.store.add_decisions(&records).await.unwrap();
    let console = Console::of(&address, "Lin").await;
    let shown = async |path: &str| {
        let page = console.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.text()
    };
    let rows = |page: &str| page.matches("+861380013****").count();
    let first = shown("/admin/decisions").await;
    assert!(rows(&first) == 50 && first.contains("192.0.2.0/24 AS64500"), "{first}");
    assert!(first.contains("<code>sending-paused</code>"), "{first}");
    assert!(!first.contains("its-hmac"));
    assert_eq!(rows(&shown("/admin/decisions?verdict=&reason=&skip=50").await), 12);
    assert_eq!(rows(&shown("/admin/decisions?verdict=refuse").await), 1);
    assert_eq!(rows(&shown("/admin/decisions?reason=of-the-prefix").await), 2);
    assert_eq!(rows(&shown("/admin/decisions?verdict=step-up&reason=of-the-country").await), 0);
    // What is no name is none.
    let odd = shown("/admin/decisions?verdict=%22%3E%3Cb%3E&reason=%26skip").await;
    assert!(rows(&odd) == 50 && !odd.contains("<b>"));
}
