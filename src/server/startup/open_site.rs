//! How a site is put together.

use std::{sync::Arc, time::Duration};

use super::StartError;
use crate::server::{
    asn_database::AsnDatabase,
    config::SiteConfig,
    gate::{self, Gate, Observer},
    keys::Keys,
    log_throttle::LogThrottle,
    metrics::{Metrics, StoreObserver},
    middleware::cors,
    renderer::{RenderThreads, Renderer},
    site::{Inbound, Site},
    sms::{FailoverSender, OpenError, Provider, SmsProvider},
    store::{ObservedStore, Store, Stores},
    store_gauges::{StoreGauges, StoreSnapshot},
    switch_service::SwitchService,
    traces::SpanObserver,
    usage::Usage,
};

/// A webhook that lacks its proof is told in the log once in this time.
const REFUSED_WEBHOOKS: Duration = Duration::from_secs(60);

/// What the server has for each of its sites.
pub(super) struct SiteOpener<'a> {
    pub(super) gate: &'a Gate,
    pub(super) stores: Stores,
    /// Whether the stores live outside of this process.
    pub(super) is_remote: bool,
    pub(super) keys: &'a Keys,
    pub(super) metrics: &'a Arc<Metrics>,
    /// Is around every call of every store: they fail together.
    pub(super) calls: Arc<StoreObserver>,
    /// Whether spans are collected.
    pub(super) is_traced: bool,
    /// Whether a console shows what happens.
    pub(super) is_watched: bool,
    pub(super) threads: RenderThreads,
    /// Knows the autonomous systems of addresses.
    pub(super) systems: Option<Arc<AsnDatabase>>,
}

impl SiteOpener<'_> {
    /// Opens the site's gate and puts around it what the web side needs.
    pub(super) fn open(&self, config: SiteConfig) -> Result<Site, StartError> {
        let sms = FailoverSender::new(providers(&config)?);
        if config.secret.is_none() {
            tracing::warn!("SITE_SECRET is not set: /siteverify redeems no ticket");
        }
        let tests = config.policy.test_numbers.len();
        if tests > 0 {
            tracing::warn!(
                numbers = tests,
                "TEST_NUMBERS is set: no message is sent to these numbers, and whoever knows their codes can \
                 verify them"
            );
        }
        let inbound = config.inbound.map(|(provider, webhook)| Inbound {
            provider,
            webhook,
            refused: LogThrottle::new(REFUSED_WEBHOOKS),
        });
        let SiteConfig {
            id,
            policy,
            secret,
            frame_ancestors,
            cors_origins,
            pictures,
            view,
            logo,
            ..
        } = config;
        let countries: Vec<_> = policy.phone_parser.countries().collect();
        let store = self.stores.of_site(&id);
        let store: Arc<dyn Store> = Arc::new(ObservedStore::new(store, Arc::clone(&self.calls)));
        let keys = self.keys.of_site(&id);
        let switches = Arc::new(SwitchService::new(Arc::clone(&store)));
        let (shown, of) = (Arc::clone(self.metrics), id.clone());
        let record = Box::new(move |snapshot: &StoreSnapshot| shown.record_snapshot(&of, snapshot));
        let limits = policy.limits.clone();
        let gauges = StoreGauges::new(Arc::clone(&store), limits, countries.clone(), record);
        let usage = self.is_watched.then(|| Arc::new(Usage::new(Arc::clone(&store))));

        let mut observers: Vec<Arc<dyn Observer>> =
            vec![Arc::new(self.metrics.of_site(id.clone(), &countries))];
        observers.extend(self.is_traced.then(|| Arc::new(SpanObserver) as _));
        observers.extend(usage.clone().map(|usage| usage as _));
        let observer: Arc<dyn Observer> = Arc::new(observers);
        let (threads, told) = (self.threads.clone(), Arc::clone(&observer));
        let gate = self.gate.open(gate::Site {
            id: id.clone(),
            store: Arc::clone(&store),
            sms,
            renderer: Renderer::new(
                config.style,
                policy.codes.clone(),
                self.is_remote,
                threads,
                told,
            ),
            keys: keys.clone(),
            policy,
            secret,
            switches: Arc::clone(&switches),
            systems: self.systems.clone().map(|systems| systems as _),
            observer,
        });
        let cors = cors::layer(&cors_origins);
        Ok(Site {
            id,
            gate,
            keys,
            cors_origins,
            cors,
            frame_ancestors,
            pictures,
            view: Arc::new(view),
            logo,
            inbound,
            switches,
            gauges,
            usage,
            store,
        })
    }
}

/// The site's providers, in their order.
fn providers(site: &SiteConfig) -> Result<Vec<Box<dyn SmsProvider>>, StartError> {
    let open = |provider: &&Provider| {
        if let Some(warning) = provider.development {
            tracing::warn!("{warning}");
        }
        provider.open(&site.provider_settings).map_err(|error| match error {
            OpenError::Setting(error) => StartError::Settings(error.into()),
            OpenError::HttpClient { name, cause } => StartError::HttpClient { name, cause },
        })
    };
    site.providers.iter().map(open).collect()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use clap::Parser;
    use tower::ServiceExt;

    use super::*;
    use crate::server::{Config, Server, Settings, open_stores, store::KillSwitch};

    #[tokio::test]
    async fn a_second_site_has_state_of_its_own_beside_the_default() {
        let settings = Settings::try_parse_from([
            "menshen",
            "--leptos-site-addr=127.0.0.1:0",
            "--metrics-addr=public",
            "--admin-addr=127.0.0.1:0",
            "--admin-token=what operators log in with",
        ]);
        let settings = settings.unwrap();
        let mut config = Config::from_settings(&settings).unwrap();
        let shop = SiteConfig::from_settings(&settings).unwrap();
        config.other_sites.push(SiteConfig { id: "shop".parse().unwrap(), ..shop });
        let stores = open_stores(&config).unwrap();
        let server = Server::bind(config, stores).await.unwrap();

        let sites: Vec<_> = server.state.sites.iter().collect();
        let [default, shop] = &sites[..] else { panic!("{} sites", sites.len()) };
        assert_eq!((default.id.as_str(), shop.id.as_str()), ("default", "shop"));
        shop.switches.set_switch(KillSwitch::Stop, true, "Lin").await.unwrap();
        shop.gate
            .issue(crate::model::ImageCodeId::random(), [192, 0, 2, 1].into(), false)
            .await
            .unwrap();
        for (site, pictures) in [(default, 0), (shop, 1)] {
            site.usage.as_ref().unwrap().add().await;
            let history = site.history(crate::server::store::Span::Hours).await.unwrap();
            let counts = history.steps.iter().filter_map(|step| step.named.get("pictures"));
            assert_eq!(counts.sum::<u64>(), pictures, "{}", site.id);
        }

        let request = axum::http::Request::get("/metrics").body(Body::empty()).unwrap();
        let Ok(answer) = server.routes().oneshot(request).await;
        let numbers = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let numbers = String::from_utf8(numbers.to_vec()).unwrap();
        for line in [
            "menshen_switch{switch=\"stop\"} 0",
            "menshen_switch{switch=\"stop\",site=\"shop\"} 1",
            "menshen_budget_left{window=\"hour\"} 2000",
            "menshen_budget_left{window=\"hour\",site=\"shop\"} 2000",
            "menshen_pictures_total 1",
        ] {
            assert!(numbers.lines().any(|told| told == line), "{line} is not in\n{numbers}");
        }
    }
}
