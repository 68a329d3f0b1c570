//! Whole numbers, in and out.

use super::*;

fn parser(countries: &str) -> PhoneParser {
    PhoneParser::new(countries.parse().unwrap(), Plans::built_in())
}

fn parse(countries: &str, typed: &str) -> Result<String, GateError> {
    parser(countries).parse(typed).map(|mobile| mobile.e164().to_owned())
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
        "+55 11 96123\n4567",
    ] {
        assert_eq!(parse("BR", typed), Err(GateError::MobileInvalid), "{typed:?}");
    }
}

#[test]
fn a_number_that_is_dialled_as_at_home_is_itself_or_none() {
    let (homes, plans) = (homes(), Plans::built_in());
    for country in LANDS.split(',') {
        let (code, national) = example(country);
        let number = format!("+{code}{national}");
        for (home, countries) in &homes {
            let read = |typed: &str| countries.parse(typed).map(|read| read.e164().to_owned());
            let typed = format!("00{code}{national}");
            let abroad = read(&typed);
            // Where more than `00` may be dialled, what follows can be of two countries.
            let at_home = plans.of(Country::from_code(home).unwrap()).unwrap();
            let in_doubt = at_home.end_of_abroad(&typed).is_some_and(|end| end > 2);
            assert!(
                abroad.as_ref() == Ok(&number) || in_doubt && abroad.is_err(),
                "of {country}, at {home}: {abroad:?}"
            );
            if *home == "US" {
                assert_eq!(read(&format!("011 {code} {national}")).as_ref(), Ok(&number));
            }
            if home == &country {
                for trunk in ["", "0", "06", "1", "8"] {
                    let typed = format!("{trunk}{national}");
                    if trunk.is_empty() || at_home.without_trunk(&typed).as_ref() == Some(&national)
                    {
                        assert_eq!(read(&typed).as_ref(), Ok(&number), "{typed} in {country}");
                    }
                }
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
    let countries = parser("US,CA,CN");
    for (typed, code) in
        [("+1 212 555 2368", "US"), ("+1 604 555 2368", "CA"), ("13800138000", "CN")]
    {
        assert_eq!(countries.parse(typed).unwrap().country().code(), code);
    }
}

#[test]
fn a_number_of_a_country_that_shares_the_code_of_a_served_one_is_not_served() {
    for (served, typed, others) in [
        ("US", "+1 212 555 2368", "CA,DO,PR,BS"),
        ("CA", "+1 604 555 2368", "US,DO,PR"),
        ("DO", "+1 809 234 5678", "US,CA,JM"),
        ("RU", "+7 912 345 67 89", "KZ"),
        ("KZ", "+7 701 123 4567", "RU"),
        ("GB", "+44 7400 123456", "GG,JE,IM"),
        ("GG", "+44 7781 123456", "GB,JE,IM"),
        ("JE", "+44 7797 712345", "GB,GG,IM"),
        ("IM", "+44 7624 123456", "GB,GG,JE"),
        ("RE", "+262 692 12 34 56", "YT"),
        ("YT", "+262 639 01 23 45", "RE"),
    ] {
        let read = parser(served).parse(typed).unwrap();
        assert_eq!(read.country().code(), served);
        assert_eq!(parse(others, typed), Err(GateError::CountryNotServed), "{typed}");
    }
}

#[test]
fn a_number_that_several_countries_hold_is_of_one_that_is_served() {
    for (typed, countries) in [
        ("+590 690 00 12 34", ["GP", "BL", "MF"]),
        ("+47 406 12 345", ["NO", "SJ", "NO"]),
        ("+212 650 123456", ["MA", "EH", "MA"]),
        ("+61 412 345 678", ["AU", "CX", "CC"]),
        ("+39 312 345 6789", ["IT", "VA", "IT"]),
        ("+358 41 2345678", ["FI", "AX", "FI"]),
    ] {
        for country in countries {
            let read = parser(country).parse(typed);
            assert!(read.is_ok_and(|read| read.country().code() == country), "{typed}, {country}");
        }
    }
}

#[test]
fn what_is_no_mobile_number_gets_no_message() {
    for (countries, typed) in [
        ("CN", "010 1234 5678"),
        ("CN", "400 123 4567"),
        ("US", "+1 900 234 5678"),
        ("US", "+1 800 555 0199"),
        ("GB", "+44 20 7946 0123"),
        ("GB", "+44 7012 345678"),
        ("GB", "+44 56 1234 5678"),
        ("DE", "030 123456"),
        ("JP", "050 1234 5678"),
        ("AR", "0800 123 4567"),
        ("US", "+883 5100 0123 4567"),
        ("US", "+870 773 111 632"),
    ] {
        assert_eq!(parse(countries, typed), Err(GateError::MobileInvalid), "{countries}: {typed}");
    }
}

/// Where trunk prefixes and the codes that are dialled for abroad differ most, and most people live.
const LANDS: &str = "AR,AU,BR,BY,CA,CL,CU,DE,EG,ES,FI,FR,GB,HK,HU,ID,IN,IT,JP,KE,KR,KZ,LT,MO,MX,\
                     MY,NG,NL,NZ,PH,PL,RU,SA,SG,TH,TR,TW,UA,US,UZ,VN,ZA";

/// Each of these countries as home, with all of them and the mainland served.
fn homes() -> Vec<(&'static str, PhoneParser)> {
    let with = |home| (home, parser(&format!("{home},{LANDS},CN")));
    ["CN"].into_iter().chain(LANDS.split(',')).map(with).collect()
}

/// The numbering plan's own example of a mobile number there: country code and national digits.
fn example(country: &str) -> (u16, String) {
    let plans = Plans::built_in();
    let plan = plans.of(Country::from_code(country).unwrap()).unwrap();
    (plan.code, plan.example.clone().unwrap())
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
fn what_people_type_and_paste_is_read_in_one_way_for_all_countries() {
    for (countries, number, forms) in [
        (
            "CN",
            "+8613800138000",
            &[
                "１３８００１３８０００",
                "＋８６ １３８ ００１３ ８０００",
                "\u{2068}138 0013 8000\u{2069}",
                "\u{202a}+86\u{a0}138\u{202f}0013\u{202f}8000\u{202c}",
                "\u{feff}138\u{200b}0013\u{ad}8000\u{200e}",
                "138\u{2011}0013\u{2011}8000",
                "138–0013—8000",
                "138−0013ー8000",
                "(+86)13800138000",
                "（+86）13800138000",
                "+86 (138) 0013-8000",
                "+86 (0)138 0013 8000",
                "138.0013.8000",
                "138/0013/8000",
                "8613800138000",
                "86 138 0013 8000",
                "008613800138000",
                "013800138000",
                "tel:+86-138-0013-8000",
                "tel:138-0013-8000;phone-context=+86",
                "١٣٨٠٠١٣٨٠٠٠",
                "۱۳۸۰۰۱۳۸۰۰۰",
                "१३८००१३८०००",
            ][..],
        ),
        (
            "CI",
            "+2250707123456",
            &[
                "+225 07 07 12 34 56",
                "07 07 12 34 56",
                "07.07.12.34.56",
                "225 0707123456",
                "00225 07 07 12 34 56",
                "tel:+225-07-07-12-34-56",
                "（＋225）０７ ０７ １２ ３４ ５６",
            ],
        ),
        (
            "US",
            "+16502530000",
            &["(650) 253-0000", "1-650-253-0000", "16502530000", "011 1 650 253 0000"],
        ),
        ("DE", "+4915112345678", &["0151/12345678", "+49 (0) 151 12345678", "4915112345678"]),
    ] {
        for typed in forms {
            assert_eq!(parse(countries, typed).as_deref(), Ok(number), "{countries}: {typed:?}");
        }
    }
}

/// The library took them for trunk prefixes.
#[test]
fn a_number_may_begin_with_0_after_its_country_code() {
    for (country, typed, number) in [
        ("CI", "+225 07 07 12 34 56", "+2250707123456"),
        ("CG", "+242066123456", "+242066123456"),
        ("BJ", "+2290197123456", "+2290197123456"),
        ("BF", "+226 07 12 34 56", "+22607123456"),
        ("TJ", "+992 05 483 6661", "+992054836661"),
    ] {
        assert_eq!(parse(country, typed).as_deref(), Ok(number), "{country}");
    }
}

#[test]
fn a_mobile_number_that_is_written_in_an_old_way_is_the_same_number() {
    for (country, number, forms) in [
        (
            "AR",
            "+5491123456789",
            &[
                "+54 9 11 2345 6789",
                "+54 11 2345 6789",
                "011 15 2345 6789",
                "011 2345 6789",
                "11 2345 6789",
                "9 11 2345 6789",
                "+54 011 15 2345 6789",
            ][..],
        ),
        (
            "MX",
            "+525512345678",
            &[
                "+52 55 1234 5678",
                "+52 1 55 1234 5678",
                "55 1234 5678",
                "1 55 1234 5678",
                "044 55 1234 5678",
                "045 55 1234 5678",
                "01 55 1234 5678",
                "52 1 55 1234 5678",
            ],
        ),
    ] {
        for typed in forms {
            assert_eq!(parse(country, typed).as_deref(), Ok(number), "{country}: {typed}");
        }
    }
}
