//! Each step of the flow moves its own numbers and no others.

use super::*;
use crate::support::menshen::WRONG;

#[tokio::test]
async fn each_step_of_the_flow_moves_its_own_counters_and_no_others() {
    let menshen = Menshen::start(&[]).await;
    let mut watch = Watch::on(&menshen).await;
    let number = mobile();

    let (id, text) = menshen.picture().await;
    watch.moved(&[PICTURE]).await;
    assert_eq!(menshen.get(&format!("/image_codes/{id}/audio")).await.status, 200);
    watch.moved(&["menshen_sounds_total"]).await;
    menshen.get(&format!("/image_codes/{}/audio", ImageCodeId::random())).await;
    watch.moved(&["menshen_refusals_total{reason=\"image-code-not-found\"}"]).await;

    menshen.send("12345", &text, id).await;
    watch.moved(&["menshen_refusals_total{reason=\"mobile-invalid\"}"]).await;
    menshen.send(&number, "????", id).await;
    watch.moved(&["menshen_refusals_total{reason=\"image-code-malformed\"}"]).await;
    menshen.send(&number, WRONG, id).await;
    watch
        .moved(&[
            "menshen_image_codes_taken_total{outcome=\"wrong\"}",
            "menshen_refusals_total{reason=\"image-code-wrong\"}",
        ])
        .await;
    menshen.send(&number, &text, id).await;
    watch
        .moved(&[
            "menshen_image_codes_taken_total{outcome=\"expired\"}",
            "menshen_refusals_total{reason=\"image-code-expired\"}",
        ])
        .await;

    menshen.solve_and_send(&number).await;
    watch.moved(&[PICTURE, RIGHT, SENT, ASKED]).await;
    menshen.solve_and_send(&number).await;
    watch.moved(&[PICTURE, RIGHT, "menshen_refusals_total{reason=\"cooling-down\"}"]).await;

    let code = menshen.webhook.last().code;
    menshen.verify(&number, &other_than(&code)).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"wrong\"}",
            "menshen_refusals_total{reason=\"sms-code-wrong\"}",
        ])
        .await;
    let verified = menshen.verify(&number, &code).await.json();
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"passed\"}",
            "menshen_numbers_verified_total{country=\"CN\"}",
            "menshen_tickets_issued_total",
        ])
        .await;
    menshen.verify(&number, &code).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"expired\"}",
            "menshen_refusals_total{reason=\"sms-code-wrong\"}",
        ])
        .await;

    let ticket = verified["ticket"].as_str().unwrap();
    for (secret, ticket, code) in [
        ("", ticket, Some("missing-input-secret")),
        ("wrong", ticket, Some("invalid-input-secret")),
        (SITE_SECRET, "", Some("missing-input-response")),
        (SITE_SECRET, "A", Some("invalid-input-response")),
        (SITE_SECRET, ticket, None),
        (SITE_SECRET, ticket, Some("timeout-or-duplicate")),
    ] {
        menshen.post("/siteverify", &json!({"secret": secret, "response": ticket})).await;
        let failed =
            code.map(|code| format!("menshen_siteverify_failures_total{{code=\"{code}\"}}"));
        watch.moved(&[failed.as_deref().unwrap_or("menshen_tickets_redeemed_total")]).await;
    }
    menshen.post("/siteverify", &json!([1])).await;
    watch.moved(&["menshen_siteverify_failures_total{code=\"bad-request\"}"]).await;
}

#[tokio::test]
async fn attempts_past_the_last_are_counted_as_exhausted() {
    let menshen = Menshen::start(&[]).await;
    let number = mobile();
    menshen.solve_and_send(&number).await;
    let wrong = other_than(&menshen.webhook.last().code);
    for _ in 0..4 {
        menshen.verify(&number, &wrong).await;
    }
    let mut watch = Watch::on(&menshen).await;
    for _ in 0..2 {
        menshen.verify(&number, &wrong).await;
        watch
            .moved(&[
                "menshen_sms_codes_checked_total{outcome=\"exhausted\"}",
                "menshen_refusals_total{reason=\"sms-code-wrong\"}",
            ])
            .await;
    }
}

#[tokio::test]
async fn what_a_provider_does_is_counted_by_its_name_country_and_kind_of_failure() {
    let menshen = Menshen::start(&["--sms-countries=CN,HK"]).await;
    let mut watch = Watch::on(&menshen).await;
    for (status, kind, slug) in [
        (400, "not_sent", "send-failed"),
        (429, "limited", "send-failed"),
        (422, "refused", "send-refused"),
        (500, "unknown", "send-unknown"),
    ] {
        menshen.webhook.next(Next::Answer(status));
        menshen.solve_and_send(&mobile()).await;
        let failed =
            format!("menshen_messages_failed_total{{provider=\"webhook\",kind=\"{kind}\"}}");
        let refused = format!("menshen_refusals_total{{reason=\"{slug}\"}}");
        watch.moved(&[PICTURE, RIGHT, ASKED, &failed, &refused]).await;
    }
    let abroad = "+85291234567";
    menshen.solve_and_send(abroad).await;
    watch.moved(&[PICTURE, RIGHT, ASKED, &SENT.replace("CN", "HK")]).await;
    menshen.verify(abroad, &menshen.webhook.last().code).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"passed\"}",
            "menshen_numbers_verified_total{country=\"HK\"}",
            "menshen_tickets_issued_total",
        ])
        .await;

    let (first, second) = (Vendor::start(&ALIYUN).await, Vendor::start(&TWILIO).await);
    let chain = Menshen::by(&[&first, &second], &[]).await;
    let mut watch = Watch::on(&chain).await;
    first.next(vendor::Next::Error("isv.AMOUNT_NOT_ENOUGH"));
    chain.solve_and_send(&mobile()).await;
    let of = |provider| ASKED.replace("webhook", provider);
    watch
        .moved(&[
            PICTURE,
            RIGHT,
            &of("aliyun"),
            "menshen_messages_failed_total{provider=\"aliyun\",kind=\"not_sent\"}",
            &of("twilio"),
            &SENT.replace("webhook", "twilio"),
        ])
        .await;
}

#[tokio::test]
async fn each_limit_that_refuses_is_counted_by_its_name() {
    for (limit, slug) in [
        ("--sms-per-number-hour=1", "too-many-messages"),
        ("--sms-per-address-hour=1", "address-limited"),
        ("--sms-per-prefix-hour=1", "prefix-limited"),
        ("--sms-per-country-hour=1", "country-limited"),
        ("--sms-budget-hour=1", "budget-spent"),
        ("--image-codes-per-minute=1", "too-many-pictures"),
        ("--image-code-sounds-per-minute=1", "too-many-sounds"),
    ] {
        let menshen = Menshen::start(&[limit]).await;
        let number = mobile();
        menshen.solve_and_send(&number).await;
        let sound = format!("/image_codes/{}/audio", ImageCodeId::random());
        menshen.get(&sound).await;
        let then = Scrape::of(&menshen).await;
        if slug == "too-many-sounds" {
            menshen.get(&sound).await;
        } else if slug == "too-many-pictures" {
            menshen.get(&format!("/image_codes/{}", ImageCodeId::random())).await;
        } else {
            menshen.solve_and_send(&number).await;
        }
        let refused = format!("menshen_refusals_total{{reason=\"{slug}\"}}");
        let now = Scrape::of(&menshen).await;
        let mut moved = flow(&now, &then);
        moved.retain(|name, _| name.contains("refusals"));
        assert_eq!(moved, once(&[&refused]), "{limit}");
    }
}

#[tokio::test]
async fn a_breaker_that_opens_is_counted_and_says_until_when() {
    let redis = RedisServer::start();
    let breaker = ["--sms-breaker=enforce", "--sms-breaker-floor=2", "--sms-breaker-pause=90"];
    let menshen = Menshen::on(&redis, &breaker).await;
    for _ in 0..2 {
        menshen.solve_and_send(&lonely()).await;
    }
    redis.pass(Duration::from_secs(300 + 300));
    let then = Scrape::of(&menshen).await;
    let until = "menshen_breaker_open_until_timestamp_seconds{country=\"CN\"}";
    assert_eq!(then.0[until], 0.0);
    for _ in 0..2 {
        menshen.solve_and_send(&lonely()).await;
    }
    let now = Scrape::of(&menshen).await;
    let moved = flow(&now, &then);
    let of = "{of=\"country\",country=\"CN\"}";
    assert_eq!(moved[format!("menshen_breaker_openings_total{of}").as_str()], 1.0);
    assert_eq!(moved[format!("menshen_breaker_messages_total{of}").as_str()], 2.0);
    assert_eq!(moved["menshen_refusals_total{reason=\"sending-paused\"}"], 2.0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((time + 60.0..=time + 91.0).contains(&now.0[until]), "{}", now.0[until] - time);
}

#[tokio::test]
async fn the_breaker_of_a_prefix_is_counted_as_such_and_leaves_the_countrys_alone() {
    let redis = RedisServer::start();
    let breaker = ["--sms-breaker=enforce", "--sms-breaker-floor=2"];
    let menshen = Menshen::on(&redis, &breaker).await;
    // Numbers that differ in their last digits alone.
    for _ in 0..2 {
        assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    }
    redis.pass(Duration::from_secs(300 + 300));
    let then = Scrape::of(&menshen).await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "sending-paused");
    let now = Scrape::of(&menshen).await;
    let mut moved = flow(&now, &then);
    moved.retain(|name, _| name.contains("breaker"));
    let of = "{of=\"prefix\",country=\"CN\"}";
    let names = ["openings", "messages"].map(|what| format!("menshen_breaker_{what}_total{of}"));
    assert_eq!(moved, once(&names.each_ref().map(String::as_str)));
    assert_eq!(now.0["menshen_breaker_open_until_timestamp_seconds{country=\"CN\"}"], 0.0);
}
