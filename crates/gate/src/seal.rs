//! Small records that others keep for the server: encrypted, so that it alone can read or make them.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Serialize, de::DeserializeOwned};

/// The record under this key, which must never seal another one. `None` when the library refuses,
/// which it does not for records as short as ours.
pub(crate) fn seal(key: [u8; 32], record: &impl Serialize) -> Option<Vec<u8>> {
    let mut bytes = serde_json::to_vec(record).ok()?;
    aead(key)?.seal_in_place_append_tag(only_nonce(), Aad::empty(), &mut bytes).ok()?;
    Some(bytes)
}

/// The record again; `None` when it was not sealed so under this key.
pub(crate) fn open<T: DeserializeOwned>(key: [u8; 32], sealed: &[u8]) -> Option<T> {
    let mut bytes = sealed.to_vec();
    let record = aead(key)?.open_in_place(only_nonce(), Aad::empty(), &mut bytes).ok()?;
    serde_json::from_slice(record).ok()
}

fn aead(key: [u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, &key).ok().map(LessSafeKey::new)
}

/// A key seals one record, so every key has the same nonce (RFC 8439 §2.8 asks that no key meets a
/// nonce twice).
fn only_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}
