//! Whether a request is of the server's own page: other sites' pages may not use the forms in a
//! person's name.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, HeaderName, Method, header::ORIGIN},
};
use reqwest::Url;

use super::{
    client_ip::is_from_proxy,
    own_origin::{AskedFor, web_origin},
};
use crate::{model::Language, server::state::AppState};

/// One warning about refused forms in this time: strangers can cause them.
pub(crate) const LOG_PERIOD: Duration = Duration::from_secs(60);

/// Why a request is not taken for one of our own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotOwn {
    /// The browser says so.
    CrossSite,
    /// Perhaps the server does not know its own address. The origin in the browser's words, where it
    /// is one.
    UnknownOrigin(Option<String>),
}

/// Whether it may do something. What is no browser says nothing about where it comes from, and has no
/// person to harm. What is refused for an address that the server does not know is logged with what
/// differed.
pub(crate) fn judge(state: &AppState, request: &Request) -> Result<(), NotOwn> {
    if [Method::GET, Method::HEAD].contains(request.method()) {
        return Ok(());
    }
    let (headers, extensions) = (request.headers(), request.extensions());
    let judged = own(headers, |origin| is_own(state, headers, extensions, origin));
    if let Err(NotOwn::UnknownOrigin(origin)) = &judged
        && state.refused_origins.admit()
    {
        let asked_for = asked_for(state, headers, extensions).shown();
        tracing::warn!(
            origin = origin.as_deref().unwrap_or("null"),
            host = asked_for,
            "a form was refused because its origin is not the host that was asked for. If that origin \
             is this server's own, name it in PUBLIC_URL, or let the proxy pass Host on (nginx: \
             proxy_set_header Host $http_host;). Else another site's page has sent the form"
        );
    }
    judged
}

/// `Sec-Fetch-Site` where the browser says it (all since 2023, by HTTPS): no proxy can spoil it. Else
/// `Origin` has to be ours, or the call has to have a header that no form can send, and no other
/// origin's script without being allowed to.
fn own(headers: &HeaderMap, is_own: impl FnOnce(&Url) -> bool) -> Result<(), NotOwn> {
    if let Some(site) = headers.get("sec-fetch-site") {
        let own = site == "same-origin" || site == "none";
        return if own { Ok(()) } else { Err(NotOwn::CrossSite) };
    }
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    if headers.contains_key(HeaderName::from_static(crate::api::CSRF_HEADER)) {
        return Ok(());
    }
    let origin = origin.to_str().ok().and_then(web_origin);
    if origin.as_ref().is_some_and(is_own) {
        return Ok(());
    }
    Err(NotOwn::UnknownOrigin(origin.map(|origin| origin.origin().ascii_serialization())))
}

/// Whether pages of this origin are the server's own, as far as it can know.
pub(crate) fn is_own(
    state: &AppState,
    headers: &HeaderMap,
    extensions: &Extensions,
    origin: &Url,
) -> bool {
    state.public.has(origin) || asked_for(state, headers, extensions).is(origin)
}

/// The host that the browser asked for, as far as it can be known.
pub(crate) fn asked_for(
    state: &AppState,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> AskedFor {
    AskedFor::read(headers, is_from_proxy(extensions, &state.trusted_proxies))
}

impl NotOwn {
    /// What happened, and what to do about it.
    pub(crate) fn text(&self, language: Language) -> String {
        let texts = &language.catalogue().page;
        match self {
            Self::CrossSite => texts.cross_site.to_owned(),
            Self::UnknownOrigin(origin) => {
                texts.unknown_origin.fill([origin.as_deref().unwrap_or("null")])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a server that is `https://sms.example.com`.
    fn judged(lines: &[(&'static str, &str)]) -> Result<(), NotOwn> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(*name, value.parse().unwrap());
        }
        own(&headers, |origin| origin.as_str() == "https://sms.example.com/")
    }

    #[test]
    fn sec_fetch_site_decides_where_there_is_one() {
        assert_eq!(judged(&[("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(judged(&[("sec-fetch-site", "none")]), Ok(()));
        let inside = ("origin", "https://inside.example");
        assert_eq!(judged(&[("sec-fetch-site", "same-origin"), inside]), Ok(()));
        for other in ["cross-site", "same-site", ""] {
            let own = [("origin", "https://sms.example.com"), ("x-csrf-protection", "1")];
            let lines = [&[("sec-fetch-site", other)], &own[..]].concat();
            assert_eq!(judged(&lines), Err(NotOwn::CrossSite), "{other}");
        }
    }

    #[test]
    fn without_it_the_origin_has_to_be_our_own_or_the_call_the_pages() {
        assert_eq!(judged(&[]), Ok(()));
        assert_eq!(judged(&[("origin", "https://sms.example.com")]), Ok(()));
        let call = ("x-csrf-protection", "1");
        assert_eq!(judged(&[("origin", "http://seen.example"), call]), Ok(()));
        for (other, named) in [
            ("https://example.com", Some("https://example.com")),
            ("https://sms.example.com:8443", Some("https://sms.example.com:8443")),
            ("null", None),
            ("https://me@example.com", None),
            ("<b>", None),
            ("", None),
        ] {
            let named = named.map(str::to_owned);
            assert_eq!(judged(&[("origin", other)]), Err(NotOwn::UnknownOrigin(named)), "{other}");
            // What some apps add by themselves says nothing.
            let added = ("x-requested-with", "com.example.app");
            assert!(judged(&[("origin", other), added]).is_err());
        }
    }
}
