//! How the parts are put together; `run` is how long they last.

mod metrics_on;
mod refusals;
mod run;

use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use leptos::config::{LeptosOptions, get_configuration};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::app::{SiteFiles, SiteFilesError};

pub use run::Stop;

use metrics_on::MetricsOn;

use super::{
    admission::Admission,
    client_doubts::ClientDoubts,
    console::Console,
    file_contents::Contents,
    gate::{Gate, Observer, Parts},
    log_throttle::LogThrottle,
    metrics::{Metrics, StoreObserver},
    middleware::origin,
    renderer::Renderer,
    settings::{BoundSettings, Origin, Settings, SettingsError},
    sms::{FailoverSender, OpenError, Provider, SmsProvider},
    state::{App, AppState},
    store::{MemoryStore, ObservedStore, RedisStore, Store},
    store_gauges::{StoreGauges, StoreSnapshot},
    switch_service::SwitchService,
    traces::{SpanObserver, Traces},
    usage::Usage,
};

/// A server that has its address and is ready to run.
pub struct Server {
    listener: TcpListener,
    metrics: MetricsOn,
    /// Where operators log in.
    console: Option<TcpListener>,
    usage: Option<Arc<Usage>>,
    state: AppState,
    cors_origins: Vec<Origin>,
    bounds: BoundSettings,
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
    /// Puts the parts together around a store and takes the address.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn bind(settings: &Settings, store: Arc<dyn Store>) -> Result<Self, StartError> {
        install_tls();
        let keys = settings.keys()?;
        let providers = sms_providers(settings)?;
        let names: Vec<_> = providers.iter().map(|provider| provider.name()).collect();
        let countries: Vec<_> = settings.sms_countries.all().collect();
        let metrics = Arc::new(Metrics::new(&names, &countries));
        let sms = FailoverSender::new(providers);
        let store: Arc<dyn Store> =
            Arc::new(ObservedStore::new(store, StoreObserver::new(&metrics)));
        let switches = Arc::new(SwitchService::new(Arc::clone(&store)));
        let site_secret = settings.site_secret()?;
        if site_secret.is_none() {
            tracing::warn!("SITE_SECRET is not set: /siteverify redeems no ticket");
        }
        let public = settings.public_address()?;
        let policy = settings.gate_policy()?;
        if settings.phone_metadata.is_some() {
            let version = settings.phone_plans_version()?;
            tracing::info!("PHONE_METADATA: numbering plans of libphonenumber {version}");
        }
        let traces = settings.collector()?.map(Traces::start).transpose();
        let traces = traces.map_err(no_roots("OTEL_EXPORTER_OTLP_ENDPOINT"))?.map(Arc::new);
        let token = settings.admin_token()?;
        let usage = Usage::new(Arc::clone(&store), Arc::clone(&metrics));
        let usage = token.is_some().then(|| Arc::new(usage));
        let hosts = settings.admin_hosts.iter().map(|host| host.name().to_owned()).collect();
        let console =
            token.map(|token| Console::new(Arc::clone(&store), keys.clone(), token, hosts));
        let limits = policy.limits.clone();
        let shown = Arc::clone(&metrics);
        let record = Box::new(move |snapshot: &StoreSnapshot| shown.record_snapshot(snapshot));
        let gauges = StoreGauges::new(Arc::clone(&store), limits, countries, record);
        let mut observers: Vec<Arc<dyn Observer>> = vec![Arc::clone(&metrics) as _];
        observers.extend(traces.is_some().then(|| Arc::new(SpanObserver) as _));
        observers.extend(usage.clone().map(|usage| usage as _));
        let observer: Arc<dyn Observer> = Arc::new(observers);
        let remote = settings.redis_url.is_some();
        let renderer =
            Renderer::new(settings.style(), settings.codes(), remote, Arc::clone(&observer));
        let gate = Arc::new(Gate::new(Parts {
            store,
            sms,
            renderer,
            keys: keys.clone(),
            policy,
            site_secret,
            switches: Arc::clone(&switches),
            observer,
        }));

        let mut leptos_options = leptos_options()?;
        let address = settings.leptos_site_addr;
        leptos_options.site_addr = address;
        let listener = listen("LEPTOS_SITE_ADDR", address).await?;
        let metrics_on = MetricsOn::asked_for(settings.metrics_addr).await?;
        let console_on = match console {
            None => None,
            Some(_) => Some(listen("ADMIN_ADDR", settings.admin_addr).await?),
        };
        let trusted_proxies =
            settings.trusted_proxies.iter().map(|network| network.net()).collect();
        let pictures = settings.picture_view();
        let (site_files, hashed) = SiteFiles::find(&leptos_options, &public.base)?;
        leptos_options.hash_files = hashed;
        let frame_ancestors = settings.frame_ancestors.clone();
        let bounds = settings.bounds;
        let refused = metrics.connections().requests_refused();
        let admission = Admission::new(bounds.max_requests as usize, bounds.body_life(), refused);
        let client_doubts = ClientDoubts::new(Arc::clone(&metrics));
        let app = App {
            gate,
            keys,
            switches,
            gauges,
            console,
            metrics,
            traces,
            lifecycle: Arc::default(),
            admission,
            trusted_proxies,
            client_doubts,
            public,
            refused_origins: LogThrottle::new(origin::LOG_PERIOD),
            frame_ancestors,
            pictures,
            leptos_options,
            site_files,
            files: Contents::default(),
        };
        Ok(Self {
            listener,
            metrics: metrics_on,
            console: console_on,
            usage,
            state: AppState(Arc::new(app)),
            cors_origins: settings.cors_origins.clone(),
            bounds,
        })
    }

    /// The address that is listened on: the port is a real one even when 0 was asked for.
    ///
    /// # Errors
    /// When the system does not know it.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The address that numbers alone are served at, if they have one.
    ///
    /// # Errors
    /// As for [`Self::address`].
    pub fn metrics_address(&self) -> std::io::Result<Option<SocketAddr>> {
        match &self.metrics {
            MetricsOn::Own(listener) => listener.local_addr().map(Some),
            MetricsOn::Main | MetricsOn::Nowhere => Ok(None),
        }
    }

    /// The address of the console, if there is one.
    ///
    /// # Errors
    /// As for [`Self::address`].
    pub fn console_address(&self) -> std::io::Result<Option<SocketAddr>> {
        self.console.as_ref().map(TcpListener::local_addr).transpose()
    }
}

#[cfg(any(test, fuzzing))]
impl Server {
    /// Every route without a listener before it, for the fuzz targets.
    pub(super) fn routes(&self) -> super::router::Routes {
        super::router::build(self.state.clone(), &self.cors_origins, true)
    }
}

/// The store that the settings ask for. With Redis this does not wait for the connection: the
/// server starts, says 503 and recovers by itself. Call it inside a Tokio runtime.
///
/// # Errors
/// [`StartError::Settings`] and [`StartError::Redis`].
pub fn open_store(settings: &Settings) -> Result<Arc<dyn Store>, StartError> {
    install_tls();
    let Some(config) = settings.redis()? else {
        return Ok(Arc::new(MemoryStore::new(settings.memory_store_capacity as usize)));
    };
    let timeout = Duration::from_millis(settings.redis_timeout_ms.into());
    let store = RedisStore::connect(config, settings.image_code_key_prefix.clone(), timeout);
    Ok(Arc::new(store.map_err(|error| StartError::Redis(error.to_string()))?))
}

async fn listen(name: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Bind { name, address, source })
}

/// The providers that the settings ask for, in their order.
fn sms_providers(settings: &Settings) -> Result<Vec<Box<dyn SmsProvider>>, StartError> {
    let values = settings.providers.values();
    let open = |provider: &Provider| {
        if let Some(warning) = provider.development {
            tracing::warn!("{warning}");
        }
        provider.open(&values).map_err(|error| match error {
            OpenError::Setting(error) => StartError::Settings(error.into()),
            OpenError::HttpClient { name, cause } => StartError::HttpClient { name, cause },
        })
    };
    settings.provider_order()?.into_iter().map(open).collect()
}

/// For the address that this setting names.
fn no_roots(name: &'static str) -> impl Fn(String) -> StartError {
    move |cause| StartError::HttpClient { name, cause }
}

/// Which implementation of the algorithms TLS uses, for Redis and for providers. An error means
/// that it is chosen already.
fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
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
