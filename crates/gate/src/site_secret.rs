//! The secret that the host site shows when it redeems a ticket.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Holds the secret's HMAC under a key that lives as long as the process, not the secret.
pub struct SiteSecret {
    key: Hmac<Sha256>,
    mac: Vec<u8>,
}

impl SiteSecret {
    /// Keeps what is needed to know this secret again.
    pub fn new(secret: &str) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
        let key = Hmac::new_from_slice(&rand::random::<[u8; 32]>()).expect("any length of key");
        let mac = mac(&key, secret).finalize().into_bytes().to_vec();
        Self { key, mac }
    }

    /// In a time that depends on what is given and not on the secret: two HMACs are compared, which
    /// have one length and nothing in common where the secrets have something.
    pub fn is(&self, given: &str) -> bool {
        mac(&self.key, given).verify_slice(&self.mac).is_ok()
    }
}

fn mac(key: &Hmac<Sha256>, secret: &str) -> Hmac<Sha256> {
    key.clone().chain_update(secret)
}

impl fmt::Debug for SiteSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SiteSecret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let secret = SiteSecret::new("0123456789abcdef");
        assert!(secret.is("0123456789abcdef"));
        for other in ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeF", "\0"] {
            assert!(!secret.is(other), "{other}");
        }
        // Not even the beginning of its MAC is enough.
        for n in 0..4096 {
            assert!(!secret.is(&n.to_string()), "{n}");
        }
    }
}
