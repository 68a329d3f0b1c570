//! The words around a code, and what else differs by language.

use std::{fmt, str::FromStr};

use menshen_model::Language;

use crate::{
    message::SmsMessage,
    setting::{Setting, SettingError, Values},
};

/// What a message says in Chinese, where its text is ours.
pub(crate) const TEXT_ZH: Setting = Setting::parsed::<MessageText>(
    "SMS_TEXT_ZH",
    "Text of a message in Chinese, for twilio and webhook: {code} is the code, {minutes} its life",
    "【Menshen】验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。",
);
/// The same in English.
pub(crate) const TEXT_EN: Setting = Setting::parsed::<MessageText>(
    "SMS_TEXT_EN",
    "The same in English",
    "Menshen: your code is {code}. It expires in {minutes} min. Do not share it.",
);

/// One of each for every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PerLanguage<T> {
    /// Chinese.
    pub(crate) zh: T,
    /// English.
    pub(crate) en: T,
}

impl<T> PerLanguage<T> {
    /// The one of this language.
    pub(crate) fn of(&self, language: Language) -> &T {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl PerLanguage<String> {
    /// These two settings; the second is as the first where it is not set.
    pub(crate) fn of_settings(
        values: &Values,
        zh: &Setting,
        en: &Setting,
    ) -> Result<Self, SettingError> {
        let text = values.text(zh)?;
        let en = if values.get(en).is_some() { values.text(en)? } else { text.clone() };
        Ok(Self { zh: text, en })
    }
}

impl PerLanguage<MessageText> {
    /// The texts that the operator has chosen.
    pub(crate) fn texts(values: &Values) -> Result<Self, SettingError> {
        Ok(Self { zh: values.parsed(&TEXT_ZH)?, en: values.parsed(&TEXT_EN)? })
    }
}

/// The text of a message, with `{code}` where the code goes and perhaps `{minutes}` where its life
/// does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    pub(crate) fn fill(&self, message: &SmsMessage) -> String {
        self.0
            .replace("{minutes}", &message.minutes().to_string())
            .replace("{code}", message.code.as_str())
    }
}

impl FromStr for MessageText {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Eight parts of a long message in Chinese (67 characters each); each is paid for.
        const LONGEST: usize = 500;
        let rest = text.replace("{code}", "").replace("{minutes}", "");
        let fits = text.contains("{code}")
            && !rest.contains(['{', '}'])
            && !rest.contains(|c: char| c.is_control() && c != '\n')
            && text.chars().count() <= LONGEST;
        fits.then(|| Self(text.to_owned())).ok_or(
            "a text of at most 500 characters with {code} in it, perhaps {minutes}, and no other \
             braces",
        )
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::SmsCode;
    use menshen_model::MobileNumber;

    #[test]
    fn code_and_minutes_go_where_their_names_stand() {
        let text: MessageText = "{code} for {minutes} min, {code}".parse().unwrap();
        for (life, filled) in [(300, "012345 for 5 min, 012345"), (119, "012345 for 1 min, 012345")]
        {
            let message = SmsMessage {
                mobile: MobileNumber::of_mainland("+8613800138000"),
                code: SmsCode::parse("012345").unwrap(),
                life: Duration::from_secs(life),
                language: Language::En,
            };
            assert_eq!(text.fill(&message), filled);
        }
    }

    #[test]
    fn a_text_without_the_code_is_none() {
        for text in ["", "your code", "{kode}", "{code} {name}", "{code}}", "{code}\u{7}"] {
            assert!(text.parse::<MessageText>().is_err(), "{text}");
        }
        assert!("{code}".repeat(100).parse::<MessageText>().is_err());
    }
}
