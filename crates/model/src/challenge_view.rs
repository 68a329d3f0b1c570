//! A challenge, told to a client that can do more than show a picture.

use serde::{Deserialize, Serialize};

use crate::Work;

/// What stands under a picture's name, and all that it takes to show and to answer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeView {
    /// What is asked for, as the setting `CHALLENGE` names it.
    pub kind: String,
    /// What is said about it, in the language of the request.
    pub words: ChallengeWords,
    /// What is shown; null where the browser's work is all.
    pub media: Option<ChallengeMedia>,
    /// What is handed in with the send: one field.
    pub fields: Vec<ChallengeField>,
    /// What has to be computed for the send, or is likely to be asked for; null where nothing is. Its nonce goes in
    /// the field `work` of the send.
    pub work: Option<Work>,
    /// Seconds until it is no longer accepted.
    pub expires_in: u32,
}

/// What people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeWords {
    /// The label of its field.
    pub label: String,
    /// What to do.
    pub instruction: String,
    /// The alternative text of the picture.
    pub alternative: String,
}

/// What people see and hear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeMedia {
    /// The media type of the picture.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Where it is, on this server.
    pub url: String,
    /// Its width in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels. Places and offsets are named in these.
    pub height: u32,
    /// Where its sound is; null where there is none.
    pub sound: Option<String>,
}

/// How an answer is given. All of them go in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeField {
    /// The send's field.
    pub name: String,
    /// How it is filled.
    pub input: ChallengeInput,
    /// How many places, where places are pointed at; otherwise null.
    pub count: Option<u32>,
    /// Characters at the least, where characters are typed; otherwise null.
    pub min_length: Option<u32>,
    /// Characters at the most, where characters are typed; otherwise null.
    pub max_length: Option<u32>,
}

/// How a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ChallengeInput {
    /// Letters and digits are typed.
    Text,
    /// Digits are typed.
    Digits,
    /// Places in their order, as `x,y x,y`: whole CSS pixels from the picture's left upper corner.
    Points,
    /// How many whole CSS pixels a piece was moved to the right.
    Offset,
    /// It stays empty: the work is the answer.
    None,
}
