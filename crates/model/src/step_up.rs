//! What a send may be asked for beside its solved picture.

use serde::{Deserialize, Serialize};

use crate::ImageCodeId;

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

/// What is asked for, with all that it takes to do it. The picture that was solved for it stays good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StepUp {
    /// A second picture, drawn at the hardest level.
    Challenge {
        /// Its name, which the server has made: no other is accepted. Each name is good for one picture.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        image_code_id: ImageCodeId,
        /// An answer to such a picture came along; it was wrong, or came too late.
        again: bool,
    },
}

impl StepUp {
    /// One as it may be: for documents and tests.
    pub(crate) fn example() -> Self {
        let image_code_id = ImageCodeId::from_random_bytes([0; 16]);
        Self::Challenge { image_code_id, again: false }
    }
}
