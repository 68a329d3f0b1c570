//! Whose attempts are whose: what the handle of a send is good for, and what strangers can't do (I3, I7).

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::support::{
    Answer, Menshen, RedisServer, Webhook,
    menshen::{SITE_SECRET, UNLIMITED, mobile, other_than},
    site::{Site, elsewhere, sites},
    volley,
};

/// Nobody is slowed by the number of codes that they hand in, nor by messages of one address.
const MANY: [&str; 2] = ["--sms-checks-per-minute=1000000", "--sms-per-address-hour=off"];

/// What the host's server is told about a ticket.
async fn redeemed(menshen: &Menshen, ticket: &str) -> Value {
    let body = json!({"secret": SITE_SECRET, "response": ticket});
    menshen.post("/siteverify", &body).await.json()
}

/// A number with a live code, asked for from this address: the number, its handle and the code.
async fn waiting(site: &Site, address: &str) -> (String, String, String) {
    let number = mobile();
    let handle = site.server().send_by_from("", address, &number).await.handle();
    (number, handle, site.webhook.last().code)
}

/// The griefing that the limits alone don't stop: it costs no picture.
#[tokio::test]
async fn a_strangers_wrong_code_every_two_seconds_keeps_nobody_from_verifying() {
    // Thirty a minute, as by default.
    for (name, site) in sites(&["--sms-per-address-hour=off"]).await {
        let (stranger, person) = (elsewhere(), elsewhere());
        let (number, handle, code) = waiting(&site, &person).await;
        let wrong = other_than(&code);
        for _ in 0..100 {
            let refused = site.server().verify_from(&stranger, "api", &number, &wrong).await;
            assert_eq!(refused.problem(), "sms-code-wrong", "{name}");
            site.pass(2).await;
        }
        let verified = site.server().verify_by_from(&handle, &person, &number, &code).await;
        assert_eq!(verified.status, 200, "{name}: {}", verified.text());
        // Nor from asking for another message.
        let (number, handle, code) = waiting(&site, &person).await;
        for _ in 0..30 {
            let wrong = other_than(&code);
            site.server().verify_from(&stranger, "api", &number, &wrong).await;
            site.pass(2).await;
        }
        let again = site.server().send_by_from(&handle, &person, &number).await;
        assert_eq!(again.status, 200, "{name}: {}", again.text());
    }
}

#[tokio::test]
async fn a_client_that_knows_no_handle_has_five_attempts_from_its_own_network() {
    for (name, site) in sites(&MANY).await {
        let person = elsewhere();
        let (number, _, code) = waiting(&site, &person).await;
        let wrong = other_than(&code);
        for _ in 0..20 {
            site.server().verify_from(&elsewhere(), "api", &number, &wrong).await;
        }
        for _ in 0..4 {
            let refused = site.server().verify_from(&person, "api", &number, &wrong).await;
            assert_eq!(refused.problem(), "sms-code-wrong", "{name}");
        }
        let verified = site.server().verify_from(&person, "api", &number, &code).await;
        assert_eq!(verified.status, 200, "{name}: {}", verified.text());
    }
}

#[tokio::test]
async fn who_is_in_no_network_of_the_numbers_has_five_attempts_together_with_all_such() {
    for (name, site) in sites(&MANY).await {
        let person = elsewhere();
        let (number, handle, code) = waiting(&site, &person).await;
        for _ in 0..4 {
            site.server().verify_from(&elsewhere(), "api", &number, &other_than(&code)).await;
        }
        let verified = site.server().verify_from(&elsewhere(), "api", &number, &code).await;
        assert_eq!(verified.status, 200, "{name}: the fifth is compared: {}", verified.text());

        let (number, _, code) = waiting(&site, &person).await;
        for _ in 0..5 {
            site.server().verify_from(&elsewhere(), "api", &number, &other_than(&code)).await;
        }
        // A handle of another number, and what is none, count as none: not even their answers differ.
        let none = "A".repeat(43);
        for handle in ["", &handle, &none, "no handle at all", "门", &"x".repeat(9000)] {
            let late = site.server().verify_by_from(handle, &elsewhere(), &number, &code).await;
            assert_eq!(late.problem(), "sms-code-wrong", "{name}: {handle}");
        }
    }
}

#[tokio::test]
async fn late_messages_are_good_within_one_budget_and_without_a_handle_as_well() {
    for (name, site) in sites(&MANY).await {
        let person = elsewhere();
        for with_handle in [true, false] {
            let (number, handle, first) = waiting(&site, &person).await;
            let own = if with_handle { &*handle } else { "" };
            let wrong = other_than(&first);
            for _ in 0..2 {
                site.server().verify_by_from(own, &person, &number, &wrong).await;
            }
            site.pass(60).await;
            let again = site.server().send_by_from(own, &person, &number).await;
            assert_eq!((again.status, again.handle() == handle), (200, with_handle), "{name}");
            let second = site.webhook.last().code;
            let wrong = (0..).map(|n| format!("{n:06}"));
            let mut wrong = wrong.filter(|code| *code != first && *code != second);
            for _ in 0..2 {
                let wrong = wrong.next().unwrap();
                site.server().verify_by_from(own, &person, &number, &wrong).await;
            }
            let verified = site.server().verify_by_from(own, &person, &number, &first).await;
            assert_eq!(verified.status, 200, "{name}: {}", verified.text());
        }
        // The sixth is one too many, whichever code it is.
        let (number, handle, first) = waiting(&site, &person).await;
        for _ in 0..5 {
            site.server().verify_by_from(&handle, &person, &number, &other_than(&first)).await;
        }
        let late = site.server().verify_by_from(&handle, &person, &number, &first).await;
        assert_eq!(late.problem(), "sms-code-wrong", "{name}");
        site.pass(60).await;
        let resend = site.server().send_by_from(&handle, &person, &number).await;
        assert_eq!(resend.problem(), "sms-code-exhausted", "{name}");
    }
}

#[tokio::test]
async fn who_has_the_handle_reads_how_many_tries_are_left_and_nobody_else_does() {
    for (name, site) in sites(&MANY).await {
        let person = elsewhere();
        let (number, handle, code) = waiting(&site, &person).await;
        let wrong = other_than(&code);
        for left in [4, 3, 2, 1, 0, 0] {
            let other = site.server().verify_from(&person, "api", &number, &wrong).await;
            assert!(other.json()["tries_left"].is_null(), "{name}: {}", other.text());
            let own = site.server().verify_by_from(&handle, &person, &number, &wrong).await;
            assert_eq!(own.json()["tries_left"], left, "{name}: {}", own.text());
            assert_eq!(own.problem(), "sms-code-wrong", "{name}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_for_a_minute_and_its_ticket_is_redeemed_once() {
    for (name, site) in sites(&MANY).await {
        let person = elsewhere();
        let (number, handle, code) = waiting(&site, &person).await;
        let verify = async |handle: &str, code: &str| {
            // In a lift one comes back by another network.
            site.server().verify_by_from(handle, &elsewhere(), &number, code).await
        };
        let ticket = verify(&handle, &code).await.ticket();
        assert_eq!(verify(&handle, &code).await.ticket(), ticket, "{name}");
        for refused in [verify("", &code).await, verify(&handle, &other_than(&code)).await] {
            assert_eq!(refused.problem(), "sms-code-wrong", "{name}");
        }
        site.pass(30).await;
        let told = redeemed(site.server(), &ticket).await;
        assert_eq!(told["mobile"], format!("+86{number}"), "{name}: {told}");
        // Also when it was redeemed meanwhile: it is the same, and is not good twice.
        assert_eq!(verify(&handle, &code).await.ticket(), ticket, "{name}");
        let again = redeemed(site.server(), &ticket).await;
        assert_eq!(again["error-codes"], json!(["timeout-or-duplicate"]), "{name}");
        site.pass(30).await;
        assert_eq!(verify(&handle, &code).await.problem(), "sms-code-wrong", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_could_not_be_stored_is_given_when_the_code_is_handed_in_again() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let number = mobile();
    let handle = menshen.solve_and_send(&number).await.handle();
    let code = menshen.webhook.last().code;
    let may_write = |keys: &str| {
        let rules = ["ACL", "SETUSER", "default", "resetkeys"];
        assert_eq!(redis.command(&[&rules[..], &[keys]].concat()), "OK");
    };
    // All but tickets.
    may_write("~[^t]*");
    assert_eq!(menshen.verify_by(&handle, &number, &code).await.problem(), "unavailable");
    may_write("~*");
    let ticket = menshen.verify_by(&handle, &number, &code).await.ticket();
    assert_eq!(menshen.verify_by(&handle, &number, &code).await.ticket(), ticket);
    assert_eq!(redeemed(&menshen, &ticket).await["mobile"], format!("+86{number}"));
    assert_eq!(redeemed(&menshen, &ticket).await["success"], false);
}

/// Ten messages that nobody at this number has asked for.
#[tokio::test]
async fn one_network_alone_does_not_close_a_number_for_a_day() {
    let settings = ["--sms-per-number-hour=off", "--sms-resend-delay=60"];
    for (name, site) in sites(&[&settings[..], &MANY].concat()).await {
        let (stranger, person, number) = (elsewhere(), elsewhere(), mobile());
        for _ in 0..5 {
            site.sends(&stranger, &number).await;
            site.pass(60).await;
        }
        let wait = site.refuses(&stranger, &number, 429, "too-many-messages").await;
        assert!((86_000..=86_400).contains(&wait), "{name}: {wait}");
        site.sends(&person, &number).await;
    }
}

/// One server, or two on one Redis, under nothing but what the test is about.
async fn fields() -> [(&'static str, Vec<Arc<Menshen>>, Webhook, Option<RedisServer>); 2] {
    let webhook = Webhook::start().await;
    let embedded = vec![Arc::new(Menshen::with(webhook.clone(), &UNLIMITED).await)];
    let (redis, shared) = (RedisServer::start(), Webhook::start().await);
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(Arc::new(Menshen::process(&redis, shared.clone(), &UNLIMITED).await));
    }
    [
        ("embedded store", embedded, webhook, None),
        ("two processes on one Redis", servers, shared, Some(redis)),
    ]
}

/// 200 bodies at one moment, to the servers in turn.
async fn race(servers: &[Arc<Menshen>], body: impl Fn(usize) -> Value) -> Vec<Answer> {
    let url = |n: usize| servers[n % servers.len()].url.clone();
    volley("/api/v1/sms-codes/verify", (0..200).map(|n| (url(n), body(n))).collect()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn i3_a_right_code_that_races_with_itself_buys_one_ticket_which_is_redeemed_once() {
    for (name, servers, webhook, _redis) in fields().await {
        let number = mobile();
        let handle = servers[0].solve_and_send(&number).await.handle();
        let code = webhook.last().code;
        let body = |_| json!({"mobile": number, "sms_code": code, "handle": handle});
        let answers = race(&servers, body).await;
        let right = answers.iter().filter(|answer| answer.status == 200);
        let tickets: BTreeSet<_> = right.map(Answer::ticket).collect();
        // For whom there was no time: the answer is there when they come again.
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            assert_ne!(refused.problem(), "sms-code-wrong", "{name}");
        }
        let again = servers[0].verify_by(&handle, &number, &code).await.ticket();
        assert!(tickets.iter().all(|ticket| *ticket == again), "{name}: {}", tickets.len());
        assert_eq!(redeemed(&servers[0], &again).await["success"], true, "{name}");
        assert_eq!(redeemed(&servers[0], &again).await["success"], false, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i7_who_holds_the_handle_passes_amid_a_race_of_strangers() {
    for (name, servers, webhook, _redis) in fields().await {
        let number = mobile();
        let handle = servers[0].solve_and_send(&number).await.handle();
        let code = webhook.last().code;
        let wrong = other_than(&code);
        let body = |n| match n {
            100 => json!({"mobile": number, "sms_code": code, "handle": handle}),
            _ => json!({"mobile": number, "sms_code": wrong}),
        };
        let answers = race(&servers, body).await;
        let tickets = answers.iter().filter(|answer| answer.status == 200).count();
        let again = servers[0].verify_by(&handle, &number, &code).await;
        assert_eq!((tickets <= 1, again.status), (true, 200), "{name}: {}", again.text());
    }
}

/// Who is handed somebody else's handle has no code, and who has the code needs no handle.
#[tokio::test]
async fn a_handle_is_kept_as_a_hash_and_opens_nothing_by_itself() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let number = mobile();
    let handle = menshen.solve_and_send(&number).await.handle();
    let code = menshen.webhook.last().code;
    menshen.verify_by(&handle, &number, &other_than(&code)).await;
    let ticket = menshen.verify_by(&handle, &number, &code).await.ticket();
    let kept = redis.dump();
    assert!(kept.iter().any(|(key, _)| key.ends_with(":passed")), "{kept:?}");
    for secret in [&handle, &ticket, &number, &code] {
        let found = kept.iter().find(|(key, value)| key.contains(secret) || value.contains(secret));
        assert_eq!(found, None, "{secret}");
    }
    // Who has answered is remembered for a fortnight.
    redis.pass(Duration::from_secs(15 * 24 * 3600));
    assert_eq!(redis.keys(), Vec::<String>::new(), "and everything ends");
}
