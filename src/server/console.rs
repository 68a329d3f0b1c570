//! The console for operators: what happens on all servers, and the switches.
//!
//! It has a listener of its own, works without any script, and is not there without a token.
//! `session` is who is logged in, `report` what the numbers say, `plot` how they are drawn, `page`,
//! `panels` and `switches` what is around them. `routes::admin` serves it.

mod page;
mod panels;
mod plot;
mod report;
mod session;
mod switches;
mod time_text;

use std::{fmt, net::IpAddr, sync::Arc};

use super::{
    clock::since_1970,
    keys::Keys,
    login_throttle::{Failure, LoginThrottle},
    site_secret::SiteSecret,
    store::{Counter, History, Span, Store, StoreResult},
};

pub(crate) use page::{
    Document, confirm_page, front_page, log_in_page, not_logged_out_page, not_own_page,
    not_turned_page, store_down_page,
};
pub(crate) use report::Report;
pub(crate) use session::{COOKIE, Session};

use session::LOGGED_OUT;

/// Wrong tokens that a network may show in a minute.
const WRONG_TOKENS: u32 = 10;

/// The style sheet of its pages.
pub(crate) const STYLE: &str = include_str!("../../style/console.css");

/// What the console's routes go by.
pub(crate) struct Console {
    store: Arc<dyn Store>,
    keys: Keys,
    token: String,
    /// The same token, to compare with in constant time.
    secret: SiteSecret,
    throttle: LoginThrottle,
    /// Names by which it is reached, besides addresses and `localhost`.
    hosts: Vec<String>,
}

impl Console {
    pub(crate) fn new(store: Arc<dyn Store>, keys: Keys, token: &str, hosts: Vec<String>) -> Self {
        let (token, secret) = (token.to_owned(), SiteSecret::new(token));
        let throttle = LoginThrottle::new(WRONG_TOKENS);
        Self { store, keys, token, secret, throttle, hosts }
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
        if self.secret.is(token) {
            return Ok(Session::begin(name, since_1970().as_secs()));
        }
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

    /// What the browser keeps of a session.
    pub(crate) fn seal(&self, session: &Session) -> Option<String> {
        session.seal(&self.keys, &self.token)
    }

    /// The session that this is, if its time is not over; [`Self::is_logged_out`] knows the rest.
    pub(crate) fn open(&self, sealed: &str) -> Option<Session> {
        Session::open(sealed, &self.keys, &self.token, since_1970().as_secs())
    }

    /// What happened up to now, on all servers.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn history(&self, span: Span) -> StoreResult<History> {
        self.store.history(since_1970().as_secs(), span).await
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Console(hidden)")
    }
}
