//! What is wrong with a setting.

use std::borrow::Cow;

use crate::server::sms::SettingError;

/// A setting that stops the start: its name, and what it should be. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {should}")]
pub struct SettingsError {
    name: Cow<'static, str>,
    should: String,
}

/// This setting is wrong, and this is what it should be.
pub(crate) fn wrong(
    name: impl Into<Cow<'static, str>>,
    should: impl Into<String>,
) -> SettingsError {
    SettingsError { name: name.into(), should: should.into() }
}

impl From<SettingError> for SettingsError {
    fn from(error: SettingError) -> Self {
        wrong(error.name, error.should)
    }
}
