//! What is printed and answered while everything is done, at the most talkative level: by the real
//! program on Redis, and by a server with the embedded store in a process of its own, because only
//! within that process can the picture texts be looked up.

#[path = "logs/run.rs"]
mod run;

use run::NOT_SENT;
pub use run::Run;

use std::{
    env, fs,
    process::{Command, Stdio},
    sync::Arc,
};

use clap::Parser;
use menshen::{
    model::ImageCodeId,
    server::{Config, Settings, init_telemetry, store::Store},
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{
    Menshen, Program, RedisServer, Vendor, Webhook, client,
    menshen::{SECRET, SITE_SECRET, WRONG, mobile, other_than, postcard, store_at},
    until,
    vendor::{self, ALIYUN, TENCENT, TWILIO},
    webhook::{self, Next},
};

/// The most talkative there is, and what a developer may have in the shell: it must not open the
/// libraries' logs.
const TALKATIVE: [(&str, &str); 3] =
    [("LOG_LEVEL", "trace"), ("LOG_FORMAT", "json"), ("RUST_LOG", "trace")];

/// What is done is there to be found with what must not be.
const SAID: [&str; 6] = [
    "text message sent",
    "message refused",
    "decided about a message",
    "phone number verified",
    "ticket redeemed",
    "/siteverify",
];

pub async fn three_vendors() -> [Vendor; 3] {
    [Vendor::start(&ALIYUN).await, Vendor::start(&TENCENT).await, Vendor::start(&TWILIO).await]
}

/// Finds none of the secrets in what was printed and answered. `log` is that of lines in JSON.
fn nothing_is_found(secrets: &[String], tickets: &[String], answers: &str, log: &str, other: &str) {
    // That there is something to be found.
    assert!(secrets.len() > 10 && answers.len() > 1000, "{secrets:?}");
    let printed = without_measurements(log) + other;
    let always = [SECRET, SITE_SECRET, webhook::SECRET].map(str::to_owned);
    for secret in secrets.iter().chain(&always) {
        assert!(!printed.contains(secret), "{secret} is printed");
        assert!(!answers.contains(secret), "{secret} is answered");
    }
    for ticket in tickets {
        assert!(!printed.contains(ticket), "a ticket is printed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_code_text_or_whole_number_is_printed_or_answered() {
    let mut redis = RedisServer::start();
    let receiver = Webhook::start().await;
    let redis_url = redis.url();
    let mut environment = vec![
        ("REDIS_URL", redis_url.as_str()),
        ("MENSHEN_SECRET", SECRET),
        ("SITE_SECRET", SITE_SECRET),
        ("SMS_PROVIDER", "webhook"),
        ("SMS_WEBHOOK_URL", &receiver.url),
        ("SMS_WEBHOOK_SECRET", webhook::SECRET),
    ];
    environment.extend(TALKATIVE);
    let program = Program::start(&environment, &[]);
    let mut run = Run::new(&program.url, connected(&redis_url).await);
    ready(&program).await;
    run.everything(&receiver).await;
    run.is_limited().await;
    let number = run.mobile();
    let (id, text) = run.picture().await;
    redis.kill();
    let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
    run.post("/api/v1/sms-codes", &right).await;
    run.post("/siteverify", &json!({"secret": SITE_SECRET, "response": run.tickets[0]})).await;

    let ended = program.stop();
    assert!(ended.success);
    assert_eq!(ended.stdout, "");
    // That the log is there at all.
    for said in SAID {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
    nothing_is_found(&run.secrets, &run.tickets, &run.answers, &ended.stderr, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_logged_by_its_name_and_error_code_and_nothing_else_that_it_has_or_says() {
    let redis = RedisServer::start();
    let redis_url = redis.url();
    let vendors = three_vendors().await;
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
    ]);
    environment.extend(TALKATIVE);
    let program = Program::start(&environment, &[]);
    ready(&program).await;
    let mut run = Run::new(&program.url, connected(&redis_url).await);
    run.by_vendors(&vendors).await;

    let ended = program.stop();
    for name in ["aliyun", "tencent", "twilio"].iter().chain(&NOT_SENT) {
        assert!(ended.stderr.contains(name), "{name}: {}", ended.stderr);
    }
    nothing_is_found(&run.secrets, &run.tickets, &run.answers, &ended.stderr, &ended.stdout);
}

/// Set for the process of its own; where it writes what it learned.
const LEARNED: &str = "MENSHEN_TEST_LEARNED";

#[tokio::test(flavor = "multi_thread")]
async fn on_the_embedded_store_nothing_is_printed_or_answered_either() {
    if let Some(learned) = env::var_os(LEARNED) {
        let talkative = ["menshen", "--log-level=trace", "--log-format=json"];
        let talkative = Settings::try_parse_from(talkative).unwrap();
        init_telemetry(&Config::from_settings(&talkative).unwrap());
        let receiver = Webhook::start().await;
        let menshen = Menshen::with(receiver.clone(), &[]).await;
        let mut run = Run::new(&menshen.url, Arc::clone(&menshen.store));
        run.everything(&receiver).await;
        run.is_limited().await;
        let vendors = three_vendors().await;
        let by = Menshen::by(&vendors.each_ref(), &[]).await;
        let mut other = Run::new(&by.url, Arc::clone(&by.store));
        other.by_vendors(&vendors).await;
        let secrets = [run.secrets, other.secrets].concat();
        let learned_is = json!([secrets, run.tickets, run.answers + &other.answers]);
        fs::write(learned, learned_is.to_string()).unwrap();
        return;
    }
    let learned = env::temp_dir().join(format!("menshen-learned-{}.json", std::process::id()));
    let name = "logs::on_the_embedded_store_nothing_is_printed_or_answered_either";
    let itself = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--nocapture", name])
        .env(LEARNED, &learned)
        .env("RUST_LOG", "trace")
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let log = String::from_utf8(itself.stderr).unwrap();
    let other = String::from_utf8(itself.stdout).unwrap();
    assert!(itself.status.success(), "{log}{other}");
    let text = fs::read_to_string(&learned).unwrap();
    fs::remove_file(learned).unwrap();
    let (secrets, tickets, answers): (Vec<String>, Vec<String>, String) =
        serde_json::from_str(&text).unwrap();
    for said in SAID {
        assert!(log.contains(said), "{said}: {log}");
    }
    nothing_is_found(&secrets, &tickets, &answers, &log, &other);
}

async fn ready(program: &Program) {
    let http = client().build().unwrap();
    until("ready", async || {
        let answer = http.get(format!("{}/readyz", program.url)).send().await;
        answer.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
}

/// The log without what was measured: its digits may be those of a code by chance.
fn without_measurements(log: &str) -> String {
    let lines = log.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line.as_object_mut().unwrap().remove("timestamp");
        line["fields"].as_object_mut().unwrap().remove("micros");
        line.to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The store that the program uses, to look picture texts up.
async fn connected(redis_url: &str) -> Arc<dyn Store> {
    let store = store_at(&["--redis-url", redis_url]);
    until("a connection to redis-server", async || store.ping().await.is_ok()).await;
    store
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
    let program = Program::start(&environment, &[]);
    ready(&program).await;
    let store = connected(&redis_url).await;
    let mut run = Run::new(&program.url, Arc::clone(&store));
    let number = mobile();
    assert_eq!(run.solve_and_send(&number).await["expires_in"], 300);
    let printed = program.stop();
    assert!(printed.stdout.contains("development only"), "{}", printed.stdout);
    assert!(!printed.stdout.contains(&number), "{}", printed.stdout);
    let code = printed.stdout.split("code: ").nth(1).unwrap()[..6].to_owned();
    assert!(printed.stderr.contains("for development only"), "{}", printed.stderr);
    assert!(!printed.stderr.contains(&code), "{}", printed.stderr);
    assert!(!run.answers.contains(&code));

    // What is in Redis outlives the program.
    let again = Program::start(&environment, &[]);
    ready(&again).await;
    let mut run = Run::new(&again.url, store);
    let verify = json!({"mobile": number, "sms_code": code});
    let ticket = run.post("/api/v1/sms-codes/verify", &verify).await;
    assert_eq!(ticket["expires_in"], 600, "{ticket}");
}
