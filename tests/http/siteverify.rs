//! `POST /siteverify`: the host site's server redeems a ticket.

#[path = "siteverify/refused.rs"]
mod refused;

use std::time::SystemTime;

use reqwest::Method;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::support::{
    Answer, Menshen, Program, RedisServer, Scrape, Webhook,
    menshen::{SITE_SECRET, UNHURRIED, mobile, postcard},
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
    let typed = postcard(&[&number, &menshen.webhook.last().code, ""]);
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

#[tokio::test(flavor = "multi_thread")]
async fn of_1000_racing_redeems_one_gets_the_number() {
    let redis = RedisServer::start();
    let webhook = Webhook::start().await;
    let process = || Menshen::process(&redis, webhook.clone(), &UNHURRIED);
    let embedded = vec![Menshen::start(&UNHURRIED).await];
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
