//! Clients that are slow, huge or many (I6), over bare TCP.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tokio::{io::AsyncWriteExt, time::sleep};

use crate::support::{Menshen, Scrape, Webhook, Wire, menshen::mobile, until, webhook::Next};

/// As short as time-outs get.
const SECOND: Duration = Duration::from_secs(1);

fn closed(cause: &str) -> String {
    format!("menshen_connections_closed_total{{cause=\"{cause}\"}}")
}

#[tokio::test]
async fn i6_a_head_that_does_not_come_or_comes_byte_by_byte_ends_the_connection() {
    let menshen = Menshen::start(&["--header-timeout=1"]).await;
    let start = Instant::now();
    let (mut silent, mut slow) = (Wire::to(&menshen.url).await, Wire::to(&menshen.url).await);
    slow.say("GET /healthz HTTP/1.1\r\n").await;
    let (reads, mut writes) = slow.0.into_split();
    let drip = tokio::spawn(async move {
        // Each byte comes well within the time-out; the whole head does not.
        while writes.write_all(b"a").await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    });
    assert_eq!(silent.end().await, "");
    until("the slow head is not read any more", async || {
        let read = reads.try_read(&mut [0]);
        read.map_or_else(|error| error.kind() != std::io::ErrorKind::WouldBlock, |_| true)
    })
    .await;
    assert!(start.elapsed() >= SECOND, "{:?}", start.elapsed());
    drip.await.unwrap();
    assert!(Scrape::of(&menshen).await.0[closed("slow_head").as_str()] >= 2.0);
}

#[tokio::test]
async fn i6_a_body_that_does_not_come_is_answered_with_408_and_the_end() {
    let menshen = Menshen::start(&["--body-timeout=1"]).await;
    let mut slow = Wire::to(&menshen.url).await;
    let head = "POST /api/v1/sms-codes HTTP/1.1\r\nhost: menshen\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    slow.say(head).await;
    let answer = slow.answer().await;
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close\r\n"), "{answer}");
    assert_eq!(slow.end().await, "");
}

#[tokio::test]
async fn i6_who_is_slow_to_send_a_body_takes_no_place_from_others() {
    let menshen = Menshen::start(&["--max-requests=1"]).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut wire = Wire::to(&menshen.url).await;
        wire.say("POST /siteverify HTTP/1.1\r\nhost: menshen\r\ncontent-length: 100\r\n\r\n").await;
        slow.push(wire);
    }
    for _ in 0..5 {
        menshen.picture().await;
    }
}

#[tokio::test]
async fn i6_an_answer_that_is_not_read_ends_the_connection() {
    let menshen = Menshen::start(&["--answer-timeout=1"]).await;
    let (id, _) = menshen.picture().await;
    let sound = format!("GET /image_codes/{id}/audio HTTP/1.1\r\nhost: menshen\r\n\r\n");
    // More than the system takes for a client; the next request is sent in advance.
    let mut wire = Wire::narrow(&menshen.url).await;
    let start = Instant::now();
    wire.say(&sound.repeat(25)).await;
    until("it is not waited for any more", async || {
        Scrape::of(&menshen).await.0[closed("slow_answer").as_str()] == 1.0
    })
    .await;
    assert!(start.elapsed() >= SECOND, "{:?}", start.elapsed());
}

#[tokio::test]
async fn i6_every_answer_counts_by_its_length_until_it_is_read() {
    const UNREAD: &str = "menshen_unread_answers_bytes";
    const CROWD: usize = 10;
    let menshen =
        Menshen::start(&["--image-code-sounds-per-minute=1000", "--answer-timeout=600"]).await;
    let (id, _) = menshen.picture().await;
    let path = format!("/image_codes/{id}/audio");
    let length = menshen.get(&path).await.body.len();
    let sound = format!("GET {path} HTTP/1.1\r\nhost: menshen\r\n\r\n");
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        let mut wire = Wire::narrow(&menshen.url).await;
        // More than the system takes for a client.
        wire.say(&sound.repeat(25)).await;
        crowd.push(wire);
    }
    let unread = async || Scrape::of(&menshen).await.0[UNREAD] as usize;
    until("all are counted", async || unread().await >= CROWD * length).await;
    drop(crowd);
    until("none is left", async || unread().await == 0).await;
}

#[tokio::test]
async fn i6_a_connection_without_a_further_request_is_closed() {
    // It may wait for longer than a head may take,
    let menshen = Menshen::start(&["--header-timeout=1"]).await;
    let mut kept = Wire::to(&menshen.url).await;
    for _ in 0..3 {
        assert!(kept.get("/healthz").await.ends_with("ok\n"));
        // which is over for one that was made later.
        assert_eq!(Wire::to(&menshen.url).await.end().await, "");
    }
    // And not for ever.
    let menshen = Menshen::start(&["--keep-alive-timeout=1"]).await;
    let mut kept = Wire::to(&menshen.url).await;
    assert!(kept.get("/healthz").await.ends_with("ok\n"));
    assert_eq!(kept.end().await, "");
    assert!(Scrape::of(&menshen).await.0[closed("idle").as_str()] >= 1.0);
}

#[tokio::test]
async fn i6_heads_that_are_too_large_are_refused() {
    let menshen = Menshen::start(&[]).await;
    let long = "a".repeat(20_000);
    let many: String = (0..200).map(|n| format!("h{n}: 1\r\n")).collect();
    for head in [
        format!("GET /{long} HTTP/1.1\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\ncookie: {long}\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\n{many}\r\n"),
    ] {
        let mut wire = Wire::to(&menshen.url).await;
        wire.say(&head).await;
        let answer = wire.end().await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    // What browsers send at most is read.
    let cookie = "a".repeat(8_000);
    let mut wire = Wire::to(&menshen.url).await;
    wire.say(&format!("GET /healthz HTTP/1.1\r\nhost: menshen\r\ncookie: {cookie}\r\n\r\n")).await;
    assert!(wire.answer().await.ends_with("ok\n"));
}

#[tokio::test]
async fn i6_bodies_that_are_too_large_are_refused_before_they_have_come() {
    let menshen = Menshen::start(&[]).await;
    for (path, content_type) in [
        ("/api/v1/sms-codes", "application/json"),
        ("/siteverify", "application/json"),
        ("/page/sms-codes", "application/x-www-form-urlencoded"),
        ("/api/page/sms-codes/verify", "application/x-postcard"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: menshen\r\norigin: http://menshen\r\n\
             content-type: {content_type}\r\n"
        );
        // Not a byte of it comes.
        let mut wire = Wire::to(&menshen.url).await;
        wire.say(&format!("{head}content-length: 1000000000\r\n\r\n")).await;
        let answer = wire.answer().await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
        wire.end().await;
        // Of unknown length, and without an end.
        let mut wire = Wire::to(&menshen.url).await;
        wire.say(&format!("{head}transfer-encoding: chunked\r\n\r\n")).await;
        for _ in 0..20 {
            wire.say(&format!("400\r\n{}\r\n", "1".repeat(1024))).await;
        }
        let answer = wire.answer().await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
        wire.end().await;
    }
}

#[tokio::test]
async fn requests_that_are_sent_in_advance_are_answered_in_their_order() {
    let menshen = Menshen::start(&[]).await;
    let mut wire = Wire::to(&menshen.url).await;
    let paths = ["/healthz", "/nothing", "/readyz", "/image_codes/no-uuid"];
    let advance = paths.map(|path| format!("GET {path} HTTP/1.1\r\nhost: menshen\r\n\r\n"));
    wire.say(&advance.concat().repeat(10)).await;
    for _ in 0..10 {
        for status in ["200", "404", "200", "400"] {
            let answer = wire.answer().await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        }
    }
}

#[tokio::test]
async fn i6_a_client_that_ends_its_half_keeps_nothing_and_its_message_is_sent_once() {
    let menshen = Menshen::start(&[]).await;
    // Before a request, in its head and in its body.
    for said in ["", "GET /healthz HT", "POST /siteverify HTTP/1.1\r\ncontent-length: 9\r\n\r\n"] {
        let mut wire = Wire::to(&menshen.url).await;
        wire.say(said).await;
        wire.0.shutdown().await.unwrap();
        wire.end().await;
    }
    // While it waits for the answer: it is gone, but the message that it paid for is not.
    let (id, text) = menshen.picture().await;
    menshen.webhook.next(Next::Held(204));
    let body = json!({"mobile": mobile(), "image_code": text, "image_code_id": id}).to_string();
    let mut wire = Wire::to(&menshen.url).await;
    wire.say(&format!(
        "POST /api/v1/sms-codes HTTP/1.1\r\nhost: menshen\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    ))
    .await;
    menshen.webhook.until(1).await;
    wire.0.shutdown().await.unwrap();
    wire.end().await;
    menshen.webhook.release();
    let sent = "menshen_messages_sent_total{provider=\"webhook\",country=\"CN\"}";
    until("it is sent", async || Scrape::of(&menshen).await.0[sent] >= 1.0).await;
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_past_the_requests_that_may_be_under_way_the_next_is_a_quick_503_and_the_rest_go_on() {
    let settings = ["--max-requests=2", "--cors-origins=http://shop.example"];
    let menshen = Menshen::with(Webhook::start().await, &settings).await;
    let mut pictures = Vec::new();
    for _ in 0..3 {
        pictures.push(menshen.picture().await);
        menshen.webhook.next(Next::Held(204));
    }
    let (first, second) = (mobile(), mobile());
    let full = async {
        menshen.webhook.until(2).await;
        let (id, text) = &pictures[2];
        for path in ["/", "/nothing", "/image_codes/no-uuid"] {
            let refused = menshen.get(path).await;
            assert_eq!((refused.status, refused.retry_after()), (503, 1), "{path}");
        }
        let refused = menshen.send(&mobile(), text, *id).await;
        assert_eq!((refused.status, refused.problem().as_str()), (503, "unavailable"));
        // Each in its own form, and so that other sites' pages can read it.
        let headers = [("origin", "http://shop.example")];
        let seed = format!("/sms_codes/{}/?image_code={text}&image_code_id={id}", mobile());
        let seed = menshen.call(Method::GET, &seed, &headers, String::new()).await;
        assert_eq!((seed.status, seed.header("retry-after")), (200, "1"));
        assert_eq!(seed.json(), json!({"code": 400, "errmsg": "服务繁忙，请稍后再试"}));
        let api = menshen.call(Method::POST, "/api/v1/sms-codes", &headers, String::new()).await;
        assert_eq!((api.status, api.problem().as_str()), (503, "unavailable"));
        for answer in [&seed, &api] {
            assert_eq!(answer.header("access-control-allow-origin"), "http://shop.example");
        }
        // Whoever watches is answered all the same.
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert_eq!(menshen.get(path).await.status, 200, "{path}");
        }
        assert_eq!(menshen.webhook.messages().len(), 2);
        let refused = Scrape::of(&menshen).await.0["menshen_requests_refused_total"];
        menshen.webhook.release();
        refused
    };
    let send = async |mobile: &str, n: usize| {
        let (id, text) = &pictures[n];
        menshen.send(mobile, text, *id).await.status
    };
    let (one, two, refused) = tokio::join!(send(&first, 0), send(&second, 1), full);
    assert_eq!((one, two, refused), (200, 200, 6.0));
    // The picture of the refused one was not spent.
    let (id, text) = &pictures[2];
    assert_eq!(menshen.send(&mobile(), text, *id).await.status, 200);
}
