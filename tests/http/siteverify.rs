//! `POST /siteverify`: the host site's server redeems a ticket.

use std::time::SystemTime;

use reqwest::Method;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::support::{
    Answer, Menshen, Program, RedisServer, Scrape, Webhook,
    menshen::{SITE_SECRET, mobile, postcard},
    volley, webhook,
};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const NO_PARTS: &str = "--the-boundary--\r\n";
const MULTIPART: &str = "multipart/form-data; boundary=the-boundary";

/// A ticket for a new number, and the number in E.164.
async fn ticket(menshen: &Menshen) -> (String, String) {
    let number = mobile();
    let verified = verified(menshen, &number, &[]).await;
    (verified, format!("+86{number}"))
}

async fn verified(menshen: &Menshen, number: &str, headers: &[(&str, &str)]) -> String {
    assert_eq!(menshen.solve_and_send(number).await.status, 200);
    let body = json!({"mobile": number, "sms_code": menshen.webhook.last().code});
    let headers = [&[("content-type", JSON)], headers].concat();
    let path = "/api/v1/sms-codes/verify";
    let answer = menshen.call(Method::POST, path, &headers, body.to_string()).await;
    answer.json()["ticket"].as_str().unwrap().to_owned()
}

async fn post(menshen: &Menshen, content_type: &str, body: &str) -> Answer {
    let headers = [("content-type", content_type)];
    let headers = if content_type.is_empty() { &[][..] } else { &headers };
    menshen.call(Method::POST, "/siteverify", headers, body.to_owned()).await
}

async fn redeem(menshen: &Menshen, secret: &str, ticket: &str) -> Answer {
    post(menshen, FORM, &format!("secret={secret}&response={ticket}")).await
}

/// These fields as a browser or Node sends a `FormData`.
fn multipart(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!(
            "--the-boundary\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    fields.iter().map(part).collect::<String>() + "--the-boundary--\r\n"
}

/// The one error code of a refusal, after a check of its form.
fn code(answer: &Answer) -> String {
    let body = answer.json();
    assert_eq!(body["success"], false, "{body}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!body["detail"].as_str().unwrap().is_empty(), "{body}");
    let codes = body["error-codes"].as_array().unwrap();
    assert_eq!(codes.len(), 1, "{body}");
    codes[0].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn with_an_idempotency_key_the_same_call_is_answered_again_and_no_other() {
    let redis = RedisServer::start();
    for menshen in [Menshen::start(&[]).await, Menshen::on(&redis, &[]).await] {
        let (ticket, number) = ticket(&menshen).await;
        let redeem = async |key: &str| {
            let body = json!({
                "secret": SITE_SECRET, "response": ticket, "idempotency_key": key
            });
            post(&menshen, JSON, &body.to_string()).await
        };
        assert_eq!(code(&redeem("no UUID").await), "bad-request");
        let mine = "0190C8E2-7A3B-7C4D-8E5F-0123456789AB";
        let first = redeem(mine).await.json();
        assert_eq!((&first["success"], &first["mobile"]), (&json!(true), &json!(number)));
        assert_eq!(redeem(mine).await.json(), first);
        assert_eq!(redeem(&mine.to_lowercase()).await.json(), first);
        for other in ["0190c8e2-7a3b-7c4d-8e5f-0123456789ac", ""] {
            assert_eq!(code(&redeem(other).await), "timeout-or-duplicate", "{other}");
        }
    }
}

#[tokio::test]
async fn a_ticket_is_redeemed_once_by_form_or_json() {
    let menshen = Menshen::start(&[]).await;
    for content_type in [FORM, JSON, "application/json; charset=utf-8"] {
        let before = OffsetDateTime::from(SystemTime::now());
        let (ticket, number) = ticket(&menshen).await;
        let body = if content_type == FORM {
            format!("secret={SITE_SECRET}&response={ticket}&remoteip=192.0.2.1&sitekey=any")
        } else {
            json!({"secret": SITE_SECRET, "response": ticket, "remoteip": null}).to_string()
        };
        let answer = post(&menshen, content_type, &body).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, JSON));
        assert_eq!(answer.header("cache-control"), "no-store");
        let mut redeemed = answer.json();
        let challenge_ts = redeemed.as_object_mut().unwrap().remove("challenge_ts").unwrap();
        // Clients of reCAPTCHA look at `error-codes` without asking whether they are there.
        let expected = json!({
            "success": true, "mobile": number, "hostname": "127.0.0.1", "error-codes": []
        });
        assert_eq!(redeemed, expected);
        let challenge_ts = challenge_ts.as_str().unwrap();
        assert!(challenge_ts.ends_with('Z'), "{challenge_ts}");
        let since = OffsetDateTime::parse(challenge_ts, &Rfc3339).unwrap() - before;
        assert!((-1.0..5.0).contains(&since.as_seconds_f64()), "{since}");

        let again = post(&menshen, content_type, &body).await;
        assert_eq!((again.status, code(&again).as_str()), (200, "timeout-or-duplicate"));
    }
}

/// Turnstile's own example for Node posts a `FormData`; .NET begins JSON with U+FEFF.
#[tokio::test]
async fn a_ticket_is_redeemed_whatever_case_and_parameters_the_media_type_has() {
    let menshen = Menshen::start(&[]).await;
    for content_type in [
        MULTIPART,
        "Multipart/Form-Data; Boundary=\"the-boundary\"",
        "multipart/form-data;boundary=the-boundary;charset=utf-8",
        "Application/X-WWW-Form-Urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "application/x-www-form-urlencoded ; charset=iso-8859-1",
        "APPLICATION/JSON",
        "application/json;charset=utf8",
        "application/json;",
        "application/vnd.api+json",
    ] {
        let (ticket, number) = ticket(&menshen).await;
        let body = if content_type.to_lowercase().starts_with("multipart") {
            multipart(&[("secret", SITE_SECRET), ("remoteip", "::1"), ("response", &ticket)])
        } else if content_type.to_lowercase().contains("json") {
            let body = json!({
                "secret": SITE_SECRET, "response": ticket, "remoteip": null,
                "idempotency_key": null, "sitekey": ["any"]
            });
            format!("\u{feff}{body}")
        } else {
            format!("secret={SITE_SECRET}&response={ticket}&remoteip=&remoteip=")
        };
        let redeemed = post(&menshen, content_type, &body).await.json();
        assert_eq!(redeemed["mobile"], number, "{content_type}: {redeemed}");
    }
}

#[tokio::test]
async fn fields_may_stand_in_the_query_and_those_of_the_body_win() {
    let menshen = Menshen::start(&[]).await;
    let ask = async |query: &str, content_type: &str, body: &str| {
        let headers = [("content-type", content_type)];
        let headers = if content_type.is_empty() { &[][..] } else { &headers };
        menshen.call(Method::POST, &format!("/siteverify?{query}"), headers, body.to_owned()).await
    };
    let (ticket, number) = ticket(&menshen).await;
    let right = format!("secret={SITE_SECRET}&response={ticket}");
    for (query, content_type, body, wrong) in [
        (right.as_str(), FORM, "secret=wrong", "invalid-input-secret"),
        (&right, JSON, r#"{"response":"A"}"#, "invalid-input-response"),
        (&format!("{right}&secret=wrong"), "", "", "bad-request"),
        ("response=A", "", "", "missing-input-secret"),
    ] {
        assert_eq!(code(&ask(query, content_type, body).await), wrong, "{query} {body}");
    }
    let parts = multipart(&[("response", &ticket)]);
    let redeemed = ask(&format!("secret={SITE_SECRET}&response=A"), MULTIPART, &parts).await;
    assert_eq!(redeemed.json()["mobile"], number);
    // As many a client of reCAPTCHA does.
    for (content_type, body) in [("", ""), (FORM, ""), (JSON, "{}"), (JSON, "null")] {
        let (ticket, number) = self::ticket(&menshen).await;
        let query = format!("secret={SITE_SECRET}&response={ticket}&remoteip=192.0.2.1");
        let redeemed = ask(&query, content_type, body).await.json();
        assert_eq!(redeemed["mobile"], number, "{content_type} {body}: {redeemed}");
    }
}

#[tokio::test]
async fn the_host_is_that_of_the_page_on_which_the_number_was_verified() {
    let menshen = Menshen::start(&[]).await;
    let headers = [("origin", "https://Shop.example:8443"), ("host", "gate.example")];
    for (headers, host) in [(&headers[..], "shop.example"), (&headers[1..], "gate.example")] {
        let ticket = verified(&menshen, &mobile(), headers).await;
        assert_eq!(redeem(&menshen, SITE_SECRET, &ticket).await.json()["hostname"], host);
    }
    // The page's own call.
    let number = mobile();
    menshen.solve_and_send(&number).await;
    let typed = postcard(&[&number, &menshen.webhook.last().code]);
    let headers = [
        ("content-type", "application/x-postcard"),
        ("origin", "https://shop.example"),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = menshen.call(Method::POST, "/api/page/sms-codes/verify", &headers, typed).await;
    // One byte says how long the ticket is, which comes first.
    let ticket = std::str::from_utf8(&answer.body[1..44]).unwrap();
    let redeemed = redeem(&menshen, SITE_SECRET, ticket).await;
    assert_eq!(redeemed.json()["hostname"], "shop.example");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn of_1000_racing_redeems_one_gets_the_number() {
    let redis = RedisServer::start();
    let webhook = Webhook::start().await;
    let process = || Menshen::process(&redis, webhook.clone(), &[]);
    let embedded = vec![Menshen::start(&[]).await];
    for servers in [embedded, vec![process().await, process().await]] {
        let (ticket, _) = ticket(&servers[0]).await;
        let body = json!({"secret": SITE_SECRET, "response": ticket});
        let url = |n: usize| servers[n % servers.len()].url.clone();
        let answers = volley("/siteverify", (0..1000).map(|n| (url(n), body.clone())).collect());
        let (good, bad): (Vec<_>, Vec<_>) =
            answers.await.into_iter().partition(|answer| answer.json()["success"] == true);
        assert_eq!(good.len(), 1);
        for answer in bad {
            assert_eq!(code(&answer), "timeout-or-duplicate");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_redis_a_ticket_is_kept_for_ten_minutes_and_no_number_can_be_read() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let (ticket, number) = ticket(&menshen).await;
    let dump = redis.dump();
    let (name, value) =
        dump.iter().find(|(name, _)| name.starts_with("ticket:")).expect("a ticket");
    let life: u64 = redis.command(&["PTTL", name]).trim_start_matches(':').parse().unwrap();
    assert!((590_000..=600_000).contains(&life), "{life}");
    assert!(value.len() > 40, "{value}");
    for (name, value) in &dump {
        for secret in [&ticket, &number[3..], "127.0.0.1"] {
            assert!(!name.contains(secret) && !value.contains(secret), "{name}: {value}");
        }
    }
    // Another number put under the ticket's name is no ticket.
    let forged = json!({"mobile": "+8613800138000", "verified_at": 0, "hostname": ""}).to_string();
    redis.command(&["SET", name, &forged]);
    let answer = redeem(&menshen, SITE_SECRET, &ticket).await;
    assert_eq!(code(&answer), "timeout-or-duplicate");
}
