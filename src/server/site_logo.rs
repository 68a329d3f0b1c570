//! The picture before a site's name, as the operator has brought it.

use std::{fs, path::Path};

use axum::{body::Bytes, http::HeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// In bytes: a logo on a phone, not a photograph.
const LARGEST: usize = 64 * 1024;

/// A picture that browsers know, and what a file of each kind begins with.
const KINDS: [(&str, &str, &[u8]); 3] = [
    ("svg", "image/svg+xml", b"<"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("webp", "image/webp", b"RIFF"),
];

/// It is read once, at the start.
#[derive(Clone)]
pub(crate) struct SiteLogo {
    pub(crate) kind: HeaderValue,
    pub(crate) bytes: Bytes,
    /// Another one for every other picture.
    pub(crate) tag: String,
}

impl SiteLogo {
    /// What stands in this file.
    ///
    /// # Errors
    /// What the file should be.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let should = |why: &str| {
            format!("a file of SVG, PNG or WebP of 64 KiB at most; {} {why}", path.display())
        };
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        let kind = KINDS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(extension));
        let (_, kind, begins) = kind.ok_or_else(|| should("has another name"))?;
        let bytes = fs::read(path).map_err(|error| should(&format!("gives: {}", error.kind())))?;
        if bytes.len() > LARGEST {
            return Err(should("is larger"));
        }
        if !bytes.trim_ascii_start().starts_with(begins) {
            return Err(should("is something else"));
        }
        let tag = URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..12]);
        Ok(Self { kind: HeaderValue::from_static(kind), bytes: bytes.into(), tag })
    }
}
