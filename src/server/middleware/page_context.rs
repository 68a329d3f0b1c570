//! What a browser brings along to the page, and what it is given to keep.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use time::Duration;

pub(crate) use super::language::query;
use super::{
    client_ip::ClientIp,
    language::{LANGUAGE, language},
};
use crate::server::cookies::cookie;
use crate::{
    model::{FormState, Language, PageContext, Theme},
    server::{first_challenge, form_state, site::CurrentSite, state::AppState},
};

const THEME: &str = "theme";

/// Tells pages and forms whose request it is. A language or colours that the address asks for are
/// remembered for a year.
pub(crate) async fn provide(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    ClientIp(client): ClientIp,
    mut request: Request,
    next: Next,
) -> Response {
    let form_state = form_state::read(&site.keys, request.headers());
    let mut context = read(&state, request.uri(), request.headers(), form_state);
    if request.method() == Method::GET {
        context.challenge = first_challenge::of(&site, client, &context.form_state).await;
    }
    let path = state.public.cookie_path();
    let chosen = [
        remember(request.uri(), LANGUAGE, path, |name| Language::from_name(name).is_some()),
        remember(request.uri(), THEME, path, |name| Theme::from_name(name).is_some()),
    ];
    // A ticket is shown once.
    let is_over = request.method() == Method::GET && context.form_state.ticket.is_some();
    let gone = is_over.then(|| form_state::gone(request.headers())).flatten();
    request.extensions_mut().insert(context);

    let response = next.run(request).await;
    let cookies = chosen.into_iter().flatten().chain(gone);
    (cookies.fold(CookieJar::new(), CookieJar::add), response).into_response()
}

/// A cookie for what the address asks for, when there is such a thing.
fn remember(
    uri: &Uri,
    name: &'static str,
    path: &str,
    is_known: fn(&str) -> bool,
) -> Option<Cookie<'static>> {
    let value = query(uri, name).filter(|value| is_known(value))?.to_owned();
    let cookie = Cookie::build((name, value)).path(path.to_owned());
    Some(cookie.max_age(Duration::days(365)).same_site(SameSite::Lax).build())
}

/// What this request is for the page, after such a form.
pub(crate) fn read(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
    form_state: Option<FormState>,
) -> PageContext {
    let theme = query(uri, THEME).or_else(|| cookie(headers, THEME));
    PageContext {
        language: language(uri, headers),
        theme: theme.and_then(Theme::from_name).unwrap_or_default(),
        form_state: form_state.unwrap_or_default(),
        challenge: None,
        frame: None,
        base: Arc::clone(&state.public.base),
    }
}
