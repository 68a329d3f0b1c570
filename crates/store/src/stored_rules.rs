//! What operators have set beside the switches: their lists and caps, as one text with a version.
//!
//! The version is read with the switches, on each send, and the text only when the version is another
//! one: so an entry holds on every server from the moment it is kept.

/// Lists and caps, in the words of whoever reads them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredRules {
    /// Grows with every change; zero: there was none yet.
    pub version: u64,
    /// What they are.
    pub text: String,
}
