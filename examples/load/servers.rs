//! The servers under load, started as an operator would start them.

use std::{env, fmt, net::SocketAddr, path::PathBuf};

use clap::ValueEnum;

use super::{
    Outcome,
    process::{Process, free_address},
};

/// Where the server keeps its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoreKind {
    /// In its own process.
    Embedded,
    /// In a redis-server that is started for it.
    Redis,
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Embedded => "embedded",
            Self::Redis => "redis",
        })
    }
}

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// The server to measure [default: menshen beside this program's folder]
    #[arg(long, global = true)]
    pub server: Option<PathBuf>,
}

impl Options {
    fn program(&self) -> Outcome<PathBuf> {
        if let Some(program) = &self.server {
            return Ok(program.clone());
        }
        let own = env::current_exe()?;
        let folder = own.parent().and_then(|examples| examples.parent());
        let program = folder.map(|folder| folder.join("menshen")).filter(|path| path.is_file());
        program.ok_or_else(|| {
            "no server to measure: cargo build --release --features ssr --bin menshen".into()
        })
    }
}

/// A server, with its Redis where it has one.
pub struct Served {
    pub server: Process,
    pub redis: Option<Process>,
    /// Where the texts of its pictures are told, in Redis's words.
    pub texts: SocketAddr,
}

impl Served {
    pub async fn start(
        options: &Options,
        store: StoreKind,
        more: &[(&str, &str)],
    ) -> Outcome<Self> {
        let redis = match store {
            StoreKind::Embedded => None,
            StoreKind::Redis => Some(Process::redis().await?),
        };
        let redis_url = redis.as_ref().map(|redis| format!("redis://{}", redis.address));
        let settings = |address: SocketAddr| {
            let mut settings = settings(&address.to_string());
            settings.extend(redis_url.map(|url| ("REDIS_URL".to_owned(), url)));
            settings.extend(more.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
            settings
        };
        let server = Process::serving(&options.program()?, "/readyz", settings, &[]).await?;
        let texts = redis.as_ref().map_or(server.address, |redis| redis.address);
        Ok(Self { server, redis, texts })
    }

    /// The same for whole flows. With the embedded store it is this program that serves: no other
    /// can look into the store.
    pub async fn start_for_flows(
        options: &Options,
        store: StoreKind,
        more: &[(&str, &str)],
    ) -> Outcome<Self> {
        if store == StoreKind::Redis {
            return Self::start(options, store, more).await;
        }
        let texts = free_address()?;
        let own_settings = |address: SocketAddr| {
            let more = more.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
            settings(&address.to_string()).into_iter().chain(more).collect()
        };
        let told_at = texts.to_string();
        let arguments = ["embedded", &told_at];
        let own = env::current_exe()?;
        let server = Process::serving(&own, "/readyz", own_settings, &arguments).await?;
        Ok(Self { server, redis: None, texts })
    }
}

/// Every limit stays on. Those of one client and one number are as they come: there are many of
/// both. Those that all share are lifted, and so is what the embedded store may hold. What the policy decides is
/// noted and holds nobody up: thousands of networks that nobody knows look like an attack, as they should.
fn settings(address: &str) -> Vec<(String, String)> {
    const MANY: &str = "1000000000";
    [
        ("LEPTOS_SITE_ADDR", address),
        // Several are measured at once.
        ("METRICS_ADDR", "off"),
        ("MENSHEN_SECRET", "the load program's own secret"),
        ("TRUSTED_PROXIES", "127.0.0.0/8"),
        ("MEMORY_STORE_CAPACITY", "10000000"),
        ("SMS_PER_COUNTRY_HOUR", MANY),
        ("SMS_PER_COUNTRY_DAY", MANY),
        ("SMS_BUDGET_HOUR", MANY),
        ("SMS_BUDGET_DAY", MANY),
        ("SMS_POLICY", "record"),
        ("ALLOW_CONSOLE_WITH_REDIS", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// The bare route, in a process of its own like the server that it stands beside.
pub async fn bare(size: u64) -> Outcome<Process> {
    let settings =
        |address: SocketAddr| vec![("LOAD_BARE_ADDRESS".to_owned(), address.to_string())];
    let path = "/image_codes/00000000-0000-4000-8000-000000000000/";
    Process::serving(&env::current_exe()?, path, settings, &["bare", &size.to_string()]).await
}
