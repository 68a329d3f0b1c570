//! The files of the site: the browser's program, the style sheet, the icon.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE,
            IF_NONE_MATCH, LAST_MODIFIED, VARY,
        },
    },
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::fallback;
use crate::server::{cache, middleware::page_context, site::CurrentSite, state::AppState};

const ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// No file of the site has an address so long. Past the longest name that a file system takes (255
/// bytes), asking for a file would be an error and not an absence.
const LONGEST_PATH: usize = 200;

/// Serves a file of the site, compressed where the build has left a compressed copy, or says 404.
pub(crate) async fn serve(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    mut request: Request,
) -> Response {
    let options = &state.leptos_options;
    let uri = request.uri().clone();
    let context = page_context::read(&state, &uri, request.headers(), None);
    // No name has a zero byte; asking for one is an error to some calls, an absence to others.
    if uri.path().len() > LONGEST_PATH || uri.path().contains("%00") {
        return fallback::not_found(&uri, &state, &site, context).await;
    }
    let has_body = request.method() == Method::GET;
    let known = request.headers_mut().remove(IF_NONE_MATCH);
    if known.is_some() {
        // It is no longer asked (RFC 9110 §13.2.2).
        request.headers_mut().remove(IF_MODIFIED_SINCE);
    }
    let files = ServeDir::new(&*options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    // Its error type says that it can't fail.
    let Ok(mut response) = files.oneshot(request).await.map(IntoResponse::into_response);
    match response.status() {
        StatusCode::NOT_FOUND => fallback::not_found(&uri, &state, &site, context).await,
        StatusCode::METHOD_NOT_ALLOWED => fallback::allow("GET,HEAD").await,
        _ => {
            let package = format!("/{}/", options.site_pkg_dir);
            let hashed = options.hash_files && uri.path().starts_with(&package);
            let policy = if hashed { cache::IMMUTABLE } else { cache::REVALIDATE };
            response.headers_mut().insert(CACHE_CONTROL, policy);
            // A cache between must not give brotli to a client that can't read it.
            response.headers_mut().insert(VARY, ENCODING);
            let response = tagged(response, known.as_ref());
            if has_body {
                state.files.share(&options.site_root, uri.path(), response).await
            } else {
                response
            }
        }
    }
}

/// With an ETag; 304 for a client that knows the file as it is (RFC 9110 §13.1.2).
fn tagged(mut response: Response, known: Option<&HeaderValue>) -> Response {
    let Some(tag) = tag(response.headers()) else { return response };
    if response.status() == StatusCode::OK && is_known(&tag, known) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        for of_body in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING] {
            response.headers_mut().remove(of_body);
        }
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Whether `If-None-Match` names this tag.
pub(super) fn is_known(tag: &str, known: Option<&HeaderValue>) -> bool {
    let known = known.and_then(|known| known.to_str().ok()).unwrap_or_default();
    let mut tags = known.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|known| known == tag || known == "*")
}

/// From time, length and encoding, as other file servers make it: a deployment changes the time,
/// and each encoding is a representation of its own.
fn tag(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let time = compact(text(LAST_MODIFIED)?);
    let encoding = text(CONTENT_ENCODING).unwrap_or("id");
    Some(format!("\"{time}-{}-{encoding}\"", text(CONTENT_LENGTH)?))
}

/// The characters of a date that a tag may have and that tell dates apart.
fn compact(date: &str) -> String {
    date.chars().filter(char::is_ascii_alphanumeric).collect()
}
