//! The language of a request.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header::ACCEPT_LANGUAGE, request::Parts},
};

use crate::{model::Language, server::cookies::cookie};

/// The name of the parameter and of the cookie.
pub(crate) const LANGUAGE: &str = "lang";

/// The language that the client prefers, of those that Menshen speaks.
pub(crate) struct Accepted(pub(crate) Language);

impl<S: Sync> FromRequestParts<S> for Accepted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(language(&parts.uri, &parts.headers)))
    }
}

/// What is asked for in the address, else what was once chosen on the page, else what the browser
/// asks for.
pub(crate) fn language(uri: &Uri, headers: &HeaderMap) -> Language {
    let chosen = query(uri, LANGUAGE).or_else(|| cookie(headers, LANGUAGE));
    chosen.and_then(Language::from_name).unwrap_or_else(|| {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::from_accept_language(header)
    })
}

/// The parameter of this name, for values that nothing in an address stands for something else.
pub(crate) fn query<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn spoken(uri: &str, cookies: &str, accepted: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.parse().unwrap());
        headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        language(&uri.parse().unwrap(), &headers).name()
    }

    #[test]
    fn the_address_is_asked_before_the_cookie_and_the_cookie_before_the_header() {
        assert_eq!(spoken("/", "", "en"), "en");
        assert_eq!(spoken("/", "theme=dark; lang=zh", "en"), "zh");
        assert_eq!(spoken("/?theme=dark&lang=en", "lang=zh", "zh"), "en");
    }

    #[test]
    fn a_name_that_is_no_language_counts_for_nothing() {
        assert_eq!(spoken("/?lang=nl", "lang=xx", "en"), "en");
        assert_eq!(spoken("/?slang=zh", "slang=zh", "en"), "en");
        assert_eq!(spoken("/?lang", "lang", "en"), "en");
    }
}
