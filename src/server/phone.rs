//! From what a person types to a number that the gate may send to.

use std::{collections::BTreeSet, fmt, str::FromStr};

use phonenumber::{PhoneNumber, country::Id, metadata::DATABASE};

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
        // The mainland's code says whose number it is; at home its digits alone do.
        let from_abroad = mainland(typed, &["+86", "0086"]);
        let at_home = || (self.home == Id::CN).then(|| mainland(typed, &[""])).flatten();
        if let Some(e164) = from_abroad.or_else(at_home) {
            return Ok(MobileNumber::from_e164(e164, self.served("CN")?));
        }
        // The library passes over what it does not know and dials letters; what is sent to has to be
        // what was typed.
        if typed.contains(|c: char| !c.is_ascii_digit() && !" +-.()/".contains(c)) {
            return Err(GateError::MobileInvalid);
        }
        let begins = typed.trim_start_matches([' ', '(']);
        if begins.rfind('+').is_some_and(|at| at > 0) {
            return Err(GateError::MobileInvalid);
        }
        let number = match self.international(typed) {
            Some(readings) => one(readings),
            None => self.national(typed),
        };
        let Some((number, id)) = number else {
            // What is no number at home may be meant for the mainland.
            let country = self.served("CN").map_err(|_| GateError::MobileInvalid)?;
            let e164 = mainland(typed, &[""]).ok_or(GateError::MobileInvalid)?;
            return Ok(MobileNumber::from_e164(e164, country));
        };
        let country = self.served(id.as_ref())?;
        let kind = number.number_type(&DATABASE);
        if !matches!(kind, phonenumber::Type::Mobile | phonenumber::Type::FixedLineOrMobile) {
            return Err(GateError::MobileInvalid);
        }
        let e164 = written(&number);
        // One number has one key: what is not read as itself could be counted as several.
        if !phonenumber::parse(None, &e164).is_ok_and(|again| written(&again) == e164) {
            return Err(GateError::MobileInvalid);
        }
        Ok(MobileNumber::from_e164(e164, country))
    }

    /// Reads a number as it is dialled at home, with the trunk prefix or without.
    fn national(&self, typed: &str) -> Option<(PhoneNumber, Id)> {
        // In Kazakhstan numbers begin like the country code, which the library would cut.
        let whole = || {
            let code = DATABASE.by_id(self.home.as_ref())?.country_code();
            valid(None, &format!("+{code}{}", digits(typed)))
        };
        valid(Some(self.home), typed).or_else(whole)
    }

    /// The ways to read a number that begins with `+`, or with what is dialled at home before a country
    /// code; `None` when it begins with neither. They know nothing of the home country: its trunk prefix
    /// may be the first digit of a number abroad.
    fn international(&self, typed: &str) -> Option<Vec<String>> {
        if typed.trim_start_matches([' ', '(']).starts_with('+') {
            return Some(vec![typed.to_owned()]);
        }
        let digits = digits(typed);
        // `00` is understood everywhere (ITU-T E.164 recommends it). Where one dials more, such as 001
        // in Hong Kong, a code of that length may be meant as well.
        let plan = DATABASE.by_id(self.home.as_ref());
        let dialled = plan.and_then(|plan| plan.international_prefix()?.find(&digits));
        let dialled = dialled.filter(|found| found.start() == 0).map(|found| found.end());
        let ends: BTreeSet<_> =
            dialled.into_iter().chain(digits.starts_with("00").then_some(2)).collect();
        let readings: Vec<_> = ends.into_iter().map(|end| format!("+{}", &digits[end..])).collect();
        (!readings.is_empty()).then_some(readings)
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

fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// The one valid number among these readings. Of two, nobody can tell which one was meant.
fn one(readings: Vec<String>) -> Option<(PhoneNumber, Id)> {
    let mut numbers = readings.iter().filter_map(|reading| valid(None, reading));
    let number = numbers.next()?;
    numbers.next().is_none().then_some(number)
}

/// A valid number and its country, with the national form of `home` understood. None of the mainland,
/// whose numbers are read by their shape.
fn valid(home: Option<Id>, typed: &str) -> Option<(PhoneNumber, Id)> {
    let number = phonenumber::parse(home, typed).ok().filter(PhoneNumber::is_valid)?;
    let id = number.country().id().filter(|&id| id != Id::CN)?;
    Some((number, id))
}

fn written(number: &PhoneNumber) -> String {
    number.format().mode(phonenumber::Mode::E164).to_string()
}

/// A mainland mobile number in E.164 form, if it begins with one of these: `1`, `3` to `9`, nine more.
///
/// By shape and not by the numbering plan's tables, which trail behind the ranges that carriers
/// open.
fn mainland(typed: &str, beginnings: &[&str]) -> Option<String> {
    let mut digits = String::with_capacity(typed.len());
    for c in typed.trim().chars() {
        match c {
            '0'..='9' | '+' => digits.push(c),
            ' ' | '-' => {}
            _ => return None,
        }
    }
    let national = beginnings.iter().find_map(|beginning| digits.strip_prefix(beginning))?;
    let bytes = national.as_bytes();
    let fits = bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1]);
    fits.then(|| format!("+86{national}"))
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
        let home = self.home.as_ref();
        f.write_str(home)?;
        let mut others = self.served.iter().filter(|&code| code != home);
        others.try_for_each(|code| write!(f, ",{code}"))
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
            "+55 11 96123+4567",
            "11 96123+4567",
            "+55 11 96123-4567 ext. 5",
            "+55 11 96123-4567;ext=5",
            "+55 11 96123-4567\n",
        ] {
            assert_eq!(parse("BR", typed), Err(GateError::MobileInvalid), "{typed:?}");
        }
    }

    #[test]
    fn a_number_that_is_dialled_as_at_home_is_itself_or_none() {
        let homes = homes();
        for country in LANDS.split(',') {
            let (code, national) = example(country);
            let number = format!("+{code}{national}");
            for (home, countries) in &homes {
                let read = |typed: &str| countries.parse(typed).map(|read| read.e164().to_owned());
                let typed = format!("00{code}{national}");
                let abroad = read(&typed);
                // Where more than `00` may be dialled, what follows can be of two countries.
                let plan = DATABASE.by_id(*home).unwrap().international_prefix().unwrap();
                let in_doubt = plan.find(&typed).is_some_and(|found| found.end() > 2);
                assert!(
                    abroad.as_ref() == Ok(&number) || in_doubt && abroad.is_err(),
                    "of {country}, at {home}: {abroad:?}"
                );
                if *home == "US" {
                    assert_eq!(read(&format!("011 {code} {national}")).as_ref(), Ok(&number));
                }
                if home == &country {
                    let trunk = DATABASE.by_id(country).unwrap().national_prefix();
                    let typed = format!("{}{national}", trunk.unwrap_or_default());
                    assert_eq!(read(national).as_ref(), Ok(&number), "at home in {country}");
                    assert_eq!(read(&typed).as_ref(), Ok(&number), "{typed} in {country}");
                }
            }
        }
    }

    #[test]
    fn the_trunk_prefix_of_the_home_country_is_not_cut_from_numbers_abroad() {
        for (countries, typed, number) in [
            ("US,BR", "+55 14 97123-4567", "+5514971234567"),
            ("CN,MY", "+60 12-345 6789", "+60123456789"),
            ("CN,EG,BR,KR", "+20 11 1234 5678", "+201112345678"),
            ("CN,EG,BR,KR", "+55 11 96123-4567", "+5511961234567"),
            ("US,DE", "+49 151 12345678", "+4915112345678"),
            ("US,DE", "011 49 151 12345678", "+4915112345678"),
            ("US,KR", "+82 10 1234 5678", "+821012345678"),
            ("CN,GB", "+44 (0)7400 123456", "+447400123456"),
            ("CN,GB", "(+44) 7400 123456", "+447400123456"),
        ] {
            assert_eq!(parse(countries, typed).as_deref(), Ok(number), "{countries}, {typed}");
        }
    }

    /// In Hong Kong 008 is dialled before a country code, too: of Japan or of the United States.
    #[test]
    fn a_number_that_can_be_read_in_two_ways_is_refused() {
        let typed = "0081 901 234 5678";
        assert_eq!(parse("HK,JP,US", typed), Err(GateError::MobileInvalid));
        assert_eq!(parse("CN,JP,US", typed).as_deref(), Ok("+819012345678"));
    }

    #[test]
    fn a_number_without_a_country_code_is_of_the_first_country() {
        for (countries, typed, number) in [
            ("US,CN", "1-650-253-0000", "+16502530000"),
            ("US", "1-650-253-0000", "+16502530000"),
            ("CN,US", "1-650-253-0000", "+8616502530000"),
            ("US,CN", "+86 165 0253 0000", "+8616502530000"),
            ("US,CN", "0086 165 0253 0000", "+8616502530000"),
            // What is none there, and can be of the mainland.
            ("US,CN", "138 0013 8000", "+8613800138000"),
            ("HK,CN", "138 0013 8000", "+8613800138000"),
        ] {
            assert_eq!(parse(countries, typed).as_deref(), Ok(number), "{countries}, {typed}");
        }
        assert_eq!(parse("US", "138 0013 8000"), Err(GateError::MobileInvalid));
        // A number at home, though none that gets messages.
        assert_eq!(parse("US,CN", "1 800 253 0000"), Err(GateError::MobileInvalid));
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

    /// Where trunk prefixes and the codes that are dialled for abroad differ most, and most people live.
    const LANDS: &str = "AR,AU,BR,BY,CA,CL,CU,DE,EG,ES,FI,FR,GB,HK,HU,ID,IN,IT,JP,KE,KR,KZ,LT,MO,MX,\
                         MY,NG,NL,NZ,PH,PL,RU,SA,SG,TH,TR,TW,UA,US,UZ,VN,ZA";

    /// Each of these countries as home, with all of them and the mainland served.
    fn homes() -> Vec<(&'static str, Countries)> {
        let with = |home| (home, format!("{home},{LANDS},CN").parse().unwrap());
        ["CN"].into_iter().chain(LANDS.split(',')).map(with).collect()
    }

    /// The numbering plan's own example of a mobile number there: country code and national digits.
    fn example(country: &str) -> (u16, &'static str) {
        let plan = DATABASE.by_id(country).unwrap();
        (plan.country_code(), plan.descriptors().mobile().unwrap().example().unwrap())
    }

    #[test]
    fn a_number_with_its_country_code_is_itself_whatever_the_home_country() {
        let homes = homes();
        for country in LANDS.split(',') {
            let (code, national) = example(country);
            let number = format!("+{code}{national}");
            for (home, countries) in &homes {
                let read = countries.parse(&number).map(|mobile| mobile.e164().to_owned());
                assert_eq!(read.as_ref(), Ok(&number), "of {country}, at {home}");
            }
        }
    }

    #[test]
    fn a_list_with_an_unknown_country_says_what_it_should_be() {
        assert!("CN,XX".parse::<Countries>().unwrap_err().contains("ISO 3166-1"));
        assert!("".parse::<Countries>().is_err());
        assert_eq!("US, CN,BR,US".parse::<Countries>().unwrap().to_string(), "US,BR,CN");
    }
}
