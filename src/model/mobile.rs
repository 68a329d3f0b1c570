//! A phone number that the gate may send to.

use std::fmt;

/// A phone number in E.164 form (ITU-T E.164: `+`, country code, at most 15 digits).
///
/// Made by the server's phone parser alone, which knows the countries that are served. `Debug`
/// and `Display` show a masked number, so that a whole one can't slip into a log or an error;
/// [`e164`](Self::e164) is the deliberate way to the digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MobileNumber(String);

impl MobileNumber {
    /// Wraps digits that a parser has already proved to be an E.164 number.
    #[cfg(feature = "ssr")]
    pub(crate) fn from_e164(e164: String) -> Self {
        debug_assert!(e164.starts_with('+') && e164[1..].bytes().all(|b| b.is_ascii_digit()));
        Self(e164)
    }

    /// The whole number with its leading `+`. Never for a log.
    pub fn e164(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.0.len().saturating_sub(2);
        write!(f, "{}******{}", self.0.get(..3).unwrap_or("+"), self.0.get(start..).unwrap_or(""))
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MobileNumber({self})")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_is_masked() {
        let mobile = MobileNumber::from_e164("+8613800138000".to_owned());
        assert_eq!(format!("{mobile} {mobile:?}"), "+86******00 MobileNumber(+86******00)");
    }
}
