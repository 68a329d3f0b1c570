//! `GET /sms_codes/{mobile}`: the contract of front ends that were there before, word for word.

use menshen::model::ImageCodeId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Menshen,
    menshen::{WRONG, mobile},
};

fn path(mobile: &str, code: &str, id: impl std::fmt::Display) -> String {
    format!("/sms_codes/{mobile}/?image_code={code}&image_code_id={id}")
}

/// The body of an answer, which is always a 200 with JSON.
fn body(answer: &Answer) -> Value {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

#[tokio::test]
async fn a_right_code_in_any_case_sends_and_says_ok() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    let mobile = mobile();
    let answer = menshen.get(&path(&mobile, &text.to_lowercase(), id)).await;
    assert_eq!(body(&answer), json!({"code": 0, "errmsg": "ok"}));
    assert_eq!(answer.text(), r#"{"code":0,"errmsg":"ok"}"#);
    assert_eq!(menshen.webhook.last().mobile, format!("+86{mobile}"));
}

#[tokio::test]
async fn a_wrong_code_says_so_and_spends_the_picture() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    let wrong = menshen.get(&path(&mobile(), WRONG, id)).await;
    assert_eq!(wrong.text(), r#"{"code":400,"errmsg":"图片验证码错误"}"#);
    let again = menshen.get(&path(&mobile(), &text, id)).await;
    assert_eq!(again.text(), r#"{"code":400,"errmsg":"图片验证码已过期"}"#);
    assert!(menshen.webhook.messages().is_empty());
}

#[tokio::test]
async fn an_unknown_picture_is_expired_whatever_its_name_and_the_answer_to_it() {
    let menshen = Menshen::start(&[]).await;
    for id in [ImageCodeId::random().to_string(), "1".to_owned(), String::new()] {
        let answer = menshen.get(&path(&mobile(), "ACD34", &id)).await;
        assert_eq!(body(&answer), json!({"code": 400, "errmsg": "图片验证码已过期"}), "{id}");
    }
    assert!(menshen.webhook.messages().is_empty());
}

#[tokio::test]
async fn every_other_refusal_has_the_same_form() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    let refused = async |path: &str| {
        let body = body(&menshen.get(path).await);
        assert_eq!(body["code"], 400, "{path}");
        body["errmsg"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(&path("12345", &text, id)).await, "手机号格式不正确，请检查后重新输入");
    assert_eq!(refused(&path(&mobile(), "", id)).await, "请输入图片验证码");
    assert_eq!(refused(&format!("/sms_codes/{}/", mobile())).await, "图片验证码已过期");
    assert_eq!(refused("/sms_codes/%ff/?image_code=%ff").await, "请求格式不正确");
    // A front end that puts in what was typed, which was nothing.
    assert_eq!(refused(&path("", &text, id)).await, "手机号格式不正确，请检查后重新输入");

    // Nothing of this has spent the picture.
    let mobile = mobile();
    assert_eq!(body(&menshen.get(&path(&mobile, &text, id)).await)["code"], 0);
    let (id, text) = menshen.picture().await;
    let cooling = refused(&path(&mobile, &text, id)).await;
    assert!(cooling.starts_with("短信发送过于频繁，请 "), "{cooling}");
}

#[tokio::test]
async fn a_head_request_sends_nothing_and_spends_nothing() {
    let menshen = Menshen::start(&[]).await;
    let (id, text) = menshen.picture().await;
    for method in [Method::HEAD, Method::POST] {
        let answer = menshen.call(method, &path(&mobile(), &text, id), &[], String::new()).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET"));
    }
    assert!(menshen.webhook.messages().is_empty());
    assert!(menshen.store.image_code(&id).await.unwrap().is_some());
}

/// A picture, a script or a frame of any page can name the address, and a browser that fetches ahead
/// follows it before anybody has asked.
#[tokio::test]
async fn i1_what_a_browser_fetches_by_itself_sends_nothing_and_spends_nothing() {
    let menshen = Menshen::start(&["--cors-origins=http://shop.example"]).await;
    let (id, text) = menshen.picture().await;
    let number = mobile();
    let by_itself: &[&[(&str, &str)]] = &[
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors"),
            ("sec-fetch-dest", "image"),
        ],
        &[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "no-cors"),
            ("sec-fetch-dest", "script"),
        ],
        // `crossorigin` makes a picture or a style sheet one by CORS.
        &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "image")],
        &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "style")],
        &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
        // A link that somebody follows, and a tab that opens by itself.
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ],
        &[("sec-fetch-mode", "websocket"), ("sec-fetch-dest", "websocket")],
        // Its page could not read the answer; the message would have left.
        &[
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
        ],
        &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
        &[("sec-purpose", "prefetch;prerender")],
        &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty"), ("sec-purpose", "prefetch")],
        &[("purpose", "prefetch")],
        &[("x-moz", "prefetch")],
    ];
    for headers in by_itself {
        for mobile in [number.as_str(), ""] {
            let path = path(mobile, &text, id);
            let answer = menshen.call(Method::GET, &path, headers, String::new()).await;
            assert_eq!(body(&answer)["code"], 400, "{headers:?}");
        }
    }
    assert!(menshen.webhook.messages().is_empty());
    assert!(menshen.store.image_code(&id).await.unwrap().is_some(), "the picture was spent");

    // What the page's own program asks for is answered, and what says nothing about itself.
    let asked: &[&[(&str, &str)]] = &[
        &[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
        ],
        &[
            ("origin", "http://shop.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
        ],
        &[("sec-fetch-mode", "same-origin"), ("sec-fetch-dest", "empty")],
        // Typed into the address bar.
        &[
            ("sec-fetch-site", "none"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ],
        &[],
    ];
    for headers in asked {
        let (id, text) = menshen.picture().await;
        let path = path(&self::mobile(), &text, id);
        let answer = menshen.call(Method::GET, &path, headers, String::new()).await;
        assert_eq!(body(&answer), json!({"code": 0, "errmsg": "ok"}), "{headers:?}");
    }
}

#[tokio::test]
async fn only_origins_that_the_operator_names_may_read_the_answer() {
    let menshen = Menshen::start(&["--cors-origins=http://shop.example"]).await;
    for path in [mobile().as_str(), ""].map(|mobile| path(mobile, "ACD34", ImageCodeId::random())) {
        for (origin, allowed) in
            [("http://shop.example", "http://shop.example"), ("http://evil.example", "")]
        {
            let headers = [("origin", origin)];
            let answer = menshen.call(Method::GET, &path, &headers, String::new()).await;
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{path}");
        }
    }
    let preflight = [
        ("origin", "http://shop.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let answer =
        menshen.call(Method::OPTIONS, "/api/v1/sms-codes", &preflight, String::new()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "http://shop.example");
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
}

#[tokio::test]
async fn pages_whose_monitoring_adds_headers_to_every_call_may_call() {
    let apps = ["https://shop.example", "capacitor://localhost", "ionic://localhost", "app://."];
    let menshen = Menshen::start(&["--cors-origins", &apps.join(",")]).await;
    // W3C trace context, Zipkin, Jaeger, Datadog, New Relic, Sentry, Google, Elastic, Azure, jQuery.
    let added = "content-type,traceparent,tracestate,baggage,b3,x-b3-traceid,x-b3-spanid,\
                 x-b3-sampled,uber-trace-id,x-datadog-trace-id,x-datadog-parent-id,\
                 x-datadog-origin,x-datadog-sampling-priority,newrelic,sentry-trace,\
                 x-cloud-trace-context,elastic-apm-traceparent,request-id,x-requested-with,\
                 idempotency-key";
    for origin in apps {
        for path in
            ["/api/v1/sms-codes", "/api/v1/sms-codes/verify", "/image_codes/x", "/sms_codes/1"]
        {
            let preflight = |asked| {
                let asked = [
                    ("origin", origin),
                    ("access-control-request-method", "POST"),
                    ("access-control-request-headers", asked),
                ];
                let menshen = &menshen;
                async move { menshen.call(Method::OPTIONS, path, &asked, String::new()).await }
            };
            let answer = preflight(added).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), origin, "{path}");
            let allowed: Vec<_> =
                answer.header("access-control-allow-headers").split(',').collect();
            for header in added.split(',') {
                assert!(allowed.contains(&header), "{path} {header}: {allowed:?}");
            }
            assert_eq!(answer.header("access-control-allow-credentials"), "");
        }
        // What was refused says when to try again, also to the page.
        let headers = [("origin", origin)];
        let answer = menshen.call(Method::GET, "/image_codes/x", &headers, String::new()).await;
        assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
    }
    let others = [
        ("origin", "capacitor://other"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "traceparent"),
    ];
    let answer = menshen.call(Method::OPTIONS, "/api/v1/sms-codes", &others, String::new()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
