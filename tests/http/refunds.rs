//! What a message counts for is given back when it certainly was not sent, and only then.

use fred::{
    clients::Client,
    interfaces::{ClientLike, KeysInterface},
    types::{Expiration, config::Config},
};

use crate::support::{
    Menshen, RedisServer, Vendor,
    menshen::mobile,
    vendor::{ALIYUN, Kind, Next, TENCENT, TWILIO},
};

/// Each limit as narrow as it gets, what it says, and a vendor's way to say "not sent".
const LIMITS: [(&str, &str, &Kind, Next); 7] = [
    ("--sms-per-number-hour=1", "too-many-messages", &ALIYUN, Next::Error("isv.AMOUNT_NOT_ENOUGH")),
    ("--sms-per-number-day=1", "too-many-messages", &TENCENT, Next::Status(429)),
    ("--sms-per-address-hour=1", "address-limited", &TWILIO, Next::Error("21408")),
    ("--sms-per-prefix-hour=1", "prefix-limited", &ALIYUN, Next::Status(403)),
    ("--sms-per-country-hour=1", "country-limited", &TENCENT, Next::TooMany(9)),
    ("--sms-budget-hour=1", "budget-spent", &TWILIO, Next::Error("21611")),
    ("--sms-budget-hour=1", "budget-spent", &ALIYUN, Next::Error("isv.MOBILE_NUMBER_ILLEGAL")),
];

/// On the embedded store, and on Redis.
async fn on_both(vendor: &Vendor, redis: &RedisServer, limit: &str) -> [Menshen; 2] {
    // So that the hour, where it is not the limit, is no more than the day.
    let day = if limit == "--sms-per-number-day=1" { "--sms-per-number-hour=off" } else { limit };
    let settings = if day == limit { vec![limit] } else { vec![limit, day] };
    let url = redis.url();
    let on_redis = [settings.as_slice(), &["--redis-url", &url]].concat();
    [Menshen::by(&[vendor], &settings).await, Menshen::by(&[vendor], &on_redis).await]
}

#[tokio::test]
async fn after_a_certain_failure_delay_and_every_quota_are_given_back() {
    for (limit, slug, kind, failure) in LIMITS {
        let (vendor, redis) = (Vendor::start(kind).await, RedisServer::start());
        for menshen in on_both(&vendor, &redis, limit).await {
            let number = mobile();
            for _ in 0..3 {
                vendor.next(failure.clone());
                let (id, text) = menshen.picture().await;
                let failed = menshen.send(&number, &text, id).await;
                assert!(["send-failed", "send-refused"].contains(&failed.problem().as_str()));
                // A fresh picture is asked for: this one is spent.
                assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
            }
            let sent = menshen.solve_and_send(&number).await;
            assert_eq!(sent.status, 200, "{limit}: {}", sent.text());
            assert_eq!(menshen.solve_and_send(&number).await.problem(), slug, "{limit}");
        }
    }
}

#[tokio::test]
async fn when_it_may_have_been_sent_nothing_is_given_back() {
    for (limit, slug, kind, _) in LIMITS {
        let (vendor, redis) = (Vendor::start(kind).await, RedisServer::start());
        for menshen in on_both(&vendor, &redis, limit).await {
            let number = mobile();
            vendor.next(Next::Status(500));
            let requests = vendor.requests();
            assert_eq!(menshen.solve_and_send(&number).await.problem(), "send-unknown");
            assert_eq!(menshen.solve_and_send(&number).await.problem(), slug, "{limit}");
            assert_eq!(vendor.requests(), requests + 1, "{limit}");
        }
    }
}

#[tokio::test]
async fn what_a_later_limit_refuses_is_not_counted_by_the_earlier_ones() {
    let limits = [
        "--sms-per-address-hour=2",
        "--sms-per-prefix-hour=2",
        "--sms-per-country-hour=2",
        "--sms-budget-hour=2",
    ];
    let redis = RedisServer::start();
    for menshen in [Menshen::start(&limits).await, Menshen::on(&redis, &limits).await] {
        let number = mobile();
        assert_eq!(menshen.solve_and_send(&number).await.status, 200);
        for _ in 0..4 {
            assert_eq!(menshen.solve_and_send(&number).await.problem(), "cooling-down");
        }
        assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
        assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "address-limited");
        assert_eq!(menshen.webhook.messages().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_store_fails_half_way_nothing_is_sent_and_what_was_taken_is_given_back() {
    let redis = RedisServer::start();
    let limits = ["--sms-per-address-hour=1", "--sms-per-prefix-hour=1"];
    let menshen = Menshen::on(&redis, &limits).await;
    let client = Client::new(Config::from_url(&redis.url()).unwrap(), None, None, None);
    let connection = client.init().await.unwrap();
    // A value that no counter can count with: the step that meets it fails.
    let keys = ["count:{country:CN}:3600000", "count:{site}:3600000"];
    for key in keys {
        let life = Some(Expiration::EX(60));
        client.set::<(), _, _>(key, "no number", life, None, false).await.unwrap();
        let failed = menshen.solve_and_send(&mobile()).await;
        assert_eq!((failed.status, failed.problem().as_str()), (503, "unavailable"), "{key}");
        client.del::<(), _>(key).await.unwrap();
    }
    assert!(menshen.webhook.messages().is_empty());
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "address-limited");
    connection.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_that_was_done_by_half_is_given_back() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &["--sms-per-address-hour=1"]).await;
    let number = mobile();
    // The script notes the message, and fails at its code: as when the answer is lost, nobody knows
    // whether it was done.
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "-hset"]), "OK");
    let failed = menshen.solve_and_send(&number).await;
    assert_eq!((failed.status, failed.problem().as_str()), (503, "unavailable"));
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "+hset"]), "OK");
    assert!(menshen.webhook.messages().is_empty());
    // Neither the delay nor any limit knows of it.
    let sent = menshen.solve_and_send(&number).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert_eq!(menshen.webhook.messages().len(), 1);
}
