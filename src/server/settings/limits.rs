//! How many messages may be sent, and to whom.

use std::{str::FromStr, time::Duration};

use clap::{Args, ValueEnum};

use super::{SettingsError, error::wrong, values::whole};
use crate::server::{
    gate::Limits,
    store::{BreakerRules, RateLimit},
};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// More than anybody sends.
const MANY: u32 = 1_000_000_000;

/// The limits of messages. See `docs/limits.md` for how they play together.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits of messages")]
pub struct LimitSettings {
    /// Seconds that a number waits after its first message, its second and so on, 1 to 3600 each,
    /// a comma between; the last stays
    #[arg(long, env, default_value = "60,120,300,600", value_delimiter = ',',
        value_parser = whole(1..=3600))]
    pub sms_resend_delay: Vec<u32>,

    /// Seconds after which a number that was left alone starts with the first delay again, 60 to
    /// 86400
    #[arg(long, env, default_value_t = 86_400,
        value_parser = whole(60..=86_400))]
    pub sms_resend_reset: u32,

    /// Messages that one number may get in any hour, 1 to 100, or `off`
    #[arg(long, env, default_value = "5")]
    pub sms_per_number_hour: Cap<100>,

    /// Messages that one number may get in any day, 1 to 100, or `off`; at most half of them asked for from
    /// one network
    #[arg(long, env, default_value = "10")]
    pub sms_per_number_day: Cap<100>,

    /// Messages that one address (IPv4, or IPv6 /64) may ask for in an hour, or `off`
    #[arg(long, env, default_value = "10")]
    pub sms_per_address_hour: Cap<MANY>,

    /// Messages to numbers that differ in their last four digits alone, in an hour, or `off`
    #[arg(long, env, default_value = "30")]
    pub sms_per_prefix_hour: Cap<MANY>,

    /// Messages to each country in an hour, or `off`
    #[arg(long, env, default_value = "1000")]
    pub sms_per_country_hour: Cap<MANY>,

    /// Messages to each country in a day, or `off`
    #[arg(long, env, default_value = "10000")]
    pub sms_per_country_day: Cap<MANY>,

    /// Messages of the whole site in an hour, or `off`; then it is closed until the hour ends
    #[arg(long, env, default_value = "2000")]
    pub sms_budget_hour: Cap<MANY>,

    /// Messages of the whole site in a day, or `off`; then it is closed until the day ends
    #[arg(long, env, default_value = "20000")]
    pub sms_budget_day: Cap<MANY>,

    /// What happens when few messages to a prefix or a country are answered
    ///
    /// See docs/limits.md.
    #[arg(long, env, value_enum, default_value_t)]
    pub sms_breaker: BreakerMode,

    /// The breaker opens when fewer messages of a hundred than this were answered, 1 to 100
    #[arg(long, env, default_value_t = 20,
        value_parser = whole(1..=100))]
    pub sms_breaker_percent: u32,

    /// Messages that it takes to judge a prefix or a country, 1 to 1000000
    #[arg(long, env, default_value_t = 20,
        value_parser = whole(1..=1_000_000))]
    pub sms_breaker_floor: u32,

    /// Seconds whose messages are judged, 600 to 86400; those whose code still lives are not
    #[arg(long, env, default_value_t = 3600,
        value_parser = whole(600..=86_400))]
    pub sms_breaker_window: u32,

    /// Seconds that the breaker stays open, 60 to 86400
    #[arg(long, env, default_value_t = 3600,
        value_parser = whole(60..=86_400))]
    pub sms_breaker_pause: u32,
}

/// What the breaker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum BreakerMode {
    /// Nothing; answered messages are not counted.
    Off,
    /// The log says which messages it would refuse. The default: what share of people answer differs
    /// from site to site, and whoever solves pictures and never answers could close a country.
    #[default]
    Record,
    /// Messages there are refused while it is open.
    Enforce,
}

impl LimitSettings {
    /// How long a number waits after its messages.
    pub(crate) fn delays(&self) -> Result<Vec<Duration>, SettingsError> {
        /// More steps than any number climbs before its quota ends it.
        const MOST: usize = 20;
        let delays = &self.sms_resend_delay;
        if delays.len() > MOST || !delays.is_sorted() {
            return Err(wrong(
                "SMS_RESEND_DELAY",
                format!("at most {MOST} delays, none shorter than the one before it"),
            ));
        }
        if delays.last().is_some_and(|&last| last > self.sms_resend_reset) {
            return Err(wrong(
                "SMS_RESEND_RESET",
                "at least as long as the longest delay in SMS_RESEND_DELAY",
            ));
        }
        Ok(delays.iter().map(|&delay| Duration::from_secs(delay.into())).collect())
    }

    /// How many messages a number may get.
    pub(crate) fn per_number(&self) -> Result<Vec<RateLimit>, SettingsError> {
        hour_and_day(self.sms_per_number_hour, self.sms_per_number_day, "SMS_PER_NUMBER_HOUR")
    }

    /// How many of its day's messages may be asked for from one network: half, so that no stranger
    /// by themselves closes a number to whoever holds it.
    pub(crate) fn per_number_and_network(&self) -> Vec<RateLimit> {
        let share = self.sms_per_number_day.0.map(|count| count.div_ceil(2));
        Cap::<100>(share).per(DAY).into_iter().collect()
    }

    /// Whether messages count for the address that asks for them.
    pub(crate) fn tells_addresses_apart(&self) -> bool {
        self.sms_per_address_hour.0.is_some()
    }

    /// The limits beside those of the number.
    pub(crate) fn limits(&self, code_life: Duration) -> Result<Limits, SettingsError> {
        Ok(Limits {
            per_address: self.sms_per_address_hour.per(HOUR).into_iter().collect(),
            per_prefix: self.sms_per_prefix_hour.per(HOUR).into_iter().collect(),
            per_country: hour_and_day(
                self.sms_per_country_hour,
                self.sms_per_country_day,
                "SMS_PER_COUNTRY_HOUR",
            )?,
            site: hour_and_day(self.sms_budget_hour, self.sms_budget_day, "SMS_BUDGET_HOUR")?,
            breaker: (self.sms_breaker != BreakerMode::Off).then(|| BreakerRules {
                window: Duration::from_secs(self.sms_breaker_window.into()),
                grace: code_life,
                min_samples: self.sms_breaker_floor,
                percent: self.sms_breaker_percent,
                pause: Duration::from_secs(self.sms_breaker_pause.into()),
                enforce: self.sms_breaker == BreakerMode::Enforce,
            }),
        })
    }
}

/// Both limits where they are on. An hour that allows more than the day is a mistake: the one or
/// the other is not what the operator wanted.
fn hour_and_day<const MOST: u32>(
    hour: Cap<MOST>,
    day: Cap<MOST>,
    name: &'static str,
) -> Result<Vec<RateLimit>, SettingsError> {
    if let (Some(hour), Some(day)) = (hour.0, day.0)
        && hour > day
    {
        return Err(wrong(name, "no more than the day allows: lower it, or raise the day's limit"));
    }
    Ok(hour.per(HOUR).into_iter().chain(day.per(DAY)).collect())
}

/// How many are allowed: 1 to `MOST`, or `off` for no limit. Nothing at all is not a limit, so 0 is
/// refused: it may have been meant as either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap<const MOST: u32>(Option<u32>);

impl<const MOST: u32> Cap<MOST> {
    fn per(self, window: Duration) -> Option<RateLimit> {
        self.0.map(|count| RateLimit { count, window })
    }
}

impl<const MOST: u32> FromStr for Cap<MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self(None));
        }
        match text.parse() {
            Ok(count) if (1..=MOST).contains(&count) => Ok(Self(Some(count))),
            _ => Err(format!("a number from 1 to {MOST}, or off")),
        }
    }
}
