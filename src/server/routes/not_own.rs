//! What answers a form or a call that another site's page has sent, or that seems so: 403.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CONTENT_LANGUAGE, CONTENT_TYPE},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::server_fn::{ContentType, codec::PostcardEncoding, error::FromServerFnError};

use super::{admin, fallback};
use crate::{
    api::Refusal,
    app,
    model::Language,
    server::{
        console::{Document, not_own_page},
        middleware::{
            language::language,
            origin::{self, NotOwn},
            page_context,
        },
        problem,
        site::CurrentSite,
        state::AppState,
    },
};

const STATUS: StatusCode = StatusCode::FORBIDDEN;

/// Lets through what the page itself has sent.
pub(crate) async fn refuse(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    match origin::judge(&state, &request) {
        Ok(()) => next.run(request).await,
        Err(cause) => refused(&state, &request, &cause),
    }
}

/// The same for the console, in its own looks.
pub(crate) async fn refuse_at_console(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let Err(cause) = origin::judge(&state, &request) else { return next.run(request).await };
    let context = page_context::read(&state, request.uri(), request.headers(), None);
    let text = cause.text(context.language);
    if !wants_page(request.headers()) {
        return problem::plain(STATUS, &text);
    }
    let html = not_own_page(Document::new(&context, "/admin"), text);
    (STATUS, [admin::POLICY], Html(html)).into_response()
}

/// A page for a person, what the island shows for its calls, problem details for a program.
fn refused(state: &AppState, request: &Request, cause: &NotOwn) -> Response {
    let (uri, headers) = (request.uri(), request.headers());
    let accepted = language(uri, headers);
    if uri.path().starts_with("/api/page/") {
        // The page is in one language, whatever the browser asks for.
        let tag = headers.get(CONTENT_LANGUAGE).and_then(|tag| tag.to_str().ok());
        let language = tag.and_then(Language::from_tag).unwrap_or(accepted);
        let refusal = Refusal { text: cause.text(language), ..Refusal::default() };
        let kind = HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE);
        return (STATUS, [(CONTENT_TYPE, kind)], refusal.ser()).into_response();
    }
    if !wants_page(headers) {
        return problem::plain(STATUS, &cause.text(accepted));
    }
    let context = page_context::read(state, uri, headers, None);
    let text = cause.text(context.language);
    let CurrentSite(site) = CurrentSite::of(&state.sites, request.extensions());
    fallback::page(STATUS, state, &site, |options, files| {
        app::not_own(options, files, context, text)
    })
}

/// A browser that shows whatever the answer is.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}
