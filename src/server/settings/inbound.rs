//! How people reach the site by message: who hands their messages on, and where they send them.

use std::{fmt, str::FromStr, sync::LazyLock};

use clap::{Args, ValueEnum, builder::PossibleValue};

use super::{Hidden, Settings, SettingsError, error::wrong};
use crate::{
    model::{Country, StepUpLevel},
    server::{
        gate::ReverseRules,
        sms::{InboundWebhook, PROVIDERS, Provider},
    },
};

/// Of the site's name: with the words and the code around it the message stays one, of 70 characters.
const LONGEST_NAME: usize = 30;

/// Messages that people send in place of one that is sent to them. All or none of these are set.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Message from the person")]
pub struct InboundSettings {
    /// Who hands on the messages that people send to SMS_INBOUND_NUMBER, at /inbound/NAME; unset: nobody
    /// is asked for one
    ///
    /// See docs/providers.md#messages-from-people.
    #[arg(long, env)]
    pub sms_inbound_provider: Option<InboundProvider>,

    /// What its webhook is known by: for aliyun and tencent the end of its address, 16 characters or more;
    /// for twilio the auth token; for webhook whsec_ and 24 to 64 bytes in base64
    #[arg(long, env, hide_env_values = true)]
    pub sms_inbound_secret: Option<Hidden>,

    /// Number that people send to, as they dial it; those of one country may have another one, such as
    /// `+15005550006,CN=1069012345678`
    #[arg(long, env, value_delimiter = ',')]
    pub sms_inbound_number: Vec<InboundNumber>,

    /// What your site is called in the message that people send, 30 letters, digits, spaces, hyphens and
    /// dots at most
    #[arg(long, env)]
    pub sms_inbound_name: Option<String>,
}

/// A provider that hands messages on, by its name.
#[derive(Debug, Clone, Copy)]
pub struct InboundProvider(&'static Provider);

impl ValueEnum for InboundProvider {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<InboundProvider>> = LazyLock::new(|| {
            PROVIDERS.iter().filter(|it| it.inbound.is_some()).map(InboundProvider).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name))
    }
}

/// A number that people send to, and from where.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundNumber {
    /// `None`: from every country that has none of its own.
    country: Option<Country>,
    number: String,
}

impl FromStr for InboundNumber {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHOULD: &str = "a number as people dial it, 3 to 20 digits and perhaps a + before them, or \
                              a country's, such as CN=1069012345678";
        let (country, number) = match text.trim().split_once('=') {
            Some((country, number)) => (Some(Country::from_code(country).ok_or(SHOULD)?), number),
            None => (None, text.trim()),
        };
        let digits = number.strip_prefix('+').unwrap_or(number);
        let is_number =
            (3..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self { country, number: number.to_owned() }).ok_or(SHOULD)
    }
}

impl fmt::Debug for InboundNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// Who hands messages on, and what the gate says of them.
#[derive(Debug)]
pub(crate) struct Inbound {
    /// By name.
    pub(crate) provider: &'static str,
    pub(crate) webhook: InboundWebhook,
    pub(crate) rules: ReverseRules,
}

impl Settings {
    /// How people reach the site by message; `None`: they can't.
    pub(crate) fn inbound(&self) -> Result<Option<Inbound>, SettingsError> {
        let InboundSettings { sms_inbound_provider, sms_inbound_secret: secret, .. } =
            &self.inbound;
        let Some(InboundProvider(provider)) = sms_inbound_provider else {
            return self.no_inbound().map(|()| None);
        };
        let Some(inbound) = provider.inbound else { return Ok(None) };
        let name = provider.name;
        let webhook = secret.as_ref().and_then(|secret| inbound.open(secret.reveal()));
        let webhook = webhook.ok_or_else(|| {
            wrong(
                "SMS_INBOUND_SECRET",
                format!("with SMS_INBOUND_PROVIDER={name} {}", inbound.secret),
            )
        })?;
        if inbound.signs_address && self.public_url.is_empty() {
            return Err(wrong(
                "PUBLIC_URL",
                format!(
                    "required with SMS_INBOUND_PROVIDER={name}, which signs the address that it calls"
                ),
            ));
        }
        let rules =
            ReverseRules { site_name: self.inbound_name()?, numbers: self.inbound_numbers()? };
        Ok(Some(Inbound { provider: name, webhook, rules }))
    }

    /// Without a provider the others would do nothing, and somebody has meant them to.
    fn no_inbound(&self) -> Result<(), SettingsError> {
        let InboundSettings { sms_inbound_secret, sms_inbound_number, sms_inbound_name, .. } =
            &self.inbound;
        if self.step_up.least() == StepUpLevel::ReverseMessage {
            return Err(wrong("SMS_STEP_UP", "reverse-message only with SMS_INBOUND_PROVIDER"));
        }
        if sms_inbound_secret.is_none()
            && sms_inbound_number.is_empty()
            && sms_inbound_name.is_none()
        {
            return Ok(());
        }
        Err(wrong("SMS_INBOUND_PROVIDER", "required with the other settings SMS_INBOUND_…"))
    }

    fn inbound_name(&self) -> Result<String, SettingsError> {
        let name = self.inbound.sms_inbound_name.as_deref().unwrap_or_default().trim();
        // Whatever else could mean something in the address that opens the phone's app.
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || " .-".contains(c));
        if name.is_empty() || name.chars().count() > LONGEST_NAME || !is_plain {
            return Err(wrong(
                "SMS_INBOUND_NAME",
                "with SMS_INBOUND_PROVIDER what your site is called, 30 letters, digits, spaces, hyphens \
                 and dots at most",
            ));
        }
        Ok(name.to_owned())
    }

    fn inbound_numbers(&self) -> Result<Vec<(Option<Country>, String)>, SettingsError> {
        let numbers = &self.inbound.sms_inbound_number;
        let is_twice = |at: usize| numbers[..at].iter().any(|it| it.country == numbers[at].country);
        if numbers.is_empty() || (0..numbers.len()).any(is_twice) {
            return Err(wrong(
                "SMS_INBOUND_NUMBER",
                "with SMS_INBOUND_PROVIDER the number that people send to, and no country twice",
            ));
        }
        Ok(numbers.iter().map(|it| (it.country, it.number.clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    const SECRET: &str = "--sms-inbound-secret=0123456789abcdef";
    const NUMBER: &str = "--sms-inbound-number=+15005550006";
    const NAME: &str = "--sms-inbound-name=Example 1.0";

    fn inbound(flags: &[&str]) -> Result<Option<Inbound>, SettingsError> {
        let settings = Settings::try_parse_from([&["menshen"], flags].concat());
        settings.map_or_else(|error| Err(wrong("clap", error.to_string())), |it| it.inbound())
    }

    #[test]
    fn all_of_them_are_set_or_none() {
        assert!(inbound(&[]).unwrap().is_none());
        let all = ["--sms-inbound-provider=aliyun", SECRET, NUMBER, NAME];
        let set = inbound(&all).unwrap().unwrap();
        assert_eq!((set.provider, &*set.rules.site_name), ("aliyun", "Example 1.0"));
        for (at, missing) in
            ["SMS_INBOUND_PROVIDER", "SMS_INBOUND_SECRET", "SMS_INBOUND_NUMBER", "SMS_INBOUND_NAME"]
                .into_iter()
                .enumerate()
        {
            let others: Vec<_> = all.iter().copied().filter(|flag| *flag != all[at]).collect();
            let error = inbound(&others).unwrap_err().to_string();
            assert!(error.starts_with(missing), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name_and_the_secret_is_not_told() {
        let alone = inbound(&["--sms-step-up=reverse-message"]).unwrap_err().to_string();
        assert!(alone.starts_with("SMS_STEP_UP"), "{alone}");
        for (flags, name) in [
            (["--sms-inbound-provider=twilio", SECRET, NUMBER, NAME], "PUBLIC_URL"),
            (["--sms-inbound-provider=webhook", SECRET, NUMBER, NAME], "SMS_INBOUND_SECRET"),
            (
                ["--sms-inbound-provider=tencent", "--sms-inbound-secret=hunter2", NUMBER, NAME],
                "SMS_INBOUND_SECRET",
            ),
            (
                [
                    "--sms-inbound-provider=aliyun",
                    SECRET,
                    "--sms-inbound-number=CN=123,CN=124",
                    NAME,
                ],
                "SMS_INBOUND_NUMBER",
            ),
            (
                ["--sms-inbound-provider=aliyun", SECRET, NUMBER, "--sms-inbound-name=A&B"],
                "SMS_INBOUND_NAME",
            ),
            (["--sms-inbound-provider=console", SECRET, NUMBER, NAME], "clap"),
        ] {
            let error = inbound(&flags).unwrap_err().to_string();
            assert!(error.starts_with(name) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_number_is_digits_and_may_be_a_countrys() {
        let read = |text: &str| text.parse::<InboundNumber>().map(|it| (it.country, it.number));
        assert_eq!(read("+15005550006"), Ok((None, "+15005550006".to_owned())));
        let china = Country::from_code("CN");
        assert_eq!(read("CN=10690001"), Ok((china, "10690001".to_owned())));
        for wrong in ["", "+", "12", "CN=", "china=10690001", "cn=10690001", "1069 0001", "a"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
