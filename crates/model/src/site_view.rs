//! What the page needs to know about its site.

/// A site, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteView {
    /// Whether people may be asked for a message from their phone.
    pub takes_reverse: bool,
}
