//! A message that the person is to send, as the page shows it.

use serde::{Deserialize, Serialize};

/// All that the page shows of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reverse {
    /// The number that it goes to.
    pub to: String,
    /// What is to be written.
    pub text: String,
    /// Stands for it when the page asks whether it has come.
    pub handle: String,
    /// Seconds for which it is waited for.
    pub expires_in: u32,
    /// Opens the app of the phone.
    pub link: String,
    /// Width and height of the QR code.
    pub qr_size: u32,
    /// Its path.
    pub qr_path: String,
}

#[cfg(feature = "ssr")]
impl From<&crate::model::ReverseMessage> for Reverse {
    fn from(message: &crate::model::ReverseMessage) -> Self {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

        let crate::model::ReverseMessage { to, text, handle, expires_in } = message.clone();
        // iOS takes the text behind an ampersand and Android behind a question mark: both read this.
        let link = format!("sms:{to}?&body={}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
        let (qr_size, qr_path) = crate::qr::path(&format!("SMSTO:{to}:{text}"));
        Self { to, text, handle, expires_in, link, qr_size, qr_path }
    }
}
