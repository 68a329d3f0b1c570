//! Messages that come in: what people send to a number of the operator's, as its provider hands it on.
//!
//! A provider that hands them on has a row of this in the registry: how its webhook proves that it is the
//! provider's, what stands in one, and what it takes for an answer. The proof is of the provider. Who sent
//! a message is the network's word: a claim that costs more to forge than a picture, and no more than that.

use std::fmt;

use reqwest::header::HeaderMap;

use crate::sign;

/// The least characters of a secret that stands in an address: 96 bits as base64 has them.
const SHORTEST_TOKEN: usize = 16;
/// Its most.
const LONGEST_TOKEN: usize = 128;

/// How a provider hands messages on.
pub struct Inbound {
    /// What its webhook is known by, as the operator has to give it.
    pub secret: &'static str,
    /// Whether that stands in the address: for a provider that signs nothing.
    pub is_in_address: bool,
    /// Whether what is signed begins with the address, as the provider knows it.
    pub signs_address: bool,
    /// What tells it that a request was taken.
    pub accepted: Accepted,
    /// A webhook of this secret; `None` when it can't be one.
    pub(crate) open: fn(&str) -> Option<Box<dyn Webhook>>,
    /// What it is tested with.
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    pub(crate) vectors: &'static [crate::vectors::InboundVector],
}

/// The answer to a request that need not come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// HTTP status.
    pub status: u16,
    /// Media type of the body.
    pub media_type: &'static str,
    /// What the provider looks for.
    pub body: &'static str,
}

/// A request that says that messages have come in.
pub struct InboundRequest<'a> {
    /// The addresses that the provider may have called, each with what stands behind its question mark.
    pub addresses: &'a [String],
    /// What stands behind the provider's name in the path; may be empty.
    pub token: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body, as it came.
    pub body: &'a [u8],
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// A message that somebody has sent. No `Debug`: a number and a code stand in it.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMessage {
    /// Who has sent it, in E.164 form; `None` where that is no plain number.
    pub sender: Option<String>,
    /// What they wrote.
    pub text: String,
    /// When the provider got it, in seconds since 1970, where it says so beyond doubt.
    pub sent_at: Option<u64>,
}

/// Why a request was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InboundError {
    /// Nothing in it shows that it is the provider's.
    #[error("not the provider's")]
    Forged,
    /// The provider's, by its proof, and not as its documents have it.
    #[error("unreadable")]
    Unreadable,
}

/// One provider's webhook, set up with its secret.
pub(crate) trait Webhook: Send + Sync + 'static {
    /// Whether the request is the provider's. Takes as long for one guess at the secret as for another.
    fn is_genuine(&self, request: &InboundRequest<'_>) -> bool;

    /// What stands in a body; `None` when it can't be read.
    fn read(&self, body: &[u8]) -> Option<Vec<InboundMessage>>;
}

/// A webhook that is ready to be called.
pub struct InboundWebhook {
    webhook: Box<dyn Webhook>,
    accepted: Accepted,
}

impl Inbound {
    /// Sets it up with the operator's secret; `None` when that can't be one, and then [`secret`] says what it
    /// should be.
    ///
    /// [`secret`]: Self::secret
    pub fn open(&self, secret: &str) -> Option<InboundWebhook> {
        let webhook = (self.open)(secret)?;
        Some(InboundWebhook { webhook, accepted: self.accepted })
    }
}

impl InboundWebhook {
    /// The messages in a request. The proof is looked at first: nothing else is read of one without.
    ///
    /// # Errors
    /// See [`InboundError`].
    pub fn receive(
        &self,
        request: &InboundRequest<'_>,
    ) -> Result<Vec<InboundMessage>, InboundError> {
        if !self.webhook.is_genuine(request) {
            return Err(InboundError::Forged);
        }
        self.webhook.read(request.body).ok_or(InboundError::Unreadable)
    }

    /// What tells the provider that the request need not come again.
    pub fn accepted(&self) -> Accepted {
        self.accepted
    }
}

impl fmt::Debug for InboundWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InboundWebhook(hidden)")
    }
}

/// A secret that stands in the address, where a provider has no better proof.
pub(crate) struct Token(String);

impl Token {
    /// What should be said of it.
    pub(crate) const SHOULD: &str = "16 to 128 random letters, digits, hyphens and underscores, such as `openssl rand -hex 32` \
         prints: the last part of the address that the provider calls";

    /// `None` when it is short or would have to be escaped.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_token = (SHORTEST_TOKEN..=LONGEST_TOKEN).contains(&text.len());
        (is_token && text.bytes().all(is_plain)).then(|| Self(text.to_owned()))
    }

    pub(crate) fn is(&self, given: &str) -> bool {
        sign::is_same(given.as_bytes(), self.0.as_bytes())
    }
}

/// A number with its country code: `+` and 8 to 15 digits, as no name and no short code is.
pub(crate) fn plain(number: &str) -> Option<String> {
    let digits = number.strip_prefix('+')?;
    let is_plain = (8..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_plain.then(|| number.to_owned())
}

/// A number as mainland providers write it: eleven digits that begin with a one are of the mainland. Others
/// have their country code, with a plus or two zeros before it or nothing.
pub(crate) fn of_mainland(number: &str) -> Option<String> {
    let digits = number.strip_prefix('+').or_else(|| number.strip_prefix("00")).unwrap_or(number);
    let is_national = digits.len() == 11 && number == digits && digits.starts_with('1');
    plain(&format!("+{}{digits}", if is_national { "86" } else { "" }))
}

#[cfg(test)]
mod tests;
