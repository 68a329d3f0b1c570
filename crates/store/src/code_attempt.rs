//! A message code that is handed in, and what comes of it.

use strum::{EnumDiscriminants, IntoStaticStr, VariantArray};

use crate::{CodeMac, HandleMac, MessageReceipt, Network};

/// A code that somebody hands in for a number.
pub struct CodeAttempt {
    /// What was typed.
    pub code: CodeMac,
    /// From where.
    pub network: Network,
    /// Set when a handle was shown that was made for this number.
    pub holder: Option<Holder>,
}

/// Who shows a handle.
pub struct Holder {
    /// The handle.
    pub handle: HandleMac,
    /// What they are given if the code is right, kept for a while: the answer may be lost on its way.
    pub answer: SealedAnswer,
}

/// What the right code is answered with, encrypted: a store can neither read nor make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedAnswer(String);

impl SealedAnswer {
    /// What has been sealed: base64, without white space.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// What a store keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What comes of a code that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The answer.
    pub check: Check,
    /// What the message counts for whose code has just passed, for its answer to be counted as well.
    /// `None` for a message of version 0.1.
    pub counted: Option<MessageReceipt>,
    /// Of a code that is not right: how many attempts remain to the handle that was shown, where a message of it
    /// has a live code.
    pub tries_left: Option<u32>,
}

impl From<Check> for Checked {
    fn from(check: Check) -> Self {
        Self { check, counted: None, tries_left: None }
    }
}

/// The answer to a message code. For the operator's numbers: who handed the code in is told only
/// whether it passed.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(CheckOutcome),
    doc = "A [`Check`] as it is counted.",
    derive(IntoStaticStr, VariantArray),
    strum(serialize_all = "snake_case")
)]
pub enum Check {
    /// Right, and spent.
    Passed,
    /// It passed a moment ago, and is handed in again by the same handle: this was kept for it.
    Repeated(SealedAnswer),
    /// Wrong; at least one attempt remains to who handed it in.
    Wrong,
    /// Wrong, and no attempt remains, or none did: then it was not compared.
    Exhausted,
    /// No live code for this number.
    Expired,
}
