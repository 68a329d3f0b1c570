//! What a send may be asked for beside its solved picture.

use serde::{Deserialize, Serialize};

use crate::{ImageCodeId, ReverseMessage};

/// How much a send has to bring beside its solved picture, from cheap to dear. Whoever brings more than is
/// asked for has brought enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum StepUpLevel {
    /// Nothing.
    #[default]
    None,
    /// Work of the browser's processor and memory.
    Work,
    /// A second solved picture.
    Challenge,
    /// A message from the phone itself.
    ReverseMessage,
}

impl StepUpLevel {
    /// Its name in logs and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Work => "work",
            Self::Challenge => "challenge",
            Self::ReverseMessage => "reverse-message",
        }
    }
}

/// What is asked for, with all that it takes to do it. The picture that was solved for it stays good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StepUp {
    /// Work: a nonce with which Argon2id begins with so many zero bits. A second picture will do as well.
    Work {
        /// The salt, as its text.
        challenge: String,
        /// Memory of Argon2id in KiB; one pass, one lane, version 0x13.
        memory_kib: u32,
        /// Bits of the hash that have to be zero, from its beginning.
        zero_bits: u32,
        /// The name of a picture for who can't do the work, as with `challenge`.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        image_code_id: ImageCodeId,
    },
    /// A second picture, drawn at the hardest level.
    Challenge {
        /// Its name, which the server has made: no other is accepted. Each name is good for one picture.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        image_code_id: ImageCodeId,
        /// An answer to such a picture came along; it was wrong, or came too late.
        again: bool,
    },
    /// A message from the phone itself. No send follows: the number is verified once it has come.
    ReverseMessage(ReverseMessage),
}

impl StepUp {
    /// One as it may be: for documents and tests.
    pub(crate) fn example() -> Self {
        let image_code_id = ImageCodeId::from_random_bytes([0; 16]);
        Self::Challenge { image_code_id, again: false }
    }

    /// The work that is asked for, where work is.
    pub fn work(&self) -> Option<Work> {
        match self {
            Self::Work { challenge, memory_kib, zero_bits, .. } => {
                let (challenge, memory_kib, zero_bits) =
                    (challenge.clone(), *memory_kib, *zero_bits);
                Some(Work { challenge, memory_kib, zero_bits })
            }
            Self::Challenge { .. } | Self::ReverseMessage(_) => None,
        }
    }

    /// The name of the picture that does for it, where one does.
    pub fn image_code_id(&self) -> Option<ImageCodeId> {
        match self {
            Self::Work { image_code_id, .. } | Self::Challenge { image_code_id, .. } => {
                Some(*image_code_id)
            }
            Self::ReverseMessage(_) => None,
        }
    }
}

/// Work, as a browser has to do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Work {
    /// The salt, as its text.
    pub challenge: String,
    /// Memory of Argon2id in KiB.
    pub memory_kib: u32,
    /// Bits that have to be zero.
    pub zero_bits: u32,
}

impl Work {
    /// As the page's worker reads it: challenge, memory and bits with a space between.
    pub fn written(&self) -> String {
        format!("{} {} {}", self.challenge, self.memory_kib, self.zero_bits)
    }
}

/// What a send brings beside its solved picture. Empty texts are nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proofs {
    /// The nonce of the work, in decimal.
    pub work: String,
    /// What was read in a second picture.
    pub second_image_code: String,
    /// The name of that picture.
    pub second_image_code_id: String,
    /// It is of a client that can't send two pictures at once: then the one is kept for its next send. The
    /// server alone says so.
    #[serde(skip)]
    pub in_turn: bool,
}

impl std::fmt::Debug for Proofs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proofs").finish_non_exhaustive()
    }
}
