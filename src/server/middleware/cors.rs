//! Who may call a site's open routes from another origin (CORS). Nobody, unless the operator names them.

use std::convert::Infallible;

use axum::{
    extract::Request,
    http::{Method, header::RETRY_AFTER},
    middleware::Next,
    response::Response,
};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::server::{settings::Origin, site::CurrentSite};

/// Adds the headers of the site that the request is for.
pub(crate) async fn share(site: CurrentSite, request: Request, next: Next) -> Response {
    let CurrentSite(site) = site;
    let Some(cors) = &site.cors else { return next.run(request).await };
    let handler = service_fn(|request| {
        let next = next.clone();
        async move { Ok::<_, Infallible>(next.run(request).await) }
    });
    let Ok(response) = cors.layer(handler).oneshot(request).await;
    response
}

/// What adds the headers for these origins; `None` for nobody's.
pub(crate) fn layer(origins: &[Origin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let allowed = if origins.iter().any(Origin::is_any) {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().map(|origin| origin.header().clone()))
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        // Those that are asked for: besides `content-type`, tracing and monitoring add headers of their
        // own to every call (`traceparent`, `baggage`, `sentry-trace`, `x-requested-with` and a dozen
        // more). No credentials are allowed, and no route of these goes by a header that a page may not
        // set: nothing is left to be kept from an origin that may call.
        .allow_headers(AllowHeaders::mirror_request())
        // Else a page can't read when to try again.
        .expose_headers([RETRY_AFTER]);
    Some(layer)
}
