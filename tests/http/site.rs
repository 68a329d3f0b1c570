//! The page as the server renders it, the files, and what stands at unknown addresses.

use reqwest::Method;

use crate::support::{Menshen, menshen::postcard};

async fn page(menshen: &Menshen, language: &str) -> String {
    let headers = [("accept-language", language)];
    let answer = menshen.call(Method::GET, "/", &headers, String::new()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    // It carries a nonce.
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.text()
}

#[tokio::test]
async fn the_form_is_in_the_first_html_in_the_language_of_the_request() {
    let menshen = Menshen::start(&[]).await;
    let chinese = page(&menshen, "zh-CN,zh;q=0.9,en;q=0.8").await;
    assert!(chinese.contains(r#"<html lang="zh-CN" "#) && chinese.contains("图片验证码"));
    let english = page(&menshen, "en-GB").await;
    assert!(english.contains(r#"<html lang="en" "#) && english.contains("Picture code"));
    for name in ["mobile", "image_code", "sms_code"] {
        assert!(english.contains(&format!(r#"<input id="{name}" name="{name}""#)), "{name}");
    }
}

#[tokio::test]
async fn the_server_puts_no_picture_into_the_page_that_waits_for_a_browser() {
    let menshen = Menshen::start(&[]).await;
    let html = page(&menshen, "zh").await;
    let mut outside = html.split("<noscript>");
    let first = outside.next().unwrap().to_owned();
    let rest = outside.map(|part| part.split_once("</noscript>").unwrap().1);
    assert!(!rest.fold(first, |html, part| html + part).contains("/image_codes/"));
    assert!(html.contains("/image_codes/"), "for a browser without scripts");
}

#[tokio::test]
async fn an_unknown_address_is_a_404_for_people_and_for_programs() {
    let menshen = Menshen::start(&[]).await;
    let answer = menshen.get("/nothing/here").await;
    assert_eq!((answer.status, answer.header("cache-control")), (404, "no-store"));
    assert!(answer.text().contains("没有这个页面"));
    for path in ["/api/nothing", "/api/v1/nothing", "/image_codes/", "/sms_codes/1/2"] {
        let answer = menshen.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        answer.problem();
    }
}

/// Found by the fuzz target `requests`: the file system's error became 500.
#[tokio::test]
async fn an_address_that_no_file_could_have_is_a_404_too() {
    let menshen = Menshen::start(&[]).await;
    for path in [format!("/{}", "a".repeat(300)), "/a".repeat(3000), "/a%00.css".to_owned()] {
        for method in [Method::GET, Method::HEAD] {
            let answer = menshen.call(method, &path, &[], String::new()).await;
            assert_eq!(answer.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn the_pages_own_calls_have_the_same_bound_on_their_body() {
    let menshen = Menshen::start(&[]).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let call = async |path: &str, content_type: &str, body: String| {
        let headers = [("content-type", content_type)];
        menshen.call(Method::POST, path, &headers, body).await
    };
    let kind = "application/x-postcard";
    let typed = postcard(&["13912345678", "123456", ""]);
    let answer = call("/api/page/sms-codes/verify", kind, typed).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let answer = call("/api/page/sms-codes/verify", kind, "1".repeat(20_000)).await;
    assert_eq!(answer.status, 413);
    let long = format!("mobile={}", "1".repeat(20_000));
    for path in ["/page/sms-codes", "/page/sms-codes/verify", "/page/picture"] {
        assert_eq!(call(path, form[0].1, long.clone()).await.status, 413, "{path}");
    }
}

#[tokio::test]
async fn files_are_asked_about_before_each_use_and_can_not_be_written() {
    let menshen = Menshen::start(&[]).await;
    let icon = menshen.get("/favicon.svg").await;
    assert_eq!((icon.status, icon.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(icon.header("cache-control"), "no-cache");
    assert_eq!(icon.header("vary"), "accept-encoding");
    let since = [("if-modified-since", icon.header("last-modified"))];
    let again = menshen.call(Method::GET, "/favicon.svg", &since, String::new()).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let tag = icon.header("etag").to_owned();
    for known in [tag.as_str(), &format!("\"other\", W/{tag}"), "*"] {
        let headers = [("if-none-match", known)];
        let again = menshen.call(Method::GET, "/favicon.svg", &headers, String::new()).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
        assert_eq!((again.header("etag"), again.header("cache-control")), (&*tag, "no-cache"));
    }
    // A tag is asked before the date.
    let changed = [("if-none-match", "\"other\""), since[0]];
    let again = menshen.call(Method::GET, "/favicon.svg", &changed, String::new()).await;
    assert_eq!((again.status, again.body.len()), (200, icon.body.len()));
    let written = menshen.call(Method::PUT, "/favicon.svg", &[], String::new()).await;
    assert_eq!((written.status, written.header("allow")), (405, "GET,HEAD"));
    for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "/pkg/"] {
        assert_eq!(menshen.get(path).await.status, 404, "{path}");
    }
}

/// As `cargo leptos watch` changes them under a server that runs.
#[tokio::test]
async fn a_file_that_changes_is_served_as_it_is_now_whole_and_in_part() {
    let menshen = Menshen::start(&[]).await;
    let name = format!("changes-{}.txt", std::process::id());
    let file = std::path::Path::new("target/site").join(&name);
    for content in ["the first text", "a second one, which is longer", "a third"] {
        std::fs::write(&file, content).unwrap();
        let whole = menshen.get(&format!("/{name}")).await;
        assert_eq!((whole.status, whole.text().as_str()), (200, content));
        let length = content.len();
        for (range, from, to) in [("bytes=2-5", 2, 6), ("bytes=-3", length - 3, length)] {
            let path = format!("/{name}");
            let part = menshen.call(Method::GET, &path, &[("range", range)], String::new()).await;
            assert_eq!((part.status, part.text().as_str()), (206, &content[from..to]), "{range}");
            let sent = format!("bytes {from}-{}/{length}", to - 1);
            assert_eq!(part.header("content-range"), sent);
        }
        let head = menshen.call(Method::HEAD, &format!("/{name}"), &[], String::new()).await;
        assert_eq!((head.body.len(), head.header("content-length")), (0, &*length.to_string()));
    }
    // A copy that the build has left, and none after it.
    std::fs::write(file.with_extension("txt.br"), "compressed").unwrap();
    let brotli = [("accept-encoding", "br")];
    let path = format!("/{name}");
    let compressed = menshen.call(Method::GET, &path, &brotli, String::new()).await;
    assert_eq!(
        (compressed.text().as_str(), compressed.header("content-encoding")),
        ("compressed", "br")
    );
    assert_eq!(menshen.get(&path).await.text(), "a third");
    std::fs::remove_file(file.with_extension("txt.br")).unwrap();
    let whole = menshen.call(Method::GET, &path, &brotli, String::new()).await;
    assert_eq!((whole.text().as_str(), whole.header("content-encoding")), ("a third", ""));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(menshen.get(&path).await.status, 404);
}

#[tokio::test]
async fn health_is_told_with_and_without_a_last_slash() {
    let menshen = Menshen::start(&[]).await;
    for path in ["/healthz", "/healthz/", "/readyz", "/readyz/"] {
        let answer = menshen.get(path).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok\n"), "{path}");
    }
}

#[test]
fn leptos_toml_is_the_table_of_cargo_toml() {
    let table = |file: &str| {
        let text = std::fs::read_to_string(file).unwrap();
        let start = text.find("[package.metadata.leptos]\n").unwrap();
        let table = &text[start..];
        // Up to the next table, should one follow.
        table[1..].find("\n[").map_or(table, |end| &table[..=end]).trim().to_owned()
    };
    assert_eq!(table("Leptos.toml"), table("Cargo.toml"));
}
