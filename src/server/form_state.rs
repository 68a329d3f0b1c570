//! How far a person without scripts has come, sealed into a cookie of their browser.
//!
//! The server keeps nothing, so there is nothing to bound; and as neither the person nor whoever
//! reads the browser's files can open it, a phone number or a ticket may stand in it. It opens only
//! beside another cookie that the browser got with its first form, so that by itself it is nothing
//! to anybody else. Where the browser speaks HTTPS, both have names that no other host of the domain
//! and no page without TLS can set for it (`__Host-`, RFC 6265bis §4.1.3).

use std::net::IpAddr;

use axum::http::{
    HeaderMap, HeaderValue,
    header::{HOST, ORIGIN},
};
use axum_extra::extract::{
    CookieJar, PrivateCookieJar,
    cookie::{Cookie, Key, SameSite},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use time::Duration;

use super::{
    clock::since_1970,
    cookies::{self, cookie},
    keys::Keys,
};
use crate::model::{FormState, LONGEST_TYPED_MOBILE};

/// What the two cookies are called: the sealed one, and the one that tells browsers apart.
#[derive(Clone, Copy)]
struct Names {
    form_state: &'static str,
    browser: &'static str,
    /// Only a browser that speaks HTTPS takes them.
    is_secure: bool,
}

const PLAIN: Names = Names { form_state: "progress", browser: "browser", is_secure: false };
const HOST_ONLY: Names =
    Names { form_state: "__Host-progress", browser: "__Host-browser", is_secure: true };

/// In seconds. It has to outlast one redirect; a little longer, so that the page may be loaded anew.
const LIFE: u32 = 120;
/// The longest text that may be a handle.
pub(crate) const LONGEST_HANDLE: usize = 64;
/// The longest answer that is kept: a field's.
const LONGEST_ANSWER: usize = 64;
/// Bytes that a browser is known by: with 128 random bits no two are the same.
const BROWSER: usize = 16;

/// What stands in the cookie. Its life is inside as well: a browser may keep a cookie for longer than it
/// is told to.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Seconds since 1970.
    at: u64,
    state: FormState,
}

/// The cookies that carry it, for the browser that has sent a form with these headers: the form's state,
/// and what the browser is known by if it has nothing yet.
pub(crate) fn keep(
    keys: &Keys,
    state: FormState,
    headers: &HeaderMap,
) -> (PrivateCookieJar, CookieJar) {
    keep_at(keys, state, headers, since_1970().as_secs())
}

/// What the cookies say; `None` for those that are too old, that this server has not sealed, or that
/// were sealed for another browser.
pub(crate) fn read(keys: &Keys, headers: &HeaderMap) -> Option<FormState> {
    read_at(keys, headers, since_1970().as_secs())
}

/// The cookie that takes away the one that the browser has brought.
pub(crate) fn gone(headers: &HeaderMap) -> Option<Cookie<'static>> {
    let names = brought(headers)?;
    Some(names.cookie(names.form_state, String::new(), Some(Duration::ZERO)))
}

impl Names {
    /// The path is the whole host's also for a server under a path: the prefix `__Host-` asks for it.
    fn cookie(self, name: &'static str, value: String, life: Option<Duration>) -> Cookie<'static> {
        let cookie = Cookie::build((name, value)).path("/").http_only(true);
        let cookie = cookie.same_site(SameSite::Strict).secure(self.is_secure);
        let mut cookie = cookie.build();
        cookie.set_max_age(life);
        cookie
    }
}

fn keep_at(
    keys: &Keys,
    mut state: FormState,
    headers: &HeaderMap,
    at: u64,
) -> (PrivateCookieJar, CookieJar) {
    // Behind a proxy only the browser knows; it says so with every POST.
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes).unwrap_or_default();
    let names = if origin.starts_with(b"https://") { HOST_ONLY } else { PLAIN };
    let known = browser(names, headers);
    let browser = known.unwrap_or_else(rand::random);
    state.handle = state.handle.chars().take(LONGEST_HANDLE).collect();
    state.image_code = state.image_code.chars().take(LONGEST_ANSWER).collect();
    state.mobile = state.mobile.chars().take(LONGEST_TYPED_MOBILE.into()).collect();
    let (sealed, plain) = (PrivateCookieJar::new(key(keys, &browser)), CookieJar::new());
    let Ok(text) = serde_json::to_string(&Sealed { at, state }) else { return (sealed, plain) };
    let life = Duration::seconds(LIFE.into());
    let sealed = sealed.add(names.cookie(names.form_state, text, Some(life)));
    if known.is_some() {
        return (sealed, plain);
    }
    // It lasts as long as the browser runs.
    let value = URL_SAFE_NO_PAD.encode(browser);
    (sealed, plain.add(names.cookie(names.browser, value, None)))
}

fn read_at(keys: &Keys, headers: &HeaderMap, now: u64) -> Option<FormState> {
    let names = brought(headers)?;
    let key = key(keys, &browser(names, headers)?);
    let text = cookies::open(headers, names.form_state, key)?;
    let Sealed { at, mut state } = serde_json::from_str(&text).ok()?;
    let age = u32::try_from(now.saturating_sub(at)).ok().filter(|&age| age <= LIFE)?;
    state.resend_in = state.resend_in.saturating_sub(age);
    if let Some(issued) = &mut state.ticket {
        issued.expires_in = issued.expires_in.saturating_sub(age);
    }
    Some(state)
}

/// Each browser has a key of its own.
fn key(keys: &Keys, browser: &[u8]) -> Key {
    Key::derive_from(&keys.form_cookie(browser))
}

/// Which of the cookies to look at. Browsers tell how a page came about (`Sec-Fetch-Site`) to hosts
/// with TLS and to their own machine alone, so what other hosts of the domain have set under the plain
/// names counts for nothing there.
fn brought(headers: &HeaderMap) -> Option<Names> {
    if cookie(headers, HOST_ONLY.form_state).is_some() {
        return Some(HOST_ONLY);
    }
    let is_secure = headers.contains_key("sec-fetch-site") && !is_own_machine(headers);
    (!is_secure && cookie(headers, PLAIN.form_state).is_some()).then_some(PLAIN)
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
fn browser(names: Names, headers: &HeaderMap) -> Option<[u8; BROWSER]> {
    URL_SAFE_NO_PAD.decode(cookie(headers, names.browser)?).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use axum::{http::header::SET_COOKIE, response::IntoResponse};

    use super::*;
    use crate::model::{FormStep, GateError, TicketIssued};

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|&(name, value)| (name.parse().unwrap(), value));
        lines.map(|(name, value)| (name, value.parse().unwrap())).collect()
    }

    /// The lines of the answer to a form with these headers.
    fn set_cookies_at(keys: &Keys, state: FormState, headers: &HeaderMap, at: u64) -> Vec<String> {
        let answer = (keep_at(keys, state, headers, at), ()).into_response();
        let lines = answer.headers().get_all(SET_COOKIE).iter();
        lines.map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    fn set_cookies(keys: &Keys, headers: &HeaderMap) -> Vec<String> {
        set_cookies_at(keys, form_state(), headers, since_1970().as_secs())
    }

    /// What the browser sends back.
    fn kept(cookies: &[String]) -> String {
        let pairs = cookies.iter().map(|line| line.split(';').next().unwrap());
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// What is read when the browser brings these.
    fn read_back(keys: &Keys, cookies: &str, now: u64) -> Option<FormState> {
        read_at(keys, &headers(&[("cookie", cookies)]), now)
    }

    fn form_state() -> FormState {
        FormState {
            mobile: "13800138000".to_owned(),
            step: FormStep::Sent,
            resend_in: 60,
            refusal: Some(GateError::SmsCodeWrong { tries_left: Some(2) }),
            picture: "3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f".parse().ok(),
            image_code: "ACD369".to_owned(),
            by_characters: true,
            handle: "a handle".to_owned(),
            agreed: true,
            is_unagreed: false,
            ticket: Some(TicketIssued {
                ticket: "a ticket".to_owned(),
                expires_in: 600,
                test: false,
            }),
        }
    }

    #[test]
    fn what_is_sealed_is_opened_and_the_wait_has_gone_on() {
        let keys = Keys::random();
        let cookies = kept(&set_cookies_at(&keys, form_state(), &HeaderMap::new(), 1000));
        assert_eq!(read_back(&keys, &cookies, 1000), Some(form_state()));
        let ticket =
            |expires_in| form_state().ticket.map(|issued| TicketIssued { expires_in, ..issued });
        let later = FormState { resend_in: 15, ticket: ticket(555), ..form_state() };
        assert_eq!(read_back(&keys, &cookies, 1045), Some(later));
        let over = FormState { resend_in: 0, ticket: ticket(500), ..form_state() };
        assert_eq!(read_back(&keys, &cookies, 1100), Some(over));
    }

    #[test]
    fn one_that_is_too_old_or_changed_or_of_another_secret_is_none() {
        let keys = Keys::random();
        let cookies = set_cookies_at(&keys, form_state(), &HeaderMap::new(), 1000);
        let (sealed, browser) = (kept(&cookies[..1]), kept(&cookies[1..]));
        let both = format!("{sealed}; {browser}");
        assert_eq!(read_back(&keys, &both, 1121), None);
        assert_eq!(read_back(&Keys::random(), &both, 1000), None);
        for at in "progress=".len()..sealed.len() - 1 {
            let other = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&sealed[..at], other, &sealed[at + 1..], "; ", &browser].concat();
            assert_eq!(read_back(&keys, &changed, 1000), None, "{at}");
        }
        for short in ["", "AAAA", "no base64!"] {
            let short = format!("progress={short}; {browser}");
            assert_eq!(read_back(&keys, &short, 1000), None);
        }
    }

    #[test]
    fn it_shows_nothing_of_the_number_and_fits_into_a_cookie() {
        let [mobile, image_code, handle] = ["1", "3", "2"].map(|digit| digit.repeat(10_000));
        let long = FormState { mobile, image_code, handle, ..form_state() };
        let keys = Keys::random();
        let [sealed, other] = [long, form_state()]
            .map(|state| kept(&set_cookies_at(&keys, state, &HeaderMap::new(), 1000)[..1]));
        assert!(sealed.len() < 1000, "{}", sealed.len());
        assert_ne!(sealed, other);
        assert!(!sealed.contains("1111"));
    }

    #[test]
    fn another_browser_does_not_open_it() {
        let (keys, now) = (Keys::random(), since_1970().as_secs());
        let [one, two] = [(); 2].map(|()| set_cookies(&keys, &HeaderMap::new()));
        assert!(read_back(&keys, &kept(&one), now).is_some());
        for taken in [kept(&one[..1]), kept(&[one[0].clone(), two[1].clone()])] {
            assert_eq!(read_back(&keys, &taken, now), None, "{taken}");
        }
        // One that is known stays who it is.
        let brought = headers(&[("cookie", &kept(&one))]);
        assert_eq!(set_cookies(&keys, &brought).len(), 1);
    }

    #[test]
    fn where_the_browser_speaks_https_only_this_host_can_have_set_it() {
        let keys = Keys::random();
        let secure = set_cookies(&keys, &headers(&[("origin", "https://sms.example")]));
        for (line, name) in secure.iter().zip(["__Host-progress=", "__Host-browser="]) {
            assert!(line.starts_with(name), "{line}");
            assert!(line.contains("; HttpOnly; SameSite=Strict; Secure; Path=/"), "{line}");
            assert!(!line.contains("Domain"), "{line}");
        }
        let plain = set_cookies(&keys, &headers(&[("origin", "http://sms.example")]));
        let both = format!("{}; {}", kept(&plain), kept(&secure));
        let gone = gone(&headers(&[("cookie", &both)])).unwrap().to_string();
        assert!(gone.starts_with("__Host-progress=; ") && gone.ends_with("; Path=/; Max-Age=0"));
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
