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
mod tries;

use std::{fmt, sync::Arc};

use super::{
    clock::since_1970,
    keys::Keys,
    site_secret::SiteSecret,
    store::{History, Span, Store, StoreResult},
};

pub(crate) use page::{Document, confirm_page, front_page, log_in_page, not_turned_page};
pub(crate) use report::Report;
pub(crate) use session::{COOKIE, GONE, Session};

use tries::Tries;

/// The style sheet of its pages.
pub(crate) const STYLE: &str = include_str!("../../style/console.css");

/// What the console's routes go by.
pub(crate) struct Console {
    store: Arc<dyn Store>,
    keys: Keys,
    token: String,
    /// The same token, to compare with in constant time.
    secret: SiteSecret,
    tries: Tries,
}

impl Console {
    pub(crate) fn new(store: Arc<dyn Store>, keys: Keys, token: &str) -> Self {
        let (token, secret) = (token.to_owned(), SiteSecret::new(token));
        Self { store, keys, token, secret, tries: Tries::default() }
    }

    /// A session for whoever knows the token.
    ///
    /// # Errors
    /// The seconds to wait after too many wrong ones, or `None` when this one is wrong.
    pub(crate) fn log_in(&self, name: &str, token: &str) -> Result<Session, Option<u32>> {
        self.tries.take().map_err(Some)?;
        if !self.secret.is(token) {
            return Err(None);
        }
        self.tries.give_back();
        Ok(Session::begin(name, since_1970().as_secs()))
    }

    /// What the browser keeps of a session.
    pub(crate) fn seal(&self, session: &Session) -> Option<String> {
        session.seal(&self.keys, &self.token)
    }

    /// The session that this is, if it still holds.
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
