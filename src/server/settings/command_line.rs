//! What of the environment counts, and what of a wrong command line is repeated to whoever wrote it.

use std::{env, ffi::OsString};

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, Error},
};

use super::Settings;

/// The one setting that may be empty, as tables of other systems have their keys.
const MAY_BE_EMPTY: &str = "IMAGE_CODE_KEY_PREFIX";

/// Variables that are there and empty, and so are as if they were not: a compose file or a template
/// passes on what nobody has set. Those of the settings, of the files of secrets, of Leptos, and those
/// that say where certificates are.
#[must_use]
pub fn empty_variables() -> Vec<OsString> {
    let command = Settings::command();
    let is_ours = |name: &str| {
        let setting = name.strip_suffix("_FILE").unwrap_or(name);
        let has_it = command.get_arguments().any(|argument| {
            argument.get_env().is_some_and(|variable| variable == name || variable == setting)
        });
        let is_of_libraries = name.starts_with("LEPTOS_") || name.starts_with("SSL_CERT_");
        name != MAY_BE_EMPTY && (has_it || is_of_libraries)
    };
    let empty = env::vars_os().filter(|(_, value)| value.is_empty()).map(|(name, _)| name);
    empty.filter(|name| name.to_str().is_some_and(is_ours)).collect()
}

/// The error without what stands behind the `=` of a flag. Behind `--` a flag is a word like any
/// other, and clap repeats a word that it does not expect as a whole: that may be a secret, and a
/// start that failed stands in a journal.
#[must_use]
pub fn without_values(mut error: Error) -> Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        let Some(ContextValue::String(word)) = error.get(kind) else { continue };
        let Some((flag, _)) = word.split_once('=') else { continue };
        let flag = flag.to_owned();
        error.insert(kind, ContextValue::String(flag));
    }
    error
}
