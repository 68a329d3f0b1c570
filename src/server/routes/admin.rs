//! `/admin`: the console for operators, on a listener of its own. `records` are the pages beside the front page,
//! `api` is the same for programs.

pub(crate) mod api;
mod records;

use std::net::IpAddr;

use axum::{
    Extension, Form,
    extract::{
        FromRequestParts, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, ORIGIN, RETRY_AFTER},
        request::Parts,
    },
    response::{Html, IntoResponse, IntoResponseParts, Response},
};
use serde::Deserialize;

use crate::{
    model::PageContext,
    server::{
        console::{
            Console, Document, Report, STYLE, Session, confirm_page, front_page, log_in_page,
            not_logged_out_page, not_turned_page, store_down_page,
        },
        middleware::ClientIp,
        operators::Operator,
        site::{CurrentSite, Site},
        state::AppState,
        store::{AuditAction, KillSwitch, Span},
    },
};

pub(crate) use records::{audit, decisions, remove_rule, rules, save_rule};

/// What the console's pages may load and do: no script, no picture, nobody's frame. Its own style
/// sheet, its own forms.
pub(crate) const POLICY: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
);

/// Somebody who has logged in. Whoever has not is shown the way there.
pub(crate) struct LoggedIn(Session);

impl FromRequestParts<AppState> for LoggedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let opened = state.console.as_ref().zip(session(&parts.headers, state));
        let (console, session) = opened.ok_or_else(|| to_front(state, ()))?;
        match console.is_logged_out(&session).await {
            Ok(false) => Ok(Self(session)),
            Ok(true) => Err(to_front(state, ())),
            // Whoever presses something has to be known.
            Err(_) => {
                let context = parts.extensions.get::<PageContext>().cloned().unwrap_or_default();
                let html = store_down_page(Document::new(&context, "/admin"));
                Err(page(StatusCode::SERVICE_UNAVAILABLE, html))
            }
        }
    }
}

/// The session that the browser has brought, if its time is not over.
fn session(headers: &HeaderMap, state: &AppState) -> Option<Session> {
    state.console.as_ref()?.open(headers)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Shown {
    span: String,
}

#[derive(Deserialize)]
pub(crate) struct LogIn {
    name: String,
    token: String,
}

/// A switch and how it is to stand.
#[derive(Deserialize)]
pub(crate) struct Turn {
    /// A page of an older server calls it a lever.
    #[serde(alias = "lever")]
    switch: String,
    on: bool,
}

/// `GET /admin`: the front page, or the form to log in.
pub(crate) async fn show(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    shown: Result<Query<Shown>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Some(console) = &state.console else { return StatusCode::NOT_FOUND.into_response() };
    let log_in = || page(StatusCode::OK, log_in_page(Document::new(&context, "/admin"), None));
    let Some(session) = session(&headers, &state) else { return log_in() };
    // While the store does not answer there is nothing to see but that.
    if let Ok(true) = console.is_logged_out(&session).await {
        return log_in();
    }
    let is_long = shown.is_ok_and(|Query(shown)| shown.span == "hours");
    let (span, path) =
        if is_long { (Span::Hours, "/admin?span=hours") } else { (Span::Minutes, "/admin") };
    let (switches, history, snapshot) =
        tokio::join!(site.switches.read(), site.history(span), site.gauges.snapshot());
    // As last known, where the store says nothing.
    let switches = switches.unwrap_or_else(|_| site.switches.known());
    let report = history.ok().map(Report::new);
    let status = if report.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let document = Document::new(&context, path);
    page(status, front_page(document, &session, &switches, report.as_ref(), &snapshot, span))
}

/// `POST /admin/log-in`
pub(crate) async fn log_in(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    form: Result<Form<LogIn>, FormRejection>,
) -> Response {
    let Some(console) = &state.console else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(Form(LogIn { name, token })) = form else { return bad_form() };
    let texts = &context.language.catalogue().console;
    let refused = |text| log_in_page(Document::new(&context, "/admin"), Some(text));
    let logged_in = console.log_in(&name, &token, client);
    record_wrong_tokens(console, &site, client).await;
    match logged_in {
        Ok(session) => {
            let operator = Operator::new(&session.name, client);
            operator.record(&site, AuditAction::LoggedIn, "", "", "").await;
            // Behind a proxy only the browser knows; it says so with every POST.
            let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes).unwrap_or_default();
            let is_secure = origin.starts_with(b"https://");
            to_front(&state, console.keep(&session, &state.public.base, is_secure))
        }
        Err(None) => page(StatusCode::FORBIDDEN, refused(texts.token_wrong.to_owned())),
        Err(Some(wait)) => {
            let time = context.language.time(wait);
            let refused = refused(texts.tries_over.fill([&time]));
            let mut response = page(StatusCode::TOO_MANY_REQUESTS, refused);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
            response
        }
    }
}

/// `POST /admin/log-out`: the session ends on every server, and the browser forgets it.
pub(crate) async fn log_out(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
) -> Response {
    if let Some((console, session)) = state.console.as_ref().zip(session(&headers, &state)) {
        if let Err(error) = console.log_out(&session).await {
            tracing::error!(%error, "a session of the console may not have ended");
            let html = not_logged_out_page(Document::new(&context, "/admin"));
            return page(StatusCode::SERVICE_UNAVAILABLE, html);
        }
        let operator = Operator::new(&session.name, client);
        operator.record(&site, AuditAction::LoggedOut, "", "", "").await;
    }
    to_front(&state, Console::forget(&state.public.base))
}

/// Strangers' tokens, from time to time, as one deed of nobody.
async fn record_wrong_tokens(console: &Console, site: &Site, client: IpAddr) {
    if let Some(wrong) = console.take_unrecorded() {
        let nobody = Operator::new("?", client);
        let wrong = wrong.to_string();
        nobody.record(site, AuditAction::WrongTokens, "", "", &wrong).await;
    }
}

/// `GET /admin/switch`: the question before a switch is turned.
pub(crate) async fn ask(
    LoggedIn(_): LoggedIn,
    Extension(context): Extension<PageContext>,
    turn: Result<Query<Turn>, QueryRejection>,
) -> Response {
    let turn =
        turn.ok().and_then(|Query(turn)| Some((turn.switch.parse::<KillSwitch>().ok()?, turn.on)));
    let Some((switch, on)) = turn else { return bad_form() };
    let path = format!("/admin/switch?switch={}&on={on}", switch.name());
    page(StatusCode::OK, confirm_page(Document::new(&context, path), switch, on))
}

/// `POST /admin/switch`: turns it, for this site on every server.
pub(crate) async fn turn(
    LoggedIn(session): LoggedIn,
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    form: Result<Form<Turn>, FormRejection>,
) -> Response {
    let turn =
        form.ok().and_then(|Form(turn)| Some((turn.switch.parse::<KillSwitch>().ok()?, turn.on)));
    let Some((switch, on)) = turn else { return bad_form() };
    match Operator::new(&session.name, client).set_switch(&site, switch, on).await {
        Ok(()) => to_front(&state, ()),
        Err(error) => {
            tracing::error!(%error, switch = switch.name(), on, "a switch may not be turned");
            let html = not_turned_page(Document::new(&context, "/admin"), switch);
            page(StatusCode::SERVICE_UNAVAILABLE, html)
        }
    }
}

/// `GET /admin/style.css`
pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

/// Whoever comes without a path.
pub(crate) async fn front(State(state): State<AppState>) -> Response {
    to_front(&state, ())
}

fn page(status: StatusCode, html: String) -> Response {
    (status, [POLICY], Html(html)).into_response()
}

/// No page of ours sends such a thing.
fn bad_form() -> Response {
    crate::server::problem::plain(StatusCode::BAD_REQUEST, "Use the console's own links and forms.")
}

/// 303, so that loading the page anew does nothing again.
fn to_front(state: &AppState, cookies: impl IntoResponseParts) -> Response {
    to(state, "/admin", cookies)
}

fn to(state: &AppState, path: &str, cookies: impl IntoResponseParts) -> Response {
    let location = [(LOCATION, format!("{}{path}", state.public.base))];
    (StatusCode::SEE_OTHER, cookies, location).into_response()
}
