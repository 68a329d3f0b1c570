//! What a provider says of itself, and how it comes to be one that sends.

use std::fmt;

use crate::{
    http::{self, HttpApi, HttpProvider},
    inbound::Inbound,
    message::SmsProvider,
    setting::{Setting, SettingError, Values},
};

/// A provider as it stands in the registry.
pub struct Provider {
    /// In settings, logs and metrics.
    pub name: &'static str,
    /// One line on what it is.
    pub about: &'static str,
    /// What its operator has to say.
    pub settings: &'static [Setting],
    /// Said when it is opened, where it is for development alone: it reaches no phone.
    pub development: Option<&'static str>,
    /// What carries its messages, or what is wrong with its settings.
    pub(crate) build: fn(&Values) -> Result<Channel, SettingError>,
    /// How it hands on what people send, where it does.
    pub inbound: Option<&'static Inbound>,
    /// What it is tested with.
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    pub(crate) vectors: &'static crate::vectors::Vectors,
}

/// What carries messages.
pub(crate) enum Channel {
    /// An API, with the setting that says where it is, and `https` or `http`.
    Http {
        /// The setting.
        address: &'static Setting,
        /// Of that address.
        scheme: String,
        /// What is asked there.
        api: Box<dyn HttpApi>,
    },
    /// Something else.
    Other(Box<dyn SmsProvider>),
}

/// Why a provider can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// By a setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Its address is one of `https://`, and this machine has no certificates of authorities.
    #[error("{name}: https:// can't be used here ({cause})")]
    HttpClient {
        /// The setting that names the address.
        name: &'static str,
        /// What was looked for in vain.
        cause: String,
    },
}

impl Provider {
    /// Reads the settings; the provider sends nothing yet, and does not look whether they are right
    /// at its other end.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(&self, values: &Values) -> Result<Box<dyn SmsProvider>, OpenError> {
        match (self.build)(values)? {
            Channel::Other(provider) => Ok(provider),
            Channel::Http { address, scheme, api } => {
                // One for each: with https it reads the certificates of the system.
                let client = http::client(&scheme)
                    .map_err(|cause| OpenError::HttpClient { name: address.name, cause })?;
                Ok(Box::new(HttpProvider::new(self.name, client, api)))
            }
        }
    }

    /// What is wrong with its settings, without opening it.
    ///
    /// # Errors
    /// The first one that is wrong.
    pub fn check(&self, values: &Values) -> Result<(), SettingError> {
        (self.build)(values).map(drop)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
