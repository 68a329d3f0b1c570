//! `POST /api/v1/sms-codes` and `POST /api/v1/sms-codes/verify`

use std::time::Duration;

use menshen::model::ImageCodeId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Clock, Menshen, RedisServer,
    menshen::{WRONG, mobile, other_than},
};

#[tokio::test]
async fn a_solved_picture_sends_one_message_whose_code_buys_one_ticket() {
    let menshen = Menshen::start(&[]).await;
    let mobile = mobile();
    let sent = menshen.solve_and_send(&mobile).await;
    let handle = sent.handle();
    let told = json!({"expires_in": 300, "resend_in": 60, "handle": handle, "test": false});
    assert_eq!((sent.status, sent.json()), (200, told));
    assert!(
        handle.len() <= 64
            && !handle.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))
    );
    assert_eq!(sent.header("cache-control"), "no-store");
    let message = menshen.webhook.last();
    assert_eq!(
        (message.mobile.as_str(), message.expires_in),
        (format!("+86{mobile}").as_str(), 300)
    );

    let verified = menshen.verify(&mobile, &message.code).await;
    assert_eq!((verified.status, &verified.json()["expires_in"]), (200, &json!(600)));
    assert_eq!(verified.json()["ticket"].as_str().unwrap().len(), 43);
    let again = menshen.verify(&mobile, &message.code).await;
    assert_eq!((again.status, again.problem().as_str()), (422, "sms-code-wrong"));
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn a_picture_is_spent_by_one_attempt_right_or_wrong() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    let wrong = menshen.send(&mobile(), WRONG, id).await;
    assert_eq!((wrong.status, wrong.problem().as_str()), (422, "image-code-wrong"));
    let again = menshen.send(&mobile(), &text, id).await;
    assert_eq!((again.status, again.problem().as_str()), (422, "image-code-expired"));
    assert!(menshen.webhook.messages().is_empty());

    let (id, text) = menshen.picture().await;
    assert_eq!(menshen.send(&mobile(), &text.to_lowercase(), id).await.status, 200);
    assert_eq!(menshen.send(&mobile(), &text, id).await.problem(), "image-code-expired");
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn a_picture_that_was_never_issued_or_is_too_old_is_expired() {
    let menshen = Menshen::start(&[]).await;
    let unknown = menshen.send(&mobile(), "ACD34", ImageCodeId::random()).await;
    assert_eq!(unknown.problem(), "image-code-expired");
    let (id, text) = menshen.picture().await;
    Clock(None).pass(Duration::from_secs(100)).await;
    assert_eq!(menshen.send(&mobile(), &text, id).await.problem(), "image-code-expired");
    assert!(menshen.webhook.messages().is_empty());
}

#[tokio::test]
async fn what_can_be_told_without_the_picture_does_not_spend_it() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    let bad_number = menshen.send("12345", &text, id).await;
    assert_eq!((bad_number.status, bad_number.problem().as_str()), (422, "mobile-invalid"));
    let abroad = menshen.send("+85291234567", &text, id).await;
    assert_eq!((abroad.status, abroad.problem().as_str()), (422, "country-not-served"));
    let missing = menshen.send(&mobile(), " ", id).await;
    assert_eq!((missing.status, missing.problem().as_str()), (422, "image-code-missing"));
    let body = json!({"mobile": mobile(), "image_code": text, "image_code_id": "1"});
    let bad_name = menshen.post("/api/v1/sms-codes", &body).await;
    assert_eq!((bad_name.status, bad_name.problem().as_str()), (400, "image-code-id-invalid"));
    assert_eq!(menshen.send(&mobile(), &text, id).await.status, 200);
}

#[tokio::test]
async fn an_answer_with_spaces_or_invisible_characters_inside_is_read_at_every_door() {
    let menshen = Menshen::start(&["--sms-per-address-hour=off"]).await;
    for door in ["api", "page", "form", "seed"] {
        for between in [" ", "\u{200b}", "\u{2060}-", "\u{3000}", "."] {
            let (id, text) = menshen.picture().await;
            let typed: Vec<_> = text.to_lowercase().chars().map(String::from).collect();
            let typed = format!("\u{2068}{}\u{2069}", typed.join(between));
            let sent = menshen.send_at(door, &mobile(), &typed, id, &[]).await;
            assert_eq!(sent.status, 200, "{door} {between:?}: {}", sent.text());
            assert!(menshen.store.image_code(&id).await.unwrap().is_none());
        }
    }
    assert_eq!(menshen.webhook.messages().len(), 20);
}

#[tokio::test]
async fn an_answer_in_which_nothing_can_be_seen_is_missing_and_spends_nothing() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    for typed in ["\u{200b}", "\u{2066}\u{2069}", "\u{feff} \u{3000}", "-", "."] {
        let missing = menshen.send(&mobile(), typed, id).await;
        assert_eq!(missing.problem(), "image-code-missing", "{typed:?}");
    }
    assert_eq!(menshen.send(&mobile(), &text, id).await.status, 200);
}

#[tokio::test]
async fn what_can_not_be_an_answer_is_asked_for_again_with_the_same_picture_at_every_door() {
    let menshen = Menshen::start(&["--sms-per-address-hour=off"]).await;
    let (id, text) = menshen.picture().await;
    let longer = format!("{text}A");
    for (typed, words) in [
        (format!("{}f", &text[..4]), "This picture has no F. Look again."),
        ("gF漢?1".to_owned(), "This picture has no G and no F and no 漢. Look again."),
        (text[..4].to_owned(), "This picture has 6 characters. Check what you typed."),
        (longer, "This picture has 6 characters. Check what you typed."),
    ] {
        let refused = menshen.send(&mobile(), &typed, id).await;
        assert_eq!((refused.status, refused.problem().as_str()), (422, "image-code-malformed"));
        assert_eq!(refused.json()["detail"], words);
        assert_eq!(menshen.send_at("page", &mobile(), &typed, id, &[]).await.status, 422);
        menshen.send_at("form", &mobile(), &typed, id, &[]).await;
        let seed = menshen.send_at("seed", &mobile(), &typed, id, &[]).await.json();
        assert_eq!(seed["code"], 400);
        assert!(seed["errmsg"].as_str().unwrap().starts_with("这张图片"), "{seed}");
        assert_eq!(menshen.store.image_code(&id).await.unwrap().unwrap().as_str(), text);
    }
    assert_eq!(menshen.send(&mobile(), &text, id).await.status, 200);
    // There is nothing to ask about a picture that is gone.
    assert_eq!(menshen.send(&mobile(), "F", id).await.problem(), "image-code-expired");
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn what_is_no_result_of_a_sum_is_asked_for_again() {
    let menshen = Menshen::start(&["--image-code-kind=math"]).await;
    let (id, number) = menshen.picture().await;
    for typed in ["199", "1000", &format!("-{number}"), &format!("0{number}"), "ten"] {
        let refused = menshen.send(&mobile(), typed, id).await;
        assert_eq!(refused.problem(), "image-code-malformed", "{typed}");
    }
    let arabic: String = number
        .bytes()
        .filter_map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')))
        .collect();
    assert_eq!(menshen.send(&mobile(), &arabic, id).await.status, 200);
}

/// While settings change, one server may show what another one could not have drawn.
#[tokio::test]
async fn an_answer_to_a_picture_of_other_settings_is_judged_and_spends_it() {
    let redis = RedisServer::start();
    let longer = Menshen::on(&redis, &["--image-code-length=6"]).await;
    let shorter = Menshen::on(&redis, &["--image-code-length=5"]).await;
    let (id, text) = longer.picture().await;
    assert_eq!(shorter.send(&mobile(), &text, id).await.status, 200);
    // Else guesses there were free.
    let (id, text) = longer.picture().await;
    let guess = if text.starts_with('A') { "CCCCCC" } else { "AAAAAA" };
    assert_eq!(shorter.send(&mobile(), guess, id).await.problem(), "image-code-wrong");
    assert_eq!(longer.send(&mobile(), &text, id).await.problem(), "image-code-expired");
}

#[tokio::test]
async fn a_whole_message_is_as_good_as_the_code_in_it_at_every_door() {
    let menshen = Menshen::start(&[]).await;
    for door in ["api", "page", "form"] {
        let number = mobile();
        menshen.solve_and_send(&number).await;
        let message = menshen.webhook.last();
        assert!(message.text.contains('5'), "{}", message.text);
        let verified = menshen.verify_at(door, &number, &message.text, &[]).await;
        assert_eq!(verified.status, 200, "{door}");
        let again = menshen.verify(&number, &message.code).await;
        assert_eq!(again.problem(), "sms-code-wrong", "{door}: the code was not spent");
    }
}

#[tokio::test]
async fn a_number_that_cools_down_is_told_so_only_for_a_solved_picture() {
    let menshen = Menshen::start(&[]).await;
    let mobile = mobile();
    assert_eq!(menshen.solve_and_send(&mobile).await.status, 200);
    let (id, _) = menshen.picture().await;
    assert_eq!(menshen.send(&mobile, WRONG, id).await.problem(), "image-code-wrong");
    assert_eq!(menshen.send(&mobile, "ACD34", id).await.problem(), "image-code-expired");
    let cooling = menshen.solve_and_send(&mobile).await;
    assert_eq!((cooling.status, cooling.problem().as_str()), (429, "cooling-down"));
    assert!((1..=60).contains(&cooling.retry_after()));
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn after_a_new_message_either_code_is_good_until_one_is_used() {
    let menshen = Menshen::start(&[]).await;
    for used in [0, 1] {
        let mobile = mobile();
        let handle = menshen.solve_and_send(&mobile).await.handle();
        let mut codes = vec![menshen.webhook.last().code];
        Clock(None).pass(Duration::from_secs(60)).await;
        let again = menshen.solve_and_send_by(&handle, &mobile).await;
        assert_eq!(again.handle(), handle, "it goes on");
        codes.push(menshen.webhook.last().code);
        assert_eq!(menshen.verify_by(&handle, &mobile, &codes[used]).await.status, 200);
        // Once in a million runs both messages carry the same code.
        if codes[0] != codes[1] {
            let other = menshen.verify_by(&handle, &mobile, &codes[1 - used]).await;
            assert_eq!(other.problem(), "sms-code-wrong");
        }
    }
}

#[tokio::test]
async fn after_four_wrong_codes_the_right_one_is_still_good() {
    let menshen = Menshen::start(&[]).await;
    let mobile = mobile();
    menshen.solve_and_send(&mobile).await;
    let right = menshen.webhook.last().code;
    for _ in 0..4 {
        let wrong = menshen.verify(&mobile, &other_than(&right)).await;
        assert_eq!(wrong.problem(), "sms-code-wrong");
    }
    assert_eq!(menshen.verify(&mobile, &right).await.status, 200);
}

/// As clients do that write all fields of a type.
#[tokio::test]
async fn what_is_left_out_may_be_null() {
    let menshen = Menshen::start(&[]).await;
    let (mobile, (id, text)) = (mobile(), menshen.picture().await);
    let send = json!({
        "mobile": mobile, "image_code": text, "image_code_id": id, "handle": null, "work": null,
        "second_image_code": null, "second_image_code_id": null,
    });
    assert_eq!(menshen.post("/api/v1/sms-codes", &send).await.status, 200);
    let code = menshen.webhook.last().code;
    let verify = json!({"mobile": mobile, "sms_code": code, "handle": null});
    assert_eq!(menshen.post("/api/v1/sms-codes/verify", &verify).await.status, 200);
    let wrong = json!({"mobile": null, "sms_code": code});
    assert_eq!(menshen.post("/api/v1/sms-codes/verify", &wrong).await.problem(), "invalid-request");
}

#[tokio::test]
async fn five_wrong_codes_use_up_the_handle_until_its_code_has_expired() {
    let menshen = Menshen::start(&[]).await;
    let mobile = mobile();
    let handle = menshen.solve_and_send(&mobile).await.handle();
    let right = menshen.webhook.last().code;
    let wrong = other_than(&right);
    for code in [&wrong, &wrong, &wrong, &wrong, &wrong, &right, &right] {
        let answer = menshen.verify_by(&handle, &mobile, code).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "sms-code-wrong"));
    }
    Clock(None).pass(Duration::from_secs(60)).await;
    let resend = menshen.solve_and_send_by(&handle, &mobile).await;
    assert_eq!((resend.status, resend.problem().as_str()), (429, "sms-code-exhausted"));
    assert!((1..=300).contains(&resend.retry_after()));
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test]
async fn a_code_is_good_for_its_own_number_alone_and_only_six_digits_are_an_attempt() {
    let menshen = Menshen::start(&[]).await;
    let (one, other) = (mobile(), mobile());
    menshen.solve_and_send(&one).await;
    let code = menshen.webhook.last().code;
    assert_eq!(menshen.verify(&other, &code).await.problem(), "sms-code-wrong");
    for typed in ["", "12345", "1234567", "abcdef"] {
        let answer = menshen.verify(&one, typed).await;
        assert_eq!((answer.status, answer.problem().as_str()), (422, "sms-code-malformed"));
    }
    assert_eq!(menshen.verify("12345", &code).await.problem(), "mobile-invalid");
    // The same number in another form.
    assert_eq!(menshen.verify(&format!("+86 {one}"), &code).await.status, 200);
}

#[tokio::test]
async fn a_request_that_can_not_be_read_is_told_what_it_should_be() {
    let menshen = Menshen::start(&[]).await;
    let json = [("content-type", "application/json")];
    let number = "13912345678";
    for path in ["/api/v1/sms-codes", "/api/v1/sms-codes/verify", "/api/v1/sms-codes/"] {
        for body in ["", "{", "[]", "null", &format!(r#"{{"mobile":{number}}}"#)] {
            let answer = menshen.call(Method::POST, path, &json, body.to_owned()).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (400, "invalid-request"),
                "{body}"
            );
            assert!(!answer.text().contains(number), "{}", answer.text());
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = menshen.call(Method::POST, path, &form, "mobile=1".to_owned()).await;
        assert_eq!(answer.status, 415);
        answer.problem();
        let large = json!({"mobile": "1".repeat(20_000)}).to_string();
        let answer = menshen.call(Method::POST, path, &json, large).await;
        assert_eq!(answer.status, 413);
        answer.problem();
        let answer = menshen.get(path).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
        answer.problem();
    }
}

/// Found by the fuzz target `requests`: it was a fault of the server's, 500.
#[tokio::test]
async fn a_call_of_the_page_that_can_not_be_read_is_the_callers_fault() {
    let menshen = Menshen::start(&[]).await;
    let headers = [("content-type", "application/x-postcard")];
    for path in ["/api/page/sms-codes", "/api/page/sms-codes/verify"] {
        for body in ["", "\u{b}138", "\u{ff}\u{ff}\u{ff}\u{ff}", "{}"] {
            let answer = menshen.call(Method::POST, path, &headers, body.to_owned()).await;
            assert_eq!(answer.status, 400, "{path} {body:?}");
        }
    }
}

#[tokio::test]
async fn errors_speak_the_language_of_the_request() {
    let menshen = Menshen::start(&[]).await;
    let body =
        json!({"mobile": mobile(), "image_code": "ACD34", "image_code_id": ImageCodeId::random()});
    let detail = async |language: &str| -> Value {
        let headers = [("content-type", "application/json"), ("accept-language", language)];
        let answer =
            menshen.call(Method::POST, "/api/v1/sms-codes", &headers, body.to_string()).await;
        answer.json()["detail"].clone()
    };
    assert_eq!(detail("zh-CN").await, "图片验证码已过期");
    assert_eq!(detail("en-US,en;q=0.9").await, "Picture expired. Read the new one.");
}

#[tokio::test]
async fn a_message_speaks_the_language_of_the_request_at_every_door() {
    let zh = "--sms-text-zh={code} 是你的验证码，{minutes} 分钟";
    let en = "--sms-text-en={code}, {minutes} min";
    let menshen = Menshen::start(&[zh, en, "--sms-per-address-hour=off"]).await;
    for (accepted, tag, words) in [
        ("en-US", "en", ", 5 min"),
        ("zh", "zh-CN", " 是你的验证码，5 分钟"),
        ("nl", "zh-CN", " 是你的验证码，5 分钟"),
    ] {
        for door in ["api", "page", "form", "seed"] {
            let number = mobile();
            let headers = [("accept-language", accepted)];
            let sent = menshen.solve_and_send_at(door, &number, &headers).await;
            assert_eq!(sent.status, 200, "{door}: {}", sent.text());
            let message = menshen.webhook.last();
            assert!(message.mobile.ends_with(&number), "{door}: {}", sent.text());
            assert_eq!(message.language, tag, "{door}");
            assert_eq!(message.text, format!("{}{words}", message.code), "{door}");
        }
    }
}
