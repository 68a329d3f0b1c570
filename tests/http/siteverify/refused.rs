//! What is refused, how it is told, and what it does not spend.

use super::*;

#[tokio::test]
async fn without_the_right_secret_nothing_is_told_and_nothing_is_spent() {
    let menshen = Menshen::start(&[]).await;
    let (ticket, number) = ticket(&menshen).await;
    for (secret, wrong) in [
        ("", "missing-input-secret"),
        ("wrong", "invalid-input-secret"),
        (&SITE_SECRET[1..], "invalid-input-secret"),
        (&format!("{SITE_SECRET}%20"), "invalid-input-secret"),
        (&SITE_SECRET.to_uppercase(), "invalid-input-secret"),
    ] {
        for ticket in [&ticket, "", "no ticket", &"A".repeat(43)] {
            let answer = redeem(&menshen, secret, ticket).await;
            assert_eq!((answer.status, code(&answer).as_str()), (200, wrong), "{secret}");
        }
    }
    assert_eq!(redeem(&menshen, SITE_SECRET, &ticket).await.json()["mobile"], number);
}

#[tokio::test]
async fn wrong_secrets_are_slowed_by_network_counted_and_logged_and_the_right_one_always_serves() {
    let redis = RedisServer::start();
    let settings = ["--trusted-proxies=127.0.0.1"];
    let menshen = Menshen::process(&redis, Webhook::start().await, &settings).await;
    let from = async |address: &str, secret: &str, ticket: &str| {
        let headers = [("content-type", FORM), ("x-forwarded-for", address)];
        let body = format!("secret={secret}&response={ticket}");
        menshen.call(Method::POST, "/siteverify", &headers, body).await
    };
    let (one, other) = ("2001:db8::1", "2001:db8:0:1::1");
    for n in 0..30 {
        let answer = from(one, &format!("guess-{n}"), "A").await;
        assert_eq!((answer.status, code(&answer).as_str()), (200, "invalid-input-secret"));
    }
    for n in 0..50 {
        // The same network.
        let answer = from(&format!("2001:db8::{n}"), "guess", "A").await;
        assert_eq!((answer.status, code(&answer).as_str()), (429, "invalid-input-secret"));
        let wait: u32 = answer.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    }
    assert_eq!(from(other, "guess", "A").await.status, 200);
    let (ticket, number) = ticket(&menshen).await;
    assert_eq!(from(one, SITE_SECRET, &ticket).await.json()["mobile"], number);
    assert_eq!(from(one, "", "A").await.status, 200);

    let numbers = Scrape::of(&menshen).await;
    let failures = "menshen_siteverify_failures_total{code=\"invalid-input-secret\"}";
    assert_eq!(numbers.0[failures], 81.0);
    assert_eq!(numbers.0["menshen_siteverify_throttled_total"], 50.0);
    let printed = menshen.stop().stderr;
    let said = printed.matches("a wrong SITE_SECRET was shown at /siteverify").count();
    // Once a minute, and this takes no two.
    assert!((1..=2).contains(&said), "{printed}");
    for hidden in ["guess", "2001:db8", SITE_SECRET] {
        assert!(!printed.contains(hidden), "{printed}");
    }
}

#[tokio::test]
async fn what_is_no_ticket_is_told_apart_from_one_that_is_spent_or_was_never_issued() {
    let menshen = Menshen::start(&[]).await;
    let never_issued = "A".repeat(43);
    let too_long = "A".repeat(44);
    for (ticket, wrong) in [
        ("", "missing-input-response"),
        ("A", "invalid-input-response"),
        (&too_long, "invalid-input-response"),
        ("????", "invalid-input-response"),
        (&never_issued, "timeout-or-duplicate"),
    ] {
        let answer = redeem(&menshen, SITE_SECRET, ticket).await;
        assert_eq!((answer.status, code(&answer).as_str()), (200, wrong), "{ticket}");
    }
    // Neither field at all.
    for (content_type, body) in
        [(FORM, ""), (JSON, ""), ("", ""), (JSON, "{}"), (MULTIPART, ""), (MULTIPART, NO_PARTS)]
    {
        let answer = post(&menshen, content_type, body).await;
        assert_eq!(code(&answer), "missing-input-secret", "{content_type}: {body}");
    }
    let secret = json!({"secret": SITE_SECRET}).to_string();
    assert_eq!(code(&post(&menshen, JSON, &secret).await), "missing-input-response");
}

#[tokio::test]
async fn a_request_that_can_not_be_read_is_a_bad_request() {
    let menshen = Menshen::start(&[]).await;
    let number = json!({"secret": SITE_SECRET, "response": 1}).to_string();
    let twice = format!("secret={SITE_SECRET}&secret={SITE_SECRET}");
    let in_json = format!("{{\"secret\":\"{SITE_SECRET}\",\"secret\":\"{SITE_SECRET}\"}}");
    let in_parts = multipart(&[("secret", SITE_SECRET), ("secret", SITE_SECRET)]);
    let cut = in_parts[..in_parts.len() / 2].to_owned();
    for (content_type, body) in [
        (JSON, "{"),
        (JSON, "[]"),
        (JSON, &number),
        (JSON, &in_json),
        (FORM, &twice),
        ("text/plain", "secret=a&response=b"),
        ("", "secret=a&response=b"),
        (MULTIPART, &in_parts),
        (MULTIPART, &cut),
        (MULTIPART, "secret=a&response=b"),
        ("multipart/form-data", &in_parts),
    ] {
        let answer = post(&menshen, content_type, body).await;
        assert_eq!((answer.status, code(&answer).as_str()), (200, "bad-request"), "{body}");
        assert!(!answer.text().contains(SITE_SECRET), "{body}");
    }
    for content_type in [FORM, JSON, MULTIPART, ""] {
        let large = post(&menshen, content_type, &"a".repeat(20_000)).await;
        assert_eq!((large.status, code(&large).as_str()), (413, "bad-request"));
    }
    for method in [Method::GET, Method::HEAD, Method::PUT] {
        // A secret does not belong into an address.
        let path = format!("/siteverify?secret={SITE_SECRET}&response=A");
        let answer = menshen.call(method, &path, &[], String::new()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
    }
    let slash = [("content-type", FORM)];
    let answer = menshen.call(Method::POST, "/siteverify/", &slash, String::new()).await;
    assert_eq!(code(&answer), "missing-input-secret");
}

#[tokio::test]
async fn without_a_site_secret_every_ticket_is_refused_with_the_reason_and_kept() {
    let redis = RedisServer::start();
    let url = redis.url();
    let webhook = Webhook::start().await;
    let settings = [
        "--redis-url",
        &url,
        "--sms-provider=webhook",
        "--sms-webhook-url",
        &webhook.url,
        "--sms-webhook-secret",
        webhook::SECRET,
    ];
    let closed = Menshen::run(webhook.clone(), &settings).await;
    let (ticket, number) = ticket(&closed).await;
    for secret in ["", "anything", SITE_SECRET] {
        let answer = redeem(&closed, secret, &ticket).await;
        assert_eq!((answer.status, code(&answer).as_str()), (200, "invalid-input-secret"));
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("has no SITE_SECRET"), "{detail}");
    }
    let open = Menshen::on(&redis, &[]).await;
    assert_eq!(redeem(&open, SITE_SECRET, &ticket).await.json()["mobile"], number);
}

#[test]
fn the_start_says_that_no_ticket_can_be_redeemed() {
    let secret = [("SITE_SECRET", SITE_SECRET)];
    for (environment, said) in [(&[][..], true), (&secret[..], false)] {
        let program = Program::start(environment, &[]);
        program.until_serving();
        let printed = program.stop().stderr;
        assert_eq!(printed.contains("SITE_SECRET is not set"), said, "{printed}");
        assert!(!printed.contains(SITE_SECRET), "{printed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_down_it_is_an_internal_error_to_try_again_after() {
    let mut redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    redis.kill();
    for _ in 0..3 {
        let answer = redeem(&menshen, SITE_SECRET, &"A".repeat(43)).await;
        assert_eq!((answer.status, code(&answer).as_str()), (503, "internal-error"));
        assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
        // What needs no store is told as ever.
        assert_eq!(code(&redeem(&menshen, "wrong", "A").await), "invalid-input-secret");
    }
}
