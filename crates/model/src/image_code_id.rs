//! The name under which a picture code is issued and later taken.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Uuid, Variant};

/// A version-4 UUID (RFC 9562 §5.4) made by whoever shows the picture.
///
/// Parsed from the hyphenated form only, in either case, and always written in lower case: one
/// picture has one name, so it has one key in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageCodeId(Uuid);

/// The text is not a hyphenated version-4 UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture's name is a version-4 UUID such as 3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f")]
pub struct NotAnImageCodeId;

impl ImageCodeId {
    /// A new random name, from the system's generator or the browser's.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// The name that these bytes make; six of their bits give way to the marks of a version-4 UUID.
    pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// The 16 bytes of the UUID, for keys and seeds.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl FromStr for ImageCodeId {
    type Err = NotAnImageCodeId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `Uuid` also reads the simple, braced and URN forms; those would be other names for the
        // same picture.
        const HYPHENATED: usize = uuid::fmt::Hyphenated::LENGTH;
        let uuid = (text.len() == HYPHENATED)
            .then(|| Uuid::try_parse(text).ok())
            .flatten()
            .ok_or(NotAnImageCodeId)?;
        if uuid.get_version_num() == 4 && uuid.get_variant() == Variant::RFC4122 {
            Ok(Self(uuid))
        } else {
            Err(NotAnImageCodeId)
        }
    }
}

impl TryFrom<String> for ImageCodeId {
    type Error = NotAnImageCodeId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ImageCodeId> for String {
    fn from(id: ImageCodeId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ImageCodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upper_case_uuid_names_the_same_picture() {
        let lower: ImageCodeId = "3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f".parse().unwrap();
        let upper: ImageCodeId = "3F0C1B9E-8A52-4C6D-9E1F-7B2A4D5C6E8F".parse().unwrap();
        assert_eq!(lower, upper);
        assert_eq!(upper.to_string(), "3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f");
    }

    #[test]
    fn anything_but_a_hyphenated_version_4_uuid_is_refused() {
        for text in [
            "",
            "1",
            "3f0c1b9e8a524c6d9e1f7b2a4d5c6e8f",
            "{3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f}",
            "urn:uuid:3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f",
            "3f0c1b9e-8a52-1c6d-9e1f-7b2a4d5c6e8f",
            "3f0c1b9e-8a52-4c6d-1e1f-7b2a4d5c6e8f",
            "00000000-0000-0000-0000-000000000000",
            "3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8g",
            "３f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8",
        ] {
            assert_eq!(text.parse::<ImageCodeId>(), Err(NotAnImageCodeId), "{text}");
        }
    }
}
