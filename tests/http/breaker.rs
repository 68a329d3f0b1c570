//! The breaker, on the embedded store and through two processes on one Redis.

use std::sync::Arc;

use crate::support::{
    Menshen, RedisServer, Webhook,
    menshen::{WRONG, mobile},
    site::{Site, abroad, address, lonely, sites},
    webhook::Next,
};

/// Opens when of two messages or more fewer than half were answered.
const ENFORCE: [&str; 5] = [
    "--sms-breaker=enforce",
    "--sms-breaker-floor=2",
    "--sms-breaker-percent=50",
    "--sms-breaker-window=600",
    "--sms-breaker-pause=90",
];
/// The life of a code, and a step of the window: then a message is judged.
const RIPE: u32 = 300 + 50;

/// Sends, and answers with the right code at another server.
async fn is_answered(site: &Site, number: &str) {
    site.sends(&address(), number).await;
    let code = site.webhook.last().code;
    assert_eq!(site.server().verify(number, &code).await.status, 200);
}

#[tokio::test]
async fn a_country_that_does_not_answer_is_left_alone_for_a_while() {
    for (name, site) in sites(&ENFORCE).await {
        is_answered(&site, &lonely()).await;
        site.sends(&address(), &lonely()).await;
        site.pass(RIPE).await;
        // One of two, which is not fewer than half; one of three is.
        site.sends(&address(), &lonely()).await;
        site.pass(RIPE).await;
        let wait = site.refuses(&address(), &lonely(), 429, "sending-paused").await;
        assert!((60..=90).contains(&wait), "{name}: {wait}");
        let (id, _) = site.server().picture().await;
        assert_eq!(site.server().send(&lonely(), WRONG, id).await.problem(), "image-code-wrong");
        site.sends(&address(), &abroad()).await;
        site.pass(wait).await;
        site.sends(&address(), &lonely()).await;
    }
}

#[tokio::test]
async fn a_prefix_that_does_not_answer_does_not_close_its_country() {
    for (_, site) in sites(&ENFORCE).await {
        for number in ["13500000001", "13500000002"] {
            site.sends(&address(), number).await;
            is_answered(&site, &lonely()).await;
        }
        site.pass(RIPE).await;
        let refused = site.refuses(&address(), "13500000003", 429, "sending-paused").await;
        assert!(refused <= 90);
        is_answered(&site, &lonely()).await;
    }
}

#[tokio::test]
async fn only_messages_that_may_have_left_are_judged() {
    for (failure, slug, closes) in [(400, "send-failed", false), (500, "send-unknown", true)] {
        for (name, site) in sites(&ENFORCE).await {
            for _ in 0..3 {
                site.webhook.next(Next::Answer(failure));
                assert_eq!(site.send(&address(), &lonely()).await.problem(), slug, "{name}");
            }
            site.pass(RIPE).await;
            if closes {
                site.refuses(&address(), &lonely(), 429, "sending-paused").await;
            } else {
                site.sends(&address(), &lonely()).await;
            }
        }
    }
}

#[tokio::test]
async fn numbers_for_tests_that_are_verified_keep_no_breaker_from_opening() {
    let numbers = "--test-numbers=+8613500000001=271828, +8613500000002=271828";
    for (name, site) in sites(&[&ENFORCE[..], &[numbers]].concat()).await {
        for number in ["13500000001", "13500000002"] {
            site.sends(&address(), number).await;
            assert_eq!(site.server().verify(number, "271828").await.status, 200, "{name}");
            site.sends(&address(), &lonely()).await;
        }
        site.pass(RIPE).await;
        site.refuses(&address(), &lonely(), 429, "sending-paused").await;
    }
}

#[tokio::test]
async fn by_default_it_only_says_what_it_would_refuse() {
    let (redis, webhook) = (Arc::new(RedisServer::start()), Webhook::start().await);
    let menshen = Menshen::process(&redis, webhook.clone(), &ENFORCE[1..]).await;
    for _ in 0..2 {
        assert_eq!(menshen.solve_and_send(&lonely()).await.status, 200);
    }
    redis.pass(std::time::Duration::from_secs(RIPE.into()));
    let number = mobile();
    assert_eq!(menshen.solve_and_send(&number).await.status, 200);
    assert_eq!(webhook.messages().len(), 3);
    let log = menshen.stop().stderr;
    assert!(log.contains("the breaker opens") && log.contains("sent=2 verified=0"), "{log}");
    assert!(log.contains("would refuse") && log.contains("CN"), "{log}");
    assert!(!log.contains(&number[..7]), "{log}");
}

#[tokio::test]
async fn when_it_is_off_nothing_is_counted() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[&ENFORCE[1..], &["--sms-breaker=off"]].concat()).await;
    for _ in 0..3 {
        assert_eq!(menshen.solve_and_send(&lonely()).await.status, 200);
        redis.pass(std::time::Duration::from_secs(RIPE.into()));
    }
    assert!(!redis.keys().iter().any(|key| key.starts_with("conversion")));
}
