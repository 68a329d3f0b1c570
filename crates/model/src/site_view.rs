//! What the page needs to know about its site.

use crate::Country;

/// A site, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteView {
    /// What it is called.
    pub name: Option<String>,
    /// Where the picture before that is, below the path that the server is under.
    pub logo: Option<String>,
    /// Where the page leads once a number is verified.
    pub continue_url: Option<String>,
    /// Where people find help who can neither read nor hear a picture.
    pub help_url: Option<String>,
    /// Where its terms of service stand.
    pub terms_url: Option<String>,
    /// Where its privacy policy stands.
    pub privacy_url: Option<String>,
    /// How people agree to them.
    pub consent: Consent,
    /// Lines that follow the style sheet.
    pub style: Option<String>,
    /// Of the countries that it sends to, the first one first.
    pub calling_codes: Vec<CallingCode>,
    /// Whether people may be asked for a message from their phone.
    pub takes_reverse: bool,
}

/// How people agree to what a site asks of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Consent {
    /// It asks for nothing.
    #[default]
    None,
    /// By asking for a message.
    Sentence,
    /// By ticking a box.
    Box,
}

/// What stands before the numbers of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallingCode {
    /// Which country.
    pub country: Country,
    /// Without the plus.
    pub code: u16,
}
