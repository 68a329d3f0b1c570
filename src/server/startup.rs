//! How the parts are put together, site by site; `run` is how long they last.

mod listeners;
mod open_site;
mod refusals;
mod run;

use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use fred::types::config::Config as RedisConfig;
use leptos::config::{LeptosOptions, get_configuration};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::app::{SiteFiles, SiteFilesError};

pub use run::Stop;

use listeners::{Listeners, MetricsOn};
use open_site::SiteOpener;

use super::{
    admission::Admission,
    asn_database::AsnDatabase,
    client_doubts::ClientDoubts,
    config::{Config, ConsoleConfig, SiteConfig, StoreConfig},
    console::Console,
    file_contents::Contents,
    gate::Gate,
    log_throttle::LogThrottle,
    metrics::{Metrics, StoreObserver},
    middleware::origin,
    renderer::RenderThreads,
    settings::{BoundSettings, PublicAddress, SettingsError},
    site::Sites,
    state::{App, AppState},
    store::{RedisStore, Stores},
    traces::Traces,
};

/// A server that has its address and is ready to run.
pub struct Server {
    listeners: Listeners,
    gate: Gate,
    state: AppState,
    bounds: BoundSettings,
    systems: Option<Arc<AsnDatabase>>,
}

/// Why a server can't start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The address can't be listened on.
    #[error("{name}: can't listen on {address}: {source}")]
    Bind {
        /// The setting that names it.
        name: &'static str,
        /// The address that was tried.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// No `Leptos.toml`, or one that can't be read.
    #[error("Leptos.toml: {0}")]
    LeptosToml(String),
    /// The site's files are not there.
    #[error(transparent)]
    SiteFiles(#[from] SiteFilesError),
    /// An address of `https://`, where this machine has no certificates of authorities.
    #[error(
        "{name}: https:// can't be used here ({cause}); install the certificates of authorities \
         (the package ca-certificates), or name a file of them with SSL_CERT_FILE"
    )]
    HttpClient {
        /// The setting that names the address.
        name: &'static str,
        /// What was looked for in vain.
        cause: String,
    },
    /// Redis can't be used as configured.
    #[error("REDIS_URL: {0}")]
    Redis(String),
}

impl Server {
    /// Puts the parts together around the stores and takes the addresses.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn bind(config: Config, stores: Stores) -> Result<Self, StartError> {
        let Config { keys, public, bounds, site, other_sites, systems, .. } = config;
        let metrics = Arc::new(metrics_of([&site].into_iter().chain(&other_sites)));
        if let Some(version) = config.phone_plans {
            tracing::info!("PHONE_METADATA: numbering plans of libphonenumber {version}");
        }
        let traces = config.collector.map(Traces::start).transpose();
        let traces = traces.map_err(no_roots("OTEL_EXPORTER_OTLP_ENDPOINT"))?.map(Arc::new);
        let gate = Gate::default();
        let opener = SiteOpener {
            gate: &gate,
            stores,
            is_remote: config.store.is_remote(),
            keys: &keys,
            metrics: &metrics,
            calls: Arc::new(StoreObserver::new(&metrics)),
            is_traced: traces.is_some(),
            is_watched: config.console.is_some(),
            threads: RenderThreads::start(),
            systems: systems.clone(),
        };
        let default = opener.open(site)?;
        let others = other_sites.into_iter().map(|site| opener.open(site));
        let sites = Sites::new(default, others.collect::<Result<_, _>>()?);

        let listeners =
            Listeners::bind(config.address, config.metrics, config.console.as_ref()).await?;
        let console = config.console.map(|ConsoleConfig { token, hosts, .. }| {
            // It is the server's, and so are those who have logged in there.
            let store = Arc::clone(&sites.default_site().store);
            Console::new(store, keys, &token, hosts)
        });
        let (leptos_options, site_files) = page_files(config.address, &public)?;
        let refused = metrics.connections().requests_refused();
        let admission = Admission::new(bounds.max_requests as usize, bounds.body_life(), refused);
        let client_doubts = ClientDoubts::new(Arc::clone(&metrics));
        let app = App {
            sites,
            console,
            metrics,
            traces,
            lifecycle: Arc::default(),
            admission,
            trusted_proxies: config.trusted_proxies,
            client_doubts,
            public,
            refused_origins: LogThrottle::new(origin::LOG_PERIOD),
            leptos_options,
            site_files,
            files: Contents::default(),
        };
        Ok(Self { listeners, gate, state: AppState(Arc::new(app)), bounds, systems })
    }

    /// The address that is listened on: the port is a real one even when 0 was asked for.
    ///
    /// # Errors
    /// When the system does not know it.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listeners.site.local_addr()
    }

    /// The address that numbers alone are served at, if they have one.
    ///
    /// # Errors
    /// As for [`Self::address`].
    pub fn metrics_address(&self) -> std::io::Result<Option<SocketAddr>> {
        match &self.listeners.metrics {
            MetricsOn::Own(listener) => listener.local_addr().map(Some),
            MetricsOn::Main | MetricsOn::Nowhere => Ok(None),
        }
    }

    /// The address of the console, if there is one.
    ///
    /// # Errors
    /// As for [`Self::address`].
    pub fn console_address(&self) -> std::io::Result<Option<SocketAddr>> {
        self.listeners.console.as_ref().map(TcpListener::local_addr).transpose()
    }
}

#[cfg(any(test, fuzzing))]
impl Server {
    /// Every route without a listener before it, for the fuzz targets.
    pub(super) fn routes(&self) -> super::router::Routes {
        super::router::build(self.state.clone(), true)
    }
}

/// The stores that the settings ask for. With Redis this does not wait for the connection: the
/// server starts, says 503 and recovers by itself. Call it inside a Tokio runtime.
///
/// # Errors
/// [`StartError::Redis`].
pub fn open_stores(config: &Config) -> Result<Stores, StartError> {
    match &config.store {
        StoreConfig::Memory { capacity } => Ok(Stores::in_memory(*capacity)),
        StoreConfig::Redis { connection, image_code_prefix, timeout } => {
            let connection = RedisConfig::clone(connection);
            let store = RedisStore::connect(connection, image_code_prefix.clone(), *timeout);
            Ok(Stores::on_redis(store.map_err(|error| StartError::Redis(error.to_string()))?))
        }
    }
}

/// Counts for the providers and countries of these sites.
fn metrics_of<'a>(sites: impl Iterator<Item = &'a SiteConfig>) -> Metrics {
    let (mut providers, mut inbound, mut countries) = (Vec::new(), Vec::new(), Vec::new());
    for site in sites {
        providers.extend(site.providers.iter().map(|provider| provider.name));
        inbound.extend(site.inbound.as_ref().map(|(provider, _)| *provider));
        countries.extend(site.policy.phone_parser.countries());
    }
    Metrics::new(&providers, &inbound, &countries)
}

/// For the address that this setting names.
fn no_roots(name: &'static str) -> impl Fn(String) -> StartError {
    move |cause| StartError::HttpClient { name, cause }
}

/// What the page is made of: Leptos's own settings, and the files of the site.
fn page_files(
    address: SocketAddr,
    public: &PublicAddress,
) -> Result<(LeptosOptions, SiteFiles), StartError> {
    let mut options = leptos_options()?;
    options.site_addr = address;
    let (site_files, hashed) = SiteFiles::find(&options, &public.base)?;
    options.hash_files = hashed;
    Ok((options, site_files))
}

/// Reads `Leptos.toml` from beside the program, where a release has it, or from the working directory.
/// Paths in it are relative to the file.
fn leptos_options() -> Result<LeptosOptions, StartError> {
    let beside = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned()));
    let folders = [beside, Some(PathBuf::new())];
    let folder = folders.into_iter().flatten().find(|folder| folder.join("Leptos.toml").is_file());
    let folder = folder.ok_or_else(|| {
        StartError::LeptosToml(
            "not beside the program and not in the working directory; start where it lies"
                .to_owned(),
        )
    })?;
    let path = folder.join("Leptos.toml");
    let mut options = get_configuration(path.to_str())
        .map_err(|error| StartError::LeptosToml(error.to_string()))?
        .leptos_options;
    if !Path::new(&*options.site_root).is_absolute() {
        options.site_root = folder.join(&*options.site_root).to_string_lossy().into();
    }
    Ok(options)
}
