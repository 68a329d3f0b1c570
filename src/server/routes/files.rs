//! The files of the site: the browser's program, the style sheet, the icon.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::fallback;
use crate::server::{
    middleware::{Accepted, cache},
    state::AppState,
};

/// Serves a file of the site, compressed where the build has left a compressed copy, or says 404.
pub(crate) async fn serve(
    State(state): State<AppState>,
    accepted: Accepted,
    request: Request,
) -> Response {
    let options = &state.leptos_options;
    let uri = request.uri().clone();
    let files = ServeDir::new(&*options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    // Its error type says that it can't fail.
    let Ok(mut response) = files.oneshot(request).await.map(IntoResponse::into_response);
    match response.status() {
        StatusCode::NOT_FOUND => fallback::not_found(&uri, &state, &accepted).await,
        StatusCode::METHOD_NOT_ALLOWED => fallback::allow("GET,HEAD").await,
        _ => {
            let package = format!("/{}/", options.site_pkg_dir);
            let hashed = options.hash_files && uri.path().starts_with(&package);
            let policy = if hashed { cache::IMMUTABLE } else { cache::REVALIDATE };
            response.headers_mut().insert(CACHE_CONTROL, policy);
            response
        }
    }
}
