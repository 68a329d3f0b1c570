//! The texts around a message that the person sends to the site.

use crate::Template;

/// Where the number is verified by a message that the person sends.
#[derive(Debug)]
pub struct ReverseTexts {
    /// The message: `{0}` is what the site is called, `{1}` the code, which stands alone. It says what it is
    /// for, to whoever is talked into sending it.
    pub message: Template<2>,
    /// Title of this part of the page.
    pub title: &'static str,
    /// What to do, and what it costs.
    pub lead: &'static str,
    /// Label of the number that the message goes to.
    pub to: &'static str,
    /// Label of what is to be written.
    pub text: &'static str,
    /// The button that copies the number.
    pub copy_to: &'static str,
    /// The button that copies what is to be written.
    pub copy_text: &'static str,
    /// Said when one of them has.
    pub copied: &'static str,
    /// The link that opens the phone's own app.
    pub open: &'static str,
    /// What to do where that opens nothing.
    pub open_hint: &'static str,
    /// Below the QR code.
    pub scan: &'static str,
    /// What the QR code is, for those who don't see it.
    pub qr_alt: &'static str,
    /// Never to send what somebody else has asked for.
    pub warning: &'static str,
    /// The button that looks whether it has come.
    pub sent_it: &'static str,
    /// Said while it is waited for.
    pub waiting: &'static str,
    /// Said when that button was pressed and it has not.
    pub not_yet: &'static str,
}
