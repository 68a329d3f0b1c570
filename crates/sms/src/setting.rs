//! What a provider has to be told by its operator: settings by name, and their values.

use std::{borrow::Cow, collections::BTreeMap, env, ffi::OsString, fmt, str::FromStr};

use menshen_i18n::Catalogue;
use menshen_normalize::stray;

/// A setting. All that is shown of it, asked for and checked follows from this one value.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// As the environment variable has it.
    pub name: &'static str,
    /// One line on what it is.
    pub help: &'static str,
    /// What it is where nobody has set it.
    pub default: Option<&'static str>,
    /// What it may be.
    pub kind: SettingKind,
    /// What it should be, for whoever has set it to something else.
    pub(crate) should: &'static str,
    /// Whether there is one for each language.
    pub(crate) languages: Languages,
    /// Whether it has a line of its own in lists. With one for each of many languages, two have: that of the
    /// default language and that of logs, whose line names the others.
    pub is_listed: bool,
}

/// What a setting may be.
#[derive(Debug, Clone, Copy)]
pub enum SettingKind {
    /// Any text.
    Text,
    /// Never shown.
    Secret,
    /// What this takes; otherwise it says what it should be. Wrong is wrong, whether or not the provider
    /// is in use.
    Parsed(fn(&str) -> Result<(), &'static str>),
    /// Several of these with a comma between; beside each, what it is.
    List(&'static [(&'static str, &'static str)]),
}

/// Whether there is one of a setting for each language.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Languages {
    /// One for all.
    All,
    /// One for each. That of the default language has no language in its name; the others are as that one
    /// where nobody has set them.
    LikeDefault {
        /// On those of other languages; `{language}` stands for the language.
        help: &'static str,
    },
    /// One for each, with its language in its name.
    OwnDefault {
        /// On those of other languages; `{language}` stands for the language.
        help: &'static str,
        /// What it is where nobody has set it.
        default: fn(&Catalogue) -> &'static str,
    },
}

/// A setting that is missing or wrong: its name, and what it should be. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {should}")]
pub struct SettingError {
    /// The setting's.
    pub name: Cow<'static, str>,
    /// What it should be.
    pub should: &'static str,
}

impl Setting {
    /// Any text.
    pub(crate) const fn text(name: &'static str, help: &'static str, should: &'static str) -> Self {
        let kind = SettingKind::Text;
        let languages = Languages::All;
        Self { name, help, default: None, kind, should, languages, is_listed: true }
    }

    /// Never shown, and may come from a file.
    pub(crate) const fn secret(
        name: &'static str,
        help: &'static str,
        should: &'static str,
    ) -> Self {
        Self { kind: SettingKind::Secret, ..Self::text(name, help, should) }
    }

    /// Whatever can be read as this type, which says what it should be.
    pub(crate) const fn parsed<T: FromStr<Err = &'static str>>(
        name: &'static str,
        help: &'static str,
        default: &'static str,
    ) -> Self {
        let kind = SettingKind::Parsed(|text| text.parse::<T>().map(drop));
        Self { default: Some(default), kind, ..Self::text(name, help, "") }
    }

    /// The same, one for each language, with a default of its own.
    pub(crate) const fn parsed_for_each_language<T: FromStr<Err = &'static str>>(
        name: &'static str,
        help: &'static str,
        of_others: &'static str,
        default: fn(&Catalogue) -> &'static str,
    ) -> Self {
        let languages = Languages::OwnDefault { help: of_others, default };
        Self { default: None, languages, ..Self::parsed::<T>(name, help, "") }
    }

    /// One for each language. Those of others than the default say this of themselves, and are as that one
    /// where nobody has set them.
    pub(crate) const fn for_each_language(self, help: &'static str) -> Self {
        Self { languages: Languages::LikeDefault { help }, ..self }
    }

    /// Several of these choices.
    pub(crate) const fn list(
        name: &'static str,
        help: &'static str,
        should: &'static str,
        choices: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { kind: SettingKind::List(choices), ..Self::text(name, help, should) }
    }

    /// The same, which is this where nobody has set it.
    pub(crate) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// It is missing or wrong.
    pub(crate) const fn wrong(&self) -> SettingError {
        self.wrong_because(self.should)
    }

    /// It is wrong, and should be this.
    pub(crate) const fn wrong_because(&self, should: &'static str) -> SettingError {
        SettingError { name: Cow::Borrowed(self.name), should }
    }
}

/// What settings were set to. `Debug` shows their names alone.
#[derive(Clone, Default)]
pub struct Values(BTreeMap<Cow<'static, str>, String>);

impl Values {
    /// Those of the environment; an empty variable is as one that is not set.
    pub fn of_environment() -> Self {
        let text = |text: OsString| text.into_string().ok().filter(|text| !text.is_empty());
        env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect()
    }

    /// The value of a setting, or its default.
    pub(crate) fn get(&self, setting: &Setting) -> Option<&str> {
        self.named(setting.name).or(setting.default)
    }

    /// The value of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Anything but nothing, and nothing that can't be meant.
    pub(crate) fn text(&self, setting: &Setting) -> Result<String, SettingError> {
        self.read(setting, |text| is_meant(text).then(|| text.to_owned()))
    }

    /// A key as providers make them: something, and nothing that can't stand in a header.
    pub(crate) fn key(&self, setting: &Setting) -> Result<String, SettingError> {
        self.read(setting, |text| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
            (is_plain && is_meant(text)).then(|| text.to_owned())
        })
    }

    /// What such text is read as; `None` where it is wrong.
    pub(crate) fn read<T>(
        &self,
        setting: &Setting,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingError> {
        self.get(setting).and_then(read).ok_or_else(|| setting.wrong())
    }

    /// A value of this type, which says itself what it should be.
    pub(crate) fn parsed<T: FromStr<Err = &'static str>>(
        &self,
        setting: &Setting,
    ) -> Result<T, SettingError> {
        let text = self.get(setting).unwrap_or_default();
        text.parse().map_err(|should| setting.wrong_because(should))
    }
}

impl<N: Into<Cow<'static, str>>> FromIterator<(N, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

pub(crate) fn is_meant(text: &str) -> bool {
    !text.trim().is_empty() && stray(text).is_none()
}
