//! Numbers with fixed codes: for reviews in app stores and for end-to-end tests.

use serde_json::json;

use crate::support::{
    Menshen, RedisServer, Scrape, Webhook,
    menshen::{SITE_SECRET, WRONG, mobile},
};

const NUMBER: &str = "13800000000";
const CODE: &str = "271828";
const SETTING: &str = "--test-numbers=+8613800000000=271828, +8613800000001=314159";
const ANSWER: &str = "--test-image-code=only-for-the-tests-of-our-own-app";

async fn redeem(menshen: &Menshen, ticket: &str) -> serde_json::Value {
    let body = json!({"secret": SITE_SECRET, "response": ticket});
    menshen.post("/siteverify", &body).await.json()
}

#[tokio::test]
async fn a_test_number_goes_through_the_whole_flow_without_a_message_and_every_answer_says_so() {
    let redis = RedisServer::start();
    for menshen in [Menshen::start(&[SETTING]).await, Menshen::on(&redis, &[SETTING]).await] {
        let sent = menshen.solve_and_send(NUMBER).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert_eq!((&sent.json()["test"], &sent.json()["expires_in"]), (&json!(true), &json!(300)));
        let wrong = menshen.verify_by(&sent.handle(), NUMBER, "314159").await;
        assert_eq!(wrong.problem(), "sms-code-wrong");
        let verified = menshen.verify_by(&sent.handle(), NUMBER, CODE).await;
        assert_eq!((verified.status, &verified.json()["test"]), (200, &json!(true)));
        let ticket = verified.json()["ticket"].as_str().unwrap().to_owned();
        let redeemed = redeem(&menshen, &ticket).await;
        assert_eq!((&redeemed["success"], &redeemed["test"]), (&json!(true), &json!(true)));
        assert_eq!(redeemed["mobile"], "+8613800000000");
        assert!(menshen.webhook.messages().is_empty(), "a message was sent");

        // Of any other number nothing is said but that it is none.
        let number = mobile();
        assert_eq!(menshen.solve_and_send(&number).await.json()["test"], false);
        let code = menshen.webhook.last().code;
        let verified = menshen.verify(&number, &code).await.json();
        assert_eq!(verified["test"], false);
        let redeemed = redeem(&menshen, verified["ticket"].as_str().unwrap()).await;
        assert_eq!((&redeemed["success"], redeemed.get("test")), (&json!(true), None));
    }
}

/// I1, I2
#[tokio::test]
async fn a_test_number_asks_for_a_solved_picture_as_well_and_spends_it() {
    let menshen = Menshen::start(&[SETTING]).await;
    let (id, text) = menshen.picture().await;
    assert_eq!(menshen.send(NUMBER, WRONG, id).await.problem(), "image-code-wrong");
    assert_eq!(menshen.send(NUMBER, &text, id).await.problem(), "image-code-expired");
    // Without a send its code is worth nothing.
    assert_eq!(menshen.verify(NUMBER, CODE).await.problem(), "sms-code-wrong");
    let (id, text) = menshen.picture().await;
    assert_eq!(menshen.send(NUMBER, &text, id).await.status, 200);
    assert_eq!(menshen.send("13800000001", &text, id).await.problem(), "image-code-expired");
    // The number's own delay holds.
    assert_eq!(menshen.solve_and_send(NUMBER).await.problem(), "cooling-down");
}

#[tokio::test]
async fn the_answer_for_tests_is_taken_for_test_numbers_alone_and_spends_the_picture() {
    let answer = ANSWER.split_once('=').unwrap().1;
    let menshen = Menshen::start(&[SETTING, ANSWER]).await;
    let number = mobile();
    let (id, text) = menshen.picture().await;
    for wrong in [answer, &answer[1..]] {
        let refused = menshen.send(&number, wrong, id).await;
        assert_eq!(refused.problem(), "image-code-malformed", "{wrong}");
    }
    assert_eq!(menshen.send(NUMBER, &answer[1..], id).await.problem(), "image-code-malformed");
    assert_eq!(menshen.send(NUMBER, answer, id).await.status, 200);
    assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
    assert_eq!(menshen.send("13800000001", answer, id).await.problem(), "image-code-expired");
    assert!(menshen.webhook.messages().is_empty());
    // Who has not set it has no such answer.
    let without = Menshen::start(&[SETTING]).await;
    let (id, _) = without.picture().await;
    assert_eq!(without.send(NUMBER, answer, id).await.problem(), "image-code-malformed");
}

#[tokio::test]
async fn nothing_of_a_test_is_counted_as_sent_verified_or_answered() {
    // Each limit has one place.
    let settings = [
        SETTING,
        "--sms-per-address-hour=1",
        "--sms-per-prefix-hour=1",
        "--sms-budget-hour=1",
        "--sms-budget-day=1",
    ];
    let menshen = Menshen::start(&settings).await;
    let before = Scrape::of(&menshen).await;
    for number in [NUMBER, "13800000001"] {
        let sent = menshen.solve_and_send(number).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
    let verified = menshen.verify(NUMBER, CODE).await.json();
    redeem(&menshen, verified["ticket"].as_str().unwrap()).await;
    let after = Scrape::of(&menshen).await;
    let flow = |scrape: &Scrape| -> Vec<(String, f64)> {
        let of_flow =
            ["_sms_", "_messages_", "_verified", "_tickets", "_conversion", "_budget_left"];
        let is_of_flow = |name: &str| {
            !name.starts_with("menshen_store_") && of_flow.iter().any(|of| name.contains(of))
        };
        let series = scrape.0.iter().filter(|(name, _)| is_of_flow(name));
        series.map(|(name, value)| (name.clone(), *value)).collect()
    };
    let (before, after) = (flow(&before), flow(&after));
    assert!(before.len() > 5, "{before:?}");
    assert_eq!(before, after);
    // All places are there yet.
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
}

#[tokio::test]
async fn however_many_test_numbers_an_address_asks_for_it_is_asked_for_nothing_more() {
    let numbers: Vec<_> = (0..12).map(|n| format!("138000000{n:02}")).collect();
    let list: Vec<_> = numbers.iter().map(|number| format!("+86{number}=271828")).collect();
    let setting = format!("--test-numbers={}", list.join(","));
    let menshen = Menshen::start(&[&setting, "--sms-per-address-hour=20"]).await;
    // Nobody answers, and ten would be enough to be asked for work.
    for number in &numbers {
        assert_eq!(menshen.solve_and_send(number).await.status, 200, "{number}");
    }
    let sent = menshen.solve_and_send(&mobile()).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
}

#[tokio::test]
async fn the_page_says_that_it_is_a_test_number() {
    let menshen = Menshen::start(&[SETTING]).await;
    let (id, text) = menshen.picture().await;
    let id = id.to_string();
    let form = [("mobile", NUMBER), ("image_code", &*text), ("image_code_id", &*id)];
    let form = form.map(|(name, value)| format!("{name}={value}")).join("&");
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("accept-language", "en")];
    let page = menshen.call(reqwest::Method::POST, "/embed/sms-codes", &headers, form).await;
    let html = page.text();
    assert!(html.contains("This is a test number: no message is sent."), "{html}");
    assert!(html.contains(r#"data-step="test""#), "{html}");
}

/// I5
#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_loud_about_test_numbers_and_holds_neither_number_nor_code() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let settings = [SETTING, ANSWER, "--log-level=debug"];
    let menshen = Menshen::process(&redis, webhook, &settings).await;
    assert_eq!(menshen.solve_and_send(NUMBER).await.status, 200);
    assert_eq!(menshen.verify(NUMBER, CODE).await.status, 200);
    let log = menshen.stop().stderr;
    assert!(log.contains("TEST_NUMBERS is set: no message is sent to these numbers"), "{log}");
    for secret in ["13800000000", CODE, "13800000001", "for-the-tests"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
