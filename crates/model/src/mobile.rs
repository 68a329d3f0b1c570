//! A phone number that the gate may send to.

use std::fmt;

/// Characters that a number may have as it is typed or pasted. The longest has 15 digits (ITU-T
/// E.164), and something invisible may stand beside each.
pub const LONGEST_TYPED_MOBILE: u8 = 64;

/// A country by its code of ISO 3166-1 alpha-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Two capital letters.
    pub fn from_code(code: &str) -> Option<Self> {
        let code: [u8; 2] = code.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        // Only letters have come in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A phone number in E.164 form (ITU-T E.164: `+`, country code, at most 15 digits).
///
/// Made by the server's phone parser alone, which knows the countries that are served. `Debug`
/// and `Display` show a masked number, so that a whole one can't slip into a log or an error;
/// [`e164`](Self::e164) is the deliberate way to the digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MobileNumber {
    e164: String,
    country: Country,
}

impl MobileNumber {
    /// Wraps digits that a parser has already proved to be an E.164 number of this country.
    pub fn from_e164(e164: String, country: Country) -> Self {
        debug_assert!(e164.starts_with('+') && e164[1..].bytes().all(|b| b.is_ascii_digit()));
        Self { e164, country }
    }

    /// The whole number with its leading `+`. Never for a log.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The number without its last four digits: what it has in common with 9,999 others.
    pub fn prefix(&self) -> &str {
        self.e164.get(..self.e164.len().saturating_sub(4)).unwrap_or_default()
    }

    /// The country that the number belongs to; one of those that share its country code.
    pub fn country(&self) -> Country {
        self.country
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.e164.len().saturating_sub(2);
        write!(
            f,
            "{}******{}",
            self.e164.get(..3).unwrap_or("+"),
            self.e164.get(start..).unwrap_or("")
        )
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MobileNumber({self})")
    }
}

/// A number as it was typed, for who typed it: eleven digits in a row stand in groups, as people read them
/// out, also behind a calling code. Whatever else it is, it stays as it is.
pub fn in_groups(typed: &str) -> String {
    let typed = typed.trim();
    let (code, number) = typed.rsplit_once(' ').unwrap_or(("", typed));
    if number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        let groups = [code, &number[..3], &number[3..7], &number[7..]];
        return groups.join(" ").trim().to_owned();
    }
    typed.to_owned()
}

/// A number as it was typed, behind the calling code that was chosen beside it, such as `+86`. One that brings
/// its own keeps that.
pub fn with_calling_code(chosen: &str, typed: &str) -> String {
    let number = typed.trim();
    let is_international = number.starts_with(['+', '\u{ff0b}']) || number.starts_with("00");
    if chosen.is_empty() || number.is_empty() || is_international {
        return typed.to_owned();
    }
    [chosen, " ", number].concat()
}

#[cfg(any(test, feature = "fixtures"))]
impl MobileNumber {
    /// A mainland number, for tests.
    pub fn of_mainland(e164: &str) -> Self {
        Self::from_e164(e164.to_owned(), Country(*b"CN"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_is_masked() {
        let mobile = MobileNumber::of_mainland("+8613800138000");
        assert_eq!(format!("{mobile} {mobile:?}"), "+86******00 MobileNumber(+86******00)");
    }

    #[test]
    fn only_eleven_digits_in_a_row_are_put_in_groups() {
        for (typed, shown) in [
            ("13900000002", "139 0000 0002"),
            (" 13900000002 ", "139 0000 0002"),
            ("139-0000-0002", "139-0000-0002"),
            ("+8613900000002", "+8613900000002"),
            ("+86 13900000002", "+86 139 0000 0002"),
            ("１３９０００００００２", "１３９０００００００２"),
            ("139 00000002", "139 00000002"),
            ("", ""),
        ] {
            assert_eq!(in_groups(typed), shown);
        }
    }

    #[test]
    fn a_chosen_calling_code_stands_before_a_number_that_brings_none() {
        for (chosen, typed, number) in [
            ("+86", " 139 0000 0002 ", "+86 139 0000 0002"),
            ("+86", "+1 202 555 0123", "+1 202 555 0123"),
            ("+86", "＋12025550123", "＋12025550123"),
            ("+86", "0012025550123", "0012025550123"),
            ("+44", "07700 900123", "+44 07700 900123"),
            ("+86", " ", " "),
            ("", "139 0000 0002", "139 0000 0002"),
        ] {
            assert_eq!(with_calling_code(chosen, typed), number);
        }
    }

    #[test]
    fn a_number_knows_its_prefix_and_its_country() {
        let mobile = MobileNumber::of_mainland("+8613800138000");
        assert_eq!((mobile.prefix(), mobile.country().code()), ("+861380013", "CN"));
    }
}
