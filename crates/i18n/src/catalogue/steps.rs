//! The texts that lead from one step of the page to the next.

use crate::Template;

/// What is said on the way to the message and after it.
#[derive(Debug)]
pub struct StepTexts {
    /// Title of the second step.
    pub code_title: &'static str,
    /// Where the message went: `{}` is the number.
    pub sent_to: Template<1>,
    /// The button beside that, for another number.
    pub change: &'static str,
    /// The button at the end of the code's field that leads to another message.
    pub resend: &'static str,
    /// The same while there is none, for this time.
    pub resend_in: Template<1>,
    /// The button that then asks for it.
    pub text_again: &'static str,
    /// What has to be done for another message.
    pub again_lead: &'static str,
    /// The button that leads to the second step without a message.
    pub have_code: &'static str,
    /// Said of the code's field: it is handed in by itself.
    pub code_hint: &'static str,
    /// Title of the document while something is refused: `{}` is its title.
    pub error_title: Template<1>,
    /// Said while the browser has no connection.
    pub offline: &'static str,
    /// The button in place of a picture that did not load.
    pub try_again: &'static str,
}

/// What the site says of itself on the page.
#[derive(Debug)]
pub struct SiteTexts {
    /// The way on after the end: `{}` is what the site is called.
    pub continue_to: Template<1>,
    /// The link to help beside a picture.
    pub help: &'static str,
    /// Stands before links to what is agreed to by asking for a message.
    pub by_asking: &'static str,
    /// The same beside a box to be ticked.
    pub agree: &'static str,
    /// The link to the terms of service.
    pub terms: &'static str,
    /// The link to the privacy policy.
    pub privacy: &'static str,
    /// Said where the box is not ticked.
    pub agree_missing: &'static str,
    /// Label of the choice of a country code.
    pub country: &'static str,
}
