//! From what a person types to a number that the gate may send to.

use std::{collections::BTreeSet, fmt, str::FromStr};

use phonenumber::{PhoneNumber, country::Id};

use crate::model::{Country, GateError, MobileNumber};

/// The countries that the site sends to (ISO 3166-1 alpha-2). The first named is the one whose
/// national form is understood without a country code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countries {
    home: Id,
    served: BTreeSet<String>,
}

impl Countries {
    /// Reads a number as the person typed it, with or without country code and spaces.
    ///
    /// # Errors
    /// [`GateError::MobileInvalid`] when it is no mobile number, [`GateError::CountryNotServed`]
    /// when it is one of a country that is not in the list.
    pub(crate) fn parse(&self, typed: &str) -> Result<MobileNumber, GateError> {
        // The longest E.164 number has 15 digits; what is much longer is not worth parsing.
        const LONGEST: usize = 32;
        if typed.len() > LONGEST {
            return Err(GateError::MobileInvalid);
        }
        if let Some(national) = mainland(typed) {
            return Ok(MobileNumber::from_e164(format!("+86{national}"), self.served("CN")?));
        }
        // The library passes over what it does not know and dials letters; what is sent to has to be
        // what was typed.
        if typed.contains(|c: char| !c.is_ascii_digit() && !" +-.()/".contains(c)) {
            return Err(GateError::MobileInvalid);
        }
        let number =
            phonenumber::parse(Some(self.home), typed).map_err(|_| GateError::MobileInvalid)?;
        // Mainland numbers were decided above, by their shape.
        let country = number.country().id().filter(|&id| id != Id::CN && number.is_valid());
        let country = country.ok_or(GateError::MobileInvalid)?;
        let country = self.served(country.as_ref())?;
        let kind = number.number_type(&phonenumber::metadata::DATABASE);
        if !matches!(kind, phonenumber::Type::Mobile | phonenumber::Type::FixedLineOrMobile) {
            return Err(GateError::MobileInvalid);
        }
        let written =
            |number: &PhoneNumber| number.format().mode(phonenumber::Mode::E164).to_string();
        let e164 = written(&number);
        // One number has one key: what is not read as itself could be counted as several.
        if !phonenumber::parse(None, &e164).is_ok_and(|again| written(&again) == e164) {
            return Err(GateError::MobileInvalid);
        }
        Ok(MobileNumber::from_e164(e164, country))
    }

    /// Every country in the list.
    pub(crate) fn all(&self) -> impl Iterator<Item = Country> {
        self.served.iter().filter_map(|code| Country::from_code(code))
    }

    /// The country of this code, if it is in the list.
    fn served(&self, code: &str) -> Result<Country, GateError> {
        let country = Country::from_code(code).filter(|_| self.served.contains(code));
        country.ok_or(GateError::CountryNotServed)
    }
}

/// The national digits of a mainland mobile number: `1`, `3` to `9`, nine more.
///
/// By shape and not by the numbering plan's tables, which trail behind the ranges that carriers
/// open.
fn mainland(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(typed.len());
    for c in typed.trim().chars() {
        match c {
            '0'..='9' | '+' => digits.push(c),
            ' ' | '-' => {}
            _ => return None,
        }
    }
    let national = ["+86", "0086"].iter().find_map(|code| digits.strip_prefix(code));
    let national = national.unwrap_or(&digits);
    let bytes = national.as_bytes();
    let fits = bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1]);
    fits.then(|| national.to_owned())
}

impl FromStr for Countries {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let mut home = None;
        let mut served = BTreeSet::new();
        for code in list.split(',').map(str::trim) {
            let id: Id = code.parse().map_err(|_| {
                "country codes of ISO 3166-1 with a comma between, such as CN,HK,SG".to_owned()
            })?;
            home.get_or_insert(id);
            served.insert(id.as_ref().to_owned());
        }
        home.map(|home| Self { home, served }).ok_or_else(|| "at least one country".to_owned())
    }
}

impl fmt::Display for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut codes = self.served.iter();
        f.write_str(codes.next().map_or("", String::as_str))?;
        codes.try_for_each(|code| write!(f, ",{code}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(countries: &str, typed: &str) -> Result<String, GateError> {
        let countries: Countries = countries.parse().unwrap();
        countries.parse(typed).map(|mobile| mobile.e164().to_owned())
    }

    #[test]
    fn mainland_numbers_are_read_in_every_usual_form() {
        for typed in
            ["13800138000", "138 0013 8000", "138-0013-8000", "+8613800138000", "0086 13800138000"]
        {
            assert_eq!(parse("CN", typed).as_deref(), Ok("+8613800138000"), "{typed}");
        }
        for second in '3'..='9' {
            let typed = format!("1{second}400000000");
            assert_eq!(parse("CN", &typed), Ok(format!("+86{typed}")));
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for typed in [
            "",
            " ",
            "abc",
            "12800138000",
            "1380013800",
            "138001380000",
            "１３８００１３８０００",
            "13800138000;drop",
            "+86",
            "01012345678",
            &"1".repeat(5000),
        ] {
            assert_eq!(parse("CN", typed), Err(GateError::MobileInvalid), "{typed}");
        }
    }

    #[test]
    fn a_country_outside_the_list_is_refused_and_one_inside_is_served() {
        assert_eq!(parse("CN", "+85291234567"), Err(GateError::CountryNotServed));
        assert_eq!(parse("CN,HK", "+852 9123 4567").as_deref(), Ok("+85291234567"));
        assert_eq!(parse("HK,CN", "9123 4567").as_deref(), Ok("+85291234567"));
        assert_eq!(parse("HK", "+8613800138000"), Err(GateError::CountryNotServed));
        assert_eq!(parse("CN,US", "+1 800 555 0199"), Err(GateError::MobileInvalid), "toll free");
    }

    /// Found by the fuzz target `phone`: letters were dialled and control characters passed over.
    #[test]
    fn what_is_typed_beside_digits_and_their_usual_marks_is_no_number() {
        assert_eq!(parse("BR", "+55 (11) 96123-4567").as_deref(), Ok("+5511961234567"));
        for typed in [
            "+55 11 /9101aZY23-N4577\0\0\u{11}\0",
            "+55 11 96123-456P",
            "+55 11 96123-4567 ext. 5",
            "+55 11 96123-4567;ext=5",
            "+55 11 96123-4567\n",
        ] {
            assert_eq!(parse("BR", typed), Err(GateError::MobileInvalid), "{typed:?}");
        }
    }

    #[test]
    fn countries_that_share_a_code_are_told_apart() {
        let countries: Countries = "US,CA,CN".parse().unwrap();
        for (typed, code) in
            [("+1 212 555 2368", "US"), ("+1 604 555 2368", "CA"), ("13800138000", "CN")]
        {
            assert_eq!(countries.parse(typed).unwrap().country().code(), code);
        }
    }

    #[test]
    fn a_list_with_an_unknown_country_says_what_it_should_be() {
        assert!("CN,XX".parse::<Countries>().unwrap_err().contains("ISO 3166-1"));
        assert!("".parse::<Countries>().is_err());
    }
}
