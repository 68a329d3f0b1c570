//! Handles: what a send is answered with, and what makes the attempts at its code one's own.
//!
//! Whoever shows one has asked for a message to the number, or has been given it by who has. It opens
//! nothing by itself: the code is needed as well.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use menshen_model::MobileNumber;

use crate::keys::Keys;

/// Random bytes in a handle; as many of a MAC stand behind them.
const RANDOM: usize = 16;

/// 16 random bytes and what binds them to a number, in base64url: 43 characters. No `Debug`: it is a
/// secret.
pub(crate) struct Handle(String);

impl Handle {
    /// One for this number that nobody can guess.
    pub(crate) fn random(keys: &Keys, mobile: &MobileNumber) -> Self {
        let random = rand::random::<[u8; RANDOM]>();
        let tag = keys.handle_tag(mobile, &random);
        Self(URL_SAFE_NO_PAD.encode([random, tag].concat()))
    }

    /// `None` when it is none that was made for this number. That is told to nobody: an attempt with such
    /// a handle is one without. So the comparison need not take constant time: a handle that somebody
    /// forged by its help would be one that no message was sent for.
    pub(crate) fn parse(keys: &Keys, mobile: &MobileNumber, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (random, tag) = bytes.split_at_checked(RANDOM)?;
        (tag == keys.handle_tag(mobile, random)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is handed out.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mobile(e164: &str) -> MobileNumber {
        MobileNumber::of_mainland(e164)
    }

    #[test]
    fn a_handle_is_one_for_its_number_and_secret_alone() {
        let (keys, one) = (Keys::new(b"one"), mobile("+8613800138000"));
        let handle = Handle::random(&keys, &one).into_string();
        assert!(handle.len() <= 64);
        assert_eq!(Handle::parse(&keys, &one, &handle).unwrap().as_str(), handle);
        assert!(Handle::parse(&keys, &mobile("+8613800138001"), &handle).is_none());
        assert!(Handle::parse(&Keys::new(b"two"), &one, &handle).is_none());
        assert!(handle != Handle::random(&keys, &one).into_string());
    }

    #[test]
    fn what_is_no_handle_is_none() {
        let (keys, one) = (Keys::new(b"one"), mobile("+8613800138000"));
        let handle = Handle::random(&keys, &one).into_string();
        let (short, long) = (&handle[1..], format!("{handle}A"));
        for text in ["", "A", short, &long, &format!("{handle}="), &"A".repeat(43), "门"] {
            assert!(Handle::parse(&keys, &one, text).is_none(), "{text}");
        }
        for at in 0..handle.len() {
            let other = if handle.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&handle[..at], other, &handle[at + 1..]].concat();
            assert!(Handle::parse(&keys, &one, &changed).is_none(), "{changed}");
        }
    }
}
