//! The settings that each provider of text messages declares, as flags and variables, and the order that
//! providers are tried in.

use std::{collections::BTreeMap, sync::LazyLock};

use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser},
};

use super::{Hidden, Settings, SettingsError, error::wrong};
use crate::server::sms::{self, PROVIDERS, Provider, Setting, SettingKind, Values};

/// The settings of the providers. Only those of providers in use have to be there.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    shown: BTreeMap<&'static str, String>,
    hidden: BTreeMap<&'static str, Option<Hidden>>,
}

impl Args for ProviderSettings {
    fn augment_args(command: Command) -> Command {
        command.args(sms::settings().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ProviderSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let (mut shown, mut hidden) = (BTreeMap::new(), BTreeMap::new());
        for Setting { name, kind, .. } in sms::settings() {
            let values = matches.get_many::<String>(name);
            let value =
                values.map(|values| values.map(String::as_str).collect::<Vec<_>>().join(","));
            match kind {
                SettingKind::Secret => _ = hidden.insert(*name, value.as_deref().map(Hidden::from)),
                _ => shown.extend(value.map(|value| (*name, value))),
            }
        }
        Ok(Self { shown, hidden })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The flag and the variable of a setting.
fn argument(setting: &'static Setting) -> Arg {
    let argument = Arg::new(setting.name)
        .long(setting.name.to_lowercase().replace('_', "-"))
        .env(setting.name)
        .value_name(setting.name)
        .help(setting.help)
        .hide(!setting.is_listed)
        .help_heading("Text message");
    let argument = match setting.kind {
        SettingKind::Text => argument,
        SettingKind::Secret => argument.hide_env_values(true),
        SettingKind::Parsed(check) => {
            argument.value_parser(move |text: &str| check(text).map(|()| text.to_owned()))
        }
        SettingKind::List(choices) => {
            let choices = choices.iter().map(|(name, help)| PossibleValue::new(*name).help(*help));
            let parser = PossibleValuesParser::new(choices);
            argument.value_parser(parser).value_delimiter(',').action(ArgAction::Append)
        }
    };
    match setting.default {
        Some(default) => argument.default_value(default),
        None => argument,
    }
}

impl ProviderSettings {
    /// Those that are never shown.
    pub(super) fn secrets(&mut self) -> impl Iterator<Item = (&'static str, &mut Option<Hidden>)> {
        self.hidden.iter_mut().map(|(name, secret)| (*name, secret))
    }

    /// What they were set to.
    pub(crate) fn values(&self) -> Values {
        let shown = self.shown.iter().map(|(name, value)| (*name, value.clone()));
        let hidden = self.hidden.iter().filter_map(|(name, value)| {
            value.as_ref().map(|value| (*name, value.reveal().to_owned()))
        });
        shown.chain(hidden).collect()
    }
}

/// A provider, by its name.
#[derive(Debug, Clone, Copy)]
pub struct ProviderName(&'static Provider);

impl ValueEnum for ProviderName {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<ProviderName>> =
            LazyLock::new(|| PROVIDERS.iter().map(ProviderName).collect());
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name).help(self.0.about))
    }
}

impl Settings {
    /// The providers in their order, after a check that it is one.
    pub(crate) fn provider_order(&self) -> Result<Vec<&'static Provider>, SettingsError> {
        let order: Vec<_> = self.sms_provider.iter().map(|name| name.0).collect();
        for (place, provider) in order.iter().enumerate() {
            if order[..place].iter().any(|other| other.name == provider.name) {
                return Err(wrong("SMS_PROVIDER", "each provider once"));
            }
        }
        if let Some(alone) = order.iter().find(|provider| provider.development.is_some()) {
            let name = alone.name;
            if order.len() > 1 {
                return Err(wrong(
                    "SMS_PROVIDER",
                    format!(
                        "{name} alone: it never fails, and in an order with others it would be a \
                         gate without a phone"
                    ),
                ));
            }
            if self.redis_url.is_some() && !self.allow_console_with_redis {
                return Err(wrong(
                    "SMS_PROVIDER",
                    format!(
                        "not {name} together with REDIS_URL, where it would be a gate without a \
                         phone; set another provider, or ALLOW_CONSOLE_WITH_REDIS=true to try \
                         things out"
                    ),
                ));
            }
        }
        Ok(order)
    }
}
