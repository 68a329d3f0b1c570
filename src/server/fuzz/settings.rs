//! Settings, as they come in flags.

use clap::Parser;
use menshen_challenge::Charset;

use crate::server::{
    config::Config,
    phone::Countries,
    settings::{Settings, SettingsError, without_values},
    sms::{Endpoint, MessageText, PROVIDERS},
};

use super::text;

/// What stands for a secret in the corpus.
const SECRET: &str = "S3CR3T";

/// Each line is a flag. What is wrong is said by name; no secret is shown; what was read is written
/// in a form that is read as itself.
pub(super) fn parsed(bytes: &[u8]) {
    let text = text(bytes);
    let flags = text.split('\n').take(16).filter(|line| !line.is_empty());
    let shown = match Settings::try_parse_from(["menshen"].into_iter().chain(flags)) {
        Ok(settings) => checked(&settings),
        Err(error) => without_values(error).to_string(),
    };
    // In a flag that is not known for a secret, anything may stand. Errors are written without the
    // characters that nobody sees, so that a word which they break up is whole there.
    let seen = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>();
    let mut told = text.split('\n').map(seen).filter(|line| line.contains(SECRET)).peekable();
    let secret_only = told.peek().is_some()
        && told.all(|line| {
            let flag = line.split_once('=').map_or("", |(flag, _)| flag);
            [
                "--menshen-secret",
                "--site-secret",
                "--redis-url",
                "--sms-webhook-secret",
                "--otel-exporter-otlp-endpoint",
                "--otel-exporter-otlp-headers",
            ]
            .contains(&flag)
        });
    assert!(!secret_only || !shown.contains(SECRET), "a secret is shown: {shown}");
    for value in text.split('\n').filter_map(|line| Some(line.split_once('=')?.1)) {
        same::<Charset>(value);
        same::<Countries>(value);
        same::<Endpoint>(value);
        same::<MessageText>(value);
    }
}

/// What depends on several settings; what it says.
fn checked(settings: &Settings) -> String {
    let policy = settings.frame_ancestors.to_string();
    let plain = policy.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
    assert!(plain && !policy.contains([';', ',']), "the policy would end early");
    let values = settings.providers.values();
    let of_providers = PROVIDERS.iter().filter_map(|provider| provider.check(&values).err());
    let config = Config::from_settings(settings).err();
    let errors = of_providers.map(Into::into).chain(config);
    let errors = errors.map(|error: SettingsError| error.to_string());
    format!("{settings:?} {}", errors.collect::<String>())
}

fn same<T: std::str::FromStr + ToString>(value: &str) {
    let Ok(read) = value.parse::<T>() else { return };
    let written = read.to_string();
    let again = written.parse::<T>().map(|again| again.to_string()).unwrap_or_default();
    assert_eq!(written, again, "it is written in a form that is read otherwise");
}
