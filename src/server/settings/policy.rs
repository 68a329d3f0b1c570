//! What is decided about messages, beside the limits that stand in the settings.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LimitSettings, Settings, SettingsError, error::wrong};
use crate::server::{asn_database::AsnDatabase, gate::PolicyMode};

/// Limits that learn from who answers. See `docs/decisions.md`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits that learn from who answers")]
pub struct PolicySettings {
    /// What is done with what is decided about each message; where SMS_PER_ADDRESS_HOUR is off, no address can be
    /// told from another [default: `enforce`, or `record` where SMS_PER_ADDRESS_HOUR is off]
    ///
    /// See docs/decisions.md.
    #[arg(long, env, value_enum)]
    pub sms_policy: Option<Policy>,

    /// File with the autonomous systems of addresses, in MaxMind's format, such as GeoLite2-ASN; it is read again
    /// when it has changed [default: systems are not told apart]
    ///
    /// See docs/decisions.md#autonomous-systems.
    #[arg(long, env)]
    pub asn_database: Option<PathBuf>,
}

/// What is done with decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Policy {
    /// The log says what would be asked for or refused, and messages go by the other limits alone.
    Record,
    /// More is asked for, and then messages are refused, while too few of a network's, a country's or the
    /// site's are answered.
    Enforce,
}

impl PolicySettings {
    /// Whoever takes the limit of an address away has many people behind one, or tries something out.
    pub(crate) fn mode(&self, limits: &LimitSettings) -> PolicyMode {
        match self.sms_policy {
            Some(Policy::Record) => PolicyMode::Record,
            Some(Policy::Enforce) => PolicyMode::Enforce,
            None if limits.tells_addresses_apart() => PolicyMode::Enforce,
            None => PolicyMode::Record,
        }
    }
}

impl Settings {
    /// The file of autonomous systems.
    pub(crate) fn asn_database(&self) -> Result<Option<AsnDatabase>, SettingsError> {
        let database = self.policy.asn_database.as_deref().map(AsnDatabase::open);
        database.transpose().map_err(|should| wrong("ASN_DATABASE", should))
    }
}
