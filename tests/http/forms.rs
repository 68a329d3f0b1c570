//! The page without scripts: forms that are answered by redirects.

use reqwest::{Method, redirect::Policy};

use crate::support::{
    Menshen, client,
    menshen::{WRONG, mobile, other_than},
};

/// A browser that runs no scripts: follows nothing by itself, and keeps its cookies.
struct Browser<'a> {
    menshen: &'a Menshen,
    http: reqwest::Client,
    cookies: Vec<(String, String)>,
}

struct Page {
    status: u16,
    location: String,
    set_cookies: Vec<String>,
    encoding: String,
    html: String,
}

impl Page {
    /// What stands between these two.
    fn between(&self, start: &str, end: &str) -> &str {
        let rest =
            self.html.split_once(start).unwrap_or_else(|| panic!("{start}: {}", self.html)).1;
        rest.split_once(end).unwrap().0
    }

    /// The words beside the field; empty when nothing was refused there.
    fn error(&self, name: &str) -> &str {
        let text =
            self.between(&format!(r#"id="{name}-error""#), "</p>").split_once('>').unwrap().1;
        text.trim_end_matches("<!>")
    }

    fn is_invalid(&self, name: &str) -> bool {
        self.between(&format!(r#"<input id="{name}""#), ">").contains("aria-invalid=\"true\"")
    }

    /// Where the cursor stands.
    fn has_focus(&self, name: &str) -> bool {
        self.between(&format!(r#"<input id="{name}""#), ">").contains("autofocus")
    }

    fn picture(&self) -> &str {
        self.between(r#"name="image_code_id" value=""#, "\"")
    }
}

impl<'a> Browser<'a> {
    fn new(menshen: &'a Menshen) -> Self {
        let http = client().redirect(Policy::none()).build().unwrap();
        Self { menshen, http, cookies: Vec::new() }
    }

    async fn call(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let mut request = self.http.request(method, format!("{}{path}", self.menshen.url));
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header("cookie", cookies.join("; ")).header("accept-language", "en");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !fields.is_empty() {
            let pairs: Vec<_> = fields.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(pairs.join("&"));
        }
        let answer = request.send().await.unwrap();
        let header = |name| {
            let values = answer.headers().get_all(name).iter();
            values.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let set_cookies = header("set-cookie");
        for cookie in &set_cookies {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Page {
            status: answer.status().as_u16(),
            location: header("location").concat(),
            set_cookies,
            encoding: header("content-encoding").concat(),
            html: answer.text().await.unwrap(),
        }
    }

    async fn open(&mut self) -> Page {
        let page = self.call(Method::GET, "/", &[], &[]).await;
        assert_eq!(page.status, 200);
        page
    }

    /// Hands a form in and goes where the answer leads.
    async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let own = [("origin", self.menshen.url.as_str())];
        let answer = self.call(Method::POST, path, &own, fields).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{}", answer.html);
        assert!(answer.html.is_empty());
        self.open().await
    }

    /// What the picture on the page says, which a person reads in it.
    async fn read(&self, page: &Page) -> String {
        let id = page.picture();
        assert_eq!(self.menshen.get(&format!("/image_codes/{id}")).await.status, 200);
        let text = self.menshen.store.image_code(&id.parse().unwrap()).await.unwrap().unwrap();
        text.as_str().to_owned()
    }

    /// Solves the picture on the page for a message to this number.
    async fn ask(&mut self, page: &Page, mobile: &str, code: &str) -> Page {
        let fields = [("mobile", mobile), ("image_code", code), ("image_code_id", page.picture())];
        self.submit("/page/sms-codes", &fields).await
    }
}

#[tokio::test]
async fn the_whole_flow_is_posts_and_redirects() {
    let menshen = Menshen::start(&[]).await;
    let (mut browser, mobile) = (Browser::new(&menshen), mobile());
    let first = browser.open().await;
    let text = browser.read(&first).await;
    let sent = browser.ask(&first, &mobile, &text).await;
    assert!(sent.html.contains("Message sent. Enter the 6 digits from it."));
    assert!(sent.html.contains("You can ask again in "));
    assert!(sent.has_focus("sms_code"));
    assert_ne!(sent.picture(), first.picture());
    let message = menshen.webhook.last();
    assert_eq!(message.mobile, format!("+86{mobile}"));

    // The form for the code knows the number already.
    let kept = sent.between(r#"<input type="hidden" name="mobile" value=""#, "\"").to_owned();
    assert_eq!(kept, mobile);
    let wrong = [("mobile", kept.as_str()), ("sms_code", &other_than(&message.code))];
    let refused = browser.submit("/page/sms-codes/verify", &wrong).await;
    let words =
        "That code is wrong or no longer valid. Check the newest message, or get a new code.";
    assert_eq!(refused.error("sms_code"), words);
    assert!(refused.is_invalid("sms_code") && refused.has_focus("sms_code"));
    assert!(refused.html.contains(&format!(r#"value="{mobile}""#)));

    let right = [("mobile", kept.as_str()), ("sms_code", &message.code)];
    let verified = browser.submit("/page/sms-codes/verify", &right).await;
    assert_eq!(verified.between(r#"name="ticket" value=""#, "\"").len(), 43);
    assert!(verified.between(r#"<div id="form""#, ">").contains("hidden"));
    // It is shown once.
    assert!(!browser.open().await.html.contains(r#"name="ticket""#));
}

#[tokio::test]
async fn a_wrong_picture_code_comes_back_at_its_field_with_a_new_picture_and_sends_nothing() {
    let menshen = Menshen::start(&[]).await;
    let (mut browser, mobile) = (Browser::new(&menshen), mobile());
    let first = browser.open().await;
    browser.read(&first).await;
    let refused = browser.ask(&first, &mobile, WRONG).await;
    let words = "Not quite. Read the new picture.";
    assert_eq!(refused.error("image_code"), words);
    assert!(refused.is_invalid("image_code") && refused.has_focus("image_code"));
    assert!(!refused.is_invalid("mobile") && !refused.has_focus("mobile"));
    assert!(refused.between(r#"<input id="mobile""#, ">").contains(&mobile));
    assert_ne!(refused.picture(), first.picture());
    // The same picture again: it is spent.
    let again = browser.ask(&first, &mobile, WRONG).await;
    assert_eq!(again.error("image_code"), "Picture expired. Read the new one.");
    assert_eq!(menshen.webhook.messages().len(), 0);
}

#[tokio::test]
async fn what_does_not_spend_the_picture_comes_back_with_the_same_one() {
    let menshen = Menshen::start(&[]).await;
    let (mut browser, mobile) = (Browser::new(&menshen), mobile());
    let first = browser.open().await;
    let text = browser.read(&first).await;
    let refused = browser.ask(&first, &mobile, "F1").await;
    assert_eq!(refused.error("image_code"), "This picture has no F and no 1. Look again.");
    assert!(refused.is_invalid("image_code") && refused.has_focus("image_code"));
    assert_eq!(refused.picture(), first.picture());
    let refused = browser.ask(&refused, "12345", &text).await;
    assert!(refused.is_invalid("mobile"));
    assert_eq!(refused.picture(), first.picture());
    // The person may have another one all the same.
    let other = browser.submit("/page/picture", &[("mobile", "12345")]).await;
    assert_ne!(other.picture(), first.picture());
    let sent = browser.ask(&refused, &mobile, &text).await;
    assert!(sent.html.contains("Message sent."));
    assert_ne!(sent.picture(), first.picture());
}

#[tokio::test]
async fn empty_fields_are_told_one_at_a_time() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    let page = browser.submit("/page/sms-codes", &[("mobile", "")]).await;
    assert_eq!(page.error("mobile"), "Enter your phone number.");
    let page = browser.submit("/page/sms-codes/verify", &[("mobile", "13912345678")]).await;
    assert_eq!(page.error("sms_code"), "Enter the 6 digits from the text message.");
    let page = browser.ask(&page, "13912345678", "").await;
    assert_eq!(page.error("image_code"), "Enter the code in the picture.");
}

#[tokio::test]
async fn another_picture_keeps_the_number() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    let first = browser.open().await;
    let page = browser.submit("/page/picture", &[("mobile", "139 1234")]).await;
    assert_ne!(page.picture(), first.picture());
    assert!(page.between(r#"<input id="mobile""#, ">").contains(r#"value="139 1234""#));
}

#[tokio::test]
async fn a_number_that_has_to_wait_is_told_how_long_and_another_one_need_not() {
    let menshen = Menshen::start(&["--sms-per-number-hour=1"]).await;
    let (mut browser, mobile) = (Browser::new(&menshen), mobile());
    menshen.solve_and_send(&mobile).await;
    let page = browser.open().await;
    let text = browser.read(&page).await;
    let refused = browser.ask(&page, &mobile, &text).await;
    let words = "This number got as many messages as it may. Try again in 60 minutes.";
    assert_eq!(refused.error("mobile"), words);
    assert!(refused.html.contains("You can ask again in 60 minutes"));
    assert!(refused.html.contains(r#"data-step="ask""#));
    // The wait outlasts a wrong code, and is that of this number alone.
    let fields = [("mobile", mobile.as_str()), ("sms_code", "1")];
    let still = browser.submit("/page/sms-codes/verify", &fields).await;
    assert!(still.html.contains("You can ask again in 60 minutes"));
    let other = browser.submit("/page/picture", &[("mobile", "13800138000")]).await;
    assert!(!other.html.contains("You can ask again in 60 minutes"));
}

#[tokio::test]
async fn before_a_solved_picture_a_number_that_waits_gets_the_page_of_a_fresh_one() {
    let menshen = Menshen::start(&[]).await;
    let (waiting, fresh) = (mobile(), mobile());
    menshen.solve_and_send(&waiting).await;
    let mut pages = Vec::new();
    for number in [waiting, fresh] {
        let mut browser = Browser::new(&menshen);
        let page = browser.open().await;
        let refused = browser.ask(&page, &number, "wrong").await;
        assert_eq!(refused.error("image_code"), "Picture expired. Read the new one.");
        let nonce = refused.between("nonce=\"", "\"");
        // What is new on every page, and what was typed.
        let of_page = [nonce, refused.picture(), &number];
        pages.push(of_page.iter().fold(refused.html.clone(), |html, part| html.replace(part, "")));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn nothing_that_was_typed_stands_in_an_address_or_can_be_read_in_a_cookie() {
    let menshen = Menshen::start(&[]).await;
    let (mut browser, mobile) = (Browser::new(&menshen), mobile());
    let own = [("origin", "https://127.0.0.1")];
    let fields = [("mobile", mobile.as_str()), ("image_code", "ACD369")];
    let origin = [own[0], ("sec-fetch-site", "same-origin")];
    let answer = browser.call(Method::POST, "/page/sms-codes", &origin, &fields).await;
    assert_eq!(answer.location, "/");
    let [progress, known] = answer.set_cookies.as_slice() else { panic!("two cookies") };
    let (value, attributes) = progress.split_once(';').unwrap();
    assert_eq!(attributes, " HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=120");
    assert!(value.starts_with("__Host-progress=") && known.starts_with("__Host-browser="));
    let (_, attributes) = known.split_once(';').unwrap();
    assert_eq!(attributes, " HttpOnly; SameSite=Strict; Secure; Path=/");
    assert!(!value.contains(&mobile) && !value.contains("ACD369"));
}

/// How long a compressed answer is tells what in it is the same.
#[tokio::test]
async fn a_page_is_compressed_until_something_of_a_person_is_in_it() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    let gzip = [("accept-encoding", "gzip, deflate, br")];
    for (headers, encoding) in [(&gzip[..], "gzip"), (&[], "")] {
        let first = browser.call(Method::GET, "/?theme=dark", headers, &[]).await;
        assert_eq!((first.status, first.encoding.as_str()), (200, encoding));
    }
    browser.submit("/page/picture", &[("mobile", "139 1234")]).await;
    let typed = browser.call(Method::GET, "/", &gzip, &[]).await;
    assert!(typed.encoding.is_empty() && typed.html.contains("139 1234"), "{}", typed.html);
    let refused = browser.call(Method::GET, "/page/sms-codes", &gzip, &[]).await;
    assert_eq!((refused.status, refused.encoding.as_str()), (405, ""));
}

#[tokio::test]
async fn what_another_sites_page_sends_is_refused() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    let page = browser.open().await;
    let text = browser.read(&page).await;
    let mobile = mobile();
    let fields =
        [("mobile", mobile.as_str()), ("image_code", &text), ("image_code_id", page.picture())];
    for path in
        ["/page/sms-codes", "/page/sms-codes/verify", "/page/picture", "/api/page/sms-codes"]
    {
        for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let answer = browser.call(Method::POST, path, &[header], &fields).await;
            assert_eq!(answer.status, 403, "{path} {header:?}");
            assert!(answer.set_cookies.is_empty());
        }
    }
    assert_eq!(menshen.webhook.messages().len(), 0);
    // The picture was not spent by any of them.
    browser.ask(&page, &mobile, &text).await;
    assert_eq!(menshen.webhook.last().mobile, format!("+86{mobile}"));
}

#[tokio::test]
async fn what_one_browser_has_to_show_is_not_shown_to_another() {
    let menshen = Menshen::start(&[]).await;
    let (mut browser, mut other) = (Browser::new(&menshen), Browser::new(&menshen));
    let mobile = mobile();
    let first = browser.open().await;
    let text = browser.read(&first).await;
    assert!(browser.ask(&first, &mobile, &text).await.html.contains(&mobile));
    let progress = |browser: &Browser<'_>| {
        browser.cookies.iter().find(|(name, _)| name == "progress").unwrap().clone()
    };
    // One that has nothing, and one that has filled a form itself.
    other.cookies = vec![progress(&browser)];
    assert!(!other.open().await.html.contains(&mobile));
    other.cookies.clear();
    other.submit("/page/picture", &[("mobile", "139 1234")]).await;
    other.cookies.retain(|(name, _)| name != "progress");
    other.cookies.push(progress(&browser));
    assert!(!other.open().await.html.contains(&mobile));
    // Whose it is goes on.
    let code = menshen.webhook.last().code;
    let fields = [("mobile", mobile.as_str()), ("sms_code", &code)];
    let verified = browser.submit("/page/sms-codes/verify", &fields).await;
    assert_eq!(verified.between(r#"name="ticket" value=""#, "\"").len(), 43);
}

#[tokio::test]
async fn a_cookie_that_this_server_has_not_sealed_counts_for_nothing() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    for cookie in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00"] {
        browser.cookies =
            ["progress", "browser"].map(|name| (name.to_owned(), cookie.to_owned())).into();
        let page = browser.open().await;
        assert!(!page.is_invalid("mobile") && !page.html.contains(r#"name="ticket""#));
    }
}

#[tokio::test]
async fn a_language_and_colours_that_were_chosen_are_remembered() {
    let menshen = Menshen::start(&[]).await;
    let mut browser = Browser::new(&menshen);
    let english = browser.open().await;
    assert!(english.html.contains(r#"<html lang="en" dir="ltr" data-theme="system">"#));
    let chosen = browser.call(Method::GET, "/?lang=zh", &[], &[]).await;
    assert!(chosen.html.contains(r#"<html lang="zh-CN" dir="ltr" data-theme="system">"#));
    browser.call(Method::GET, "/?theme=dark", &[], &[]).await;
    let page = browser.open().await;
    assert!(page.html.contains(r#"<html lang="zh-CN" dir="ltr" data-theme="dark">"#));
    assert!(page.html.contains(r#"<meta name="color-scheme" content="dark">"#));
    // Problems and refusals, too.
    let refused = browser.submit("/page/sms-codes", &[("mobile", "12345")]).await;
    assert_eq!(refused.error("mobile"), "手机号格式不正确，请检查后重新输入");
    let problem = browser.call(Method::GET, "/image_codes/none", &[], &[]).await;
    assert!(problem.html.contains("图片验证码编号不正确"), "{}", problem.html);
    let missing = browser.call(Method::GET, "/no/such/page", &[], &[]).await;
    assert!(missing.html.contains(r#"<html lang="zh-CN" dir="ltr" data-theme="dark">"#));
    // What is no choice is not remembered.
    for path in ["/?lang=nl", "/?theme=pink", "/?lang=en%0d%0aset-cookie:x=y"] {
        let page = browser.call(Method::GET, path, &[], &[]).await;
        assert!(page.set_cookies.is_empty(), "{path}: {:?}", page.set_cookies);
    }
}
