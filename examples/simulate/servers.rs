//! Two servers on one Redis, as an operator runs them, which are asked over HTTP in turn.
//!
//! Redis's clock is the simulation's. The servers keep the machine's: no limit and no rule goes by it.

use std::{
    cell::Cell,
    env,
    net::{IpAddr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use menshen::model::{GateError, ImageCodeId, SmsSent};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{
    Outcome,
    redis_client::Redis,
    site::Ask,
    webhook::{SECRET, Webhook},
};

const SERVERS: usize = 2;

/// Stopped when dropped.
pub struct Servers {
    processes: Vec<(Child, String)>,
    client: Client,
    turn: Cell<usize>,
    /// Where the texts of pictures stand.
    texts: Mutex<Redis>,
    phones: Webhook,
}

impl Servers {
    /// Starts them with these settings of the program, and waits until they are ready.
    pub async fn start(redis: SocketAddr, settings: &[String]) -> Outcome<Self> {
        let phones = Webhook::start().await?;
        let texts = Mutex::new(Redis::connect(redis).await?);
        let mut processes = Vec::new();
        for _ in 0..SERVERS {
            let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
            let server = Command::new(program()?)
                .env_clear()
                .env("LEPTOS_SITE_ADDR", &address)
                .env("METRICS_ADDR", "off")
                .env("REDIS_URL", format!("redis://{redis}"))
                .env("MENSHEN_SECRET", "what the simulation's keys are made of")
                .env("TRUSTED_PROXIES", "127.0.0.1/32")
                .env("SMS_PROVIDER", "webhook")
                .env("SMS_WEBHOOK_URL", &phones.url)
                .env("SMS_WEBHOOK_SECRET", SECRET)
                // What browsers work for is counted, so the least of it is done.
                .env("SMS_WORK_MEMORY", "8")
                .env("REDIS_TIMEOUT_MS", "5000")
                .args(settings)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            processes.push((server, format!("http://{address}")));
        }
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
        let servers = Self { processes, client, turn: Cell::default(), texts, phones };
        servers.until_ready().await?;
        Ok(servers)
    }

    async fn until_ready(&self) -> Outcome<()> {
        for (_, url) in &self.processes {
            let mut tries = 0;
            let ready = format!("{url}/readyz");
            while !self.client.get(&ready).send().await.is_ok_and(|ready| ready.status() == 200) {
                tries += 1;
                if tries > 400 {
                    return Err("a server does not get ready".into());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(())
    }

    /// A picture that is drawn and sent, and its text.
    pub async fn picture(&self, id: ImageCodeId, client: IpAddr) -> Result<String, GateError> {
        self.call(Method::GET, &format!("/image_codes/{id}/"), client, None).await?;
        let key = format!("image_code:{id}");
        let text = self.texts.lock().await.call(&["GET", &key]).await;
        text.ok().and_then(|text| text.text()).ok_or(GateError::ImageCodeExpired)
    }

    pub async fn send(&self, ask: &Ask<'_>) -> Result<SmsSent, GateError> {
        let (id, text) = ask.solved.handed_in();
        let body = json!({
            "mobile": ask.number, "image_code": text, "image_code_id": id, "handle": ask.handle,
            "work": ask.proofs.work, "second_image_code": ask.proofs.second_image_code,
            "second_image_code_id": ask.proofs.second_image_code_id,
        });
        let mut sent = self.call(Method::POST, "/api/v1/sms-codes", ask.client, Some(body)).await?;
        if let Some(fields) = sent.as_object_mut() {
            fields.entry("test").or_insert(Value::Bool(false));
        }
        serde_json::from_value(sent).map_err(|_| GateError::Unreachable)
    }

    pub async fn verify(
        &self,
        client: IpAddr,
        number: &str,
        code: &str,
        handle: &str,
    ) -> Result<(), GateError> {
        let body = json!({"mobile": number, "sms_code": code, "handle": handle});
        self.call(Method::POST, "/api/v1/sms-codes/verify", client, Some(body)).await.map(drop)
    }

    /// The code that came to this phone.
    pub fn code(&self, number: &str) -> Option<String> {
        self.phones.take(number)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        client: IpAddr,
        body: Option<Value>,
    ) -> Result<Value, GateError> {
        let turn = self.turn.replace(self.turn.get() + 1) % SERVERS;
        let request = self.client.request(method, format!("{}{path}", self.processes[turn].1));
        let mut request = request.header("x-forwarded-for", client.to_string());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|_| GateError::Unreachable)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|_| GateError::Unreachable)?;
        // Pictures are no JSON.
        let value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status == StatusCode::OK { Ok(value) } else { Err(refusal(&value)) }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for (process, _) in &mut self.processes {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// What the API's answer stands for.
fn refusal(problem: &Value) -> GateError {
    let slug = problem["type"].as_str().and_then(|kind| kind.rsplit(':').next());
    let read = || {
        let like = GateError::iter().find(|error| Some(error.slug()) == slug)?;
        let mut error = serde_json::to_value(like).ok()?;
        let fields = error.as_object_mut().and_then(|error| error.values_mut().next());
        for (name, field) in fields.and_then(Value::as_object_mut).into_iter().flatten() {
            problem.get(name).into_iter().for_each(|told| *field = told.clone());
        }
        serde_json::from_value(error).ok()
    };
    read().unwrap_or(GateError::Unreachable)
}

/// The program, which is built beside this one's folder.
fn program() -> Outcome<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.ancestors().find(|folder| folder.join("menshen").is_file());
    let folder = folder.ok_or("no server: cargo build --features ssr --bin menshen")?;
    Ok(folder.join("menshen"))
}
