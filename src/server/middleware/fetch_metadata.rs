//! What a browser says about why it asks (W3C Fetch Metadata), for the one GET that sends a message.
//!
//! A picture, a script, a frame or a link of any page can name that address, and a browser that fetches
//! ahead follows it before anybody has asked. Who has pictures solved elsewhere could so let the
//! visitors of a page ask for messages, each from an address of their own.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header::ORIGIN},
    middleware::Next,
    response::Response,
};

use crate::{
    model::{GateError, Language},
    server::{problem, settings::Origin, site::CurrentSite},
};

/// Refuses, before anything is spent, what no program of a page that may read the answer has asked for.
/// Clients that say nothing about it, such as old browsers and what is none, are let through.
pub(crate) async fn asked_for(
    CurrentSite(site): CurrentSite,
    request: Request,
    next: Next,
) -> Response {
    // Other methods send nothing.
    if request.method() != Method::GET || is_asked_for(request.headers(), &site.cors_origins) {
        return next.run(request).await;
    }
    tracing::debug!("a page that may not, or the browser by itself, asked for a message");
    let detail = "only a program of a page in CORS_ORIGINS may ask for this".to_owned();
    problem::refusal(&GateError::InvalidRequest { detail }, Language::default())
}

fn is_asked_for(headers: &HeaderMap, origins: &[Origin]) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    // The standard's header, that of older browsers, and Firefox's.
    let ahead = ["sec-purpose", "purpose", "x-moz"];
    if ahead.into_iter().filter_map(text).any(|purpose| purpose.contains("prefetch")) {
        return false;
    }
    let site = text("sec-fetch-site");
    match (text("sec-fetch-mode"), text("sec-fetch-dest")) {
        (None, None) => {}
        // `fetch` and `XMLHttpRequest`, whose answer the page can read.
        (Some("cors" | "same-origin"), None | Some("empty")) => {}
        // Typed into the address bar, as developers do to try it.
        (Some("navigate"), Some("document")) => return site == Some("none"),
        _ => return false,
    }
    // Another site's page could not read the answer, but the message would have left.
    !matches!(site, Some("cross-site" | "same-site"))
        || headers.get(ORIGIN).is_some_and(|origin| {
            origins.iter().any(|allowed| allowed.is_any() || allowed.header() == origin)
        })
}
