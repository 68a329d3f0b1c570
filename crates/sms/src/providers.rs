//! The registry: every provider that messages can go by.
//!
//! A provider is a file or a folder here and its line in [`PROVIDERS`]: its settings, its request, its
//! reading of answers and its vectors. Settings with flags and help, secrets from files, the label of
//! metrics, the fuzz target and the tests that every provider has to pass follow from that.

mod aliyun;
mod console;
mod tencent;
mod twilio;
mod webhook;

use crate::{
    provider::Provider,
    setting::Setting,
    text::{TEXT_EN, TEXT_ZH},
};

/// Every provider.
pub static PROVIDERS: &[Provider] = &[
    // In the order that `--help` has them in.
    console::PROVIDER,
    webhook::PROVIDER,
    aliyun::PROVIDER,
    tencent::PROVIDER,
    twilio::PROVIDER,
];

/// What several of them share.
static SHARED: &[Setting] = &[TEXT_ZH, TEXT_EN];

/// The provider of this name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// Every setting that there is.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    SHARED.iter().chain(PROVIDERS.iter().flat_map(|provider| provider.settings))
}

#[cfg(test)]
mod tests;
