//! What every request can reach.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;

use crate::model::ImageCodeView;

use super::{gate::Gate, metrics::Metrics};

/// The parts of a running server.
pub(crate) struct App {
    pub(crate) gate: Arc<Gate>,
    pub(crate) metrics: Arc<Metrics>,
    /// Peers whose word about the client's address is taken.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// How the page shows pictures.
    pub(crate) pictures: ImageCodeView,
    pub(crate) leptos_options: LeptosOptions,
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

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}
