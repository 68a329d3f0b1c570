//! How the parts are put together, and how long they run.

use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use leptos::config::{LeptosOptions, get_configuration};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout_at},
};

use crate::{app::SiteFiles, model::ImageCodeView};

use super::{
    gate::Gate,
    metrics::{ConnectionNumbers, MeasuredStore, Metrics},
    middleware::bounds::Admission,
    notify, open_files,
    renderer::Renderer,
    router,
    serve::{self, Open, Patience},
    settings::{BoundSettings, MetricsAddress, ProviderName, Settings, SettingsError},
    sms::{
        self, AliyunProvider, Chain, ConsoleProvider, SmsProvider, TencentProvider, TwilioProvider,
        WebhookProvider,
    },
    state::{App, AppState},
    store::{MemoryStore, RedisStore, Store},
};

/// How long requests under way may take once no more are taken. With the usual grace before it the
/// server has stopped within 10 s; a send takes 8 s at most.
const DRAIN: Duration = Duration::from_secs(9);
/// Connections of those who read the numbers at an address of their own.
const READERS: usize = 64;

/// A server that has its address and is ready to run.
pub struct Server {
    listener: TcpListener,
    metrics: MetricsOn,
    state: AppState,
    cors_origins: Vec<axum::http::HeaderValue>,
    bounds: BoundSettings,
}

/// How a server is told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It serves on for `STOP_GRACE`, so that whoever sends it requests can notice.
    WithGrace,
    /// It takes no more connections from now on.
    Now,
}

/// Where the numbers are served.
enum MetricsOn {
    Main,
    Own(TcpListener),
    Nowhere,
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
    /// The names of the site's files are not known.
    #[error(
        "LEPTOS_HASH_FILES: the list of the site's files, hash.txt beside the program, can't be \
         read ({0}); `make release` makes it"
    )]
    SiteFiles(String),
    /// The TLS set-up of this machine can't be used.
    #[error("the HTTP client for text messages can't be made: {0}")]
    HttpClient(String),
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
        let sms = Chain::new(providers, Arc::clone(&metrics));
        let store = Arc::new(MeasuredStore::new(store, &metrics));
        let renderer = Renderer::new(settings.style(), metrics.renderer_busy());
        let site_secret = settings.site_secret()?;
        if site_secret.is_none() {
            tracing::warn!("SITE_SECRET is not set: /siteverify redeems no ticket");
        }
        let rules = settings.rules()?;
        let counted = Arc::clone(&metrics);
        let gate = Gate::new(store, sms, renderer, keys.clone(), rules, site_secret, counted);
        let gate = Arc::new(gate);

        let mut leptos_options = leptos_options()?;
        let address = settings.leptos_site_addr;
        leptos_options.site_addr = address;
        let listener = listen("LEPTOS_SITE_ADDR", address).await?;
        let metrics_on = match settings.metrics_addr {
            None => MetricsOn::Main,
            Some(MetricsAddress::Off) => MetricsOn::Nowhere,
            Some(MetricsAddress::At(own)) => MetricsOn::Own(listen("METRICS_ADDR", own).await?),
        };
        let trusted_proxies = settings.trusted_proxies.clone();
        let pictures = settings.style().view(settings.image_code_length as usize);
        let pictures = ImageCodeView { life: settings.image_code_ttl, ..pictures };
        let site_files = SiteFiles::find(&leptos_options)
            .map_err(|error| StartError::SiteFiles(error.to_string()))?;
        let frame_ancestors = settings.frame_ancestors.clone();
        let bounds = settings.bounds;
        let refused = metrics.connections().requests_refused();
        let admission = Admission::new(bounds.max_requests as usize, bounds.body_life(), refused);
        let app = App {
            gate,
            keys,
            metrics,
            lifecycle: Arc::default(),
            admission,
            trusted_proxies,
            frame_ancestors,
            pictures,
            leptos_options,
            site_files,
        };
        Ok(Self {
            listener,
            metrics: metrics_on,
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

    /// Serves until `stop` is done; then ends what is under way, and takes 9 s for that at most.
    /// Dropped before, it ends at once.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(self, stop: impl Future<Output = Stop>) -> std::io::Result<()> {
        let Self { listener, metrics, state, cors_origins, bounds } = self;
        let (gate, lifecycle) = (Arc::clone(&state.gate), Arc::clone(&state.lifecycle));
        let patience = Patience::from(&bounds);
        let most = open_files::connections(bounds.max_connections);
        let numbers = state.metrics.connections();
        let open = Open::new(most, patience, Arc::clone(&lifecycle), numbers);

        // All of these end when this function does: the numbers can be read while the last requests
        // end.
        let mut beside = JoinSet::new();
        beside.spawn(keep_time(Arc::clone(&open)));
        beside.spawn(tell_alive());
        let on_main = matches!(metrics, MetricsOn::Main);
        if let MetricsOn::Own(listener) = metrics {
            let alone = router::metrics_alone(state.clone());
            let numbers = ConnectionNumbers::default();
            // It goes on to the very end.
            let readers = Open::new(READERS, patience, Arc::default(), numbers);
            beside.spawn(keep_time(Arc::clone(&readers)));
            beside.spawn(async move { match serve::accept(&listener, &alone, &readers).await {} });
        }
        let app = router::build(state, &cors_origins, on_main);

        notify::tell(notify::State::Ready);
        let told = async {
            let stop = stop.await;
            lifecycle.stop();
            notify::tell(notify::State::Stopping);
            if stop == Stop::WithGrace {
                sleep(bounds.grace()).await;
            }
        };
        tokio::select! {
            () = told => {}
            never = serve::accept(&listener, &app, &open) => match never {},
        }
        // What was connected to in time is still served.
        serve::accept_waiting(listener, &app, &open)?;
        let until = Instant::now() + DRAIN;
        let cut = serve::drain(&open, until).await;
        // Also those whose client has gone.
        let sends = timeout_at(until, gate.idle()).await;
        if cut > 0 || sends.is_err() {
            tracing::warn!(connections = cut, "requests were still under way at the end");
        }
        Ok(())
    }
}

async fn keep_time(open: Arc<Open>) {
    open.keep_time().await;
}

/// Tells systemd again and again that tasks are still run here, if it wants to know.
async fn tell_alive() {
    let Some(period) = notify::watchdog() else { return };
    let mut ticks = interval(period);
    loop {
        ticks.tick().await;
        notify::tell(notify::State::Alive);
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
    let store = RedisStore::connect(config, settings.image_code_key_prefix.clone());
    Ok(Arc::new(store.map_err(|error| StartError::Redis(error.to_string()))?))
}

async fn listen(name: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Bind { name, address, source })
}

/// The providers that the settings ask for, in their order.
fn sms_providers(settings: &Settings) -> Result<Vec<Box<dyn SmsProvider>>, StartError> {
    // Made for those that need one: it reads the certificates of the system.
    let client = || sms::client().map_err(|error| StartError::HttpClient(error.to_string()));
    let providers = settings.provider_order()?.iter().map(|name| {
        let provider: Box<dyn SmsProvider> = match name {
            ProviderName::Console => {
                tracing::warn!("text messages go to this terminal; for development only");
                Box::new(ConsoleProvider)
            }
            ProviderName::Webhook => {
                let (url, secret) = settings.webhook()?;
                Box::new(WebhookProvider::new(client()?, url, secret, settings.sms_texts()))
            }
            ProviderName::Aliyun => Box::new(AliyunProvider::new(client()?, settings.aliyun()?)),
            ProviderName::Tencent => Box::new(TencentProvider::new(client()?, settings.tencent()?)),
            ProviderName::Twilio => Box::new(TwilioProvider::new(client()?, settings.twilio()?)),
        };
        Ok(provider)
    });
    providers.collect()
}

/// Which implementation of the algorithms TLS uses, for Redis and for providers. An error means
/// that it is chosen already.
fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Reads `Leptos.toml` from the working directory or from beside the program. Paths in it are
/// relative to the file.
fn leptos_options() -> Result<LeptosOptions, StartError> {
    let beside = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned()));
    let folders = [Some(PathBuf::new()), beside];
    let folder = folders.into_iter().flatten().find(|folder| folder.join("Leptos.toml").is_file());
    let folder = folder.ok_or_else(|| {
        StartError::LeptosToml(
            "not in the working directory and not beside the program; start where it lies"
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
