//! What a browser is told to keep away from: the security headers of every answer.

use std::env;

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use leptos::config::LeptosOptions;
use sha2::{Digest, Sha256};

use crate::server::settings::FrameAncestors;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Pictures and sounds may stand in the pages of other origins: front ends that were there before
/// show them in an `<img>`, which asks nobody.
pub(crate) const OF_ANY_ORIGIN: (HeaderName, HeaderValue) =
    (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));

/// For the page in a frame: it stands also in pages that isolate themselves, since it loads nothing
/// from elsewhere.
pub(crate) const ISOLATED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("cross-origin-embedder-policy"),
    HeaderValue::from_static("require-corp"),
);

/// For every answer that does not say otherwise.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    // What is no page has nothing to load, to send or to frame, should a browser take it for one.
    // `form-action`, `base-uri` and `frame-ancestors` do not follow `default-src`.
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    // The type is what we say: nothing that a client made us repeat becomes a script.
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // No other site learns where its visitor was. Not `no-referrer`: that takes `Origin` from the
    // forms of the page, too, by which older browsers show that a POST is its own.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    // No other origin's page draws it into its process, where it could be read by a side channel.
    // Calls that CORS allows are not concerned.
    (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
];

/// For pages alone: on other answers they mean nothing.
const OF_PAGES: [(HeaderName, HeaderValue); 2] = [
    // A page that opens this one, or is opened by it, gets no hold of its window.
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    // What the page never asks for, a script that got into it can't ask for in its name, nor can a
    // frame within it.
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
        ),
    ),
];

// Not here: `Strict-Transport-Security`, which whoever ends TLS has to decide for the whole host;
// `X-Frame-Options`, which `frame-ancestors` replaces in every browser since 2018.

/// Puts the headers on what these routes answer.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    secured(next.run(request).await)
}

/// The answer with the headers.
pub(crate) fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let content_type = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_page = content_type.is_some_and(|kind| kind.starts_with("text/html"));
    add(headers, &ALWAYS);
    if is_page {
        add(headers, &OF_PAGES);
    }
    response
}

fn add(headers: &mut HeaderMap, lines: &[(HeaderName, HeaderValue)]) {
    for (name, value) in lines {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

/// What a page may load and do. `nonce` is that of its scripts; a page without one has none. `style` is what
/// the site adds to the style sheet.
pub(crate) fn page_policy(
    nonce: Option<&str>,
    ancestors: &FrameAncestors,
    style: Option<&str>,
    options: &LeptosOptions,
) -> HeaderValue {
    // The site's own lines are known by their sum.
    let style = style.map_or_else(String::new, |style| {
        format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style)))
    });
    let mut policy = vec![
        // Whatever is not named below.
        "default-src 'none'".to_owned(),
        // The style sheet; no other style stands in the page itself.
        format!("style-src 'self'{style}"),
        // The picture and the icon.
        "img-src 'self'".to_owned(),
        // The plain forms.
        "form-action 'self'".to_owned(),
        // A `<base>` that got in would lead scripts and forms elsewhere.
        "base-uri 'none'".to_owned(),
        // Who may show the page in a frame, and could cover it to lead a click astray.
        format!("frame-ancestors {ancestors}"),
    ];
    if let Some(nonce) = nonce {
        // The nonce is for the scripts that stand in the page, `strict-dynamic` for the program that
        // the first of them imports; addresses count for nothing, so a file that someone got onto
        // this host is no script. `wasm-unsafe-eval` allows WebAssembly and no `eval`.
        policy.push(format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"));
        // The program and the page's calls; when developing, the news of a new build.
        policy.push(format!("connect-src 'self'{}", reload(options)));
        // The worker that does what a send may be asked for.
        policy.push("worker-src 'self'".to_owned());
        // The sound.
        policy.push("media-src 'self'".to_owned());
    }
    // Nonce and ancestors are ASCII without line breaks, and so is the rest.
    HeaderValue::try_from(policy.join("; ")).unwrap_or_else(|_| ALWAYS[0].1.clone())
}

/// Where `cargo leptos watch` tells the page of a new build. Nothing in a server that is deployed.
fn reload(options: &LeptosOptions) -> String {
    let port = options.reload_external_port.unwrap_or(options.reload_port);
    env::var_os("LEPTOS_WATCH").map_or_else(String::new, |_| format!(" ws://*:{port}"))
}
