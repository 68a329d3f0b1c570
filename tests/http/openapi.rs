//! `GET /api/openapi.json`: real answers are as the document says.

use std::{collections::BTreeSet, fs, time::Duration};

use jsonschema::Validator;
use menshen::{
    model::ImageCodeId,
    server::store::{KillSwitch, StoredRules, SwitchState},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    inbound::CARRIERS,
    support::{
        Answer, Foreign, Menshen, RedisServer,
        menshen::{SITE_SECRET, WRONG, mobile, other_than},
        webhook::Next,
    },
};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The document, and what of it has been seen in real answers.
struct Document {
    document: Value,
    seen: BTreeSet<(String, String, String)>,
}

impl Document {
    async fn of(menshen: &Menshen) -> Self {
        let answer = menshen.get("/api/openapi.json").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, JSON));
        assert_eq!(answer.header("cache-control"), "no-cache");
        Self { document: answer.json(), seen: BTreeSet::new() }
    }

    /// A schema of the document; its references are to the document's components.
    fn validator(&self, schema: &Value) -> Validator {
        let root = json!({"components": self.document["components"], "allOf": [schema]});
        jsonschema::draft202012::new(&root).unwrap()
    }

    /// Holds an answer against what the document says about this path, method and status.
    fn check(&mut self, method: &str, path: &str, answer: &Answer) {
        let told = format!("{method} {path}: {} {}", answer.status, answer.header("content-type"));
        let operation = &self.document["paths"][path][method];
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{told}: {}", operation["responses"]);
        let kind = answer.header("content-type").split(';').next().unwrap().to_owned();
        let problem = if let Some(content) = response["content"].as_object() {
            let schema = &content.get(&kind).unwrap_or_else(|| panic!("{told}"))["schema"];
            let is_json = kind == JSON || kind.ends_with("+json");
            if is_json && let Err(error) = self.validator(schema).validate(&answer.json()) {
                panic!("{told}: {error}: {}", answer.text());
            }
            if is_json { answer.json() } else { Value::Null }
        } else {
            assert!(answer.body.is_empty(), "{told}");
            Value::Null
        };
        if !answer.header("retry-after").is_empty() {
            assert!(response["headers"]["Retry-After"].is_object(), "{told}");
        }
        if kind == "application/problem+json" {
            let waits = !answer.header("retry-after").is_empty();
            assert_eq!(waits, problem.get("retry_after").is_some(), "{told}");
        }
        let id = operation["operationId"].as_str().unwrap().to_owned();
        let what = problem["type"].as_str().or(problem["error-codes"][0].as_str());
        let what = what.unwrap_or("ok").rsplit(':').next().unwrap().to_owned();
        self.seen.insert((id, answer.status.to_string(), what));
    }

    /// Everything that the document says may be answered.
    fn promised(&self) -> BTreeSet<(String, String, String)> {
        let mut promised = BTreeSet::new();
        let paths = self.document["paths"].as_object().unwrap().values();
        for operation in paths.flat_map(|path| path.as_object().unwrap().values()) {
            let id = operation["operationId"].as_str().unwrap();
            for (status, response) in operation["responses"].as_object().unwrap() {
                let of_problem = &response["content"]["application/problem+json"]["schema"];
                let types = of_problem["allOf"][1]["properties"]["type"]["enum"].as_array();
                let types = types.into_iter().flatten().map(|t| t.as_str().unwrap());
                let mut what: Vec<_> = types.map(|t| t.rsplit(':').next().unwrap()).collect();
                if id == "siteVerify" {
                    what.extend(match status.as_str() {
                        "413" => &["bad-request"][..],
                        "429" => &["invalid-input-secret"],
                        "503" => &["internal-error"],
                        _ => &[
                            "ok",
                            "bad-request",
                            "missing-input-secret",
                            "invalid-input-secret",
                            "missing-input-response",
                            "invalid-input-response",
                            "timeout-or-duplicate",
                        ],
                    });
                } else if what.is_empty() {
                    what.push("ok");
                }
                promised
                    .extend(what.iter().map(|what| (id.into(), status.clone(), (*what).into())));
            }
        }
        promised
    }
}

/// Calls that the document is held against, by the path as it stands there.
struct Calls<'a> {
    menshen: &'a Menshen,
    document: &'a mut Document,
}

impl Calls<'_> {
    async fn picture(&mut self, id: &str) {
        let answer = self.menshen.get(&format!("/image_codes/{id}")).await;
        self.document.check("get", "/image_codes/{id}", &answer);
    }

    async fn challenge(&mut self, id: &str) {
        let answer = self.menshen.get(&format!("/api/v1/challenges/{id}")).await;
        self.document.check("get", "/api/v1/challenges/{id}", &answer);
    }

    async fn sound(&mut self, id: &str, range: &str) {
        let path = format!("/image_codes/{id}/audio");
        let answer = self.menshen.call(Method::GET, &path, &[("range", range)], "".into()).await;
        self.document.check("get", "/image_codes/{id}/audio", &answer);
    }

    async fn post(&mut self, path: &str, content_type: &str, body: &str) -> Answer {
        let headers = [("content-type", content_type)];
        let answer = self.menshen.call(Method::POST, path, &headers, body.to_owned()).await;
        self.document.check("post", path, &answer);
        answer
    }

    async fn send(&mut self, mobile: &str, text: &str, id: impl std::fmt::Display) {
        let body = json!({"mobile": mobile, "image_code": text, "image_code_id": id.to_string()});
        self.post("/api/v1/sms-codes", JSON, &body.to_string()).await;
    }

    async fn solve_and_send(&mut self, mobile: &str) -> Answer {
        self.solve_and_send_by("", mobile).await
    }

    async fn solve_and_send_by(&mut self, handle: &str, mobile: &str) -> Answer {
        let (id, text) = self.menshen.picture().await;
        let id = id.to_string();
        let body =
            json!({"mobile": mobile, "image_code": text, "image_code_id": id, "handle": handle});
        self.post("/api/v1/sms-codes", JSON, &body.to_string()).await
    }

    async fn verify(&mut self, mobile: &str, code: &str) -> Answer {
        self.verify_by("", mobile, code).await
    }

    async fn verify_by(&mut self, handle: &str, mobile: &str, code: &str) -> Answer {
        let body = json!({"mobile": mobile, "sms_code": code, "handle": handle}).to_string();
        self.post("/api/v1/sms-codes/verify", JSON, &body).await
    }

    async fn redeem(&mut self, secret: &str, ticket: &str) {
        self.post("/siteverify", FORM, &format!("secret={secret}&response={ticket}")).await;
    }

    async fn seed(&mut self, mobile: &str, query: &str) {
        let answer = self.menshen.get(&format!("/sms_codes/{mobile}?{query}")).await;
        self.document.check("get", "/sms_codes/{mobile}", &answer);
    }

    async fn get(&mut self, path: &str) {
        let answer = self.menshen.get(path).await;
        self.document.check("get", path, &answer);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_that_can_be_caused_is_one_of_the_document() {
    let mut redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &["--sms-per-address-hour=off"]).await;
    let mut document = Document::of(&menshen).await;
    let mut calls = Calls { menshen: &menshen, document: &mut document };

    for path in ["/healthz", "/readyz", "/metrics", "/api/openapi.json"] {
        calls.get(path).await;
    }
    let (id, _) = menshen.picture().await;
    calls.picture(&id.to_string()).await;
    calls.picture("1").await;
    for name in [&id.to_string(), "1"] {
        calls.challenge(name).await;
    }
    let alone = Menshen::start(&["--challenge=work"]).await;
    let mut unseen = Calls { menshen: &alone, document: &mut *calls.document };
    let name = ImageCodeId::random().to_string();
    unseen.challenge(&name).await;
    unseen.picture(&name).await;
    for range in ["", "bytes=0-1", "bytes=9999999-"] {
        calls.sound(&id.to_string(), range).await;
    }
    calls.sound("1", "").await;
    calls.sound(&ImageCodeId::random().to_string(), "").await;

    let number = mobile();
    for path in ["/api/v1/sms-codes", "/api/v1/sms-codes/verify"] {
        calls.post(path, JSON, "{").await;
        calls.post(path, FORM, "mobile=1").await;
        calls.post(path, JSON, &format!("\"{}\"", "1".repeat(20_000))).await;
    }
    calls.send(&number, "ACD34", "1").await;
    calls.send(&number, "", id).await;
    calls.send("12345", "ACD34", id).await;
    calls.send("+85291234567", "ACD34", id).await;
    calls.send(&number, "????", id).await;
    calls.send(&number, WRONG, id).await;
    calls.send(&number, WRONG, id).await;
    for next in [Next::Answer(422), Next::Answer(400)] {
        menshen.webhook.next(next);
        calls.solve_and_send(&number).await;
    }
    menshen.webhook.next(Next::Answer(500));
    calls.solve_and_send(&mobile()).await;
    calls.solve_and_send(&number).await;
    calls.solve_and_send(&number).await;
    calls.seed("12345", "").await;
    let (id, text) = menshen.picture().await;
    calls.seed(&mobile(), &format!("image_code={text}&image_code_id={id}")).await;

    calls.verify("12345", "123456").await;
    calls.verify("+85291234567", "123456").await;
    calls.verify(&number, "1").await;
    calls.verify(&mobile(), "123456").await;
    calls.solve_and_send(&number).await;
    let number = mobile();
    let handle = calls.solve_and_send(&number).await.handle();
    let wrong = other_than(&menshen.webhook.last().code);
    for _ in 0..5 {
        calls.verify_by(&handle, &number, &wrong).await;
    }
    redis.pass(Duration::from_secs(60));
    calls.solve_and_send_by(&handle, &number).await;
    let number = mobile();
    calls.solve_and_send(&number).await;
    let ticket = calls.verify(&number, &menshen.webhook.last().code).await;
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();

    calls.post("/siteverify", JSON, "{").await;
    calls.post("/siteverify", FORM, &"a".repeat(20_000)).await;
    for (secret, ticket) in [
        ("", ""),
        ("wrong", ""),
        (SITE_SECRET, ""),
        (SITE_SECRET, "A"),
        (SITE_SECRET, ticket.as_str()),
        (SITE_SECRET, ticket.as_str()),
    ] {
        calls.redeem(secret, ticket).await;
    }
    for _ in 0..30 {
        calls.redeem("wrong", "").await;
    }

    let strict = [
        "--image-codes-per-minute=1",
        "--image-code-sounds-per-minute=1",
        "--sms-checks-per-minute=1",
    ];
    let strict = Menshen::start(&strict).await;
    let mut limited = Calls { menshen: &strict, document: &mut document };
    for _ in 0..2 {
        let id = ImageCodeId::random().to_string();
        limited.picture(&id).await;
        limited.challenge(&id).await;
        limited.sound(&id, "").await;
        limited.verify(&number, "123456").await;
    }

    let guessed = Menshen::start(&["--image-code-wrong-per-10-minutes=1"]).await;
    for _ in 0..3 {
        let (id, _) = guessed.picture().await;
        Calls { menshen: &guessed, document: &mut document }.send(&number, WRONG, id).await;
    }

    messages_from_people(&mut document).await;

    let stepped_up = Menshen::start(&["--sms-step-up=challenge"]).await;
    Calls { menshen: &stepped_up, document: &mut document }.solve_and_send(&number).await;

    for limit in [
        "--sms-per-number-hour=1",
        "--sms-per-address-hour=1",
        "--sms-per-prefix-hour=1",
        "--sms-per-country-hour=1",
        "--sms-budget-hour=1",
    ] {
        let narrow = Menshen::start(&[limit]).await;
        let mut limited = Calls { menshen: &narrow, document: &mut document };
        limited.solve_and_send(&number).await;
        limited.solve_and_send(&number).await;
    }
    let stopped = Menshen::start(&[]).await;
    let stop = SwitchState { on: true, at: 1, by: "Lin".to_owned() };
    assert!(stopped.store.set_switch(KillSwitch::Stop, &stop).await.unwrap());
    let mut limited = Calls { menshen: &stopped, document: &mut document };
    limited.solve_and_send(&number).await;
    let denying = Menshen::start(&[]).await;
    let entry = json!({"subject": {"kind": "country", "value": "CN"}, "shown": "CN",
        "effect": "deny", "by": "Lin", "at": 1});
    let denied = StoredRules { version: 1, text: json!({"one": entry}).to_string() };
    assert!(denying.store.set_rules(0, &denied).await.unwrap());
    let mut limited = Calls { menshen: &denying, document: &mut document };
    limited.solve_and_send(&number).await;
    let unanswered = RedisServer::start();
    let breaker = ["--sms-breaker=enforce", "--sms-breaker-floor=1"];
    let breaker = Menshen::on(&unanswered, &breaker).await;
    let mut limited = Calls { menshen: &breaker, document: &mut document };
    limited.solve_and_send(&number).await;
    // The life of a code, and a step of the window: then the message is judged.
    unanswered.pass(Duration::from_secs(300 + 300));
    limited.solve_and_send(&number).await;

    redis.kill();
    let mut calls = Calls { menshen: &menshen, document: &mut document };
    calls.picture(&id.to_string()).await;
    calls.challenge(&id.to_string()).await;
    calls.sound(&id.to_string(), "").await;
    calls.send(&number, "ACD34", id).await;
    calls.verify(&number, "123456").await;
    calls.redeem(SITE_SECRET, &"A".repeat(43)).await;
    calls.get("/readyz").await;

    // What a handler that hangs or panics answers can't be caused.
    let hangs = ("siteVerify".to_owned(), "503".to_owned(), "unavailable".to_owned());
    let mut promised = document.promised();
    assert!(promised.remove(&hangs), "{hangs:?}");
    assert_eq!(document.seen, promised);
}

/// What may be answered about a message that the person sends.
async fn messages_from_people(document: &mut Document) {
    const PATH: &str = "/api/v1/reverse-messages/verify";
    let (carrier, mut redis) = (CARRIERS[0], RedisServer::start());
    let settings = carrier.settings();
    let settings = settings.iter().map(String::as_str).chain(["--sms-step-up=reverse-message"]);
    let menshen = Menshen::on(&redis, &settings.collect::<Vec<_>>()).await;
    let mut calls = Calls { menshen: &menshen, document };
    for (kind, body) in [(JSON, "{"), (FORM, "mobile=1"), (JSON, &"1".repeat(20_000))] {
        calls.post(PATH, kind, body).await;
    }
    let number = mobile();
    let asked = calls.solve_and_send(&number).await.json()["step_up"].clone();
    let take = |mobile: &str| json!({"mobile": mobile, "handle": asked["handle"]}).to_string();
    for number in ["12345", "+85291234567", &mobile(), &number] {
        calls.post(PATH, JSON, &take(number)).await;
    }
    carrier.hands(&number, asked["text"].as_str().unwrap()).to(&menshen.url).await;
    calls.post(PATH, JSON, &take(&number)).await;
    redis.kill();
    calls.post(PATH, JSON, &take(&number)).await;
}

#[tokio::test]
async fn the_document_is_openapi_3_1_and_its_schemas_are_schemas() {
    let menshen = Menshen::start(&[]).await;
    let document = Document::of(&menshen).await;
    assert_eq!(document.document["openapi"], "3.1.0");
    assert_eq!(document.document["info"]["version"], env!("CARGO_PKG_VERSION"));
    for schema in document.document["components"]["schemas"].as_object().unwrap().values() {
        jsonschema::draft202012::meta::validate(schema).unwrap();
        document.validator(schema);
    }
    // A judge that others wrote.
    let file = std::env::temp_dir().join(format!("menshen-openapi-{}.json", std::process::id()));
    fs::write(&file, document.document.to_string()).unwrap();
    let said = Foreign::python_module("openapi_spec_validator", &[file.to_str().unwrap()]);
    fs::remove_file(file).unwrap();
    if let Some(said) = said {
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
}

#[test]
fn a_route_without_a_description_is_one_of_pages_and_scripts() {
    let sources = [
        include_str!("../../src/server/router.rs"),
        include_str!("../../src/server/router/api.rs"),
    ];
    let routes = sources.iter().flat_map(|source| source.split(".route(").skip(1));
    let routes = routes.map(|rest| rest.split(',').next().unwrap().trim().trim_matches('"'));
    // The page's own forms, its logo and its scripts, what shows it in a frame, what works for it, the operators' console
    // with its own forms, and what providers call as their own documents have it.
    let is_of_page = |route: &str| {
        let is_script = route.starts_with("app::") && route.ends_with("_PATH");
        is_script
            || ["/", "/logo"].contains(&route)
            || ["/page", "/embed", "/work", "/admin", "/inbound"].iter().any(|part| {
                let rest = route.strip_prefix(part);
                rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            })
    };
    let undescribed: Vec<&str> = routes.filter(|route| !is_of_page(route)).collect();
    // The address of `/sms_codes/{mobile}` when its last part is empty: the same call.
    assert_eq!(undescribed, ["/sms_codes"]);
}
