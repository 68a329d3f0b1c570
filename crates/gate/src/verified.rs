//! What a right code is answered with, also when the answer has to be given again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use menshen_store::SealedAnswer;
use serde::{Deserialize, Serialize};

use crate::{
    handle::Handle,
    keys::Keys,
    seal,
    ticket::{Ticket, TicketText},
};

/// Random bytes that the key of one answer is made with: a handle may hand in many codes.
const SALT: usize = 16;

/// A ticket, and what it stands for.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verified {
    pub(crate) ticket: TicketText,
    pub(crate) stands_for: Ticket,
}

impl Verified {
    /// What is kept for this handle. `None` when the library refuses, which it does not for a record as
    /// short as this.
    pub(crate) fn seal(&self, keys: &Keys, handle: &Handle) -> Option<SealedAnswer> {
        let salt = rand::random::<[u8; SALT]>();
        let sealed = seal::seal(keys.answer_seal(handle.as_str(), &salt), self)?;
        Some(SealedAnswer::stored(URL_SAFE_NO_PAD.encode([&salt[..], &sealed].concat())))
    }

    /// `None` when it was not sealed by [`seal`](Self::seal) for this handle.
    pub(crate) fn open(answer: &SealedAnswer, keys: &Keys, handle: &Handle) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(answer.as_str()).ok()?;
        let (salt, sealed) = bytes.split_at_checked(SALT)?;
        seal::open(keys.answer_seal(handle.as_str(), salt), sealed)
    }
}

#[cfg(test)]
mod tests {
    use menshen_model::{MobileNumber, SiteId};

    use super::*;

    #[test]
    fn an_answer_is_read_with_its_handle_and_the_secret_alone() {
        let (keys, mobile) = (Keys::new(b"one"), MobileNumber::of_mainland("+8613800138000"));
        let [handle, other] = [(); 2].map(|()| Handle::random(&keys, &mobile));
        let hostname = "shop.example".to_owned();
        let (site, mobile) = (SiteId::DEFAULT, mobile.e164().to_owned());
        let stands_for = Ticket { site, mobile, verified_at: 1, hostname, test: false };
        let verified = Verified { ticket: TicketText::random(), stands_for };
        let sealed = verified.seal(&keys, &handle).unwrap();
        assert!(Verified::open(&sealed, &keys, &handle) == Some(verified));
        assert!(Verified::open(&sealed, &keys, &other).is_none());
        assert!(Verified::open(&sealed, &Keys::new(b"two"), &handle).is_none());
        let kept = URL_SAFE_NO_PAD.decode(sealed.as_str()).unwrap();
        let kept = String::from_utf8_lossy(&kept);
        assert!(!kept.contains("138") && !kept.contains("shop"), "{kept}");
        for broken in ["", "AAAA", "no base64!"] {
            let broken = SealedAnswer::stored(broken.to_owned());
            assert!(Verified::open(&broken, &keys, &handle).is_none());
        }
    }
}
