//! What the server goes by: every setting, checked, in one value.
//!
//! `settings` is what was said; whether it fits together is found out here, before anything is opened.

mod secrets;
mod site;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use fred::types::config::Config as RedisConfig;
use ipnet::IpNet;

use super::{
    asn_database::AsnDatabase,
    gate::GatePolicy,
    keys::Keys,
    settings::{
        BoundSettings, Collector, LogFormat, LogLevel, MetricsAddress, PublicAddress, Settings,
        SettingsError,
    },
};

pub(crate) use site::SiteConfig;

/// The settings of a server, known to be right.
pub struct Config {
    pub(crate) log: LogConfig,
    /// Where the site is served.
    pub(crate) address: SocketAddr,
    /// Where the numbers are; `None`: at the default, if that is free.
    pub(crate) metrics: Option<MetricsAddress>,
    /// Where operators have a token.
    pub(crate) console: Option<ConsoleConfig>,
    pub(crate) store: StoreConfig,
    /// Every HMAC is made with them.
    pub(crate) keys: Keys,
    /// Where browsers find the server.
    pub(crate) public: PublicAddress,
    /// Peers whose word about the client's address is taken.
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) bounds: BoundSettings,
    /// Where traces go, if anywhere.
    pub(crate) collector: Option<Collector>,
    /// The release of the numbering plans that the operator has brought.
    pub(crate) phone_plans: Option<String>,
    /// Knows the autonomous systems of addresses.
    pub(crate) systems: Option<Arc<AsnDatabase>>,
    /// That of whoever names none.
    pub(crate) site: SiteConfig,
    /// Those beside it.
    pub(crate) other_sites: Vec<SiteConfig>,
}

/// How the log is written.
pub(crate) struct LogConfig {
    pub(crate) format: LogFormat,
    pub(crate) level: LogLevel,
}

/// The console for operators.
pub(crate) struct ConsoleConfig {
    pub(crate) address: SocketAddr,
    /// What operators log in with.
    pub(crate) token: String,
    /// Names by which it is reached, besides addresses and `localhost`.
    pub(crate) hosts: Vec<String>,
}

/// Where codes, counts and tickets live.
pub(crate) enum StoreConfig {
    /// In this process.
    Memory {
        /// Entries of each kind.
        capacity: usize,
    },
    /// In Redis.
    Redis {
        connection: Box<RedisConfig>,
        /// Stands before the UUID in a picture code's key.
        image_code_prefix: String,
        /// How long a command may take.
        timeout: Duration,
    },
}

impl Config {
    /// Looks at each setting by itself and beside the others. Files that settings name are read;
    /// nothing is connected to and nothing is listened on.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingsError> {
        install_tls();
        Ok(Self {
            store: StoreConfig::from_settings(settings)?,
            keys: settings.keys()?,
            site: SiteConfig::from_settings(settings)?,
            // The settings describe one.
            other_sites: Vec::new(),
            public: settings.public_address()?,
            phone_plans: match settings.phone_metadata {
                Some(_) => Some(settings.phone_plans_version()?),
                None => None,
            },
            systems: settings.asn_database()?.map(Arc::new),
            collector: settings.collector()?,
            console: ConsoleConfig::from_settings(settings)?,
            log: LogConfig { format: settings.log_format, level: settings.log_level },
            address: settings.leptos_site_addr,
            metrics: settings.metrics_addr,
            trusted_proxies: settings.trusted_proxies.iter().map(|network| network.net()).collect(),
            bounds: settings.bounds,
        })
    }

    /// What the gate of the site `default` goes by.
    pub fn gate_policy(&self) -> &GatePolicy {
        &self.site.policy
    }
}

impl StoreConfig {
    fn from_settings(settings: &Settings) -> Result<Self, SettingsError> {
        Ok(match settings.redis()? {
            None => Self::Memory { capacity: settings.memory_store_capacity as usize },
            Some(connection) => Self::Redis {
                connection: Box::new(connection),
                image_code_prefix: settings.image_code_key_prefix.clone(),
                timeout: Duration::from_millis(settings.redis_timeout_ms.into()),
            },
        })
    }

    /// Whether it lives outside of this process.
    pub(crate) fn is_remote(&self) -> bool {
        matches!(self, Self::Redis { .. })
    }
}

impl ConsoleConfig {
    /// `None` without a token.
    fn from_settings(settings: &Settings) -> Result<Option<Self>, SettingsError> {
        let Some(token) = settings.admin_token()? else { return Ok(None) };
        let hosts = settings.admin_hosts.iter().map(|host| host.name().to_owned());
        let (token, hosts) = (token.to_owned(), hosts.collect());
        Ok(Some(Self { address: settings.admin_addr, token, hosts }))
    }
}

/// Chooses the implementation of the algorithms of TLS, for Redis, providers and collectors: certificates
/// can't be read before. An error means that it is chosen already.
fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
