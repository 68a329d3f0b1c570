//! What of a wrong command line is repeated to whoever wrote it.

use clap::error::{ContextKind, ContextValue, Error};

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
