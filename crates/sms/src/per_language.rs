//! What differs by language: settings that there is one of for each, and what they were set to.

use std::{borrow::Cow, str::FromStr};

use menshen_i18n::Language;

use crate::setting::{Languages, Setting, SettingError, Values, is_meant};

impl Setting {
    /// Its name for this language.
    pub(crate) fn name_in(&self, language: Language) -> Cow<'static, str> {
        let is_unnamed = match self.languages {
            Languages::All => true,
            Languages::LikeDefault { .. } => language == Language::DEFAULT,
            Languages::OwnDefault { .. } => false,
        };
        if is_unnamed { self.name.into() } else { named(self.name, language.name()).into() }
    }

    fn default_in(&self, language: Language) -> Option<&'static str> {
        match self.languages {
            Languages::OwnDefault { default, .. } => Some(default(language.catalogue())),
            Languages::All | Languages::LikeDefault { .. } => self.default,
        }
    }

    /// Itself, or that of each language, of which two are listed and name the others. Names and help are kept
    /// until the program ends, so this is for the list of all settings.
    pub(crate) fn in_each_language(&self) -> Vec<Self> {
        let (Languages::LikeDefault { help } | Languages::OwnDefault { help, .. }) = self.languages
        else {
            return vec![*self];
        };
        let of = |language: Language| {
            let help = if language == Language::DEFAULT { self.help } else { help };
            let help = help.replace("{language}", &name_in_help(language));
            Self {
                name: self.name_in(language).into_owned().leak(),
                help: help.leak(),
                default: self.default_in(language),
                languages: Languages::All,
                is_listed: LISTED.contains(&language),
                ..*self
            }
        };
        Language::all().map(of).collect()
    }
}

/// The languages whose settings have lines of their own in lists.
const LISTED: [Language; 2] = [Language::DEFAULT, Language::OF_LOGS];

/// What help calls a language. The second that is listed stands for all that are not.
fn name_in_help(language: Language) -> String {
    let name = language.catalogue().english_name;
    if language != Language::OF_LOGS {
        return name.to_owned();
    }
    let others = Language::all().filter(|other| !LISTED.contains(other));
    let endings: Vec<_> = others.map(|other| format!("`{}`", ending(other.name()))).collect();
    format!("{name}, and likewise for {} at the end of the name", endings.join(", "))
}

/// A setting's name with that of a language.
fn named(setting: &str, language: &str) -> String {
    format!("{setting}_{}", ending(language))
}

/// What settings of a language end in. It may have a region (`pt-BR`).
fn ending(language: &str) -> String {
    language.to_uppercase().replace('-', "_")
}

/// One of each for every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PerLanguage<T> {
    of_default: T,
    of_others: Vec<(Language, T)>,
}

impl<T> PerLanguage<T> {
    /// The one of this language.
    pub(crate) fn of(&self, language: Language) -> &T {
        let own = self.of_others.iter().find(|(other, _)| *other == language);
        own.map_or(&self.of_default, |(_, own)| own)
    }

    /// What a setting that there is one of for each language is read as.
    fn read(
        values: &Values,
        setting: &Setting,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Self, SettingError> {
        let value = |language| {
            let value = values.named(&setting.name_in(language));
            value.or_else(|| setting.default_in(language))
        };
        let read = |language, value: &str| {
            read(value).map_err(|should| SettingError { name: setting.name_in(language), should })
        };
        let of_default = read(Language::DEFAULT, value(Language::DEFAULT).unwrap_or_default())?;
        let mut of_others = Vec::new();
        for other in Language::all().filter(|other| *other != Language::DEFAULT) {
            if let Some(value) = value(other) {
                of_others.push((other, read(other, value)?));
            }
        }
        Ok(Self { of_default, of_others })
    }
}

impl PerLanguage<String> {
    /// Anything but nothing, and nothing that can't be meant.
    pub(crate) fn text(values: &Values, setting: &Setting) -> Result<Self, SettingError> {
        Self::read(values, setting, |text| {
            is_meant(text).then(|| text.to_owned()).ok_or(setting.should)
        })
    }
}

impl<T: FromStr<Err = &'static str>> PerLanguage<T> {
    /// Values of this type, which says itself what they should be.
    pub(crate) fn parsed(values: &Values, setting: &Setting) -> Result<Self, SettingError> {
        Self::read(values, setting, str::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Setting = Setting::text("SMS_SIGN", "In {language}", "a signature")
        .for_each_language("The same in {language}");

    fn read(values: &[(&'static str, &str)]) -> Result<PerLanguage<String>, SettingError> {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned()));
        PerLanguage::text(&values.collect(), &OWN)
    }

    #[test]
    fn each_language_has_a_setting_of_its_own_whose_name_ends_in_it() {
        let settings = OWN.in_each_language();
        assert_eq!(settings.len(), Language::all().len());
        let help = |name: &str| {
            let setting = settings.iter().find(|setting| setting.name == name);
            setting.map(|setting| (setting.help, setting.is_listed))
        };
        assert_eq!(help("SMS_SIGN"), Some(("In Simplified Chinese", true)));
        assert_eq!(help("SMS_SIGN_PT_BR"), Some(("The same in Brazilian Portuguese", false)));
    }

    #[test]
    fn two_of_a_setting_are_listed_and_name_the_endings_of_all_others() {
        let settings = OWN.in_each_language();
        let listed: Vec<_> = settings.iter().filter(|setting| setting.is_listed).collect();
        assert_eq!(
            listed.iter().map(|of| of.name).collect::<Vec<_>>(),
            ["SMS_SIGN", "SMS_SIGN_EN"]
        );
        assert!(listed[1].help.starts_with("The same in English, and likewise for `"));
        for hidden in settings.iter().filter(|setting| !setting.is_listed) {
            let ending = hidden.name.strip_prefix("SMS_SIGN_").unwrap();
            assert!(listed[1].help.contains(&format!("`{ending}`")), "{ending}");
        }
    }

    #[test]
    fn a_language_without_a_value_has_that_of_the_default() {
        let english = Language::from_name("en").unwrap();
        let one = read(&[("SMS_SIGN", "a")]).unwrap();
        assert_eq!(
            (one.of(english), one.of(Language::DEFAULT)),
            (&"a".to_owned(), &"a".to_owned())
        );
        let both = read(&[("SMS_SIGN", "a"), ("SMS_SIGN_EN", "b")]).unwrap();
        assert_eq!(
            (both.of(english), both.of(Language::DEFAULT)),
            (&"b".to_owned(), &"a".to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_the_name_of_its_language() {
        for (values, name) in [
            (&[("SMS_SIGN_EN", "b")][..], "SMS_SIGN"),
            (&[("SMS_SIGN", "a"), ("SMS_SIGN_EN", "")], "SMS_SIGN_EN"),
        ] {
            let error = read(values).unwrap_err();
            assert_eq!((&*error.name, error.should), (name, "a signature"));
        }
    }
}
