//! The words around a code.

use std::{fmt, str::FromStr};

use crate::{message::SmsMessage, setting::Setting};

/// What a message says, where its text is ours.
pub(crate) const TEXT: Setting = Setting::parsed_for_each_language::<MessageText>(
    "SMS_TEXT",
    "Text of a message in {language}, for twilio and webhook: {code} is the code, {minutes} its life",
    "The same in {language}",
    |texts| texts.messages.text,
);

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

    use menshen_model::{Language, MobileNumber};

    use super::*;
    use crate::SmsCode;

    #[test]
    fn code_and_minutes_go_where_their_names_stand() {
        let text: MessageText = "{code} for {minutes} min, {code}".parse().unwrap();
        for (life, filled) in [(300, "012345 for 5 min, 012345"), (119, "012345 for 1 min, 012345")]
        {
            let message = SmsMessage {
                mobile: MobileNumber::of_mainland("+8613800138000"),
                code: SmsCode::parse("012345").unwrap(),
                life: Duration::from_secs(life),
                language: Language::default(),
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
