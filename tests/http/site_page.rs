//! What a site says of itself on the page, and how it looks.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use sha2::{Digest, Sha256};

use crate::support::{Answer, Menshen, Program, menshen::mobile};

const SHOP: &str = "https://shop.example";

/// Hands a plain form in, of a frame: its answer is the page itself.
async fn submit(menshen: &Menshen, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("origin", menshen.url.as_str())];
    let path = format!("{path}?lang=en&theme=system&parent={SHOP}");
    menshen.call(Method::POST, &path, &headers, form.join("&")).await
}

#[tokio::test]
async fn a_site_has_its_name_above_the_form_and_in_the_title_and_a_way_on() {
    let menshen = Menshen::start(&[
        "--site-name=Tea & Co",
        "--site-continue-url=https://tea.example/welcome",
        "--frame-ancestors",
        SHOP,
    ])
    .await;
    let page = menshen.get("/?lang=en").await.text();
    assert!(page.contains("<title>Verify your phone · Tea &amp; Co</title>"), "{page}");
    assert!(page.contains(r#"<p class="site">"#));
    assert!(page.contains(r#"href="https://tea.example/welcome""#));
    assert!(page.contains("Continue to Tea &amp; Co"));
    // In a frame the page around it has all that.
    let frame = menshen.get(&format!("/embed?lang=en&parent={SHOP}")).await.text();
    assert!(!frame.contains(r#"class="site""#) && !frame.contains("tea.example"));
    let plain = Menshen::start(&[]).await.get("/?lang=en").await.text();
    assert!(plain.contains("<title>Verify your phone · Menshen</title>"));
    assert!(!plain.contains(r#"class="site""#) && !plain.contains(r#"class="button""#));
}

#[tokio::test]
async fn help_is_named_where_the_site_has_some_and_a_page_of_it_leaves_this_one_open() {
    let help = |page: String| {
        let (before, _) = page.split_once("Can't read or hear it?")?;
        Some(before.rsplit_once("<a ").unwrap().1.to_owned())
    };
    for (url, opens) in [("https://tea.example/help", true), ("mailto:help@tea.example", false)] {
        let menshen = Menshen::start(&["--site-help-url", url, "--frame-ancestors", SHOP]).await;
        for path in ["/?lang=en", &format!("/embed?lang=en&parent={SHOP}")] {
            let link = help(menshen.get(path).await.text()).unwrap();
            assert!(link.contains(&format!(r#"href="{url}""#)), "{link}");
            assert_eq!(link.contains(r#"target="_blank""#), opens, "{link}");
        }
    }
    assert_eq!(help(Menshen::start(&[]).await.get("/?lang=en").await.text()), None);
}

#[tokio::test]
async fn an_accent_stands_in_the_page_and_its_policy_allows_just_that_style() {
    let menshen = Menshen::start(&["--site-accent=#a3211a,#ff9a8c"]).await;
    let answer = menshen.get("/").await;
    let html = answer.text();
    let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    assert!(style.contains("--accent:light-dark(#a3211a,#ff9a8c)"), "{style}");
    let sum = STANDARD.encode(Sha256::digest(style));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains(&format!("style-src 'self' 'sha256-{sum}';")), "{policy}");
}

#[tokio::test]
async fn settings_of_the_page_that_can_not_be_are_told_at_the_start() {
    for (flag, words) in [
        ("--site-accent=#ffcc00,#ff9a8c", "SITE_ACCENT"),
        ("--site-continue-url=javascript:alert(1)", "SITE_CONTINUE_URL"),
        ("--site-help-url=javascript:alert(1)", "SITE_HELP_URL"),
        ("--site-name=two\nlines", "SITE_NAME"),
        ("--site-consent=box", "SITE_CONSENT"),
    ] {
        let ended = Program::start(&[], &[flag]).ended();
        assert!(!ended.success && ended.stderr.contains(words), "{flag}: {}", ended.stderr);
    }
}

#[tokio::test]
async fn a_box_is_never_ticked_by_us_and_without_it_nothing_is_sent_and_no_picture_is_spent() {
    let menshen = Menshen::start(&[
        "--site-consent=box",
        "--site-terms-url=https://shop.example/terms",
        "--frame-ancestors",
        SHOP,
    ])
    .await;
    let page = menshen.get("/?lang=en").await.text();
    let input = page.split_once(r#"<input type="checkbox""#).unwrap().1.split_once('>').unwrap().0;
    assert!(!input.contains("checked") && page.contains(r#"href="https://shop.example/terms""#));
    let (number, (id, text)) = (mobile(), menshen.picture().await);
    let id = id.to_string();
    let fields = [("mobile", &*number), ("image_code", &text), ("image_code_id", &id)];
    let refused = submit(&menshen, "/embed/sms-codes", &fields).await.text();
    assert!(refused.contains("Agree first, then get the code."), "{refused}");
    assert!(refused.contains(&format!(r#"value="{id}""#)) && refused.contains(&number));
    assert_eq!(menshen.webhook.messages().len(), 0);
    let agreed = [&fields[..], &[("consent", "1")]].concat();
    let sent = submit(&menshen, "/embed/sms-codes", &agreed).await.text();
    assert!(sent.contains(r#"data-step="sent""#));
    assert_eq!(menshen.webhook.last().mobile, format!("+86{number}"));
}

#[tokio::test]
async fn a_calling_code_is_shown_where_one_country_is_served_and_chosen_where_several_are() {
    let one = Menshen::start(&[]).await.get("/").await.text();
    let code = one.split_once(r#"<span id="calling-code""#).unwrap().1.split_once('>').unwrap().1;
    assert!(code.starts_with("+86"), "{code}");
    assert!(!one.contains("<select"));
    let menshen = Menshen::start(&["--sms-countries=CN,HK,GB", "--frame-ancestors", SHOP]).await;
    let page = menshen.get("/").await.text();
    for option in ["+86", "+852", "+44"] {
        assert!(page.contains(&format!(r#"<option value="{option}""#)), "{option}");
    }
    for (country, typed, sent) in [
        ("%2B852", "9123 4567", "+85291234567"),
        ("%2B44", "07400 123456", "+447400123456"),
        // What brings its own keeps that.
        ("%2B852", "%2B86 139 1234 5678", "+8613912345678"),
    ] {
        let (id, text) = menshen.picture().await;
        let id = id.to_string();
        let fields = [
            ("country", country),
            ("mobile", typed),
            ("image_code", &text),
            ("image_code_id", &id),
        ];
        let page = submit(&menshen, "/embed/sms-codes", &fields).await.text();
        assert!(page.contains(r#"data-step="sent""#), "{sent}: {page}");
        assert_eq!(menshen.webhook.last().mobile, sent);
    }
    // The number comes back as it was chosen and typed.
    let fields = [("country", "%2B852"), ("mobile", "9123 4567"), ("step", "ask")];
    let page = submit(&menshen, "/embed", &fields).await.text();
    assert!(page.contains(r#"<option value="+852" selected>"#), "{page}");
    assert!(page.contains(r#"value="9123 4567""#));
}

#[tokio::test]
async fn what_is_sent_from_a_phone_is_in_the_page_only_where_it_may_be_asked_for() {
    let page = Menshen::start(&[]).await.get("/").await.text();
    assert!(!page.contains(r#"id="reverse""#));
}
