//! Who is logged in, sealed into a cookie: every server with the same secret and token knows it, and
//! keeps nothing but which were logged out. Another token ends every session.

use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::{Deserialize, Serialize};

use crate::server::{
    keys::Keys,
    store::{RateLimit, SessionKey},
};

/// The cookie's name.
pub(super) const COOKIE: &str = "console";
/// A working day, in seconds.
const LIFE: u32 = 8 * 3600;
/// Bytes that tell a session apart: with 128 random bits no two are the same.
const ID: usize = 16;
/// Of a name, in characters.
const LONGEST_NAME: usize = 40;

/// Somebody who knew the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Who they said they are.
    pub(crate) name: String,
    /// When it ends, in seconds since 1970.
    until: u64,
    /// Tells it apart from all others.
    id: [u8; ID],
}

/// A session is logged out once, and that is known for longer than it lasts.
pub(super) const LOGGED_OUT: RateLimit =
    RateLimit { count: 1, window: Duration::from_secs(2 * LIFE as u64) };

impl Session {
    /// A name as it is kept, of a session or of a call.
    pub(crate) fn named(name: &str) -> String {
        let name: String =
            name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        if name.is_empty() { "?".to_owned() } else { name }
    }

    /// The name goes into logs and pages, so it is one line and not long.
    pub(super) fn begin(name: &str, now: u64) -> Self {
        Self { name: Self::named(name), until: now + u64::from(LIFE), id: rand::random() }
    }

    /// What it is known by when it was logged out.
    pub(super) fn key(&self, keys: &Keys) -> SessionKey {
        keys.session(&self.id)
    }

    /// What stands in the cookie.
    pub(super) fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// The session that the cookie says, if its time is not over.
    pub(super) fn from_text(text: &str, now: u64) -> Option<Self> {
        let session: Self = serde_json::from_str(text).ok()?;
        // One from a server whose clock is ahead is no longer good than others.
        (now < session.until && session.until <= now + 2 * u64::from(LIFE)).then_some(session)
    }
}

/// The cookie that says this. `is_secure`: the browser speaks HTTPS.
pub(super) fn cookie(text: String, base: &str, is_secure: bool) -> Cookie<'static> {
    with_life(LIFE, text, base, is_secure)
}

/// The cookie that takes it away.
pub(super) fn gone(base: &str) -> Cookie<'static> {
    with_life(0, String::new(), base, false)
}

fn with_life(life: u32, text: String, base: &str, is_secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, text))
        .path(format!("{base}/admin"))
        .max_age(time::Duration::seconds(life.into()))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_secure)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_holds_for_its_life() {
        let keys = Keys::new(b"one");
        let session = Session::begin(" Lin\u{7} \n", 1_000_000);
        assert_eq!(session.name, "Lin");
        let other = Session::begin("Lin", 1_000_000);
        assert!(session.key(&keys) != other.key(&keys), "one would log out both");
        let text = session.to_text().unwrap();
        let last = 1_000_000 + u64::from(LIFE) - 1;
        assert_eq!(Session::from_text(&text, last), Some(session.clone()));
        assert_eq!(Session::from_text(&text, last + 1), None);
        assert_eq!(Session::from_text(&text, 1_000_000 - u64::from(LIFE) - 1), None);
    }

    #[test]
    fn a_name_is_one_short_line_and_never_empty() {
        assert_eq!(Session::begin("\n\t", 0).name, "?");
        assert_eq!(Session::begin(&"门".repeat(99), 0).name, "门".repeat(LONGEST_NAME));
    }
}
