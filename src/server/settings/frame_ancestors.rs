//! Who may show the page in a frame.

use std::{fmt, str::FromStr};

use reqwest::Url;

/// The value of the directive `frame-ancestors` (CSP Level 3 §6.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameAncestors(Vec<String>);

impl FromStr for FrameAncestors {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            "none, or self and origins such as https://www.example.com, https://*.example.com or \
             capacitor://localhost, a comma between"
                .to_owned()
        };
        let names: Vec<_> = list.split(',').map(str::trim).collect();
        if names == ["none"] {
            return Ok(Self(vec!["'none'".to_owned()]));
        }
        let sources = names.into_iter().map(|name| match name {
            "self" => Some("'self'".to_owned()),
            name => is_origin(name).then(|| name.to_owned()),
        });
        sources.collect::<Option<_>>().map(Self).ok_or_else(wrong)
    }
}

impl FrameAncestors {
    /// Whether browsers let pages of this origin show ours in a frame (CSP Level 3 §6.7.2.8): `http`
    /// in the setting stands for `https`, too. `is_own` says which origins are the server's.
    pub(crate) fn allow(&self, origin: &str, is_own: impl Fn(&Url) -> bool) -> bool {
        // Only a source may stand for many origins.
        let is_one = is_origin(origin) && !origin.contains('*');
        let Some(page) = Url::parse(origin).ok().filter(|_| is_one) else { return false };
        self.0.iter().any(|source| match source.as_str() {
            "'none'" => false,
            "'self'" => is_own(&page),
            source => matches(source, &page),
        })
    }
}

fn matches(source: &str, page: &Url) -> bool {
    let Ok(named) = Url::parse(&source.replacen("://*.", "://", 1)) else { return false };
    let (Some(named_host), Some(host)) = (named.host_str(), page.host_str()) else { return false };
    let is_host = if source.contains("://*.") {
        host.strip_suffix(named_host).is_some_and(|rest| rest.ends_with('.'))
    } else {
        host == named_host
    };
    let is_upgrade = (named.scheme(), page.scheme()) == ("http", "https");
    let is_port = match named.port() {
        Some(port) => page.port_or_known_default() == Some(port),
        None => page.port().is_none(),
    };
    is_host && is_port && (is_upgrade || named.scheme() == page.scheme())
}

/// Whether it is an origin as browsers write it, or one whose name begins with `*.`: nothing in it
/// could end the directive, and nothing would be left out without a word: paths, and IPv6 addresses, for
/// which the directive has no form.
fn is_origin(name: &str) -> bool {
    let concrete = name.replacen("://*.", "://any.", 1);
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b";,*[".contains(&b));
    // A name that the directive has a form for: `app://.` is an origin and has none.
    let is_name = |host: &str| !host.split('.').any(str::is_empty) && !host.contains('_');
    let of_app = app_host(&concrete).is_some_and(is_name);
    is_plain(&concrete) && (of_app || is_written_as_origin(&concrete))
}

/// Whether browsers would write this origin so (RFC 6454 §6.2): names in small letters, and no port that
/// is the scheme's own.
pub(super) fn is_written_as_origin(text: &str) -> bool {
    let origin = Url::parse(text).ok().map(|url| url.origin().ascii_serialization());
    let is_web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    is_web && origin.as_deref() == Some(text)
}

/// The host of the origin of an app whose pages have a scheme of their own, as Capacitor's, Ionic's,
/// Tauri's and Electron's do: `capacitor://localhost`, `app://-`. `None` for what is no such origin.
pub(super) fn app_host(text: &str) -> Option<&str> {
    /// Those whose origins have another form, or none.
    const OTHERS: [&str; 11] = [
        "about",
        "blob",
        "data",
        "file",
        "filesystem",
        "ftp",
        "http",
        "https",
        "javascript",
        "ws",
        "wss",
    ];
    let (scheme, host) = text.split_once("://")?;
    // As it is compared: in small letters (RFC 3986 §3.1).
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
        && !OTHERS.contains(&scheme);
    let is_host = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c));
    (is_scheme && is_host).then_some(host)
}

/// As the directive has it.
impl fmt::Display for FrameAncestors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_or_oneself_and_origins_may_be_named() {
        for (setting, directive) in [
            ("none", "'none'"),
            ("self", "'self'"),
            ("https://a.example", "https://a.example"),
            ("self, https://*.a.example:8443", "'self' https://*.a.example:8443"),
            ("http://127.0.0.1:3000,http://localhost", "http://127.0.0.1:3000 http://localhost"),
            ("capacitor://localhost,app://-", "capacitor://localhost app://-"),
        ] {
            assert_eq!(setting.parse::<FrameAncestors>().unwrap().to_string(), directive);
        }
    }

    #[test]
    fn the_page_around_is_allowed_as_browsers_would() {
        let setting = "https://a.example,http://b.example,https://*.c.example:8443";
        let ancestors: FrameAncestors = setting.parse().unwrap();
        for (origin, allowed) in [
            ("https://a.example", true),
            ("http://a.example", false),
            ("https://a.example:8443", false),
            ("https://a.example.evil.example", false),
            ("https://evila.example", false),
            ("http://b.example", true),
            ("https://b.example", true),
            ("https://x.c.example:8443", true),
            ("https://x.y.c.example:8443", true),
            ("https://c.example:8443", false),
            ("https://xc.example:8443", false),
            ("https://x.c.example", false),
            ("https://gate.example", false),
            ("https://*.c.example:8443", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(ancestors.allow(origin, |_| true), allowed, "{origin}");
        }
        let app: FrameAncestors = "capacitor://localhost,app://bundle".parse().unwrap();
        assert!(
            app.allow("capacitor://localhost", |_| false) && app.allow("app://bundle", |_| false)
        );
        for other in
            ["ionic://localhost", "http://localhost", "capacitor://other", "app://x.bundle"]
        {
            assert!(!app.allow(other, |_| false), "{other}");
        }
        let own: FrameAncestors = "self".parse().unwrap();
        let is_own = |page: &Url| page.port() == Some(3000);
        assert!(own.allow("http://127.0.0.1:3000", is_own));
        assert!(!own.allow("http://127.0.0.1:3001", is_own));
        let nobody: FrameAncestors = "none".parse().unwrap();
        assert!(!nobody.allow("https://a.example", |_| true));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for setting in [
            "",
            "*",
            "'none'",
            "none,self",
            "example.com",
            "https://",
            "https://*",
            "https://a.*.example",
            "https://a.example/",
            "https://a.example/page",
            "https://A.example",
            "https://a.example:443",
            "http://[::1]:3000",
            "ftp://a.example",
            "https://me@a.example",
            "https://a.example; script-src *",
            "https://a.example,",
            "https://门神.example",
            "capacitor://",
            "capacitor://localhost/",
            "Capacitor://localhost",
            "capacitor://localhost;",
            "app://.",
            "javascript://localhost",
            "data://localhost",
            "file://localhost",
        ] {
            assert!(setting.parse::<FrameAncestors>().is_err(), "{setting}");
        }
    }
}
