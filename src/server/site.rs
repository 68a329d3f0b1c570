//! The sites of this server: what the web side knows of each, and which one a request is for.

use std::sync::Arc;

use axum::http::Extensions;

use tower_http::cors::CorsLayer;

use super::{
    clock::since_1970,
    gate::SiteGate,
    keys::Keys,
    log_throttle::LogThrottle,
    settings::{FrameAncestors, Origin},
    site_logo::SiteLogo,
    sms::InboundWebhook,
    store::{History, Span, Store, StoreResult},
    store_gauges::StoreGauges,
    switch_service::SwitchService,
    usage::Usage,
};
use crate::model::{ImageCodeView, SiteId, SiteView};

/// A site. Its flow is the gate's; this is what stands around it.
pub(crate) struct Site {
    pub(crate) id: SiteId,
    /// The only way to its flow.
    pub(crate) gate: Arc<SiteGate>,
    /// For what its page leaves with a browser.
    pub(crate) keys: Keys,
    /// Whose pages may call the API.
    pub(crate) cors_origins: Vec<Origin>,
    /// The same, as what adds the headers; `None`: nobody's may.
    pub(crate) cors: Option<CorsLayer>,
    /// Who may show the page in a frame.
    pub(crate) frame_ancestors: FrameAncestors,
    /// How the page shows pictures.
    pub(crate) pictures: ImageCodeView,
    /// What else the page shows of it.
    pub(crate) view: Arc<SiteView>,
    /// Stands before its name.
    pub(crate) logo: Option<SiteLogo>,
    /// Who hands on what people send.
    pub(crate) inbound: Option<Inbound>,
    /// What the operator has switched.
    pub(crate) switches: Arc<SwitchService>,
    /// What stands in the store for whoever watches.
    pub(crate) gauges: StoreGauges,
    /// What is added to its history, where there is a console that shows it.
    pub(crate) usage: Option<Arc<Usage>>,
    /// Its own.
    pub(crate) store: Arc<dyn Store>,
}

/// A provider that hands on what people send.
pub(crate) struct Inbound {
    /// By name.
    pub(crate) provider: &'static str,
    /// What knows its requests.
    pub(crate) webhook: InboundWebhook,
    /// For those that are refused.
    pub(crate) refused: LogThrottle,
}

impl Site {
    /// What happened up to now, on all servers.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn history(&self, span: Span) -> StoreResult<History> {
        self.store.history(since_1970().as_secs(), span).await
    }
}

/// Every site of the server.
pub(crate) struct Sites {
    default: Arc<Site>,
    others: Vec<Arc<Site>>,
}

impl Sites {
    /// The first is the site of whoever names none.
    pub(crate) fn new(default: Site, others: Vec<Site>) -> Self {
        Self { default: Arc::new(default), others: others.into_iter().map(Arc::new).collect() }
    }

    /// Every site.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Site>> {
        [&self.default].into_iter().chain(&self.others)
    }

    /// The site of whoever names none.
    pub(crate) fn default_site(&self) -> &Arc<Site> {
        &self.default
    }
}

/// The site that a request is for, as `middleware` has found out.
#[derive(Clone)]
pub(crate) struct CurrentSite(pub(crate) Arc<Site>);

impl CurrentSite {
    /// What was found out; a request that came by no way that does is for `default`.
    pub(crate) fn of(sites: &Sites, extensions: &Extensions) -> Self {
        let found = extensions.get::<Self>().cloned();
        found.unwrap_or_else(|| Self(Arc::clone(sites.default_site())))
    }
}
