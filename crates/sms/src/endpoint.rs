//! Where a provider's API is.

use std::{fmt, str::FromStr};

use reqwest::Url;

/// Where a provider's API is: scheme, host and port. `https://`, or `http://` on this machine,
/// where nobody reads along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// The address of a path, which starts with a slash, and of a query, percent-encoded.
    pub(crate) fn at(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.0.scheme()
    }

    /// What the header `Host` says.
    pub(crate) fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHOULD: &str = "an address such as https://api.example.com, without a path; http:// \
                              only on this machine";
        let url = Url::parse(text).map_err(|_| SHOULD)?;
        let local = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && local);
        if bare && safe && url.has_host() { Ok(Self(url)) } else { Err(SHOULD) }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_origin_that_nobody_reads_along_with() {
        let of = |text: &str| text.parse::<Endpoint>();
        assert_eq!(of("https://a.example").unwrap().host(), "a.example");
        assert_eq!(of("https://a.example:443/").unwrap().host(), "a.example");
        assert_eq!(of("http://127.0.0.1:9").unwrap().host(), "127.0.0.1:9");
        assert_eq!(of("https://a.example/").unwrap().to_string(), "https://a.example");
        for text in [
            "",
            "a.example",
            "http://a.example",
            "ftp://127.0.0.1",
            "https://a.example/v1",
            "https://a.example?x",
            "https://user@a.example",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
