//! The pieces that every signature is made of.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// HMAC-SHA256 (RFC 2104).
pub(crate) fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    mac::<Hmac<Sha256>>(key, data).finalize().into_bytes().into()
}

/// Whether this is the HMAC-SHA256, in a time that does not depend on how much of it is right.
pub(crate) fn is_hmac_sha256(key: &[u8], data: &[u8], given: &[u8]) -> bool {
    mac::<Hmac<Sha256>>(key, data).verify_slice(given).is_ok()
}

/// Whether this is the HMAC-SHA1, likewise. As a MAC it is not broken (RFC 6194 §3.3).
pub(crate) fn is_hmac_sha1(key: &[u8], data: &[u8], given: &[u8]) -> bool {
    mac::<Hmac<Sha1>>(key, data).verify_slice(given).is_ok()
}

/// Whether two texts are the same, in a time that depends on the first alone: two HMACs are compared,
/// which have nothing in common where the texts have something.
pub(crate) fn is_same(given: &[u8], secret: &[u8]) -> bool {
    let key = rand::random::<[u8; 32]>();
    is_hmac_sha256(&key, given, &hmac(&key, secret))
}

fn mac<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> M {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("any length of key");
    mac.update(data);
    mac
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256_hex(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Percent-encoding that leaves only the unreserved characters of RFC 3986 §2.3; right for the
/// canonical query of a signature and for a form alike.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// `name=value` with an `&` between, each percent-encoded, in the order given.
pub(crate) fn encode_pairs(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay_as_they_are() {
        assert_eq!(percent_encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(percent_encode(" +*/:{\"门"), "%20%2B%2A%2F%3A%7B%22%E9%97%A8");
        assert_eq!(encode_pairs(&[("a", "1&2"), ("b=", "")]), "a=1%262&b%3D=");
    }
}
