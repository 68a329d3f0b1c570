//! Nothing about a number is told before a picture code is solved for it.

use std::time::Duration;

use menshen::model::ImageCodeId;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Menshen, RedisServer,
    menshen::{mobile, other_than, postcard},
};

/// A fresh number, one that cools down, one that is over its quota, one that has no attempts left,
/// and one whose last send failed.
async fn numbers(menshen: &Menshen) -> [String; 5] {
    let [fresh, cooling, spent, exhausted, failed] = std::array::from_fn(|_| mobile());
    assert_eq!(menshen.solve_and_send(&spent).await.status, 200);
    assert_eq!(menshen.solve_and_send(&exhausted).await.status, 200);
    let wrong = other_than(&menshen.webhook.last().code);
    for _ in 0..5 {
        menshen.verify(&exhausted, &wrong).await;
    }
    tokio::time::sleep(Duration::from_millis(3100)).await;
    assert_eq!(menshen.solve_and_send(&spent).await.status, 200);
    menshen.webhook.next(crate::support::webhook::Next::Answer(422));
    assert_eq!(menshen.solve_and_send(&failed).await.problem(), "send-refused");
    assert_eq!(menshen.solve_and_send(&cooling).await.status, 200);
    // That they are what they should be.
    assert_eq!(menshen.solve_and_send(&cooling).await.problem(), "cooling-down");
    assert_eq!(menshen.solve_and_send(&spent).await.problem(), "too-many-messages");
    assert_eq!(menshen.solve_and_send(&exhausted).await.problem(), "sms-code-exhausted");
    [fresh, cooling, spent, exhausted, failed]
}

/// An answer byte by byte, but for the time at which it was given.
fn bytes(answer: &Answer) -> String {
    let mut headers: Vec<String> =
        answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.retain(|header| !header.starts_with("date:"));
    format!(
        "{}\n{}\n\n{}",
        answer.status,
        headers.join("\n"),
        String::from_utf8_lossy(&answer.body)
    )
}

/// Every call that names a number and a picture, at every door.
async fn answers(menshen: &Menshen, number: &str, id: &str, text: &str) -> Vec<String> {
    let form = format!("image_code={text}&image_code_id={id}");
    let json = json!({"mobile": number, "image_code": text, "image_code_id": id}).to_string();
    let page = postcard(&[number, text, id]);
    let seed = format!("/sms_codes/{number}/?{form}");
    let mut answers = Vec::new();
    for language in ["zh", "en"] {
        for (method, path, content_type, body) in [
            (Method::POST, "/api/v1/sms-codes", "application/json", &json),
            (Method::POST, "/api/page/sms-codes", "application/x-postcard", &page),
            (Method::GET, &seed, "", &String::new()),
        ] {
            let headers = [("content-type", content_type), ("accept-language", language)];
            let answer = menshen.call(method, path, &headers, body.clone()).await;
            answers.push(bytes(&answer));
        }
    }
    answers
}

async fn nothing_is_told(menshen: &Menshen) {
    let numbers = numbers(menshen).await;
    let mut told = Vec::new();
    for number in &numbers {
        let mut of_number = Vec::new();
        let unknown = ImageCodeId::random().to_string();
        let (live, _) = menshen.picture().await;
        let live = live.to_string();
        for (id, text) in [("1", "ACD34"), (&unknown, ""), (&unknown, "ACD34"), (&live, "")] {
            of_number.extend(answers(menshen, number, id, text).await);
        }
        // Wrong, and so spent: each door has a picture of its own.
        for (method, seed) in [(Method::POST, false), (Method::GET, true)] {
            let (id, _) = menshen.picture().await;
            let json = json!({"mobile": number, "image_code": "????", "image_code_id": id});
            let path = format!("/sms_codes/{number}/?image_code=wrong&image_code_id={id}");
            let path = if seed { path.as_str() } else { "/api/v1/sms-codes" };
            let headers = [("content-type", "application/json")];
            of_number.push(bytes(&menshen.call(method, path, &headers, json.to_string()).await));
        }
        told.push(of_number);
    }
    assert!(told[0].len() > 20);
    for (of_number, number) in told.iter().zip(&numbers).skip(1) {
        assert_eq!(of_number, &told[0], "{number}");
    }
    // Words, not only bytes: each of them is about the picture.
    for answer in told.iter().flatten() {
        for word in ["cooling", "too-many", "exhausted"] {
            assert!(!answer.contains(word), "{answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_solved_picture_every_number_gets_the_same_answers_byte_by_byte() {
    let settings = ["--sms-resend-delay=3", "--sms-per-number-hour=2"];
    nothing_is_told(&Menshen::start(&settings).await).await;
    let redis = RedisServer::start();
    nothing_is_told(&Menshen::on(&redis, &settings).await).await;
}
