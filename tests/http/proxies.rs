//! Behind a real nginx, as people set it up: which POSTs are the page's own, and who is whose client.
//!
//! The browsers here speak http to a name that is not this machine's own, so they send `Origin` and no
//! `Sec-Fetch-Site` (Fetch Metadata §2: only to addresses that can be trusted).

use std::net::SocketAddr;

use reqwest::{Client, redirect::Policy};

use crate::support::{Answer, Menshen, Nginx, Program, Scrape, client, menshen::postcard};

const NAME: &str = "sms.example.test";
const TRUSTED: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");
const FORM: [(&str, &str); 2] =
    [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html,*/*;q=0.8")];
/// What the page's own calls have and no form can.
const CALL: [(&str, &str); 2] =
    [("content-type", "application/x-postcard"), ("x-csrf-protection", "1")];

/// The real program behind a real nginx.
struct Behind {
    program: Program,
    nginx: Nginx,
    http: Client,
}

impl Behind {
    /// With these settings, and these lines beside `proxy_pass`.
    fn start(settings: &[(&str, &str)], lines: &str) -> Self {
        let program = Program::start(settings, &[]);
        program.until_serving();
        let nginx = Nginx::before(&program.url, lines);
        let address = SocketAddr::from(([127, 0, 0, 1], nginx.port()));
        let http = client().redirect(Policy::none()).resolve(NAME, address);
        Self { program, nginx, http: http.build().unwrap() }
    }

    /// What browsers say that the page is.
    fn origin(&self) -> String {
        format!("http://{NAME}:{}", self.nginx.port())
    }

    async fn post(
        &self,
        path: &str,
        origin: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.origin())).body(body);
        request = request.header("origin", origin).header("accept-language", "en");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request).await
    }

    /// Sends a form of the page as this origin's page would.
    async fn form(&self, origin: &str) -> Answer {
        self.post("/page/picture", origin, &FORM, "mobile=1".to_owned()).await
    }
}

#[tokio::test]
async fn behind_a_proxy_the_pages_forms_are_its_own_whichever_way_the_name_is_passed_on() {
    let trusted: &[(&str, &str)] = &[TRUSTED];
    let untrusted: &[(&str, &str)] = &[];
    for (settings, lines) in [
        (untrusted, "proxy_set_header Host $http_host;"),
        (trusted, "proxy_set_header Host $http_host;"),
        (untrusted, "proxy_set_header Host $host:$server_port;"),
        // The port is lost.
        (trusted, "proxy_set_header Host $host;"),
        (trusted, "proxy_set_header X-Forwarded-Host $http_host;"),
        (trusted, "proxy_set_header X-Forwarded-Host $host;"),
        (
            trusted,
            "proxy_set_header X-Forwarded-Host $host; proxy_set_header X-Forwarded-Proto $scheme;
             proxy_set_header X-Forwarded-Port $server_port;",
        ),
        // A second proxy adds the name that it was asked for.
        (trusted, "proxy_set_header X-Forwarded-Host \"$http_host, inside.example\";"),
        (trusted, "proxy_set_header Forwarded 'for=192.0.2.1;host=\"$http_host\";proto=http';"),
        (trusted, "proxy_set_header Forwarded 'for=192.0.2.1;host=$host, for=10.0.0.1';"),
    ] {
        let behind = Behind::start(settings, lines);
        let answer = behind.form(&behind.origin()).await;
        assert_eq!(answer.status, 303, "{lines} {settings:?}: {}", answer.text());
        for other in ["http://evil.example", "http://sms.example.test.evil.example", "null"] {
            assert_eq!(behind.form(other).await.status, 403, "{lines} {settings:?}: {other}");
        }
    }
}

#[tokio::test]
async fn a_name_that_is_passed_on_is_believed_of_a_trusted_proxy_alone() {
    for line in [
        "proxy_set_header X-Forwarded-Host $http_host;",
        "proxy_set_header Forwarded 'for=192.0.2.1;host=\"$http_host\"';",
        // On this port there may be another site.
        "proxy_set_header Host $host;",
    ] {
        let behind = Behind::start(&[], line);
        assert_eq!(behind.form(&behind.origin()).await.status, 403, "{line}");
    }
    // What was asked for by TLS, no page without it may send: anybody on the way may have written it.
    let lines = "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https;";
    let behind = Behind::start(&[TRUSTED], lines);
    assert_eq!(behind.form(&behind.origin()).await.status, 403);
    let by_tls = behind.origin().replace("http:", "https:");
    assert_eq!(behind.form(&by_tls).await.status, 303);
}

#[tokio::test]
async fn the_pages_own_calls_need_no_setting_behind_a_proxy_that_tells_nothing() {
    let behind = Behind::start(&[], "");
    let call = postcard(&["12345", "123456", ""]);
    let answer =
        behind.post("/api/page/sms-codes/verify", &behind.origin(), &CALL, call.clone()).await;
    assert_eq!(answer.status, 422, "{}", String::from_utf8_lossy(&answer.body));
    // A browser says where it comes from: then that decides.
    let cross = [CALL[0], CALL[1], ("sec-fetch-site", "cross-site")];
    let path = "/api/page/sms-codes/verify";
    assert_eq!(behind.post(path, "https://evil.example", &cross, call.clone()).await.status, 403);
    // Without the header that no form can send, it is any page's.
    assert_eq!(behind.post(path, &behind.origin(), &CALL[..1], call).await.status, 403);
    // No other page may send the header: a browser asks first, and nobody says yes.
    let answer = behind
        .http
        .request(reqwest::Method::OPTIONS, format!("{}{path}", behind.origin()))
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-csrf-protection");
    assert_eq!(Answer::to(answer).await.header("access-control-allow-headers"), "");
}

#[tokio::test]
async fn where_no_proxy_can_tell_it_public_url_names_the_origins_of_the_page() {
    let urls = ("PUBLIC_URL", "https://sms.example.test,http://intern.example.test:8080");
    let behind = Behind::start(&[urls], "");
    for own in ["https://sms.example.test", "http://intern.example.test:8080"] {
        assert_eq!(behind.form(own).await.status, 303, "{own}");
    }
    for other in [
        "http://sms.example.test",
        "https://sms.example.test:8443",
        "http://intern.example.test",
        "https://evil.example",
        "null",
    ] {
        assert_eq!(behind.form(other).await.status, 403, "{other}");
    }
}

#[tokio::test]
async fn a_refused_form_is_a_page_that_names_the_cause_and_the_log_names_what_differed() {
    let behind = Behind::start(&[], "");
    let origin = behind.origin();
    let page = behind.form(&origin).await;
    assert_eq!(page.status, 403);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let html = page.text();
    assert!(html.contains(&origin) && html.contains("PUBLIC_URL"), "{html}");
    // The same in Chinese, and nothing that was sent becomes a part of the page.
    let zh = [FORM[0], FORM[1], ("cookie", "lang=zh")];
    let html = behind.post("/page/picture", "http://<b>", &zh, String::new()).await.text();
    assert!(html.contains("PUBLIC_URL") && html.contains("管理员") && !html.contains("<b>"));
    // Another site's page is told that it is one; no setting is at fault.
    let cross = [FORM[0], FORM[1], ("sec-fetch-site", "cross-site")];
    let html = behind.post("/page/picture", "https://evil.example", &cross, String::new()).await;
    assert!(html.status == 403 && !html.text().contains("PUBLIC_URL"), "{}", html.text());
    // Programs read problem details, and the page's own calls what a page can show.
    let program = [("content-type", "application/x-www-form-urlencoded")];
    let problem = behind.post("/page/picture", &origin, &program, String::new()).await;
    assert_eq!((problem.status, problem.problem().as_str()), (403, "blank"));
    assert!(problem.json()["detail"].as_str().unwrap().contains("PUBLIC_URL"));
    let call = postcard(&["12345", "123456", ""]);
    let path = "/api/page/sms-codes/verify";
    let said = behind.post(path, &origin, &CALL[..1], call).await;
    assert_eq!((said.status, said.header("content-type")), (403, "application/x-postcard"));
    // No field, the text with its length before it, no wait.
    let text = &said.body[1..];
    assert_eq!((said.body[0], said.body.last()), (0, Some(&0)));
    assert!(String::from_utf8_lossy(text).contains(&origin));

    let log = behind.program.stop();
    let lines: Vec<_> = log
        .stdout
        .lines()
        .chain(log.stderr.lines())
        .filter(|line| line.contains("PUBLIC_URL"))
        .collect();
    assert_eq!(lines.len(), 1, "once for a while: {lines:?}");
    for part in [origin.as_str(), "host", "127.0.0.1", "origin"] {
        assert!(lines[0].contains(part), "{part}: {lines:?}");
    }
}

#[tokio::test]
async fn a_page_of_the_server_itself_may_show_the_frame_whatever_the_proxy_makes_of_its_name() {
    let settings = [TRUSTED, ("FRAME_ANCESTORS", "self")];
    let behind = Behind::start(&settings, "proxy_set_header X-Forwarded-Host $http_host;");
    let told = async |parent: &str| {
        let request = behind.http.get(format!("{}/embed?parent={parent}", behind.origin()));
        Answer::to(request).await.text().contains("data-parent")
    };
    assert!(told(&behind.origin()).await);
    assert!(!told("http://evil.example").await);
}

#[tokio::test]
async fn a_proxy_that_nobody_named_is_told_of_once_by_header_and_setting_and_counted() {
    for (settings, header, cause, words) in [
        (
            vec![],
            ("x-forwarded-for", "198.51.100.7"),
            "proxy_not_trusted",
            ["X-Forwarded-For", "TRUSTED_PROXIES"],
        ),
        (
            vec![],
            ("forwarded", "for=198.51.100.7"),
            "proxy_not_trusted",
            ["Forwarded", "TRUSTED_PROXIES"],
        ),
        (vec![TRUSTED], ("x-other", ""), "header_missing", ["X-Forwarded-For", "TRUSTED_PROXIES"]),
        (
            vec![TRUSTED],
            ("x-real-ip", "198.51.100.7"),
            "header_missing",
            ["X-Forwarded-For", "TRUSTED_PROXIES"],
        ),
    ] {
        let numbers = Menshen::free_address();
        let settings = [&settings[..], &[("METRICS_ADDR", numbers.as_str())]].concat();
        let program = Program::start(&settings, &[]);
        program.until_serving();
        let http = client().build().unwrap();
        for _ in 0..3 {
            let id = menshen::model::ImageCodeId::random();
            let picture = http.get(format!("{}/image_codes/{id}/", program.url));
            assert_eq!(Answer::to(picture.header(header.0, header.1)).await.status, 200);
        }
        // Who only looks whether the server is alive is nobody's client.
        Answer::to(http.get(format!("{}/healthz", program.url)).header(header.0, header.1)).await;
        let scrape = Answer::to(http.get(format!("http://{numbers}/metrics"))).await.text();
        let series = format!("menshen_client_address_unknown_total{{cause=\"{cause}\"}}");
        assert_eq!(Scrape::read(&scrape).0[series.as_str()], 3.0, "{header:?}");
        let log = program.stop();
        let log = log.stdout + &log.stderr;
        let lines: Vec<_> = log.lines().filter(|line| line.contains(words[1])).collect();
        assert_eq!(lines.len(), 1, "{header:?}: {log}");
        assert!(lines[0].contains(words[0]), "{lines:?}");
        assert!(!log.contains("198.51.100.7"), "an address is logged: {log}");
    }
}

#[tokio::test]
async fn a_trusted_proxy_that_names_clients_and_a_server_without_one_are_no_reason_to_warn() {
    for (settings, header) in [
        (vec![TRUSTED], ("x-forwarded-for", "198.51.100.7")),
        (vec![TRUSTED], ("forwarded", "for=198.51.100.7")),
        (vec![], ("x-other", "")),
    ] {
        let program = Program::start(&settings, &[]);
        program.until_serving();
        let id = menshen::model::ImageCodeId::random();
        let picture = client().build().unwrap().get(format!("{}/image_codes/{id}/", program.url));
        assert_eq!(Answer::to(picture.header(header.0, header.1)).await.status, 200);
        let log = program.stop();
        assert!(!(log.stdout + &log.stderr).contains("TRUSTED_PROXIES"), "{header:?}");
    }
}
