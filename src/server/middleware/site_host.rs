//! On whose page a person is.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap,
        header::{HOST, ORIGIN},
        request::Parts,
    },
};
use reqwest::Url;

/// The host of the page that makes the request: that of `Origin`, which every browser sends with a
/// POST, or else that of `Host`. Empty when neither can be read.
///
/// A browser tells the truth here; a program says what it likes.
pub(crate) struct SiteHost(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for SiteHost {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(site_host(&parts.headers).unwrap_or_default()))
    }
}

/// Without the port, in lower case and with a name's other letters as they are in the DNS.
pub(crate) fn site_host(headers: &HeaderMap) -> Option<String> {
    /// The longest name that the DNS has (RFC 1035 §2.3.4).
    const LONGEST: usize = 253;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = |address: &str| Some(Url::parse(address).ok()?.host_str()?.to_owned());
    // Of other schemes, neither the case of a name nor its form is made one.
    let is_web = |origin: &&str| ["http://", "https://"].iter().any(|web| origin.starts_with(web));
    let origin = text(ORIGIN).filter(is_web).and_then(host);
    let found = origin.or_else(|| host(&format!("http://{}", text(HOST)?)))?;
    (found.len() <= LONGEST).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(origin: &str, host: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(ORIGIN, origin), (HOST, host)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        site_host(&headers)
    }

    #[test]
    fn the_page_is_where_the_browser_says_and_else_where_it_was_asked_for() {
        for (origin, host, site) in [
            ("https://Shop.example:8443", "gate.example", Some("shop.example")),
            ("", "gate.example:3000", Some("gate.example")),
            ("null", "gate.example", Some("gate.example")),
            ("https://", "gate.example", Some("gate.example")),
            ("file:///etc", "gate.example", Some("gate.example")),
            ("httpx://Shop.example", "gate.example", Some("gate.example")),
            ("http://[::1]:3000", "", Some("[::1]")),
            ("", "192.0.2.1", Some("192.0.2.1")),
            ("", "", None),
            ("", "a b", None),
            ("", &"a".repeat(254), None),
        ] {
            assert_eq!(seen(origin, host).as_deref(), site, "{origin} {host}");
        }
    }
}
