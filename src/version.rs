//! What `--version --verbose` prints.

use std::{env, error::Error, ffi::OsString};

use clap::{Parser, error::ErrorKind};
use menshen::server::without_values;

use super::Arguments;

/// Whether it was asked for: the plain version ends the parsing, whatever else stands there.
pub(super) fn is_asked_verbosely(error: &clap::Error) -> bool {
    let is_verbose = || env::args_os().any(|word| word == "--verbose");
    error.kind() == ErrorKind::DisplayVersion && is_verbose()
}

/// Prints the versions of the program and of what phone numbers are read by, which a setting may
/// name.
#[expect(clippy::print_stdout, reason = "it was asked for")]
pub(super) fn print_verbose() -> Result<(), Box<dyn Error>> {
    let is_setting = |word: &OsString| !["--version", "-V", "--verbose"].iter().any(|w| word == w);
    let arguments = Arguments::try_parse_from(env::args_os().filter(is_setting))
        .unwrap_or_else(|error| without_values(error).exit());
    println!("menshen {}", env!("CARGO_PKG_VERSION"));
    println!("numbering plans: libphonenumber {}", arguments.settings.phone_plans_version()?);
    Ok(())
}
