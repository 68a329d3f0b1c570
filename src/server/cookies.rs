//! Cookies of a request, and those that only this server can read or make.

use axum::http::{HeaderMap, header::COOKIE};
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, Key},
};

/// The cookie of this name (RFC 6265 §4.2.1). Names are taken as they stand: a jar decodes them, and
/// `%5F%5FHost-` from another host of the domain would pass for `__Host-`.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// What stands in the cookie of this name; `None` when it was not sealed with this key, under this
/// name.
pub(crate) fn open(headers: &HeaderMap, name: &str, key: Key) -> Option<String> {
    let pair = format!("{name}={}", cookie(headers, name)?);
    let sealed = Cookie::parse_encoded(pair).ok()?;
    PrivateCookieJar::new(key).decrypt(sealed).map(|opened| opened.value().to_owned())
}

#[cfg(test)]
mod tests {
    use axum::{http::header::SET_COOKIE, response::IntoResponse};

    use super::*;

    fn headers(cookies: &str) -> HeaderMap {
        [(COOKIE, cookies.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn a_sealed_cookie_opens_under_its_name_and_with_its_key_alone() {
        let (key, value) = (Key::generate(), "门; a=b");
        let kept = PrivateCookieJar::new(key.clone()).add(Cookie::new("one", value));
        let kept = kept.into_response().headers()[SET_COOKIE].to_str().unwrap().to_owned();
        assert_eq!(open(&headers(&kept), "one", key.clone()).as_deref(), Some(value));
        assert_eq!(open(&headers(&kept), "one", Key::generate()), None);
        let other_name = kept.replacen("one", "two", 1);
        assert_eq!(open(&headers(&other_name), "two", key), None);
    }

    #[test]
    fn a_name_that_only_decodes_to_the_one_that_is_asked_for_is_another() {
        let planted = headers("a=b; %5F%5FHost-browser=x; __Host-%62rowser=y");
        assert_eq!(cookie(&planted, "__Host-browser"), None);
        assert_eq!(cookie(&planted, "a"), Some("b"));
    }
}
