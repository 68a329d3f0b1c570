//! How far a person without scripts has come, sealed into a cookie of their browser.
//!
//! The server keeps nothing, so there is nothing to bound; and as neither the person nor whoever
//! reads the browser's files can open it, a phone number or a ticket may stand in it. It opens only
//! beside another cookie that the browser got with its first form, so that by itself it is nothing
//! to anybody else. Where the browser speaks HTTPS, both have names that no other host of the domain
//! and no page without TLS can set for it (`__Host-`, RFC 6265bis §4.1.3).

use std::{net::IpAddr, time::Duration};

use axum::http::{
    HeaderMap, HeaderValue,
    header::{HOST, ORIGIN},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{clock::since_1970, cookies::cookie, keys::Keys, seal};
use crate::model::{FormState, LONGEST_TYPED_MOBILE};

/// Names of cookies: of the progress, and of what tells browsers apart.
#[derive(Clone, Copy)]
struct Names {
    progress: &'static str,
    browser: &'static str,
    /// What only a browser that speaks HTTPS takes.
    secure: &'static str,
}

const PLAIN: Names = Names { progress: "progress", browser: "browser", secure: "" };
const HOST_ONLY: Names =
    Names { progress: "__Host-progress", browser: "__Host-browser", secure: "; Secure" };

/// What both have in common. The path is the whole host's also for a server under a path: the prefix
/// `__Host-` asks for it.
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Strict";
/// It has to outlast one redirect; a little longer, so that the page may be loaded anew.
const LIFE: Duration = Duration::from_secs(120);
/// Each cookie has a key of its own: with 128 random bits none comes twice.
const SALT: usize = 16;

#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Seconds since 1970.
    at: u64,
    progress: FormState,
}

/// The cookies that carry it, for the browser that has sent a form with these headers: the progress,
/// and what the browser is known by if it has nothing yet.
pub(crate) fn cookies(keys: &Keys, progress: FormState, headers: &HeaderMap) -> Vec<HeaderValue> {
    // Behind a proxy only the browser knows; it says so with every POST.
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes).unwrap_or_default();
    let names = if origin.starts_with(b"https://") { HOST_ONLY } else { PLAIN };
    let known = browser(names, headers);
    let browser = known.unwrap_or_else(rand::random);
    let Some(sealed) = seal_at(keys, &browser, progress, since_1970().as_secs()) else {
        return Vec::new();
    };
    let (life, Names { secure, .. }) = (LIFE.as_secs(), names);
    let progress = format!("{}={sealed}; Max-Age={life}; {ATTRIBUTES}{secure}", names.progress);
    // It lasts as long as the browser runs.
    let browser = known.is_none().then(|| {
        let value = URL_SAFE_NO_PAD.encode(browser);
        format!("{}={value}; {ATTRIBUTES}{secure}", names.browser)
    });
    let lines = [Some(progress), browser].into_iter().flatten();
    lines.filter_map(|line| HeaderValue::try_from(line).ok()).collect()
}

/// What the cookies say; `None` for those that are too old, that this server has not sealed, or that
/// were sealed for another browser.
pub(crate) fn read(keys: &Keys, headers: &HeaderMap) -> Option<FormState> {
    let names = brought(headers)?;
    let sealed = cookie(headers, names.progress)?;
    open_at(keys, &browser(names, headers)?, sealed, since_1970().as_secs())
}

/// Takes the progress away that the browser has brought.
pub(crate) fn gone(headers: &HeaderMap) -> Option<HeaderValue> {
    let Names { progress, secure, .. } = brought(headers)?;
    HeaderValue::try_from(format!("{progress}=; Max-Age=0; {ATTRIBUTES}{secure}")).ok()
}

/// Which of the cookies to look at. Browsers tell how a page came about (`Sec-Fetch-Site`) to hosts
/// with TLS and to their own machine alone, so what other hosts of the domain have set under the plain
/// names counts for nothing there.
fn brought(headers: &HeaderMap) -> Option<Names> {
    if cookie(headers, HOST_ONLY.progress).is_some() {
        return Some(HOST_ONLY);
    }
    let is_secure = headers.contains_key("sec-fetch-site") && !is_own_machine(headers);
    (!is_secure && cookie(headers, PLAIN.progress).is_some()).then_some(PLAIN)
}

fn is_own_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host =
        host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |it| it.0);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// What the browser is known by.
fn browser(names: Names, headers: &HeaderMap) -> Option<[u8; SALT]> {
    URL_SAFE_NO_PAD.decode(cookie(headers, names.browser)?).ok()?.try_into().ok()
}

fn seal_at(keys: &Keys, browser: &[u8], mut progress: FormState, at: u64) -> Option<String> {
    progress.mobile = progress.mobile.chars().take(LONGEST_TYPED_MOBILE.into()).collect();
    let salt: [u8; SALT] = rand::random();
    let sealed = seal::seal(keys.progress_seal(&salt, browser), &Sealed { at, progress })?;
    Some(URL_SAFE_NO_PAD.encode([&salt[..], &sealed].concat()))
}

fn open_at(keys: &Keys, browser: &[u8], sealed: &str, now: u64) -> Option<FormState> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (salt, sealed) = bytes.split_at_checked(SALT)?;
    let Sealed { at, mut progress } = seal::open(keys.progress_seal(salt, browser), sealed)?;
    let age = now.saturating_sub(at);
    if age > LIFE.as_secs() {
        return None;
    }
    let age = u32::try_from(age).unwrap_or(u32::MAX);
    progress.resend_in = progress.resend_in.saturating_sub(age);
    if let Some(issued) = &mut progress.ticket {
        issued.expires_in = issued.expires_in.saturating_sub(age);
    }
    Some(progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GateError, TicketIssued};

    const BROWSER: &[u8] = b"one";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|&(name, value)| (name.parse().unwrap(), value));
        lines.map(|(name, value)| (name, value.parse().unwrap())).collect()
    }

    /// What the browser sends back.
    fn kept(cookies: &[HeaderValue]) -> String {
        let pairs = cookies.iter().map(|line| line.to_str().unwrap().split(';').next().unwrap());
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn progress() -> FormState {
        FormState {
            mobile: "13800138000".to_owned(),
            is_sent: true,
            resend_in: 60,
            refusal: Some(GateError::SmsCodeWrong),
            picture: "3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f".parse().ok(),
            ticket: Some(TicketIssued { ticket: "a ticket".to_owned(), expires_in: 600 }),
        }
    }

    #[test]
    fn what_is_sealed_is_opened_and_the_wait_has_gone_on() {
        let keys = Keys::random();
        let sealed = seal_at(&keys, BROWSER, progress(), 1000).unwrap();
        assert_eq!(open_at(&keys, BROWSER, &sealed, 1000), Some(progress()));
        let ticket =
            |expires_in| progress().ticket.map(|issued| TicketIssued { expires_in, ..issued });
        let later = FormState { resend_in: 15, ticket: ticket(555), ..progress() };
        assert_eq!(open_at(&keys, BROWSER, &sealed, 1045), Some(later));
        let over = FormState { resend_in: 0, ticket: ticket(500), ..progress() };
        assert_eq!(open_at(&keys, BROWSER, &sealed, 1100), Some(over));
    }

    #[test]
    fn one_that_is_too_old_or_changed_or_of_another_secret_is_none() {
        let keys = Keys::random();
        let sealed = seal_at(&keys, BROWSER, progress(), 1000).unwrap();
        assert_eq!(open_at(&keys, BROWSER, &sealed, 1121), None);
        assert_eq!(open_at(&Keys::random(), BROWSER, &sealed, 1000), None);
        for at in 0..sealed.len() - 1 {
            let other = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&sealed[..at], other, &sealed[at + 1..]].concat();
            assert_eq!(open_at(&keys, BROWSER, &changed, 1000), None, "{at}");
        }
        for short in ["", "AAAA", "no base64!"] {
            assert_eq!(open_at(&keys, BROWSER, short, 1000), None);
        }
    }

    #[test]
    fn it_shows_nothing_of_the_number_and_fits_into_a_cookie() {
        let long = FormState { mobile: "1".repeat(10_000), ..progress() };
        let keys = Keys::random();
        let sealed = seal_at(&keys, BROWSER, long, 1000).unwrap();
        assert!(sealed.len() < 1000, "{}", sealed.len());
        assert_ne!(sealed, seal_at(&keys, BROWSER, progress(), 1000).unwrap());
        let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        assert!(!bytes.windows(4).any(|bytes| bytes == b"1111"));
    }

    #[test]
    fn another_browser_does_not_open_it() {
        let keys = Keys::random();
        let sealed = seal_at(&keys, BROWSER, progress(), 1000).unwrap();
        assert_eq!(open_at(&keys, b"two", &sealed, 1000), None);
        let [one, two] = [(); 2].map(|()| cookies(&keys, progress(), &HeaderMap::new()));
        assert!(read(&keys, &headers(&[("cookie", &kept(&one))])).is_some());
        for taken in [kept(&one[..1]), kept(&[one[0].clone(), two[1].clone()])] {
            assert_eq!(read(&keys, &headers(&[("cookie", &taken)])), None, "{taken}");
        }
        // One that is known stays who it is.
        let brought = headers(&[("cookie", &kept(&one))]);
        assert_eq!(cookies(&keys, progress(), &brought).len(), 1);
    }

    #[test]
    fn where_the_browser_speaks_https_only_this_host_can_have_set_it() {
        let keys = Keys::random();
        let secure = cookies(&keys, progress(), &headers(&[("origin", "https://sms.example")]));
        for (line, name) in secure.iter().zip(["__Host-progress=", "__Host-browser="]) {
            let line = line.to_str().unwrap();
            assert!(line.starts_with(name) && line.contains("; Path=/;"), "{line}");
            assert!(line.ends_with("; HttpOnly; SameSite=Strict; Secure"), "{line}");
        }
        let plain = cookies(&keys, progress(), &headers(&[("origin", "http://sms.example")]));
        let both = format!("{}; {}", kept(&plain), kept(&secure));
        let gone = gone(&headers(&[("cookie", &both)])).unwrap();
        assert!(gone.to_str().unwrap().starts_with("__Host-progress=; Max-Age=0; Path=/;"));
        // Set by another host of the domain.
        let brought = |host| {
            let lines = [("cookie", &*kept(&plain)), ("sec-fetch-site", "none"), ("host", host)];
            read(&keys, &headers(&lines)).is_some()
        };
        assert!(!brought("sms.example") && !brought("localhost.example:3000"));
        for own in ["localhost:3000", "127.0.0.1", "127.0.0.1:3000", "[::1]:3000", "a.localhost"] {
            assert!(brought(own), "{own}");
        }
    }
}
