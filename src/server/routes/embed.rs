//! The form in other sites' pages: the element that shows it there, and the page in its frame.
//!
//! Browsers keep no cookies for a frame of another site. So its forms are answered by the page
//! itself, and bring along what the page has to know. No call of the frame is a cross-site one:
//! what is in it comes from here.

use std::sync::LazyLock;

use axum::{
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use reqwest::Url;
use serde_json::json;

use super::{
    files,
    forms::{self, Filled},
};
use crate::{
    app::{self, Script},
    model::{Frame, Language, Progress, Texts, Visit},
    server::{
        cache,
        headers::{ISOLATED, OF_ANY_ORIGIN},
        middleware::{ClientIp, SiteHost, origin, visit},
        state::AppState,
    },
};

/// A request of a frame, before its form is read.
pub(crate) struct Framed(Visit);

impl FromRequestParts<AppState> for Framed {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        Parts { uri, headers, extensions, .. }: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let parent = visit::query(uri, "parent").map(str::to_owned);
        let is_own = |origin: &Url| origin::is_own(state, headers, extensions, origin);
        let parent = parent.filter(|parent| state.frame_ancestors.allow(parent, is_own));
        let visit = visit::read(state, uri, headers, None);
        Ok(Self(Visit { frame: Some(Frame { parent }), ..visit }))
    }
}

/// `GET /embed`
pub(crate) async fn show(State(state): State<AppState>, Framed(visit): Framed) -> Response {
    page(&state, visit).await
}

/// `POST /embed`: the same in another language, with what was typed so far.
pub(crate) async fn say_otherwise(
    State(state): State<AppState>,
    framed: Framed,
    form: Filled,
) -> Response {
    answer(&state, framed, form, async |_, fields| fields.progress()).await
}

/// `POST /embed/sms-codes`
pub(crate) async fn send(
    State(state): State<AppState>,
    framed: Framed,
    ClientIp(client): ClientIp,
    form: Filled,
) -> Response {
    let send = async |visit, fields| forms::after_send(&state, visit, fields, client).await;
    answer(&state, framed, form, send).await
}

/// `POST /embed/sms-codes/verify`
pub(crate) async fn verify(
    State(state): State<AppState>,
    framed: Framed,
    ClientIp(client): ClientIp,
    SiteHost(hostname): SiteHost,
    form: Filled,
) -> Response {
    let verify =
        async |visit, fields| forms::after_verify(&state, visit, fields, hostname, client).await;
    answer(&state, framed, form, verify).await
}

/// `POST /embed/picture`
pub(crate) async fn new_picture(
    State(state): State<AppState>,
    framed: Framed,
    form: Filled,
) -> Response {
    answer(&state, framed, form, async |visit, fields| forms::after_picture(visit, fields)).await
}

/// The page after a form.
async fn answer(
    state: &AppState,
    Framed(mut visit): Framed,
    form: Filled,
    after: impl AsyncFnOnce(Visit, forms::Fields) -> Progress,
) -> Response {
    let fields = match forms::read(form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    visit.progress = fields.progress();
    visit.progress = after(visit.clone(), fields).await;
    page(state, visit).await
}

async fn page(state: &AppState, visit: Visit) -> Response {
    let (options, files) = (state.leptos_options.clone(), state.site_files.clone());
    let shell = move || app::frame(options.clone(), files.clone());
    let state = state.clone();
    let context = move || state.provide_to_page();
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(visit);
    let render = leptos_axum::render_app_async_with_context(context, shell);
    let mut response = render(request).await;
    response.headers_mut().extend([OF_ANY_ORIGIN, ISOLATED]);
    response
}

/// The element's script.
static ELEMENT: LazyLock<Script> = LazyLock::new(|| {
    let words = Language::ALL.map(|language| {
        let Texts { title, frame_failed, .. } = Texts::of(language);
        (language.name().to_owned(), json!([title, frame_failed]))
    });
    let words = serde_json::Value::Object(words.into_iter().collect());
    let script = app::compact(include_str!("embed/element.js"));
    Script::new(script.replace("WORDS", &words.to_string()))
});

/// `GET /embed.js`: any page may load it. It knows nothing but where it came from.
pub(crate) async fn element(headers: HeaderMap) -> Response {
    let anywhere = [(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")), OF_ANY_ORIGIN];
    (anywhere, script(&ELEMENT, cache::MINUTES, &headers)).into_response()
}

/// `GET /embed/frame.js`: what a framed page tells the page around it.
pub(crate) async fn to_parent(headers: HeaderMap) -> Response {
    script(&app::TO_PARENT, cache::IMMUTABLE, &headers)
}

fn script(script: &'static Script, policy: HeaderValue, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", script.tag);
    let answer = if files::is_known(&tag, headers.get(IF_NONE_MATCH)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        const KIND: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
        ([(CONTENT_TYPE, KIND)], script.text.as_str()).into_response()
    };
    ([(CACHE_CONTROL, policy)], [(ETAG, tag)], answer).into_response()
}
