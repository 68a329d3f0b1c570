//! What every request can reach.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::FromRef,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY, request::Parts},
};
use ipnet::IpNet;
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::ResponseOptions;

use crate::{api::Door, app::SiteFiles};

use super::{
    admission::Admission,
    client_doubts::ClientDoubts,
    console::Console,
    file_contents::Contents,
    headers,
    lifecycle::Lifecycle,
    log_throttle::LogThrottle,
    metrics::Metrics,
    settings::PublicAddress,
    site::{CurrentSite, Site, Sites},
    traces::Traces,
};

/// The parts of a running server.
pub(crate) struct App {
    /// What differs from site to site, the way to the flow first of all.
    pub(crate) sites: Sites,
    /// For operators, where they have a token.
    pub(crate) console: Option<Console>,
    pub(crate) metrics: Arc<Metrics>,
    /// Where there is a collector to send them to.
    pub(crate) traces: Option<Arc<Traces>>,
    pub(crate) lifecycle: Arc<Lifecycle>,
    /// How many requests may be under way.
    pub(crate) admission: Admission,
    /// Peers whose word about the client's address is taken.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Tells when those are set wrongly.
    pub(crate) client_doubts: ClientDoubts,
    /// Where browsers find the server.
    pub(crate) public: PublicAddress,
    /// For forms that are refused because of where they come from.
    pub(crate) refused_origins: LogThrottle,
    pub(crate) leptos_options: LeptosOptions,
    /// What the page loads.
    pub(crate) site_files: SiteFiles,
    /// What is in them.
    pub(crate) files: Contents,
}

/// The state of the router; cheap to clone, an extractor itself.
#[derive(Clone)]
pub(crate) struct AppState(pub(crate) Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl AppState {
    /// What pages and server functions find in their context: the size of pictures, and all that a
    /// handler finds in its state.
    pub(crate) fn provide_to_page(&self) {
        provide_context(self.clone());
        provide_context(Door(Arc::new(self.clone())));
        // Server functions get their request later, and need none of this.
        let extensions = use_context::<Parts>().map(|parts| parts.extensions).unwrap_or_default();
        let CurrentSite(site) = CurrentSite::of(&self.sites, &extensions);
        provide_context(site.pictures);
        provide_context(Arc::clone(&site.view));
        // Pages have a nonce, server functions have none.
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            let policy = self.page_policy(&site, Some(&nonce));
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }

    /// What a page of this site may load and do. `nonce` is that of its scripts; a page without one has none.
    pub(crate) fn page_policy(&self, site: &Site, nonce: Option<&str>) -> HeaderValue {
        let style = site.view.style.as_deref();
        headers::page_policy(nonce, &site.frame_ancestors, style, &self.leptos_options)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}
