//! What must hold for every byte that comes from outside: one target for each parser. Fuzzers call
//! them (`make fuzz`), and the tests of this module do with the corpus in `fuzz/corpus` and what
//! comes of it by chance.
//!
//! Only in builds with `--cfg fuzzing` and in tests. A target panics where something does not hold.

mod credentials;
mod headers;
mod identity;
mod requests;
mod settings;

use crate::server::sms;

/// Takes whatever bytes there are.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 13] = [
    ("accept_language", headers::accept_language),
    ("client_ip", headers::client_ip),
    ("codes", identity::codes),
    ("cookies", credentials::cookies),
    ("image_code_id", identity::image_code_id),
    ("inbound", sms::fuzz::inbound),
    ("phone", identity::phone),
    ("providers", sms::fuzz::answers),
    ("range", headers::range),
    ("requests", requests::answered),
    ("settings", settings::parsed),
    ("site_host", headers::site_host),
    ("tickets", credentials::tickets),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

/// The part of the input that is text.
fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
