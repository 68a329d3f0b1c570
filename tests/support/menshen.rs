//! A Menshen server inside the test's process or in one of its own, spoken to over HTTP alone. Only
//! a picture's text is looked up in its store: a machine can't read it from the picture.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use menshen::{
    model::{ImageCodeId, SiteId},
    server::{Config, Server, Settings, Stop, open_stores, store::Store},
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{
    Answer, PATIENCE, Program, RedisServer, Vendor, Webhook, client, program::Ended,
    redis_server::free_port, until, webhook,
};

/// How many milliseconds Redis may take for a command: as long as a setting allows. What is tested is
/// what happens, not how soon, and the machine may be busy with other things.
pub const PATIENT_MS: &str = "5000";

pub const SECRET: &str = "a secret of the tests, longer than sixteen characters";

/// What redeems tickets.
pub const SITE_SECRET: &str = "what-the-host-site-shows";

/// As long as a thousand clients of a busy machine take to say what they have to.
pub const UNHURRIED: [&str; 2] = ["--header-timeout=60", "--body-timeout=60"];

/// No limit but those of a number.
pub const UNLIMITED: [&str; 9] = [
    "--image-code-wrong-per-10-minutes=0",
    "--image-codes-per-minute=1000000",
    "--sms-checks-per-minute=1000000",
    "--sms-per-address-hour=off",
    "--sms-per-prefix-hour=off",
    "--sms-per-country-hour=off",
    "--sms-per-country-day=off",
    "--sms-budget-hour=off",
    "--sms-budget-day=off",
];

/// Stopped when dropped.
pub struct Menshen {
    pub url: String,
    pub webhook: Webhook,
    pub store: Arc<dyn Store>,
    http: reqwest::Client,
    /// Stops the server when dropped.
    running: Box<dyn Any + Send + Sync>,
}

impl Menshen {
    /// With the embedded store.
    pub async fn start(settings: &[&str]) -> Self {
        Self::with(Webhook::start().await, settings).await
    }

    /// On a redis-server that may take its time.
    pub async fn on(redis: &RedisServer, settings: &[&str]) -> Self {
        Self::with(Webhook::start().await, &[&["--redis-url", &redis.url()], settings].concat())
            .await
    }

    /// With a receiver that others may share.
    pub async fn with(webhook: Webhook, settings: &[&str]) -> Self {
        let settings = [&sent_by(&webhook), settings].concat();
        Self::run(webhook.clone(), &settings).await
    }

    /// With these vendors, in this order.
    pub async fn by(vendors: &[&Vendor], settings: &[&str]) -> Self {
        let order: Vec<_> = vendors.iter().map(|vendor| vendor.kind.name).collect();
        let mut flags = vec![format!("--sms-provider={}", order.join(","))];
        flags.extend(vendors.iter().flat_map(|vendor| vendor.settings()));
        flags.extend(settings.iter().map(|&setting| setting.to_owned()));
        let flags: Vec<_> = flags.iter().map(String::as_str).collect();
        Self::run(Webhook::start().await, &flags).await
    }

    /// With these settings and no others.
    pub async fn run(webhook: Webhook, settings: &[&str]) -> Self {
        let always = [
            "menshen",
            "--leptos-site-addr=127.0.0.1:0",
            // Many run at once, so none can have the default's port.
            "--metrics-addr=public",
            "--menshen-secret",
            SECRET,
        ];
        let settings = Settings::try_parse_from(patient([&always, settings].concat())).unwrap();
        let config = Config::from_settings(&settings).unwrap();
        let stores = open_stores(&config).unwrap();
        let store = stores.of_site(&SiteId::DEFAULT);
        let server = Server::bind(config, stores).await.unwrap();
        let url = format!("http://{}", server.address().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server.run(async move {
            let _ = stopped.await;
            Stop::Now
        }));
        Self::ready(url, webhook, store, Box::new(stop)).await
    }

    /// The real program on a redis-server that may take its time, with a receiver that others may
    /// share.
    pub async fn process(redis: &RedisServer, webhook: Webhook, settings: &[&str]) -> Self {
        Self::process_on(&["--redis-url", &redis.url()], webhook, settings).await
    }

    /// The same with these settings of the store, which pictures are looked up in as well.
    pub async fn process_on(store: &[&str], webhook: Webhook, settings: &[&str]) -> Self {
        Self::process_in(&[], store, webhook, settings).await
    }

    /// The same with these environment variables.
    pub async fn process_in(
        environment: &[(&str, &str)],
        store: &[&str],
        webhook: Webhook,
        settings: &[&str],
    ) -> Self {
        let program = Self::begin(environment, store, &webhook, settings);
        Self::of(program, store, webhook).await
    }

    /// Starts that process and waits for nothing.
    pub fn begin(
        environment: &[(&str, &str)],
        store: &[&str],
        webhook: &Webhook,
        settings: &[&str],
    ) -> Program {
        let always = ["--menshen-secret", SECRET];
        let settings = [store, &always, &sent_by(webhook), settings].concat();
        Program::start(environment, &settings)
    }

    /// Waits until such a process is ready.
    pub async fn of(program: Program, store: &[&str], webhook: Webhook) -> Self {
        Self::ready(program.url.clone(), webhook, store_at(store), Box::new(program)).await
    }

    async fn ready(
        url: String,
        webhook: Webhook,
        store: Arc<dyn Store>,
        running: Box<dyn Any + Send + Sync>,
    ) -> Self {
        let http = client().build().unwrap();
        let menshen = Self { url, webhook, store, http, running };
        menshen.until_ready().await;
        menshen
    }

    /// Asks the process to stop.
    pub fn stop(self) -> Ended {
        self.running.downcast::<Program>().expect("a process of its own").stop()
    }

    /// The process that it is.
    pub fn program(&self) -> &Program {
        self.running.downcast_ref().expect("a process of its own")
    }

    /// Waits until the process has ended.
    pub fn program_ended(self) -> Ended {
        self.running.downcast::<Program>().expect("a process of its own").ended()
    }

    pub async fn until_ready(&self) {
        until("ready", async || {
            let answer = self.http.get(format!("{}/readyz", self.url)).send().await;
            let there = answer.is_ok_and(|answer| answer.status() == 200);
            // The store that pictures are looked up in may be another connection.
            there && self.store.ping().await.is_ok()
        })
        .await;
    }

    /// A free port of the loopback, for a listener beside the main one.
    pub fn free_address() -> String {
        format!("127.0.0.1:{}", free_port())
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], String::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("accept-language", "en")];
        self.call(Method::POST, path, &headers, body.to_string()).await
    }

    /// Gets a new picture and looks its text up.
    pub async fn picture(&self) -> (ImageCodeId, String) {
        self.picture_with(&[]).await
    }

    /// The same with these headers, which may say from where.
    pub async fn picture_with(&self, headers: &[(&str, &str)]) -> (ImageCodeId, String) {
        let (id, nothing) = (ImageCodeId::random(), String::new());
        let path = format!("/image_codes/{id}/");
        let answer = self.call(Method::GET, &path, headers, nothing).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (id, self.text(&id).await.expect("a live picture code"))
    }

    /// What a live picture says. A test that has moved its own clock, for the embedded store, has made its
    /// connection to Redis look dead, so it waits for the next one.
    pub async fn text(&self, id: &ImageCodeId) -> Option<String> {
        let start = Instant::now();
        loop {
            match self.store.image_code(id).await {
                Ok(text) => return text.map(|text| text.answer("motion").to_owned()),
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Asks for a message.
    pub async fn send(&self, mobile: &str, image_code: &str, id: ImageCodeId) -> Answer {
        let body = json!({"mobile": mobile, "image_code": image_code, "image_code_id": id});
        self.post("/api/v1/sms-codes", &body).await
    }

    /// Solves a new picture for a message to this number.
    pub async fn solve_and_send(&self, mobile: &str) -> Answer {
        let (id, text) = self.picture().await;
        self.send(mobile, &text, id).await
    }

    /// A ticket for this number, got by the whole flow.
    pub async fn ticket(&self, mobile: &str) -> String {
        assert_eq!(self.solve_and_send(mobile).await.status, 200);
        let verified = self.verify(mobile, &self.webhook.last().code).await;
        verified.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// The same by who holds this handle.
    pub async fn solve_and_send_by(&self, handle: &str, mobile: &str) -> Answer {
        let (id, text) = self.picture().await;
        let body = json!({"mobile": mobile, "image_code": text, "image_code_id": id.to_string(),
            "handle": handle});
        self.post("/api/v1/sms-codes", &body).await
    }

    /// Hands in a message code, as clients do that know no handles.
    pub async fn verify(&self, mobile: &str, sms_code: &str) -> Answer {
        let body = json!({"mobile": mobile, "sms_code": sms_code});
        self.post("/api/v1/sms-codes/verify", &body).await
    }

    /// The same by who holds this handle.
    pub async fn verify_by(&self, handle: &str, mobile: &str, sms_code: &str) -> Answer {
        let body = json!({"mobile": mobile, "sms_code": sms_code, "handle": handle});
        self.post("/api/v1/sms-codes/verify", &body).await
    }
}

/// A server that sends through this webhook, and whose tickets are redeemed with [`SITE_SECRET`].
fn sent_by(webhook: &Webhook) -> [&str; 7] {
    [
        "--sms-provider=webhook",
        "--sms-webhook-url",
        &webhook.url,
        "--sms-webhook-secret",
        webhook::SECRET,
        "--site-secret",
        SITE_SECRET,
    ]
}

/// The store that a server with these settings has, to look things up in, as patient as servers are.
pub fn store_at(settings: &[&str]) -> Arc<dyn Store> {
    // Who carries messages makes no difference to it.
    let always = ["menshen", "--menshen-secret", SECRET, "--allow-console-with-redis"];
    let settings = Settings::try_parse_from(patient([&always, settings].concat())).unwrap();
    open_stores(&Config::from_settings(&settings).unwrap()).unwrap().of_site(&SiteId::DEFAULT)
}

/// Settings with a time-out of Redis, [`PATIENT_MS`] where they have none.
fn patient(mut settings: Vec<&str>) -> Vec<&str> {
    let timeout = "--redis-timeout-ms";
    if !settings.iter().any(|setting| setting.starts_with(timeout)) {
        settings.extend([timeout, PATIENT_MS]);
    }
    settings
}

/// Could be the answer to a picture of the default charset and is none: no code has this word in it.
pub const WRONG: &str = "3CACA3";

/// A mainland number that no other test of this process uses.
pub fn mobile() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("139{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Strings as the page's own calls carry them (postcard): each after its length.
pub fn postcard(strings: &[&str]) -> String {
    strings.iter().fold(String::new(), |body, text| {
        assert!(text.len() < 128, "one byte of length");
        body + std::str::from_utf8(&[text.len() as u8]).unwrap() + text
    })
}

/// Six digits that are not these.
pub fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}
