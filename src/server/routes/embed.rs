//! The form in other sites' pages: the element that shows it there, and the page in its frame.
//!
//! Browsers keep no cookies for a frame of another site. So its forms are answered by the page
//! itself, and bring along what the page has to know. No call of the frame is a cross-site one:
//! what is in it comes from here.

use std::{net::IpAddr, sync::LazyLock};

use axum::{
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, VARY,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use reqwest::Url;
use serde_json::{Value, json};

use super::{
    files,
    forms::{self, Filled},
};
use crate::{
    app::{self, Script},
    model::{FormState, Frame, Language, PageContext},
    server::{
        cache, first_challenge, gzip,
        headers::{ISOLATED, OF_ANY_ORIGIN},
        middleware::{ClientIp, SiteHost, origin, page_context},
        site::CurrentSite,
        state::AppState,
    },
};

/// A request of a frame, before its form is read.
pub(crate) struct Framed {
    site: CurrentSite,
    client: IpAddr,
    context: PageContext,
}

impl FromRequestParts<AppState> for Framed {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let ClientIp(client) = ClientIp::from_request_parts(parts, state).await?;
        let Parts { uri, headers, extensions, .. } = parts;
        let parent = page_context::query(uri, "parent").map(str::to_owned);
        let is_own = |origin: &Url| origin::is_own(state, headers, extensions, origin);
        let site = CurrentSite::of(&state.sites, extensions);
        let parent = parent.filter(|parent| site.0.frame_ancestors.allow(parent, is_own));
        let context = page_context::read(state, uri, headers, None);
        Ok(Self { site, client, context: PageContext { frame: Some(Frame { parent }), ..context } })
    }
}

/// `GET /embed`
pub(crate) async fn show(
    State(state): State<AppState>,
    headers: HeaderMap,
    framed: Framed,
) -> Response {
    let is_compressed = gzip::is_for(&framed.context.form_state, &headers);
    let response = page(&state, framed).await;
    if is_compressed { gzip::page(response).await } else { response }
}

/// `POST /embed`: the same in another language, with what was typed so far.
pub(crate) async fn change_language(
    State(state): State<AppState>,
    framed: Framed,
    form: Filled,
) -> Response {
    answer(&state, framed, form, async |_, fields| fields.form_state()).await
}

/// `POST /embed/sms-codes`
pub(crate) async fn send(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    framed: Framed,
    ClientIp(client): ClientIp,
    form: Filled,
) -> Response {
    let send = async |context, fields| forms::after_send(&site, context, fields, client).await;
    answer(&state, framed, form, send).await
}

/// `POST /embed/sms-codes/verify`
pub(crate) async fn verify(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    framed: Framed,
    ClientIp(client): ClientIp,
    SiteHost(hostname): SiteHost,
    form: Filled,
) -> Response {
    let verify =
        async |context, fields| forms::after_verify(&site, context, fields, hostname, client).await;
    answer(&state, framed, form, verify).await
}

/// `POST /embed/reverse-messages/verify`
pub(crate) async fn take_reverse(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    framed: Framed,
    SiteHost(hostname): SiteHost,
    form: Filled,
) -> Response {
    let take =
        async |context, fields| forms::after_take_reverse(&site, context, fields, hostname).await;
    answer(&state, framed, form, take).await
}

/// `POST /embed/picture`
pub(crate) async fn new_picture(
    State(state): State<AppState>,
    framed: Framed,
    form: Filled,
) -> Response {
    answer(&state, framed, form, async |context, fields| forms::after_picture(context, fields))
        .await
}

/// `POST /embed/places`
pub(crate) async fn click(State(state): State<AppState>, framed: Framed, form: Filled) -> Response {
    answer(&state, framed, form, async |context, fields| forms::after_click(context, fields)).await
}

/// The page after a form.
async fn answer(
    state: &AppState,
    Framed { site, client, mut context }: Framed,
    form: Filled,
    after: impl AsyncFnOnce(PageContext, forms::Fields) -> FormState,
) -> Response {
    let fields = match forms::read(form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    context.form_state = fields.form_state();
    context.form_state = after(context.clone(), fields).await;
    page(state, Framed { site, client, context }).await
}

async fn page(state: &AppState, Framed { site, client, mut context }: Framed) -> Response {
    context.challenge = first_challenge::of(&site.0, client, &context.form_state).await;
    let (options, files) = (state.leptos_options.clone(), state.site_files.clone());
    let shell = move || app::frame(options.clone(), files.clone());
    let state = state.clone();
    let provide = move || state.provide_to_page();
    let mut request = Request::new(Body::empty());
    request.extensions_mut().insert(context);
    request.extensions_mut().insert(site);
    let render = leptos_axum::render_app_async_with_context(provide, shell);
    let mut response = render(request).await;
    response.headers_mut().extend([OF_ANY_ORIGIN, ISOLATED]);
    response
}

/// The element's script.
static ELEMENT: LazyLock<Script> = LazyLock::new(|| {
    let script = app::compact(include_str!("embed/element.js"));
    let script = script.replace("LANGUAGES", &languages().to_string());
    Script::new(script.replace("WORDS", &words().to_string()))
});

/// The element's script as a module, for the package `menshen-element`.
pub fn element_module() -> String {
    format!(
        "// Made from src/server/routes/embed/element.js by `make element`.\n{}\n\
         export const MenshenGate=globalThis.customElements?.get('menshen-gate');\n",
        ELEMENT.text
    )
}

/// How the tags of a language begin, with a hyphen behind, and its name; the first that fits counts.
fn languages() -> Value {
    let ranges = Language::ranges().into_iter().map(|(range, language)| {
        let beginning = if range.is_empty() { String::new() } else { format!("{range}-") };
        json!([beginning, language.name()])
    });
    ranges.collect()
}

/// By the name of the language: the frame's title, and what stands in its place when it does not come.
fn words() -> Value {
    let words = Language::all().map(|language| {
        let texts = language.catalogue();
        (language.name().to_owned(), json!([texts.page.title, texts.embed.failed]))
    });
    Value::Object(words.collect())
}

/// `GET /embed.js`: any page may load it. It knows nothing but where it came from.
pub(crate) async fn element(headers: HeaderMap) -> Response {
    let anywhere = [(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")), OF_ANY_ORIGIN];
    (anywhere, script(&ELEMENT, cache::MINUTES, &headers)).into_response()
}

/// `GET /page/pointing.js`: what pictures that are pointed at need of a page, in a frame or not.
pub(crate) async fn pointing(headers: HeaderMap) -> Response {
    script(&app::POINTING, cache::IMMUTABLE, &headers)
}

/// `GET /page/moving.js`: what stops pictures that move.
pub(crate) async fn moving(headers: HeaderMap) -> Response {
    script(&app::MOVING, cache::IMMUTABLE, &headers)
}

/// `GET /embed/frame.js`: what a framed page tells the page around it.
pub(crate) async fn to_parent(headers: HeaderMap) -> Response {
    script(&app::TO_PARENT, cache::IMMUTABLE, &headers)
}

fn script(script: &'static Script, policy: HeaderValue, headers: &HeaderMap) -> Response {
    const KIND: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
    const GZIP: HeaderValue = HeaderValue::from_static("gzip");
    // A cache between must not give gzip to a client that can't read it.
    const BY_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");
    let is_small = !script.gzip.is_empty() && gzip::is_taken(headers);
    // Each encoding is a representation of its own.
    let tag = format!("\"{}{}\"", script.tag, if is_small { "-gzip" } else { "" });
    let answer = if files::is_known(&tag, headers.get(IF_NONE_MATCH)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if is_small {
        ([(CONTENT_TYPE, KIND), (CONTENT_ENCODING, GZIP)], &*script.gzip).into_response()
    } else {
        ([(CONTENT_TYPE, KIND)], script.text.as_str()).into_response()
    };
    ([(CACHE_CONTROL, policy), (VARY, BY_ENCODING)], [(ETAG, tag)], answer).into_response()
}
