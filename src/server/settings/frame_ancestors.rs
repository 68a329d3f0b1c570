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
            "none, or self and origins such as https://www.example.com or https://*.example.com, a \
             comma between"
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

/// Whether it is an origin as browsers write it, or one whose name begins with `*.`: nothing in it
/// could end the directive, and nothing would be left out without a word: paths, and IPv6 addresses, for
/// which the directive has no form.
fn is_origin(name: &str) -> bool {
    let concrete = name.replacen("://*.", "://any.", 1);
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b";,*[".contains(&b));
    // Browsers match names without regard to case, and leave ports out that are the scheme's own.
    let origin = Url::parse(&concrete).ok().map(|url| url.origin().ascii_serialization());
    let is_web = ["http://", "https://"].iter().any(|scheme| concrete.starts_with(scheme));
    is_web && is_plain(&concrete) && origin.as_deref() == Some(concrete.as_str())
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
        ] {
            assert_eq!(setting.parse::<FrameAncestors>().unwrap().to_string(), directive);
        }
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
        ] {
            assert!(setting.parse::<FrameAncestors>().is_err(), "{setting}");
        }
    }
}
