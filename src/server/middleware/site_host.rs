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

use super::origin;
use crate::server::state::AppState;

/// The host of the page that makes the request: that of `Origin`, which every browser sends with a
/// POST, or else the server's own: as a trusted proxy passes it on, as `PUBLIC_URL` has it, or as `Host`
/// says. Empty when none can be read.
///
/// A browser tells the truth here; a program says what it likes.
pub(crate) struct SiteHost(pub(crate) String);

impl FromRequestParts<AppState> for SiteHost {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let Parts { headers, extensions, .. } = parts;
        let asked_for = origin::asked_for(state, headers, extensions);
        let own = asked_for.passed_on().or_else(|| state.public.host());
        Ok(Self(site_host(headers, own).unwrap_or_default()))
    }
}

/// Without the port, in lower case and with a name's other letters as they are in the DNS.
/// `own` is the server's, where more is known than `Host`.
pub(crate) fn site_host(headers: &HeaderMap, own: Option<&str>) -> Option<String> {
    /// The longest name that the DNS has (RFC 1035 §2.3.4).
    const LONGEST: usize = 253;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = |address: &str| Some(Url::parse(address).ok()?.host_str()?.to_owned());
    // Of other schemes, neither the case of a name nor its form is made one.
    let is_web = |origin: &&str| ["http://", "https://"].iter().any(|web| origin.starts_with(web));
    let origin = text(ORIGIN).filter(is_web).and_then(host);
    let own = || own.map(str::to_owned).or_else(|| host(&format!("http://{}", text(HOST)?)));
    let found = origin.or_else(own)?;
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
        site_host(&headers, None)
    }

    #[test]
    fn the_servers_own_name_may_be_known_better_than_by_the_request() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "inside:3000".parse().unwrap());
        assert_eq!(site_host(&headers, Some("sms.example")).as_deref(), Some("sms.example"));
        headers.insert(ORIGIN, "https://shop.example".parse().unwrap());
        assert_eq!(site_host(&headers, Some("sms.example")).as_deref(), Some("shop.example"));
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
