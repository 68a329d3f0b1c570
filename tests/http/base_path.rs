//! Everything under a path, behind a real nginx that passes the path on or takes it off.

use std::collections::BTreeSet;

use reqwest::{Method, redirect::Policy};
use serde_json::json;

use crate::support::{
    Answer, Menshen, Nginx, Program, client,
    console::TOKEN,
    menshen::{SITE_SECRET, mobile, postcard},
};

const SHOP: &str = "https://shop.example";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// The two ways in which people write it, and what nginx then asks for.
const WAYS: [(&str, &str); 2] = [("the path is passed on", ""), ("the path is taken off", "/")];

/// A server under `/menshen`, as a browser finds it through nginx.
struct Under {
    menshen: Menshen,
    nginx: Nginx,
}

impl Under {
    async fn start(slash: &str, settings: &[&str]) -> Self {
        let settings = [&["--base-path=/menshen", "--frame-ancestors", SHOP], settings].concat();
        let mut menshen = Menshen::start(&settings).await;
        let nginx = Nginx::start(&format!(
            "location /menshen/ {{ proxy_pass {}{slash}; proxy_set_header Host $http_host; }}",
            menshen.url
        ));
        menshen.url = format!("http://127.0.0.1:{}/menshen", nginx.port());
        Self { menshen, nginx }
    }

    /// Asks for an address as a page names it.
    async fn named(&self, method: Method, address: &str) -> Answer {
        let http = client().redirect(Policy::none()).build().unwrap();
        let url = format!("http://127.0.0.1:{}{address}", self.nginx.port());
        Answer::to(http.request(method, url).header("accept-language", "en")).await
    }

    async fn form(&self, path: &str, cookie: &str, fields: &str) -> Answer {
        let http = client().redirect(Policy::none()).build().unwrap();
        let origin = format!("http://127.0.0.1:{}", self.nginx.port());
        let request = http.post(format!("{origin}{path}")).header(FORM.0, FORM.1);
        let request = request.header("origin", origin).header("accept", "text/html");
        Answer::to(request.header("cookie", cookie).body(fields.to_owned())).await
    }
}

/// What a page loads and leads to.
fn addresses(html: &str) -> BTreeSet<String> {
    let html = html.replace("&amp;", "&");
    let named = |start: &str, end| {
        let rest = html.split(start).skip(1).map(move |rest| rest.split(end).next().unwrap());
        rest.map(str::to_owned).collect::<Vec<_>>()
    };
    let attributes = ["href", "src", "action", "formaction"];
    let attributes = attributes.iter().flat_map(|name| named(&format!(" {name}=\""), '"'));
    let imported = ["js='", "wasm='"].iter().flat_map(|start| named(start, '\''));
    attributes.chain(imported).filter(|address| !address.starts_with("data:")).collect()
}

fn between<'a>(html: &'a str, start: &str) -> &'a str {
    html.split_once(start).unwrap_or_else(|| panic!("{start}: {html}")).1.split('"').next().unwrap()
}

#[tokio::test]
async fn whatever_a_page_names_is_under_the_path_and_there() {
    for (way, slash) in WAYS {
        let under = Under::start(slash, &[]).await;
        let framed = format!("/menshen/embed?parent={SHOP}&lang=en");
        let mut seen = BTreeSet::new();
        for page in ["/menshen/", "/menshen/no/such/page", &framed] {
            let html = under.named(Method::GET, page).await.text();
            let named = addresses(&html);
            assert!(named.len() > 3, "{way}: {named:?}");
            seen.extend(named);
        }
        let foreign = under.form("/menshen/page/picture", "", "");
        assert_eq!(foreign.await.status, 303, "{way}");
        for address in &seen {
            assert!(address.starts_with("/menshen/"), "{way}: {address}");
            // A form has another method, which is no reason for it not to be there.
            let answer = under.named(Method::GET, address).await;
            let is_form = address.contains("/page/")
                || ["sms-codes", "reverse-messages", "picture"]
                    .iter()
                    .any(|form| address.contains(&format!("/embed/{form}")));
            // A sound takes its time, which a busy machine may not have.
            let expected: &[u16] = match () {
                () if is_form => &[405],
                () if address.ends_with("/audio") => &[200, 503],
                () => &[200],
            };
            assert!(expected.contains(&answer.status), "{way}: {address}: {}", answer.status);
        }
        for part in [".css", ".js", ".wasm", ".svg", "image_codes", "/audio", "frame.js", "?lang="]
        {
            assert!(seen.iter().any(|address| address.contains(part)), "{way}: {part}: {seen:?}");
        }
        let html = under.named(Method::GET, "/menshen/").await.text();
        assert!(html.contains(" data-base=\"/menshen\""), "{way}: the island has to know it");
    }
}

#[tokio::test]
async fn forms_calls_and_the_tutorials_routes_work_under_the_path() {
    for (way, slash) in WAYS {
        let under = Under::start(slash, &[]).await;
        let menshen = &under.menshen;
        // The API, and the ticket.
        let ticket = menshen.ticket(&mobile()).await;
        let redeemed =
            menshen.post("/siteverify", &json!({"secret": SITE_SECRET, "response": ticket})).await;
        assert_eq!(redeemed.json()["success"], true, "{way}");
        // The tutorial's, and the island's calls.
        for door in ["seed", "page"] {
            let sent = menshen.solve_and_send_at(door, &mobile(), &[]).await;
            assert_eq!(sent.status, 200, "{way} {door}");
        }
        assert_eq!(menshen.get("/healthz").await.status, 200, "{way}");
        assert_eq!(menshen.get("/api/openapi.json").await.json()["servers"][0]["url"], "/menshen");
        let wrong = [("content-type", "application/x-postcard")];
        let call = postcard(&["12345", "123456", ""]);
        let path = "/api/page/sms-codes/verify";
        assert_eq!(menshen.call(Method::POST, path, &wrong, call).await.status, 422, "{way}");

        // The plain forms: the redirect and the cookie are under the path as well.
        let (id, text) = menshen.picture().await;
        let fields = format!("mobile={}&image_code={text}&image_code_id={id}", mobile());
        let sent = under.form("/menshen/page/sms-codes", "", &fields).await;
        assert_eq!((sent.status, sent.header("location")), (303, "/menshen/"), "{way}");
        let cookies = sent.headers.get_all("set-cookie").iter();
        let cookies: Vec<_> =
            cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
        let cookies = [("cookie", &*cookies.join("; "))];
        let page = menshen.call(Method::GET, "/", &cookies, String::new()).await;
        assert!(page.text().contains("data-step=\"sent\""), "{way}");
        let chosen = menshen.get("/?lang=en&theme=dark").await;
        for cookie in chosen.headers.get_all("set-cookie") {
            assert!(cookie.to_str().unwrap().contains("Path=/menshen;"), "{way}: {cookie:?}");
        }
    }
}

#[tokio::test]
async fn the_console_is_under_the_path_too() {
    for (way, slash) in WAYS {
        let address = Menshen::free_address();
        let settings = ["--admin-token", TOKEN, "--admin-addr", &address];
        let under = Under::start("", &settings).await;
        let nginx = Nginx::start(&format!(
            "location /menshen/ {{ proxy_pass http://{address}{slash}; \
             proxy_set_header Host $http_host; }}"
        ));
        let console = Under { menshen: under.menshen, nginx };
        let front = console.named(Method::GET, "/menshen/admin").await.text();
        let form = between(&front, " action=\"").to_owned();
        assert_eq!(form, "/menshen/admin/log-in", "{way}");
        let wrong = console.form(&form, "", "name=Lin&token=wrong").await;
        assert_eq!(wrong.status, 403, "{way}");
        let answer = console.form(&form, "", &format!("name=Lin&token={TOKEN}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/menshen/admin"), "{way}");
        let cookie = answer.header("set-cookie");
        assert!(cookie.contains("Path=/menshen/admin;"), "{way}: {cookie}");
        let cookie = cookie.split(';').next().unwrap();
        let http = client().build().unwrap();
        let url = format!("http://127.0.0.1:{}/menshen/admin", console.nginx.port());
        let page = Answer::to(http.get(url).header("cookie", cookie)).await.text();
        for address in addresses(&page) {
            assert!(address.starts_with("/menshen/admin"), "{way}: {address}");
        }
        let style = between(&page, "<link rel=\"stylesheet\" href=\"");
        assert_eq!(console.named(Method::GET, style).await.status, 200, "{way}");
    }
}

#[tokio::test]
async fn a_server_under_a_path_answers_without_it_as_well_and_to_no_other() {
    let menshen = Menshen::start(&["--public-url=https://sms.example.com/gate/way/"]).await;
    for (path, status) in [
        ("/", 200),
        ("/gate/way", 200),
        ("/gate/way/", 200),
        ("/gate/way?lang=en", 200),
        ("/gate/way/healthz", 200),
        ("/healthz", 200),
        ("/gate/way/favicon.svg", 200),
        ("/gate/ways", 404),
        ("/gate", 404),
        ("/gate/way/gate/way/", 404),
    ] {
        assert_eq!(menshen.get(path).await.status, status, "{path}");
    }
    assert!(menshen.get("/").await.text().contains("action=\"/gate/way/page/sms-codes\""));
}

#[test]
fn settings_that_name_two_paths_stop_the_start_by_their_name() {
    for settings in [
        &[("BASE_PATH", "/two"), ("PUBLIC_URL", "https://sms.example.com/one")][..],
        &[("BASE_PATH", "/api")],
        &[("BASE_PATH", "menshen")],
        &[("PUBLIC_URL", "sms.example.com")],
    ] {
        let ended = Program::start(settings, &[]).ended();
        assert!(!ended.success, "{settings:?}");
        let name = settings[0].0.to_lowercase().replace('_', "-");
        let named = [settings[0].0.to_owned(), format!("--{name}")];
        assert!(named.iter().any(|name| ended.stderr.contains(name)), "{}", ended.stderr);
    }
}
