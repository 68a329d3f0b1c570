//! What the real program prints while it does everything, at its most talkative.

use std::{sync::Arc, time::Duration};

use clap::Parser;
use menshen::{
    model::ImageCodeId,
    server::{Settings, open_store, store::Store},
};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{
    Program, RedisServer, Vendor, Webhook,
    menshen::{SECRET, mobile, other_than},
    vendor::{self, ALIYUN, TENCENT, TWILIO},
    webhook::{self, Next},
};

struct Run {
    program: Program,
    http: reqwest::Client,
    /// Whatever must not be printed.
    secrets: Vec<String>,
    /// Every answer.
    answers: String,
}

impl Run {
    fn new(environment: &[(&str, &str)]) -> Self {
        // The server of the tests next to this one may have done it, or not.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let program = Program::start(environment, &[]);
        Self { program, http: reqwest::Client::new(), secrets: Vec::new(), answers: String::new() }
    }

    async fn ready(&self) {
        for _ in 0..250 {
            let answer = self.http.get(format!("{}/readyz", self.program.url)).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("not ready within 5 s");
    }

    async fn get(&mut self, path: &str) {
        let answer = self.http.get(format!("{}{path}", self.program.url)).send().await.unwrap();
        let body = answer.bytes().await.unwrap();
        self.answers.push_str(&String::from_utf8_lossy(&body));
    }

    async fn post(&mut self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.program.url));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer = request.send().await.unwrap().text().await.unwrap();
        self.answers.push_str(&answer);
        serde_json::from_str(&answer).unwrap()
    }

    /// A new picture; its text is looked up in the store.
    async fn picture(&mut self, store: &dyn Store) -> (ImageCodeId, String) {
        let id = ImageCodeId::random();
        self.get(&format!("/image_codes/{id}/")).await;
        // Heard as well; samples in a row may look like a code by chance, so they are not kept.
        let sound = format!("{}/image_codes/{id}/audio", self.program.url);
        assert_eq!(self.http.get(sound).send().await.unwrap().status(), 200);
        let text = store.image_code(&id).await.unwrap().unwrap().as_str().to_owned();
        self.secrets.push(text.clone());
        (id, text)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_code_text_or_whole_number_is_printed_or_answered() {
    let mut redis = RedisServer::start();
    let receiver = Webhook::start().await;
    let redis_url = redis.url();
    let mut run = Run::new(&[
        ("REDIS_URL", &redis_url),
        ("MENSHEN_SECRET", SECRET),
        ("SMS_PROVIDER", "webhook"),
        ("SMS_WEBHOOK_URL", &receiver.url),
        ("SMS_WEBHOOK_SECRET", webhook::SECRET),
        ("LOG_LEVEL", "trace"),
        ("LOG_FORMAT", "json"),
        // What a developer may have in the shell; it must not open the libraries' logs.
        ("RUST_LOG", "trace"),
    ]);
    run.ready().await;
    let store = connected(&redis_url).await;

    // The whole flow, each failure of it, and requests that can't be read.
    for next in [Next::Answer(204), Next::Answer(500), Next::Answer(400)] {
        receiver.next(next);
        let number = mobile();
        run.secrets.push(number.clone());
        let (id, _) = run.picture(&*store).await;
        let wrong = json!({"mobile": number, "image_code": "wrong", "image_code_id": id});
        run.post("/api/v1/sms-codes", &wrong).await;
        let (id, text) = run.picture(&*store).await;
        let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
        run.post("/api/v1/sms-codes", &right).await;
        run.post("/api/v1/sms-codes", &right).await;
        let code = receiver.last().code;
        run.secrets.push(code.clone());
        let typed = other_than(&code);
        run.post("/api/v1/sms-codes/verify", &json!({"mobile": number, "sms_code": typed})).await;
        run.post("/api/v1/sms-codes/verify", &json!({"mobile": number, "sms_code": code})).await;
        let numeric: u64 = number.parse().unwrap();
        run.post("/api/v1/sms-codes", &json!({"mobile": numeric})).await;
        run.post("/api/v1/sms-codes", &json!([number])).await;
        let (id, text) = run.picture(&*store).await;
        run.get(&format!("/sms_codes/{number}/?image_code={text}&image_code_id={id}")).await;
        run.get(&format!("/sms_codes/{number}/nothing")).await;
    }
    let number = mobile();
    run.secrets.push(number.clone());
    let (id, text) = run.picture(&*store).await;
    redis.kill();
    let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
    run.post("/api/v1/sms-codes", &right).await;

    let Run { program, secrets, answers, .. } = run;
    let ended = program.stop();
    assert!(ended.success);
    let printed = ended.stdout + &ended.stderr;
    // That the log is there at all, line by line.
    assert!(printed.contains("text message sent"), "{printed}");
    for line in printed.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
    }
    // A code of six digits may stand in the fraction of a time stamp by chance; that is no leak.
    let printed = without_timestamps(&printed);
    for secret in secrets.iter().map(String::as_str).chain([SECRET, webhook::SECRET]) {
        assert!(!printed.contains(secret), "{secret} is printed");
        assert!(!answers.contains(secret), "{secret} is answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_logged_by_its_name_and_error_code_and_nothing_else_that_it_has_or_says() {
    let redis = RedisServer::start();
    let redis_url = redis.url();
    let vendors =
        [Vendor::start(&ALIYUN).await, Vendor::start(&TENCENT).await, Vendor::start(&TWILIO).await];
    let flags: Vec<String> = vendors.iter().flat_map(Vendor::settings).collect();
    let settings: Vec<(String, &str)> = flags
        .iter()
        .map(|flag| flag.trim_start_matches('-').split_once('=').unwrap())
        .map(|(name, value)| (name.to_uppercase().replace('-', "_"), value))
        .collect();
    let mut environment: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    environment.extend([
        ("SMS_PROVIDER", "aliyun,tencent,twilio"),
        ("REDIS_URL", &redis_url),
        ("MENSHEN_SECRET", SECRET),
        ("LOG_LEVEL", "trace"),
        ("LOG_FORMAT", "json"),
        ("RUST_LOG", "trace"),
    ]);
    let mut run = Run::new(&environment);
    run.ready().await;
    let store = connected(&redis_url).await;
    let not_sent = ["isv.AMOUNT_NOT_ENOUGH", "FailedOperation.FailResolvePacket", "21408"];
    for last in [
        vendor::Next::Ok,
        vendor::Next::Error(not_sent[2]),
        vendor::Next::Error("21211"),
        vendor::Next::Broken,
        vendor::Next::HalfWay,
    ] {
        vendors[0].next(vendor::Next::Error(not_sent[0]));
        vendors[1].next(vendor::Next::Error(not_sent[1]));
        vendors[2].next(last);
        let number = mobile();
        run.secrets.push(number.clone());
        let (id, text) = run.picture(&*store).await;
        let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
        run.post("/api/v1/sms-codes", &right).await;
        run.secrets.push(vendors[2].last().code);
    }
    // What a vendor takes for an error code may be anything.
    vendors[0].next(vendor::Next::Error("isv.13800138000"));
    let (id, text) = run.picture(&*store).await;
    let right = json!({"mobile": mobile(), "image_code": text, "image_code_id": id});
    run.post("/api/v1/sms-codes", &right).await;

    let Run { program, secrets, answers, .. } = run;
    let ended = program.stop();
    let printed = without_timestamps(&(ended.stdout + &ended.stderr));
    for name in ["aliyun", "tencent", "twilio"].iter().chain(&not_sent) {
        assert!(printed.contains(name), "{name}: {printed}");
    }
    let of_vendors = vendors.iter().flat_map(|vendor| vendor.kind.secrets.iter().copied());
    // The number is what every vendor says in its message.
    for secret in secrets.iter().map(String::as_str).chain(of_vendors).chain(["13800138000"]) {
        assert!(!printed.contains(secret), "{secret} is printed");
        assert!(!answers.contains(secret), "{secret} is answered");
    }
}

/// The log without the values of its time stamps.
fn without_timestamps(log: &str) -> String {
    let lines = log.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line.as_object_mut().unwrap().remove("timestamp");
        line.to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The store that the program uses, to look picture texts up.
async fn connected(redis_url: &str) -> Arc<dyn Store> {
    let settings = ["menshen", "--redis-url", redis_url, "--menshen-secret", SECRET];
    let store = open_store(&Settings::try_parse_from(settings).unwrap()).unwrap();
    for _ in 0..250 {
        if store.ping().await.is_ok() {
            return store;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("no connection to redis-server");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_provider_prints_the_code_marked_and_past_the_log() {
    let redis = RedisServer::start();
    let redis_url = redis.url();
    let environment = [
        ("REDIS_URL", redis_url.as_str()),
        ("MENSHEN_SECRET", SECRET),
        ("ALLOW_CONSOLE_WITH_REDIS", "true"),
        ("LOG_LEVEL", "trace"),
    ];
    let mut run = Run::new(&environment);
    run.ready().await;
    let store = connected(&redis_url).await;
    let number = mobile();
    let (id, text) = run.picture(&*store).await;
    let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
    assert_eq!(run.post("/api/v1/sms-codes", &right).await["expires_in"], 300);
    let printed = run.program.stop();
    assert!(printed.stdout.contains("development only"), "{}", printed.stdout);
    assert!(!printed.stdout.contains(&number), "{}", printed.stdout);
    let code = printed.stdout.split("code: ").nth(1).unwrap()[..6].to_owned();
    assert!(printed.stderr.contains("for development only"), "{}", printed.stderr);
    assert!(!printed.stderr.contains(&code), "{}", printed.stderr);

    // What is in Redis outlives the program.
    let mut again = Run::new(&environment);
    again.ready().await;
    let verify = json!({"mobile": number, "sms_code": code});
    let ticket = again.post("/api/v1/sms-codes/verify", &verify).await;
    assert_eq!(ticket["expires_in"], 600, "{ticket}");
}
