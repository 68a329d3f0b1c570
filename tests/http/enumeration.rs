//! Nothing about a number is told before a picture code is solved for it.

use std::{sync::Arc, time::Duration};

use menshen::model::{ImageCodeId, in_groups};
use reqwest::{Method, redirect::Policy};
use serde_json::json;

use crate::support::{
    Answer, Clock, Menshen, RedisServer, client,
    menshen::{WRONG, mobile, other_than, postcard},
    site::{Site, sites},
    webhook::Next,
};

/// A fresh number, one that cools down, one that is over its quota, one that has no attempts left,
/// and one whose last send failed.
async fn numbers(menshen: &Menshen, clock: &Clock) -> [String; 5] {
    let [fresh, cooling, spent, exhausted, failed] = std::array::from_fn(|_| mobile());
    assert_eq!(menshen.solve_and_send(&spent).await.status, 200);
    let handle = menshen.solve_and_send(&exhausted).await.handle();
    let wrong = other_than(&menshen.webhook.last().code);
    for _ in 0..5 {
        menshen.verify_by(&handle, &exhausted, &wrong).await;
    }
    clock.pass(Duration::from_secs(60)).await;
    assert_eq!(menshen.solve_and_send(&spent).await.status, 200);
    menshen.webhook.next(Next::Answer(422));
    assert_eq!(menshen.solve_and_send(&failed).await.problem(), "send-refused");
    assert_eq!(menshen.solve_and_send(&cooling).await.status, 200);
    // That they are what they should be.
    assert_eq!(menshen.solve_and_send(&cooling).await.problem(), "cooling-down");
    assert_eq!(menshen.solve_and_send(&spent).await.problem(), "too-many-messages");
    let used_up = menshen.solve_and_send_by(&handle, &exhausted).await;
    assert_eq!(used_up.problem(), "sms-code-exhausted");
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
    let page = postcard(&[number, text, id, "", "", "", ""]);
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

async fn nothing_is_told(menshen: &Menshen, clock: &Clock) {
    let numbers = numbers(menshen, clock).await;
    let mut told = Vec::new();
    for number in &numbers {
        let mut of_number = Vec::new();
        let unknown = ImageCodeId::random().to_string();
        let (live, _) = menshen.picture().await;
        let live = live.to_string();
        for (id, text) in [("1", "ACD34"), (&unknown, ""), (&unknown, "ACD34"), (&live, "")] {
            of_number.extend(answers(menshen, number, id, text).await);
        }
        // Wrong, and so spent: each door has a picture of its own. And what is no answer at all.
        for (method, seed, typed) in [
            (Method::POST, false, WRONG),
            (Method::GET, true, WRONG),
            (Method::POST, false, "FG"),
            (Method::GET, true, "FG"),
        ] {
            let (id, _) = menshen.picture().await;
            let json = json!({"mobile": number, "image_code": typed, "image_code_id": id});
            let path = format!("/sms_codes/{number}/?image_code={typed}&image_code_id={id}");
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

#[tokio::test]
async fn before_a_solved_picture_every_number_gets_the_same_answers_byte_by_byte() {
    let settings = ["--sms-per-number-hour=2"];
    nothing_is_told(&Menshen::start(&settings).await, &Clock(None)).await;
    let redis = Arc::new(RedisServer::start());
    let menshen = Menshen::on(&redis, &settings).await;
    nothing_is_told(&menshen, &Clock(Some(redis))).await;
}

const SHOP: &str = "https://shop.example";

/// A number of every kind there is, with the last code that was made for it.
struct Numbers {
    each: Vec<(&'static str, String, String)>,
    /// Of the one that has no attempts left.
    exhausted: String,
}

impl Numbers {
    /// Solves a picture for one more number of this kind.
    async fn send(&mut self, site: &Site, kind: &'static str, status: u16) -> (String, String) {
        let number = mobile();
        let sent = site.server().solve_and_send(&number).await;
        assert_eq!(sent.status, status, "{kind}");
        if kind == "exhausted" {
            self.exhausted = sent.handle();
        }
        let code = site.webhook.last().code;
        self.each.push((kind, number.clone(), code.clone()));
        (number, code)
    }

    async fn of(site: &Site) -> Self {
        let each = vec![("fresh", mobile(), "000000".to_owned())];
        let mut numbers = Self { each, exhausted: String::new() };
        numbers.send(site, "expired", 200).await;
        let (used, code) = numbers.send(site, "used", 200).await;
        assert_eq!(site.server().verify(&used, &code).await.status, 200);
        site.pass(300).await;
        let (exhausted, code) = numbers.send(site, "exhausted", 200).await;
        for _ in 0..5 {
            let wrong = other_than(&code);
            site.server().verify_by(&numbers.exhausted, &exhausted, &wrong).await;
        }
        let (over_quota, _) = numbers.send(site, "over its quota", 200).await;
        site.pass(60).await;
        assert_eq!(site.server().solve_and_send(&over_quota).await.status, 200);
        numbers.each.last_mut().unwrap().2 = site.webhook.last().code;
        numbers.send(site, "live", 200).await;
        site.pass(120).await;
        site.webhook.next(Next::Answer(422));
        numbers.send(site, "failed", 422).await;
        numbers.send(site, "cooling", 200).await;
        numbers
    }

    /// That they are what they should be: whoever has solved a picture is told.
    async fn are_so(&self, site: &Site) {
        for (kind, number, _) in &self.each {
            let handle = if *kind == "exhausted" { &*self.exhausted } else { "" };
            let told = site.server().solve_and_send_by(handle, number).await;
            let should_be = match *kind {
                // Guesses without the handle don't count against the next message.
                "fresh" | "expired" | "used" | "failed" | "live" => "",
                "exhausted" => "sms-code-exhausted",
                "over its quota" => "too-many-messages",
                _ => "cooling-down",
            };
            let is = if told.status == 200 { String::new() } else { told.problem() };
            assert_eq!(is, should_be, "{kind}");
        }
    }
}

/// What a code for this number is answered with at every door: the call of the API and that of the page,
/// the plain form with the page that it leads to, and the one in a frame.
async fn answers_to_a_code(menshen: &Menshen, number: &str, code: &str) -> Vec<String> {
    let http = client().redirect(Policy::none()).build().unwrap();
    let json = json!({"mobile": number, "sms_code": code}).to_string();
    let page = postcard(&[number, code, ""]);
    let form = format!("mobile={number}&sms_code={code}&step=sent&resend_in=42");
    let form_type = "application/x-www-form-urlencoded";
    let mut answers = Vec::new();
    for language in ["zh", "en"] {
        let framed = format!("/embed/sms-codes/verify?lang={language}&parent={SHOP}");
        for (path, content_type, body) in [
            ("/api/v1/sms-codes/verify", "application/json", &json),
            ("/api/page/sms-codes/verify", "application/x-postcard", &page),
            ("/page/sms-codes/verify", form_type, &form),
            (&framed, form_type, &form),
        ] {
            let request = http.post(format!("{}{path}", menshen.url)).body(body.clone());
            let request = request.header("accept-language", language);
            let request = request.header("origin", &menshen.url);
            let answer = Answer::to(request.header("content-type", content_type)).await;
            answers.push(without_its_own(&answer, number));
            if answer.status == 303 {
                let cookies = answer.headers.get_all("set-cookie").iter();
                let pairs = cookies.map(|line| line.to_str().unwrap().split(';').next().unwrap());
                let cookies = pairs.collect::<Vec<_>>().join("; ");
                let headers = [("cookie", &*cookies), ("accept-language", language)];
                let shown = menshen.call(Method::GET, "/", &headers, String::new()).await;
                assert!(shown.text().contains(number), "{}", shown.text());
                answers.push(without_its_own(&shown, number));
            }
        }
    }
    answers
}

/// An answer byte by byte, but for what is of the one answer alone, which keeps its length: time, sealed
/// cookie, nonce, name of a picture, and the number that was typed.
fn without_its_own(answer: &Answer, number: &str) -> String {
    let mut told = bytes(answer);
    let own = [
        ("'nonce-", "'"),
        ("set-cookie: \"progress=", ";"),
        ("set-cookie: \"browser=", ";"),
        ("\"image_code_id\" value=\"", "\""),
    ];
    let own = own.map(|(start, end)| {
        let rest = told.split_once(start)?.1;
        Some(rest.split_once(end)?.0.to_owned())
    });
    // The page shows it in groups, too.
    let shown = in_groups(number);
    for own in own.iter().flatten().map(String::as_str).chain([number, &shown]) {
        assert!(own.len() > 8, "{own}");
        // Of random bytes, some are three characters in a cookie (`%2F`).
        let length = own.len() - 2 * own.matches('%').count();
        told = told.replace(own, &"*".repeat(length));
    }
    told
}

#[tokio::test]
async fn a_code_that_is_not_good_has_the_same_answer_for_every_number_byte_by_byte() {
    let settings = [
        "--sms-per-number-hour=2",
        "--sms-per-address-hour=off",
        "--sms-checks-per-minute=1000",
        "--frame-ancestors",
        SHOP,
    ];
    for (name, site) in sites(&settings).await {
        let numbers = Numbers::of(&site).await;
        let sent: Vec<_> = site.webhook.messages().into_iter().map(|sent| sent.code).collect();
        let wrong = (0..).map(|n| format!("{n:06}")).find(|code| !sent.contains(code)).unwrap();
        let mut first = Vec::new();
        for (kind, number, last) in &numbers.each {
            // Eight wrong codes, until no attempt is left; then the right one.
            let mut told = answers_to_a_code(site.server(), number, &wrong).await;
            told.extend(answers_to_a_code(site.server(), number, last).await);
            if first.is_empty() {
                first = told;
                assert_eq!(first.len(), 20);
                assert!(first[0].starts_with("422") && first[0].contains("sms-code-wrong"));
                continue;
            }
            for (told, first) in told.iter().zip(&first) {
                assert_eq!(told, first, "{name}: {kind}");
            }
        }
        numbers.are_so(&site).await;
    }
}
