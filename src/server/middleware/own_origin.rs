//! Which origins are the server's own: those that `PUBLIC_URL` names, and the host that the browser
//! asked for, as far as a proxy lets it be known.
//!
//! The host is the browser's word, and no page can change it: a script that adds `X-Forwarded-Host` to
//! a call to another origin has to be allowed to, and nothing here allows it. Programs may write what
//! they like; but they have no person's browser to misuse.

use axum::http::{
    HeaderMap,
    header::{FORWARDED, HOST, HeaderName},
};
use reqwest::Url;

use super::client_ip::forwarded;

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The names by which a browser may have asked for what a request is for.
pub(crate) struct AskedFor {
    hosts: Vec<Host>,
    /// The first of them is not that of the request itself.
    is_passed_on: bool,
    /// A trusted proxy stands between.
    is_proxied: bool,
    /// It says that the browser speaks TLS.
    is_tls: bool,
}

/// As `Host` has it.
struct Host {
    name: String,
    /// Not there where it is the scheme's own.
    port: Option<u16>,
}

impl AskedFor {
    /// `is_proxied`: the request comes from a proxy whose word is taken.
    pub(crate) fn read(headers: &HeaderMap, is_proxied: bool) -> Self {
        let text = |name: HeaderName| headers.get(name)?.to_str().ok();
        let mut hosts = Vec::new();
        let mut is_tls = false;
        if is_proxied {
            // Each proxy adds what it was asked for: the first is what the browser asked for.
            let first = |name| Some(text(name)?.split(',').next()?.trim());
            let [host, scheme] = ["host", "proto"]
                .map(|of| text(FORWARDED).and_then(|line| forwarded::first(line, of)));
            hosts.extend(host.as_deref().and_then(Host::read));
            hosts.extend(first(X_FORWARDED_HOST).and_then(Host::read));
            is_tls = [scheme.as_deref(), first(X_FORWARDED_PROTO)].contains(&Some("https"));
        }
        let is_passed_on = !hosts.is_empty();
        hosts.extend(text(HOST).and_then(Host::read));
        Self { hosts, is_passed_on, is_proxied, is_tls }
    }

    /// The name that a trusted proxy passes on besides `Host`, without the port.
    pub(crate) fn passed_on(&self) -> Option<&str> {
        self.is_passed_on.then(|| self.hosts.first())?.map(|host| host.name.as_str())
    }

    /// What was asked for, for a log.
    pub(crate) fn shown(&self) -> String {
        let shown = |host: &Host| match host.port {
            Some(port) => format!("{}:{port}", host.name),
            None => host.name.clone(),
        };
        self.hosts.iter().map(shown).collect::<Vec<_>>().join(", ")
    }

    /// Whether a page of this origin is of the host that was asked for.
    pub(crate) fn is(&self, origin: &Url) -> bool {
        let Some(name) = origin.host_str() else { return false };
        if !["http", "https"].contains(&origin.scheme()) {
            return false;
        }
        // A page that came without TLS may have been written by anybody on the way.
        if self.is_tls && origin.scheme() != "https" {
            return false;
        }
        self.hosts.iter().any(|host| {
            let is_port = match host.port {
                Some(port) => origin.port_or_known_default() == Some(port),
                // Proxies that pass the name on often lose the port (nginx's `$host`), or know only
                // the one inside of a container. A page at another port is of the same site at least.
                None => self.is_proxied || origin.port().is_none(),
            };
            host.name == name && is_port
        })
    }
}

impl Host {
    fn read(text: &str) -> Option<Self> {
        if text.contains(['/', '\\', '@', '?', '#']) {
            return None;
        }
        let url = Url::parse(&format!("http://{text}")).ok()?;
        Some(Self { name: url.host_str()?.to_owned(), port: url.port() })
    }
}

/// The origin that a browser names; `None` for `null` and for what is no web page's.
pub(crate) fn web_origin(text: &str) -> Option<Url> {
    let is_web = ["http://", "https://"].iter().any(|web| text.starts_with(web));
    let url = Url::parse(text).ok().filter(|_| is_web)?;
    (url.origin().ascii_serialization() == text).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(lines: &[(&'static str, &str)], is_proxied: bool, origin: &str) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let Some(origin) = web_origin(origin) else { return false };
        AskedFor::read(&headers, is_proxied).is(&origin)
    }

    #[test]
    fn the_host_is_an_own_origin_with_the_port_of_its_scheme() {
        for (host, origin, own) in [
            ("sms.example", "https://sms.example", true),
            ("sms.example", "http://sms.example", true),
            ("SMS.example", "https://sms.example", true),
            ("sms.example:443", "https://sms.example", true),
            ("sms.example:80", "http://sms.example", true),
            ("sms.example:8080", "http://sms.example:8080", true),
            ("[::1]:3000", "http://[::1]:3000", true),
            ("sms.example", "https://sms.example:8443", false),
            ("sms.example:8080", "http://sms.example", false),
            ("sms.example:443", "http://sms.example", false),
            ("sms.example", "https://example", false),
            ("sms.example", "https://x.sms.example", false),
            ("sms.example", "https://sms.example.evil.example", false),
            ("sms.example", "null", false),
            ("sms.example", "capacitor://sms.example", false),
            ("a@sms.example", "http://sms.example", false),
            ("sms.example/x", "http://sms.example", false),
            ("", "http://sms.example", false),
        ] {
            assert_eq!(is(&[("host", host)], false, origin), own, "{host} {origin}");
        }
    }

    #[test]
    fn what_a_proxy_passes_on_counts_where_it_is_trusted() {
        let inside = ("host", "127.0.0.1:3000");
        for lines in [
            &[inside, ("x-forwarded-host", "sms.example:8080")][..],
            &[inside, ("x-forwarded-host", "sms.example")],
            &[inside, ("x-forwarded-host", "sms.example:8080, inside")],
            &[inside, ("forwarded", r#"for=192.0.2.1;host="sms.example:8080";proto=http"#)],
            &[inside, ("forwarded", "for=192.0.2.1;Host=sms.example, for=10.0.0.1;host=inside")],
        ] {
            assert!(is(lines, true, "http://sms.example:8080"), "{lines:?}");
            assert!(!is(lines, false, "http://sms.example:8080"), "{lines:?}");
            assert!(!is(lines, true, "http://evil.example"), "{lines:?}");
        }
        assert!(!is(&[inside, ("forwarded", "host=\"sms.example")], true, "http://sms.example"));
        assert!(is(&[("host", "sms.example")], true, "http://sms.example:8080"));
        assert!(!is(&[("host", "sms.example:80")], false, "http://sms.example:8080"));
    }

    #[test]
    fn a_page_without_tls_is_not_of_a_host_that_was_asked_for_with_it() {
        for line in [("x-forwarded-proto", "https"), ("forwarded", "proto=https;host=sms.example")]
        {
            let lines = [("host", "sms.example"), line];
            assert!(is(&lines, true, "https://sms.example"));
            assert!(!is(&lines, true, "http://sms.example"), "{line:?}");
            assert!(is(&lines, false, "http://sms.example"), "an untrusted header: {line:?}");
        }
        // TLS may end before the proxy that says `http`.
        let lines = [("host", "sms.example"), ("x-forwarded-proto", "http")];
        assert!(is(&lines, true, "https://sms.example"));
    }
}
