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

use std::sync::LazyLock;

use crate::{provider::Provider, setting::Setting, text::TEXT};

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
static SHARED: &[Setting] = &[TEXT];

/// The provider of this name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// Every setting that there is; what each language has one of, for each.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    static ALL: LazyLock<Vec<Setting>> = LazyLock::new(|| {
        let declared = PROVIDERS.iter().flat_map(|provider| provider.settings);
        SHARED.iter().chain(declared).flat_map(Setting::in_each_language).collect()
    });
    ALL.iter()
}

#[cfg(test)]
mod tests;
