//! Requests for which there is nothing.

use axum::{
    http::{
        HeaderValue, StatusCode, Uri,
        header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    },
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;

use crate::server::problem;
use crate::{
    app::{self, SiteFiles},
    model::PageContext,
    server::{cache, site::Site, state::AppState},
};

/// 405; the router adds `Allow`.
pub(crate) async fn method_not_allowed() -> Response {
    problem::plain(StatusCode::METHOD_NOT_ALLOWED, "See the Allow header for the methods.")
}

/// 405 where the router itself would do the GET for a HEAD, and that GET sends.
pub(crate) async fn get_only() -> Response {
    allow("GET").await
}

/// 405 with the methods that there are.
pub(crate) async fn allow(methods: &'static str) -> Response {
    let mut response = method_not_allowed().await;
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

/// 404 where there are no pages.
pub(crate) async fn nothing() -> Response {
    problem::plain(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

/// 404: a page for a person, problem details for a program.
pub(crate) async fn not_found(
    uri: &Uri,
    state: &AppState,
    site: &Site,
    context: PageContext,
) -> Response {
    let status = StatusCode::NOT_FOUND;
    let for_programs = ["/api/", "/image_codes", "/sms_codes"];
    if for_programs.iter().any(|prefix| uri.path().starts_with(prefix)) {
        return nothing().await;
    }
    page(status, state, site, |options, files| app::not_found(options, files, context))
}

/// A page without scripts.
pub(crate) fn page<V: IntoView>(
    status: StatusCode,
    state: &AppState,
    site: &Site,
    document: impl FnOnce(LeptosOptions, SiteFiles) -> V,
) -> Response {
    let (options, files) = (state.leptos_options.clone(), state.site_files.clone());
    let html = Owner::new().with(|| document(options, files).to_html());
    let headers = [
        (CACHE_CONTROL, cache::NO_STORE),
        (CONTENT_SECURITY_POLICY, state.page_policy(site, None)),
    ];
    (status, headers, Html(html)).into_response()
}
