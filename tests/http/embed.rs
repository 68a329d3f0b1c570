//! The form in other sites' pages: the script of the element, and the page in its frame.

use std::io::Read;

use flate2::read::GzDecoder;
use menshen_i18n::Language;
use reqwest::Method;

use crate::support::{
    Answer, Menshen,
    menshen::{WRONG, mobile, other_than, postcard},
};

const SHOP: &str = "https://shop.example";
const FRAME: &str = "/embed?lang=en&theme=dark&parent=https://shop.example";

/// What stands between these two.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let rest = html.split_once(start).unwrap_or_else(|| panic!("{start}: {html}")).1;
    rest.split_once(end).unwrap().0
}

/// Hands a form of the frame in, as a browser does that keeps no cookie for it.
async fn submit(menshen: &Menshen, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", menshen.url.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let path = format!("{path}?lang=en&theme=dark&parent={SHOP}");
    let answer = menshen.call(Method::POST, &path, &headers, form.join("&")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("set-cookie"), "");
    answer
}

async fn started() -> Menshen {
    Menshen::start(&["--frame-ancestors", SHOP]).await
}

#[tokio::test]
async fn any_page_may_load_the_element_with_the_words_of_every_language() {
    let menshen = Menshen::start(&[]).await;
    let script = menshen.get("/embed.js").await;
    assert_eq!(script.status, 200);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=300");
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    // Nothing is in it that is only for those who read it.
    let text = script.text();
    for word in ["手机号验证", "Verify your phone"] {
        assert!(text.contains(word), "{word}");
    }
    for language in Language::all() {
        assert!(text.contains(language.catalogue().embed.failed), "{language:?}");
    }
    assert!(!text.contains("WORDS") && !text.contains("\n//") && !text.contains("\n "));

    let tag = script.header("etag").to_owned();
    let known = [("if-none-match", tag.as_str())];
    let again = menshen.call(Method::GET, "/embed.js", &known, String::new()).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!((again.header("etag"), again.header("access-control-allow-origin")), (&*tag, "*"));
}

#[tokio::test]
async fn the_element_travels_in_at_most_four_kilobytes_and_each_encoding_has_its_own_tag() {
    let menshen = Menshen::start(&[]).await;
    let get = async |encodings: &str, known: &str| {
        let headers = [("accept-encoding", encodings), ("if-none-match", known)];
        menshen.call(Method::GET, "/embed.js", &headers, String::new()).await
    };
    let plain = get("br;q=1, gzip;q=0", "").await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let small = get("gzip, deflate, br", "").await;
    assert_eq!(
        (small.header("content-encoding"), small.header("vary")),
        ("gzip", "accept-encoding")
    );
    assert!(small.body.len() <= 4 * 1024, "{}", small.body.len());
    let mut text = String::new();
    GzDecoder::new(&*small.body).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.text());

    let tags = [plain.header("etag"), small.header("etag")];
    assert_ne!(tags[0], tags[1]);
    for (encodings, tag, status) in
        [("gzip", tags[1], 304), ("gzip", tags[0], 200), ("", tags[0], 304), ("", tags[1], 200)]
    {
        assert_eq!(get(encodings, tag).await.status, status, "{encodings} {tag}");
    }
}

#[tokio::test]
async fn a_frame_is_compressed_and_what_answers_its_forms_is_not() {
    let menshen = started().await;
    let gzip = [("accept-encoding", "gzip")];
    let page = menshen.call(Method::GET, FRAME, &gzip, String::new()).await;
    let told = ["content-encoding", "vary", "cache-control"].map(|name| page.header(name));
    assert_eq!(told, ["gzip", "accept-encoding", "no-store"]);
    assert!(page.body.len() < 5 * 1024, "{}", page.body.len());
    let mut html = String::new();
    GzDecoder::new(&*page.body).read_to_string(&mut html).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("Verify your phone"), "{html}");
    let headers = [gzip[0], ("content-type", "application/x-www-form-urlencoded")];
    let own = [headers[0], headers[1], ("origin", menshen.url.as_str())];
    let typed = menshen.call(Method::POST, FRAME, &own, "mobile=139".to_owned()).await;
    assert!(typed.header("content-encoding").is_empty() && typed.text().contains("value=\"139\""));
}

#[tokio::test]
async fn the_frames_own_script_has_a_name_that_changes_with_it_and_is_kept_for_good() {
    let menshen = started().await;
    let page = menshen.get(FRAME).await.text();
    let path = between(&page, r#"src="/embed/frame.js?"#, "\"");
    let script = menshen.get(&format!("/embed/frame.js?{path}")).await;
    assert_eq!(script.header("etag"), format!("\"{path}\""));
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(script.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn the_page_in_the_frame_looks_as_its_address_says_and_chooses_nothing_for_other_pages() {
    let menshen = started().await;
    let page = menshen.get(FRAME).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert_eq!(page.header("set-cookie"), "");
    let html = page.text();
    assert!(html.contains(r#"<html lang="en" dir="ltr" data-theme="dark">"#));
    assert!(html.contains(r#" data-parent="https://shop.example""#));
    assert!(!html.contains("<footer"), "no links that lead out of the frame");
    // What was chosen or done on Menshen's own page does not show here.
    let cookies = [("cookie", "lang=zh; theme=light; progress=x")];
    let same = menshen.call(Method::GET, FRAME, &cookies, String::new()).await.text();
    assert!(same.contains(r#"<html lang="en" dir="ltr" data-theme="dark">"#));
}

#[tokio::test]
async fn only_a_page_that_the_operator_has_named_is_told_of_the_ticket() {
    let menshen = started().await;
    for parent in ["https://evil.example", "https://shop.example.evil.example", "*", "", "null"] {
        let path = format!("/embed?parent={parent}");
        let html = menshen.get(&path).await.text();
        assert!(!html.contains("data-parent"), "{parent}");
    }
    let nobody = Menshen::start(&[]).await;
    let answer = nobody.get(FRAME).await;
    assert!(!answer.text().contains("data-parent"));
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    let own = Menshen::start(&["--frame-ancestors=self"]).await;
    let html = own.get(&format!("/embed?parent={}", own.url)).await.text();
    assert!(html.contains(&format!(r#"data-parent="{}""#, own.url)));
}

#[tokio::test]
async fn the_whole_flow_works_by_plain_forms_without_a_cookie() {
    let menshen = started().await;
    let number = mobile();
    let page = menshen.get(FRAME).await.text();
    let picture = |html: &str| between(html, r#"name="image_code_id" value=""#, "\"").to_owned();
    let read = async |html: &str| {
        let id = picture(html);
        assert_eq!(menshen.get(&format!("/image_codes/{id}")).await.status, 200);
        let text = menshen.store.image_code(&id.parse().unwrap()).await.unwrap().unwrap();
        text.as_str().to_owned()
    };
    let ask = async |html: &str, code: &str| {
        let id = picture(html);
        let fields = [("mobile", &*number), ("image_code", code), ("image_code_id", &*id)];
        submit(&menshen, "/embed/sms-codes", &fields).await.text()
    };
    read(&page).await;
    let refused = ask(&page, WRONG).await;
    assert!(refused.contains("Not quite. Read the new picture."));
    assert!(between(&refused, r#"<input id="mobile""#, ">").contains(&number));
    let other = submit(&menshen, "/embed/picture", &[("mobile", &number)]).await.text();
    assert_ne!(picture(&other), picture(&refused));

    let text = read(&other).await;
    let sent = ask(&other, &text).await;
    assert!(
        sent.contains(r#"data-step="sent""#) && sent.contains("You can ask again in 60 seconds")
    );
    // The next form brings along what the page has to say then.
    let resend = between(&sent, r#"name="resend_in" value=""#, "\"");
    assert_eq!((between(&sent, r#"name="step" value=""#, "\""), resend), ("sent", "60"));
    let code = menshen.webhook.last().code;
    let fields =
        |code| [("mobile", &*number), ("sms_code", code), ("step", "sent"), ("resend_in", "42")];
    let wrong = other_than(&code);
    let wrong = submit(&menshen, "/embed/sms-codes/verify", &fields(&wrong)).await.text();
    assert!(wrong.contains("That code is wrong or no longer valid."));
    assert!(wrong.contains(r#"data-step="sent""#));
    assert!(wrong.contains("You can ask again in 42 seconds"));
    let verified = submit(&menshen, "/embed/sms-codes/verify", &fields(&code)).await.text();
    let ticket = between(&verified, r#"name="ticket" value=""#, "\"");
    assert_eq!(ticket.len(), 43);
    assert!(verified.contains(r#"data-expires-in="600""#));
    assert!(between(&verified, r#"<div id="form""#, ">").contains("hidden"));
}

#[tokio::test]
async fn a_plain_frame_has_the_handle_and_verifies_when_others_have_no_attempt_left() {
    let menshen = started().await;
    let number = mobile();
    let (id, text) = menshen.picture().await;
    let id = id.to_string();
    let fields = [("mobile", &*number), ("image_code", &text), ("image_code_id", &id)];
    let sent = submit(&menshen, "/embed/sms-codes", &fields).await.text();
    let handle = between(&sent, r#"name="handle" value=""#, "\"");
    let code = menshen.webhook.last().code;
    for _ in 0..5 {
        menshen.verify(&number, &other_than(&code)).await;
    }
    assert_eq!(menshen.verify(&number, &code).await.problem(), "sms-code-wrong");
    // Another language brings it along.
    let fields = [("mobile", &*number), ("handle", handle), ("step", "sent")];
    let page = submit(&menshen, "/embed", &fields).await.text();
    assert_eq!(between(&page, r#"name="handle" value=""#, "\""), handle);
    let fields = [("mobile", &*number), ("sms_code", &code), ("handle", handle)];
    let verified = submit(&menshen, "/embed/sms-codes/verify", &fields).await.text();
    assert_eq!(between(&verified, r#"name="ticket" value=""#, "\"").len(), 43);
}

#[tokio::test]
async fn another_language_keeps_what_was_typed_and_how_far_it_came() {
    let menshen = started().await;
    let fields = [("mobile", "139 1234"), ("step", "sent"), ("resend_in", "4000000000")];
    let page = submit(&menshen, "/embed", &fields).await.text();
    assert!(between(&page, r#"<input id="mobile""#, ">").contains(r#"value="139 1234""#));
    assert!(page.contains(r#"data-step="sent""#));
    // No wait is longer than a day, whatever a form says.
    assert!(page.contains("You can ask again in 24 hours"));
}

#[tokio::test]
async fn what_another_sites_page_sends_to_the_frames_forms_is_refused() {
    let menshen = started().await;
    for path in ["/embed", "/embed/sms-codes", "/embed/sms-codes/verify", "/embed/picture"] {
        let form = ("content-type", "application/x-www-form-urlencoded");
        for header in [("sec-fetch-site", "cross-site"), ("origin", SHOP)] {
            let fields = "mobile=13800138000".to_owned();
            let answer = menshen.call(Method::POST, path, &[form, header], fields).await;
            assert_eq!(answer.status, 403, "{path} {header:?}");
        }
        let long = format!("mobile={}", "1".repeat(20_000));
        assert_eq!(menshen.call(Method::POST, path, &[form], long).await.status, 413, "{path}");
    }
}

#[tokio::test]
async fn the_pages_calls_are_answered_in_the_language_of_the_page() {
    let menshen = Menshen::start(&[]).await;
    let said = async |headers: &[(&str, &str)]| {
        let typed = postcard(&["12345", "123456", ""]);
        let kind = [("content-type", "application/x-postcard"), ("cookie", "lang=zh")];
        let headers = [&kind, headers].concat();
        let call = "/api/page/sms-codes/verify";
        let answer = menshen.call(Method::POST, call, &headers, typed).await;
        String::from_utf8_lossy(&answer.body).into_owned()
    };
    assert!(said(&[("content-language", "en")]).await.contains("Not a mobile number"));
    assert!(said(&[("content-language", "zh-CN")]).await.contains("手机号格式不正确"));
    for unknown in ["", "nl"] {
        assert!(said(&[("content-language", unknown)]).await.contains("手机号格式不正确"));
    }
}
