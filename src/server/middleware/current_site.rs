//! Which site a request is for.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};

use crate::server::{site::CurrentSite, state::AppState};

/// The one place that decides it; handlers and other layers find it in the request. No request can name a
/// site yet, so each is for `default`.
pub(super) fn resolve(state: &AppState, request: &mut Request) -> CurrentSite {
    let site = CurrentSite(Arc::clone(state.sites.default_site()));
    request.extensions_mut().insert(site.clone());
    site
}

/// The same, for a listener whose other layers do not.
pub(crate) async fn find(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    resolve(&state, &mut request);
    next.run(request).await
}

impl FromRequestParts<AppState> for CurrentSite {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&state.sites, &parts.extensions))
    }
}
