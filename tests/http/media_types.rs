//! A media type is the same in whatever case and with whatever parameters (RFC 9110 §8.3.1), at every
//! route that looks at one.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Console, Menshen,
    console::TOKEN,
    menshen::{mobile, postcard},
};

const FORMS: [&str; 4] = [
    "Application/X-WWW-Form-Urlencoded",
    "APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8",
    "application/x-www-form-urlencoded ;charset=utf-8",
    "application/x-www-form-urlencoded;",
];
const JSONS: [&str; 5] = [
    "Application/JSON",
    "application/json;charset=UTF-8",
    "APPLICATION/JSON; charset=\"utf-8\"",
    "application/json;",
    "application/vnd.api+json",
];

async fn post(menshen: &Menshen, path: &str, content_type: &str, body: String) -> Answer {
    let headers = [("content-type", content_type), ("sec-fetch-site", "same-origin")];
    menshen.call(Method::POST, path, &headers, body).await
}

#[tokio::test]
async fn the_forms_of_every_page_are_read_whatever_case_their_media_type_has() {
    let address = Menshen::free_address();
    let shop = "https://shop.example";
    let settings = ["--admin-token", TOKEN, "--admin-addr", &address, "--frame-ancestors", shop];
    let menshen = Menshen::start(&settings).await;
    let console = Console::at(&address);
    for content_type in FORMS {
        for form in ["sms-codes", "sms-codes/verify", "picture"] {
            let body = format!("mobile={}", mobile());
            let answer = post(&menshen, &format!("/page/{form}"), content_type, body.clone()).await;
            assert_eq!(answer.status, 200, "{form}, {content_type}: {}", answer.text());
            let path = format!("/embed/{form}?parent={shop}");
            let answer = post(&menshen, &path, content_type, body).await;
            assert_eq!(answer.status, 200, "{form}, {content_type}: {}", answer.text());
        }
        let body = format!("name=Lin&token={TOKEN}");
        let answer = console.post_as(content_type, "/admin/log-in", body).await;
        assert_eq!(answer.status, 303, "{content_type}: {}", answer.text());
    }
    let (id, text) = menshen.picture().await;
    let typed = postcard(&[&mobile(), &text, &id.to_string(), "", "", "", ""]);
    let answer = post(&menshen, "/api/page/sms-codes", "Application/X-Postcard", typed).await;
    assert_eq!((answer.status, menshen.webhook.messages().len()), (200, 1));
}

/// Some clients begin JSON with U+FEFF, which a server may pass over (RFC 8259 §8.1).
#[tokio::test]
async fn json_is_read_whatever_case_its_media_type_has_and_with_a_byte_order_mark() {
    let menshen = Menshen::start(&[]).await;
    for content_type in JSONS {
        let (number, (id, text)) = (mobile(), menshen.picture().await);
        let body = json!({"mobile": number, "image_code": text, "image_code_id": id});
        let body = format!("\u{feff}{body}");
        let answer = post(&menshen, "/api/v1/sms-codes", content_type, body).await;
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.text());
        let body = json!({"mobile": number, "sms_code": menshen.webhook.last().code});
        let body = format!("\u{feff}{body}");
        let answer = post(&menshen, "/api/v1/sms-codes/verify", content_type, body).await;
        assert_eq!(answer.status, 200, "{content_type}: {}", answer.text());
    }
    for other in ["", "text/json", "application/jsonp", "application/x-json", "json", "a b/json"] {
        let answer = post(&menshen, "/api/v1/sms-codes", other, "{}".to_owned()).await;
        assert_eq!(answer.status, 415, "{other}");
    }
}
