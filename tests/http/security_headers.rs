//! What a browser is told to keep away from, header by header.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Menshen, menshen::postcard};

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
                           gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
const NOTHING: &str =
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of this module that the answer has.
fn told(answer: &Answer) -> [&str; 6] {
    [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-resource-policy",
        "cross-origin-opener-policy",
        "permissions-policy",
    ]
    .map(|name| answer.header(name))
}

fn nonces(html: &str) -> Vec<&str> {
    html.split(" nonce=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn the_page_runs_its_own_scripts_alone_and_stands_in_nobodys_frame() {
    let menshen = Menshen::start(&[]).await;
    let (page, other) = (menshen.get("/").await, menshen.get("/").await);
    let html = page.text();
    let nonce = nonces(&html)[0];
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; \
         worker-src 'self'; media-src 'self'"
    );
    let expected = [&policy, "nosniff", "same-origin", "same-origin", "same-origin", PERMISSIONS];
    assert_eq!(told(&page), expected);
    // 128 bits in base64url, on every script, and new each time.
    assert!(nonce.len() >= 22, "{nonce}");
    assert!(nonces(&html).iter().all(|other| *other == nonce));
    assert_eq!(html.matches("<script").count(), html.matches("<script nonce=\"").count() + 1);
    assert!(html.contains("<script type=\"module\" nonce=\""));
    assert_ne!(nonces(&other.text())[0], nonce);
    // What the policy would keep from working.
    for inline in [" style=\"", "<style", " onclick=", " onload=", "javascript:"] {
        assert!(!html.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn the_page_in_a_frame_stands_also_in_pages_that_isolate_themselves() {
    let shop = "https://shop.example";
    let menshen = Menshen::start(&["--frame-ancestors", shop]).await;
    let page = menshen.get(&format!("/embed?parent={shop}")).await;
    let html = page.text();
    let nonce = nonces(&html)[0];
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors https://shop.example; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; \
         worker-src 'self'; media-src 'self'"
    );
    let expected = [&policy, "nosniff", "same-origin", "cross-origin", "same-origin", PERMISSIONS];
    assert_eq!(told(&page), expected);
    assert_eq!(page.header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(menshen.get("/").await.header("cross-origin-embedder-policy"), "");
    assert_eq!(html.matches("<script").count(), html.matches(" nonce=\"").count() - 1);
    let script = menshen.get("/embed.js").await;
    assert_eq!(told(&script), [NOTHING, "nosniff", "same-origin", "cross-origin", "", ""]);
}

#[tokio::test]
async fn a_page_without_scripts_may_run_none() {
    let menshen = Menshen::start(&[]).await;
    let missing = menshen.get("/no/such/page").await;
    assert_eq!(missing.status, 404);
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    let expected = [policy, "nosniff", "same-origin", "same-origin", "same-origin", PERMISSIONS];
    assert_eq!(told(&missing), expected);
    assert!(!missing.text().contains("<script"), "{}", missing.text());
}

#[tokio::test]
async fn a_picture_and_its_sound_may_stand_in_other_origins_pages() {
    let menshen = Menshen::start(&[]).await;
    let (id, _) = menshen.picture().await;
    for path in [format!("/image_codes/{id}/"), format!("/image_codes/{id}/audio")] {
        let answer = menshen.get(&path).await;
        assert_eq!(answer.status, 200);
        let expected = [NOTHING, "nosniff", "same-origin", "cross-origin", "", ""];
        assert_eq!(told(&answer), expected, "{path}");
    }
}

#[tokio::test]
async fn answers_of_the_api_and_files_have_nothing_to_load() {
    let menshen = Menshen::start(&[]).await;
    let expected = [NOTHING, "nosniff", "same-origin", "same-origin", "", ""];
    for path in [
        "/pkg/menshen.js",
        "/pkg/menshen.css",
        "/favicon.svg",
        "/api/openapi.json",
        "/image_codes/1/",
        "/sms_codes/1/",
        "/api/nothing",
        "/healthz",
    ] {
        assert_eq!(told(&menshen.get(path).await), expected, "{path}");
    }
    for path in ["/api/v1/sms-codes", "/siteverify", "/healthz"] {
        assert_eq!(told(&menshen.post(path, &json!({})).await), expected, "{path}");
    }
    let headers = [("content-type", "application/x-postcard")];
    let call = "/api/page/sms-codes/verify";
    let typed = postcard(&["13800138000", "123456", ""]);
    let answer = menshen.call(Method::POST, call, &headers, typed).await;
    assert_eq!((answer.status, told(&answer)), (422, expected));
    let kept = menshen.get("/favicon.svg").await;
    let known = [("if-none-match", kept.header("etag"))];
    let known = menshen.call(Method::GET, "/favicon.svg", &known, String::new()).await;
    assert_eq!((known.status, told(&known)), (304, expected));
}

#[tokio::test]
async fn the_operator_says_whose_pages_may_show_the_page_in_a_frame() {
    let setting = "--frame-ancestors=self,https://shop.example,https://*.shop.example:8443";
    let menshen = Menshen::start(&[setting]).await;
    let directive = "; frame-ancestors 'self' https://shop.example https://*.shop.example:8443";
    for path in ["/", "/no/such/page"] {
        let page = menshen.get(path).await;
        assert!(page.header("content-security-policy").contains(directive), "{path}");
    }
    assert_eq!(menshen.get("/healthz").await.header("content-security-policy"), NOTHING);
}
