//! What every provider is tested with: settings, what is asked then, and what answers mean.

use crate::setting::Values;

/// Of one provider.
#[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target needs the settings alone"))]
pub(crate) struct Vectors {
    /// Settings that are enough, each of which it needs.
    pub(crate) settings: &'static [(&'static str, &'static str)],
    /// What is asked to send a message.
    pub(crate) requests: &'static [RequestVector],
    /// What answers mean: status, body, and `sent` or the kind of the error.
    pub(crate) answers: &'static [(u16, &'static str, &'static str)],
    /// What no body lacks that says that a message was sent.
    pub(crate) success: &'static str,
}

/// A request for the code 012345 that lives 5 minutes, made in the second 1,700,000,000 with the nonce
/// `NONCE`.
#[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target needs the settings alone"))]
pub(crate) struct RequestVector {
    /// To whom.
    pub(crate) to: &'static str,
    /// What the person reads, by its name.
    pub(crate) language: &'static str,
    /// Settings beside those that are needed.
    pub(crate) settings: &'static [(&'static str, &'static str)],
    /// The address, the headers and the body, each in a line of its own.
    pub(crate) request: &'static str,
}

/// Not random at all.
#[cfg(test)]
pub(crate) const NONCE: u128 = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f;

impl Vectors {
    /// Of what has neither settings nor answers.
    pub(crate) const NONE: Self = Self { settings: &[], requests: &[], answers: &[], success: "" };

    /// The settings that are enough, with others.
    pub(crate) fn values(&self, others: &[(&'static str, &str)]) -> Values {
        let all = self.settings.iter().chain(others);
        all.map(|(name, value)| (*name, (*value).to_owned())).collect()
    }
}

/// A request that says that messages have come in, in the second 1,700,000,000.
pub(crate) struct InboundVector {
    /// The operator's.
    pub(crate) secret: &'static str,
    /// What the provider has called.
    #[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target makes up its own"))]
    pub(crate) address: &'static str,
    /// The end of its path.
    #[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target makes up its own"))]
    pub(crate) token: &'static str,
    /// What proves that it is the provider's, where the token does not.
    #[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target makes up its own"))]
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// The body.
    #[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target makes up its own"))]
    pub(crate) body: &'static str,
    /// Sender, text and time of each message in it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the fuzz target makes up its own"))]
    pub(crate) messages: &'static [(Option<&'static str>, &'static str, Option<u64>)],
}
