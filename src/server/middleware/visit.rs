//! What a browser brings along to the page, and what it is given to keep.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header::SET_COOKIE},
    middleware::Next,
    response::Response,
};

pub(crate) use super::language::query;
use super::language::{LANGUAGE, language};
use crate::server::cookies::cookie;
use crate::{
    model::{Language, Progress, Theme, Visit},
    server::{progress, state::AppState},
};

const THEME: &str = "theme";

/// Tells pages and forms whose request it is. A language or colours that the address asks for are
/// remembered for a year.
pub(crate) async fn visit(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let progress = progress::read(&state.keys, request.headers());
    let visit = read(&state, request.uri(), request.headers(), progress);
    let path = state.public.cookie_path();
    let chosen = [
        remember(request.uri(), LANGUAGE, path, |name| Language::from_name(name).is_some()),
        remember(request.uri(), THEME, path, |name| Theme::from_name(name).is_some()),
    ];
    // A ticket is shown once.
    let is_over = request.method() == Method::GET && visit.progress.ticket.is_some();
    let gone = is_over.then(|| progress::gone(request.headers())).flatten();
    request.extensions_mut().insert(visit);

    let mut response = next.run(request).await;
    for line in chosen.into_iter().flatten().chain(gone) {
        response.headers_mut().append(SET_COOKIE, line);
    }
    response
}

/// A cookie for what the address asks for, when there is such a thing.
fn remember(uri: &Uri, name: &str, path: &str, is_known: fn(&str) -> bool) -> Option<HeaderValue> {
    let value = query(uri, name).filter(|value| is_known(value))?;
    let cookie = format!("{name}={value}; Path={path}; Max-Age=31536000; SameSite=Lax");
    HeaderValue::try_from(cookie).ok()
}

/// The visit that this request is, after such a progress.
pub(crate) fn read(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
    progress: Option<Progress>,
) -> Visit {
    let theme = query(uri, THEME).or_else(|| cookie(headers, THEME));
    Visit {
        language: language(uri, headers),
        theme: theme.and_then(Theme::from_name).unwrap_or_default(),
        progress: progress.unwrap_or_default(),
        frame: None,
        base: Arc::clone(&state.public.base),
    }
}
