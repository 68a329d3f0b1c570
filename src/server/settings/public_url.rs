//! Where browsers find this server, when a proxy stands before it.

use std::{str::FromStr, sync::Arc};

use reqwest::Url;

use super::{
    Settings,
    error::{SettingsError, wrong},
};

/// What stands in front of every path when the server has a host to itself: nothing.
const NONE: &str = "";
/// Longer than anybody would type.
const LONGEST_PATH: usize = 100;
/// What the first segment of a path means without a prefix. A proxy that takes the prefix off would
/// leave no way to tell `/api` from `/api/api`.
const TAKEN: [&str; 14] = [
    "admin",
    "api",
    "embed",
    "embed.js",
    "favicon.svg",
    "healthz",
    "image_codes",
    "inbound",
    "metrics",
    "page",
    "pkg",
    "readyz",
    "siteverify",
    "sms_codes",
];

/// An address by which browsers reach the server: an origin, and the path that everything is under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: Url,
    base: BasePath,
}

/// The path that everything is under: `/menshen`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// Both settings together, as they hold for every request.
#[derive(Debug, Clone)]
pub(crate) struct PublicAddress {
    /// Of the page itself, besides the host that a request names.
    origins: Vec<Url>,
    /// Put before every path that the server hands out.
    pub(crate) base: Arc<str>,
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHOULD: &str = "where browsers reach this server, such as https://sms.example.com or \
                              https://www.example.com/menshen, a comma between several";
        let url = Url::parse(text.trim()).map_err(|_| SHOULD)?;
        let is_web = ["http", "https"].contains(&url.scheme());
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_web || !is_bare || !url.has_host() {
            return Err(SHOULD);
        }
        let base = url.path().parse()?;
        let mut origin = url;
        origin.set_path("");
        Ok(Self { origin, base })
    }
}

impl FromStr for BasePath {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHOULD: &str = "a path such as /menshen, of letters, digits, and - . _ ~";
        let text = text.trim();
        let path = text.strip_suffix('/').unwrap_or(text);
        if path.is_empty() {
            return Ok(Self(NONE.to_owned()));
        }
        // Nothing that has to be escaped in an address, a cookie or a script.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let is_segment =
            |segment: &str| !["", ".", ".."].contains(&segment) && segment.chars().all(is_plain);
        let mut segments = path.strip_prefix('/').ok_or(SHOULD)?.split('/');
        if path.len() > LONGEST_PATH || !segments.clone().all(is_segment) {
            return Err(SHOULD);
        }
        if segments.next().is_some_and(|first| TAKEN.contains(&first)) {
            return Err(
                "a path that does not begin with one of the server's own, such as /menshen",
            );
        }
        Ok(Self(path.to_owned()))
    }
}

impl Settings {
    /// Where browsers find the server: `BASE_PATH`, or else the path that `PUBLIC_URL` has.
    pub(crate) fn public_address(&self) -> Result<PublicAddress, SettingsError> {
        let named = self.base_path.iter().chain(self.public_url.iter().map(|url| &url.base));
        let mut named: Vec<_> = named.map(|base| base.0.as_str()).collect();
        named.dedup();
        match named[..] {
            [] => Ok(PublicAddress::new(&self.public_url, NONE)),
            [base] => Ok(PublicAddress::new(&self.public_url, base)),
            _ => Err(wrong(
                "BASE_PATH",
                "the same path as that of every PUBLIC_URL, which may stand alone",
            )),
        }
    }
}

impl PublicAddress {
    fn new(urls: &[PublicUrl], base: &str) -> Self {
        Self { origins: urls.iter().map(|url| url.origin.clone()).collect(), base: base.into() }
    }

    /// Where others know what lies at this path here: one for each `PUBLIC_URL`.
    pub(crate) fn addresses(&self, path: &str) -> Vec<String> {
        let of =
            |origin: &Url| format!("{}{}{path}", origin.origin().ascii_serialization(), self.base);
        self.origins.iter().map(of).collect()
    }

    /// Whether the operator says that pages of this origin are the server's own.
    pub(crate) fn has(&self, origin: &Url) -> bool {
        self.origins.iter().any(|own| own.origin() == origin.origin())
    }

    /// `Path` of the cookies of the page.
    pub(crate) fn cookie_path(&self) -> &str {
        if self.base.is_empty() { "/" } else { &self.base }
    }

    /// The host that a request is for which names none that a browser knows.
    pub(crate) fn host(&self) -> Option<&str> {
        self.origins.first()?.host_str()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn address(flags: &[&str]) -> Result<PublicAddress, SettingsError> {
        let flags = [&["menshen"], flags].concat();
        Settings::try_parse_from(flags).unwrap().public_address()
    }

    #[test]
    fn a_path_may_be_named_by_either_setting_and_not_by_both_in_two_ways() {
        for (flags, base) in [
            (&[][..], ""),
            (&["--base-path="], ""),
            (&["--base-path=/"], ""),
            (&["--base-path=/menshen"], "/menshen"),
            (&["--base-path=/menshen/"], "/menshen"),
            (&["--base-path=/a/b-1.2_~"], "/a/b-1.2_~"),
            (&["--public-url=https://a.example"], ""),
            (&["--public-url=https://a.example/menshen"], "/menshen"),
            (&["--public-url=https://a.example/menshen/,http://b.example/menshen"], "/menshen"),
            (&["--public-url=https://a.example/menshen", "--base-path=/menshen"], "/menshen"),
        ] {
            assert_eq!(&*address(flags).unwrap().base, base, "{flags:?}");
        }
        for flags in [
            &["--public-url=https://a.example/one", "--base-path=/two"][..],
            &["--public-url=https://a.example", "--base-path=/two"],
            &["--public-url=https://a.example/one,https://b.example"],
        ] {
            let error = address(flags).unwrap_err().to_string();
            assert!(error.starts_with("BASE_PATH: the same path"), "{error}");
        }
    }

    #[test]
    fn what_is_no_path_or_one_of_the_servers_own_is_refused() {
        for path in [
            "menshen",
            "//",
            "//menshen",
            "/a//b",
            "/a/../b",
            "/./a",
            "/a b",
            "/a?b",
            "/a%20b",
            "/门神",
            "/a;b",
            "/a\"b",
            "/api",
            "/admin/menshen",
            "/embed",
            "https://a.example/menshen",
            &"/a".repeat(51),
        ] {
            assert!(path.parse::<BasePath>().is_err(), "{path}");
        }
    }

    #[test]
    fn a_public_url_is_one_that_a_browser_may_open() {
        for url in [
            "",
            "sms.example.com",
            "ftp://sms.example.com",
            "capacitor://localhost",
            "https://",
            "https://me@sms.example.com",
            "https://sms.example.com?a",
            "https://sms.example.com#a",
            "https://sms.example.com/a b",
        ] {
            assert!(url.parse::<PublicUrl>().is_err(), "{url}");
        }
        let address =
            address(&["--public-url=https://SMS.example.com:443/,http://b.example:8080"]).unwrap();
        assert_eq!(address.host(), Some("sms.example.com"));
        for (origin, own) in [
            ("https://sms.example.com", true),
            ("http://b.example:8080", true),
            ("http://sms.example.com", false),
            ("https://sms.example.com:8443", false),
            ("http://b.example", false),
        ] {
            assert_eq!(address.has(&Url::parse(origin).unwrap()), own, "{origin}");
        }
    }
}
