//! Who is logged in, sealed into a cookie: every server with the same secret and token knows it, and
//! keeps nothing but which were logged out. Another token ends every session.

use std::time::Duration;

use axum::http::HeaderValue;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::server::{
    keys::Keys,
    seal,
    store::{RateLimit, SessionKey},
};

/// The cookie's name.
pub(crate) const COOKIE: &str = "console";
/// A working day, in seconds.
const LIFE: u64 = 8 * 3600;
/// Each cookie has a key of its own: with 128 random bits none comes twice.
const SALT: usize = 16;
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
    id: [u8; SALT],
}

/// A session is logged out once, and that is known for longer than it lasts.
pub(super) const LOGGED_OUT: RateLimit =
    RateLimit { count: 1, window: Duration::from_secs(2 * LIFE) };

impl Session {
    /// The name goes into logs and pages, so it is one line and not long.
    pub(super) fn begin(name: &str, now: u64) -> Self {
        let name: String =
            name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let name = if name.is_empty() { "?".to_owned() } else { name };
        Self { name, until: now + LIFE, id: rand::random() }
    }

    /// What it is known by when it was logged out.
    pub(super) fn key(&self, keys: &Keys) -> SessionKey {
        keys.session(&self.id)
    }

    pub(super) fn seal(&self, keys: &Keys, token: &str) -> Option<String> {
        let salt: [u8; SALT] = rand::random();
        let sealed = seal::seal(keys.session_seal(token, &salt), self)?;
        Some(URL_SAFE_NO_PAD.encode([&salt[..], &sealed].concat()))
    }

    pub(super) fn open(sealed: &str, keys: &Keys, token: &str, now: u64) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (salt, sealed) = bytes.split_at_checked(SALT)?;
        let session: Self = seal::open(keys.session_seal(token, salt), sealed)?;
        // One from a server whose clock is ahead is no longer good than others.
        (now < session.until && session.until <= now + 2 * LIFE).then_some(session)
    }

    /// The line that gives the cookie to the browser. `is_secure`: the browser speaks HTTPS.
    pub(crate) fn cookie(sealed: &str, base: &str, is_secure: bool) -> Option<HeaderValue> {
        let secure = if is_secure { "; Secure" } else { "" };
        let line = format!(
            "{COOKIE}={sealed}; Path={base}/admin; Max-Age={LIFE}; HttpOnly; \
             SameSite=Strict{secure}"
        );
        HeaderValue::try_from(line).ok()
    }

    /// The line that takes it away.
    pub(crate) fn gone(base: &str) -> Option<HeaderValue> {
        let line = format!("{COOKIE}=; Path={base}/admin; Max-Age=0; HttpOnly; SameSite=Strict");
        HeaderValue::try_from(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_holds_for_its_life_with_the_same_secret_and_token() {
        let (keys, token) = (Keys::new(b"one"), "a token of 16 characters");
        let session = Session::begin(" Lin\u{7} \n", 1_000_000);
        assert_eq!(session.name, "Lin");
        let other = Session::begin("Lin", 1_000_000);
        assert!(session.key(&keys) != other.key(&keys), "one would log out both");
        let sealed = session.seal(&keys, token).unwrap();
        let open = Session::open;
        let last = 1_000_000 + LIFE - 1;
        assert_eq!(open(&sealed, &keys, token, last), Some(session.clone()));
        assert_eq!(open(&sealed, &keys, token, last + 1), None);
        assert_eq!(open(&sealed, &keys, token, 1_000_000 - LIFE - 1), None);
        assert_eq!(open(&sealed, &Keys::new(b"two"), token, last), None);
        assert_eq!(open(&sealed, &keys, "another token, as long", last), None);
        for other in ["", "AAAA", &sealed[1..], &sealed[..sealed.len() - 2]] {
            assert_eq!(open(other, &keys, token, last), None, "{other}");
        }
    }

    #[test]
    fn a_name_is_one_short_line_and_never_empty() {
        assert_eq!(Session::begin("\n\t", 0).name, "?");
        assert_eq!(Session::begin(&"门".repeat(99), 0).name, "门".repeat(LONGEST_NAME));
    }
}
