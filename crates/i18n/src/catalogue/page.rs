//! The texts of the page for people, and of what stands in other sites' pages.

use crate::Template;

/// Every fixed text of the page.
#[derive(Debug)]
pub struct PageTexts {
    /// Title of the document and of the form.
    pub title: &'static str,
    /// What the form is for.
    pub lead: &'static str,
    /// Label of the phone number.
    pub mobile: &'static str,
    /// The button that takes a new picture.
    pub new_image: &'static str,
    /// Shown in place of a picture that did not load.
    pub image_failed: &'static str,
    /// The same when another one comes by itself, after this time.
    pub image_later: Template<1>,
    /// Said when that one is there.
    pub image_back: &'static str,
    /// The button that speaks the picture code.
    pub play_sound: &'static str,
    /// The same while it is spoken.
    pub stop_sound: &'static str,
    /// Shown when there is no sound.
    pub sound_failed: &'static str,
    /// Label of the message code.
    pub sms_code: &'static str,
    /// The button that asks for the text message.
    pub get_code: &'static str,
    /// The same while the request is under way.
    pub sending: &'static str,
    /// Said once a message has left.
    pub sent: &'static str,
    /// Said in its place where the number is one for tests.
    pub sent_to_test: &'static str,
    /// The button that checks the message code.
    pub verify: &'static str,
    /// The same while the request is under way.
    pub verifying: &'static str,
    /// The end of the flow.
    pub verified: &'static str,
    /// Asked of a person who left the phone number empty.
    pub mobile_missing: &'static str,
    /// Shown when the life of a picture has ended while its code was being typed.
    pub image_expired: &'static str,
    /// Below the send button while the person has to wait, for this time.
    pub resend_in: Template<1>,
    /// Said once the wait is over.
    pub may_resend: &'static str,
    /// Title of the page for a form that came from elsewhere.
    pub not_own: &'static str,
    /// Another site's page has sent it.
    pub cross_site: &'static str,
    /// It came from this origin, and that is perhaps the server itself.
    pub unknown_origin: Template<1>,
    /// Title of the page for an unknown address.
    pub not_found: &'static str,
    /// The way back from there.
    pub home: &'static str,
}

/// Below every page: the languages, each called by its own name, and the colours.
#[derive(Debug)]
pub struct PreferenceTexts {
    /// What the languages are, for who hears the name of this one alone.
    pub language: &'static str,
    /// What the links to the colours are about.
    pub colours: &'static str,
    /// The colours of the system.
    pub theme_system: &'static str,
    /// Dark on light.
    pub theme_light: &'static str,
    /// Light on dark.
    pub theme_dark: &'static str,
}

/// In other sites' pages.
#[derive(Debug)]
pub struct EmbedTexts {
    /// Stands there in place of a form that does not come.
    pub failed: &'static str,
    /// Said in the form's frame where there are no scripts.
    pub plain: &'static str,
}
