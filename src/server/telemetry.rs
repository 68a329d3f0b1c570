//! Logs. What goes into them is said where it happens; here is only how they are written.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

use super::{
    config::Config,
    settings::{LogFormat, LogLevel},
};

/// Starts logging to standard error. Only the first call in a process has an effect.
pub fn init(config: &Config) {
    let level = match config.log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    // The libraries stay at warnings: below that they print commands, headers and bodies. fred warns
    // of every connection that breaks; that the store fails is said once, by us.
    let filter = EnvFilter::new(format!("warn,fred=error,menshen={level}"));
    let lines = fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // An error means that a subscriber is there already, as in a test with several servers.
    let _ = match config.log.format {
        LogFormat::Human => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
