//! How far a person without scripts has come, sealed into a cookie of their browser.
//!
//! The server keeps nothing, so there is nothing to bound; and as neither the person nor whoever
//! reads the browser's files can open it, a phone number or a ticket may stand in it.

use std::time::Duration;

use axum::http::HeaderValue;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{clock::since_1970, keys::Keys, seal};
use crate::model::Progress;

/// The cookie's name.
pub(crate) const COOKIE: &str = "progress";
/// Takes the cookie away.
pub(crate) const GONE: HeaderValue =
    HeaderValue::from_static("progress=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
/// It has to outlast one redirect; a little longer, so that the page may be loaded anew.
const LIFE: Duration = Duration::from_secs(120);
/// Each cookie has a key of its own: with 128 random bits none comes twice.
const SALT: usize = 16;
/// Of a number as typed; the field takes no more.
const LONGEST_MOBILE: usize = 32;

#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Seconds since 1970.
    at: u64,
    progress: Progress,
}

/// The cookie that carries it. `is_secure`: the browser speaks HTTPS.
pub(crate) fn cookie(keys: &Keys, progress: Progress, is_secure: bool) -> Option<HeaderValue> {
    let sealed = seal_at(keys, progress, since_1970().as_secs())?;
    let (life, secure) = (LIFE.as_secs(), if is_secure { "; Secure" } else { "" });
    let line =
        format!("{COOKIE}={sealed}; Path=/; Max-Age={life}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::try_from(line).ok()
}

/// What the cookie says; `None` for one that is too old or that this server has not sealed.
pub(crate) fn open(keys: &Keys, sealed: &str) -> Option<Progress> {
    open_at(keys, sealed, since_1970().as_secs())
}

fn seal_at(keys: &Keys, mut progress: Progress, at: u64) -> Option<String> {
    progress.mobile = progress.mobile.chars().take(LONGEST_MOBILE).collect();
    let salt: [u8; SALT] = rand::random();
    let sealed = seal::seal(keys.progress_seal(&salt), &Sealed { at, progress })?;
    Some(URL_SAFE_NO_PAD.encode([&salt[..], &sealed].concat()))
}

fn open_at(keys: &Keys, sealed: &str, now: u64) -> Option<Progress> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (salt, sealed) = bytes.split_at_checked(SALT)?;
    let Sealed { at, mut progress } = seal::open(keys.progress_seal(salt), sealed)?;
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

    fn progress() -> Progress {
        Progress {
            mobile: "13800138000".to_owned(),
            is_sent: true,
            resend_in: 60,
            refusal: Some(GateError::SmsCodeWrong),
            ticket: Some(TicketIssued { ticket: "a ticket".to_owned(), expires_in: 600 }),
        }
    }

    #[test]
    fn what_is_sealed_is_opened_and_the_wait_has_gone_on() {
        let keys = Keys::random();
        let sealed = seal_at(&keys, progress(), 1000).unwrap();
        assert_eq!(open_at(&keys, &sealed, 1000), Some(progress()));
        let ticket =
            |expires_in| progress().ticket.map(|issued| TicketIssued { expires_in, ..issued });
        let later = Progress { resend_in: 15, ticket: ticket(555), ..progress() };
        assert_eq!(open_at(&keys, &sealed, 1045), Some(later));
        let over = Progress { resend_in: 0, ticket: ticket(500), ..progress() };
        assert_eq!(open_at(&keys, &sealed, 1100), Some(over));
    }

    #[test]
    fn one_that_is_too_old_or_changed_or_of_another_secret_is_none() {
        let keys = Keys::random();
        let sealed = seal_at(&keys, progress(), 1000).unwrap();
        assert_eq!(open_at(&keys, &sealed, 1121), None);
        assert_eq!(open_at(&Keys::random(), &sealed, 1000), None);
        for at in 0..sealed.len() - 1 {
            let other = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&sealed[..at], other, &sealed[at + 1..]].concat();
            assert_eq!(open_at(&keys, &changed, 1000), None, "{at}");
        }
        for short in ["", "AAAA", "no base64!"] {
            assert_eq!(open_at(&keys, short, 1000), None);
        }
    }

    #[test]
    fn it_shows_nothing_of_the_number_and_fits_into_a_cookie() {
        let long = Progress { mobile: "1".repeat(10_000), ..progress() };
        let keys = Keys::random();
        let sealed = seal_at(&keys, long, 1000).unwrap();
        assert!(sealed.len() < 1000, "{}", sealed.len());
        assert_ne!(sealed, seal_at(&keys, progress(), 1000).unwrap());
        let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        assert!(!bytes.windows(4).any(|bytes| bytes == b"1111"));
        let line = cookie(&keys, progress(), true).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.ends_with("; Path=/; Max-Age=120; HttpOnly; SameSite=Strict; Secure"));
    }
}
