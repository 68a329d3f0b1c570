//! Names, numbers and codes that people type.

use menshen_challenge::{Answer, CodeSpec, KINDS, Solution};
use menshen_normalize::digit;

use crate::{
    model::{ImageCodeId, Language},
    server::{
        phone::{PhoneParser, Plans},
        sms::SmsCode,
    },
};

use super::text;

/// One picture has one name: what is read is written in the one form that is read as itself.
pub(super) fn image_code_id(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(id) = text.parse::<ImageCodeId>() else { return };
    let written = id.to_string();
    assert_eq!(written, text.to_ascii_lowercase());
    assert_eq!(written.parse(), Ok(id));
    assert_eq!(written.as_bytes()[14], b'4', "the version");
    let json = format!("\"{text}\"");
    assert!(serde_json::from_str::<ImageCodeId>(&json).is_ok_and(|same| same == id));
}

/// Whatever form a number was typed in, it is one number, which is read as itself in any other form
/// and never shown.
pub(super) fn phone(bytes: &[u8]) {
    let (typed, all) = (text(bytes), "CN,HK,US,CA,GB,IT,BR,AR,MX,CI,RU,KZ");
    let [all, mainland] = [all, "CN"].map(|list| {
        let Ok(countries) = list.parse() else { unreachable!("these are countries") };
        PhoneParser::new(countries, Plans::built_in())
    });
    let number = all.parse(typed);
    // A server for one country reads the same number there, or none.
    if let Ok(here) = mainland.parse(typed) {
        assert!(number.as_ref().is_ok_and(|number| *number == here));
    }
    let Ok(number) = number else { return };
    let e164 = number.e164();
    let digits = e164.strip_prefix('+').unwrap_or_default();
    assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    for form in
        [e164.to_owned(), format!("00{digits}"), format!("tel:{e164}"), adorned(e164, bytes)]
    {
        assert!(all.parse(&form).is_ok_and(|same| same == number), "{form:?} is another number");
    }
    for shown in [number.to_string(), format!("{number:?}")] {
        assert!(!shown.contains(digits), "a whole number is shown");
    }
}

/// The number in another script, with something before each of its digits; which, the input says.
fn adorned(e164: &str, bytes: &[u8]) -> String {
    const BETWEEN: [&str; 16] = [
        "", " ", "-", ".", "(", ")", "\u{a0}", "\u{ad}", "\u{200b}", "\u{2011}", "\u{2068}",
        "\u{3000}", "（", "－", "．", "\u{feff}",
    ];
    let zero = ['0', '０', '٠', '۰', '०'][bytes.len() % 5];
    let mut choice = bytes.iter().cycle();
    e164.chars().fold(String::new(), |mut adorned, c| {
        let between = choice.next().map_or(0, |byte| usize::from(byte % 16));
        adorned.push_str(BETWEEN[between]);
        let digit = c.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit));
        adorned.push(digit.unwrap_or(c));
        adorned
    })
}

/// A code is what it is made of, whatever stands around it.
pub(super) fn codes(bytes: &[u8]) {
    let typed = text(bytes);
    if let Some(code) = SmsCode::parse(typed) {
        let digits = code.as_str();
        assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()));
        // Nothing was put in: each stands there, in whatever script, in this order.
        let mut typed = typed.chars().filter_map(digit);
        assert!(digits.chars().all(|digit| typed.any(|c| c == digit)));
        assert!(!format!("{code:?}").contains(code.as_str()));
    }
    if let Some(answer) = Answer::parse(typed) {
        let [solution, nothing] = ["ACD34", ""].map(|text| Solution::stored(text.to_owned()));
        for kind in KINDS {
            assert_eq!(kind.judge(&solution, &answer), answer.as_str() == "ACD34");
            assert!(!kind.judge(&nothing, &answer), "no code at all was matched");
            // What could be an answer is one that the kind could have made.
            if kind.check(&CodeSpec::default(), answer.as_str()).is_ok() {
                let made = Solution::stored(answer.as_str().to_owned());
                assert!(kind.could_make(&CodeSpec::default(), &made) && kind.judge(&made, &answer));
            }
        }
        assert_eq!(Answer::parse(answer.as_str()), Some(answer.clone()), "read another way");
    } else {
        assert!(!typed.contains(|c: char| c.is_ascii_alphanumeric()), "an answer was passed over");
    }
    if let Some(language) = Language::from_name(typed) {
        assert_eq!(language.name(), typed);
    }
}
