//! What people are asked to do.

use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use menshen_challenge::{CodeSpec, Kind, KindOrder};

use super::{Settings, SettingsError, error::wrong};

/// The names of some kinds, as a setting takes them.
pub(crate) fn kinds<K: Iterator<Item = Kind>>(
    of: fn() -> K,
) -> impl TypedValueParser<Value = Kind> {
    let names = of().filter_map(|kind| kind.to_possible_value());
    PossibleValuesParser::new(names)
        .map(|name| <Kind as ValueEnum>::from_str(&name, false).unwrap_or_default())
}

impl Settings {
    /// What codes are made of.
    pub(crate) fn codes(&self) -> CodeSpec {
        CodeSpec {
            charset: self.image_code_charset.clone(),
            length: self.image_code_length as usize,
        }
    }

    /// From calm hours to pressure.
    ///
    /// # Errors
    /// When the settings contradict each other, or are no order.
    pub(crate) fn challenge_order(&self) -> Result<KindOrder, SettingsError> {
        let own = self.image_code_kind;
        let kinds = if self.challenge.is_empty() { &[own][..] } else { &self.challenge };
        if own != Kind::default() && !kinds.contains(&own) {
            let own = own.name();
            return Err(wrong(
                "CHALLENGE",
                format!(
                    "a list with {own} in it, which IMAGE_CODE_KIND asks for; or leave that out"
                ),
            ));
        }
        KindOrder::new(kinds, &self.codes()).map_err(|error| wrong("CHALLENGE", error.to_string()))
    }
}
