//! What every request can reach.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::FromRef,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY},
};
use ipnet::IpNet;
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::ResponseOptions;

use crate::{api::Door, app::SiteFiles, model::ImageCodeView};

use super::{
    admission::Admission,
    client_doubts::ClientDoubts,
    console::Console,
    file_contents::Contents,
    gate::Gate,
    headers,
    keys::Keys,
    lifecycle::Lifecycle,
    log_throttle::LogThrottle,
    metrics::Metrics,
    settings::{FrameAncestors, PublicAddress},
    store_gauges::StoreGauges,
    switch_service::SwitchService,
    traces::Traces,
};

/// The parts of a running server.
pub(crate) struct App {
    pub(crate) gate: Arc<Gate>,
    /// For what the page leaves with a browser.
    pub(crate) keys: Keys,
    /// What the operator has switched.
    pub(crate) switches: Arc<SwitchService>,
    /// What stands in the store for whoever watches.
    pub(crate) gauges: StoreGauges,
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
    /// Who may show the page in a frame.
    pub(crate) frame_ancestors: FrameAncestors,
    /// How the page shows pictures.
    pub(crate) pictures: ImageCodeView,
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
        provide_context(self.pictures);
        // Pages have a nonce, server functions have none.
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
            let policy = self.page_policy(Some(&nonce));
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }

    /// What a page may load and do. `nonce` is that of its scripts; a page without one has none.
    pub(crate) fn page_policy(&self, nonce: Option<&str>) -> HeaderValue {
        headers::page_policy(nonce, &self.frame_ancestors, &self.leptos_options)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}
