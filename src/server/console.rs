//! The console for operators: what happens on all servers, and the switches.
//!
//! It has a listener of its own, works without any script, and is not there without a token.
//! `session` is who is logged in, `report` what the numbers say, `plot` how they are drawn, `document`, `page`,
//! `panels` and `switches` what is around them. `rules_page`, `decisions_page` and `audit_page` stand beside
//! the front page; `records` is what they have in common. `routes::admin` serves it, and `operators` does what
//! is asked for there.

mod audit_page;
mod decisions_page;
mod document;
mod page;
mod panels;
mod plot;
mod records;
mod report;
mod rules_page;
mod session;
mod switches;

use std::{
    fmt,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::http::HeaderMap;
use axum_extra::extract::{CookieJar, PrivateCookieJar, cookie::Key};

use super::{
    clock::since_1970,
    cookies,
    keys::Keys,
    log_throttle::LogThrottle,
    login_throttle::{Failure, LoginThrottle},
    site_secret::SiteSecret,
    store::{Counter, Store, StoreResult},
};

pub(crate) use audit_page::{AUDIT_AT_ONCE, audit_page};
pub(crate) use decisions_page::{DecisionFilter, decisions_page};
pub(crate) use document::Document;
pub(crate) use page::{
    confirm_page, front_page, log_in_page, not_logged_out_page, not_own_page, not_saved_page,
    not_turned_page, store_down_page,
};
pub(crate) use report::Report;
pub(crate) use rules_page::rules_page;
pub(crate) use session::Session;

use session::{COOKIE, LOGGED_OUT};

/// Between two records of wrong tokens in the audit log, on one server.
const RECORD_PERIOD: Duration = Duration::from_secs(3600);
/// Wrong tokens that a network may show in a minute.
const WRONG_TOKENS: u32 = 10;

/// The style sheet of its pages, in the colours of the page for people.
pub(crate) const STYLE: &str =
    concat!(include_str!("../../style/colours.css"), include_str!("../../style/console.css"));

/// What the console's routes go by. It is the server's; what it shows and switches is a site's.
pub(crate) struct Console {
    store: Arc<dyn Store>,
    keys: Keys,
    /// What its cookies are sealed with.
    cookie_key: Key,
    /// The token, to compare with in constant time.
    secret: SiteSecret,
    throttle: LoginThrottle,
    /// Wrong ones that the audit log has not heard of.
    unrecorded: AtomicU64,
    /// When it hears of them: strangers must not push out of it what operators did.
    recorded: LogThrottle,
    /// Names by which it is reached, besides addresses and `localhost`.
    hosts: Vec<String>,
}

impl Console {
    pub(crate) fn new(store: Arc<dyn Store>, keys: Keys, token: &str, hosts: Vec<String>) -> Self {
        let cookie_key = Key::derive_from(&keys.session_cookie(token));
        let (secret, throttle) = (SiteSecret::new(token), LoginThrottle::new(WRONG_TOKENS));
        let (unrecorded, recorded) = (AtomicU64::new(0), LogThrottle::new(RECORD_PERIOD));
        Self { store, keys, cookie_key, secret, throttle, unrecorded, recorded, hosts }
    }

    /// Names by which it is reached, besides addresses and `localhost`.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// A session for whoever knows the token, whatever was tried before.
    ///
    /// # Errors
    /// The token is wrong; with the seconds to wait after too many of them.
    pub(crate) fn log_in(
        &self,
        name: &str,
        token: &str,
        client: IpAddr,
    ) -> Result<Session, Option<u32>> {
        self.check_token(token, client)?;
        Ok(Session::begin(name, since_1970().as_secs()))
    }

    /// Wrong tokens since this was asked last, where there are some and it is time to write them down.
    pub(crate) fn take_unrecorded(&self) -> Option<u64> {
        let is_time = self.unrecorded.load(Ordering::Relaxed) > 0 && self.recorded.admit();
        is_time.then(|| self.unrecorded.swap(0, Ordering::Relaxed)).filter(|&wrong| wrong > 0)
    }

    /// Whether this is the token.
    ///
    /// # Errors
    /// It is not; with the seconds to wait after too many of them.
    pub(crate) fn check_token(&self, token: &str, client: IpAddr) -> Result<(), Option<u32>> {
        if self.secret.is(token) {
            return Ok(());
        }
        self.unrecorded.fetch_add(1, Ordering::Relaxed);
        let Failure { retry_after, to_log } = self.throttle.record_failure(client);
        if let Some(since_last) = to_log {
            tracing::warn!(since_last, "a wrong ADMIN_TOKEN was shown at the console");
        }
        Err(retry_after)
    }

    /// Ends the session, on every server.
    ///
    /// # Errors
    /// When the store does not answer: it may or may not have ended.
    pub(crate) async fn log_out(&self, session: &Session) -> StoreResult<()> {
        // Once is enough: what a second time is told does not matter.
        self.store.count(&self.logged_out(session), LOGGED_OUT).await.map(drop)
    }

    /// Whether the session was logged out, on whichever server.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn is_logged_out(&self, session: &Session) -> StoreResult<bool> {
        let counted = self.store.used(&self.logged_out(session), &[LOGGED_OUT]).await?;
        Ok(counted.iter().any(|&count| count > 0))
    }

    fn logged_out(&self, session: &Session) -> Counter {
        Counter::LoggedOut(session.key(&self.keys))
    }

    /// What the browser keeps of a session, of a console under this path. `is_secure`: it speaks HTTPS.
    pub(crate) fn keep(&self, session: &Session, base: &str, is_secure: bool) -> PrivateCookieJar {
        let jar = PrivateCookieJar::new(self.cookie_key.clone());
        match session.to_text() {
            Some(text) => jar.add(session::cookie(text, base, is_secure)),
            None => jar,
        }
    }

    /// Takes away what the browser keeps.
    pub(crate) fn forget(base: &str) -> CookieJar {
        CookieJar::new().add(session::gone(base))
    }

    /// The session that the browser has brought, if its time is not over; [`Self::is_logged_out`] knows
    /// the rest.
    pub(crate) fn open(&self, headers: &HeaderMap) -> Option<Session> {
        let text = cookies::open(headers, COOKIE, self.cookie_key.clone())?;
        Session::from_text(&text, since_1970().as_secs())
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Console(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        http::header::{COOKIE as COOKIES, SET_COOKIE},
        response::IntoResponse,
    };

    use super::*;
    use crate::server::store::MemoryStore;

    fn console(secret: &[u8], token: &str) -> Console {
        Console::new(Arc::new(MemoryStore::new(10)), Keys::new(secret), token, Vec::new())
    }

    #[test]
    fn page_and_console_have_their_colours_from_one_sheet() {
        let sheet = |name: &str| std::fs::read_to_string(format!("style/{name}.css")).unwrap();
        let colours = |css: &str| -> Vec<String> {
            let lines = css.lines().filter(|line| !line.starts_with("@supports"));
            let values = lines.filter_map(|line| line.split_once(": ")).map(|(_, value)| value);
            let words = values.flat_map(|value| value.split(['(', ')', ',', ' ', ';']));
            words.filter(|word| word.starts_with('#')).map(str::to_owned).collect()
        };
        let shared = colours(&sheet("colours"));
        assert!(shared.len() > 20, "{shared:?}");
        for name in ["main", "console"] {
            let own = colours(&sheet(name));
            assert!(own.iter().all(|colour| !shared.contains(colour)), "{name}: {own:?}");
        }
        assert!(sheet("main").starts_with("@import \"colours.css\";\n"));
        assert_eq!(STYLE, sheet("colours") + &sheet("console"));
    }

    #[test]
    fn a_session_is_opened_with_the_same_secret_and_token() {
        let (token, session) =
            ("a token of 16 characters", Session::begin("Lin", since_1970().as_secs()));
        let answer = console(b"one", token).keep(&session, "", false).into_response();
        let kept = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap();
        let opened = |console: Console, kept: &str| {
            console.open(&[(COOKIES, kept.parse().unwrap())].into_iter().collect())
        };
        assert_eq!(opened(console(b"one", token), kept), Some(session));
        assert_eq!(opened(console(b"two", token), kept), None);
        assert_eq!(opened(console(b"one", "another token, as long"), kept), None);
        for other in
            ["console=", "console=AAAA", &kept[..kept.len() - 2], &kept.replace("e=", "e=A")]
        {
            assert_eq!(opened(console(b"one", token), other), None, "{other}");
        }
    }
}
