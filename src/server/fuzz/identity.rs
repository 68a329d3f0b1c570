//! Names, numbers and codes that people type.

use menshen_challenge::{Answer, CodeSpec, HEIGHT, KINDS, Kind, Point, Solution};
use menshen_normalize::digit;
use rand::{SeedableRng, rngs::StdRng};

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

/// Each kind takes the answer to what it has made for right; what it makes, the input says.
fn right(bytes: &[u8]) {
    let mut seed = [0_u8; 32];
    for (n, byte) in bytes.iter().enumerate() {
        seed[n % 32] ^= byte;
    }
    let (spec, mut rng) = (CodeSpec::default(), StdRng::from_seed(seed));
    for kind in Kind::drawn() {
        let solution = kind.generate(&spec, &mut rng);
        assert!(kind.could_make(&spec, &solution), "{kind:?} disowns what it has made");
        let answer = Answer::parse(solution.answer(kind.name()));
        let Some(answer) = answer else { unreachable!("{kind:?} has no answer") };
        assert_eq!(kind.check(&spec, &answer), Ok(()), "{kind:?}");
        let is_right = kind.judge(&solution, &answer, kind.size(HEIGHT));
        assert!(is_right, "the right answer of {kind:?} was wrong");
    }
}

/// What a kind judges, and what it says could be judged, of any answer.
fn judged(typed: &str, answer: &Answer) {
    let [solution, nothing] = ["ACD34", ""].map(|text| Solution::stored(text.to_owned()));
    let spec = CodeSpec::default();
    for kind in KINDS {
        let judge = |solution| kind.judge(solution, answer, kind.size(HEIGHT));
        assert!(!judge(&nothing), "no code at all was matched");
        let could_be = kind.check(&spec, answer).is_ok();
        if kind.presentation().input.is_typed() {
            assert_eq!(judge(&solution), answer.as_str() == "ACD34");
            // What could be an answer is one that the kind could have made.
            let [plain, named] = [
                Solution::stored(answer.as_str().to_owned()),
                Solution::of(kind.name(), answer.as_str()),
            ];
            let made = if kind.could_make(&spec, &named) { named } else { plain };
            assert!(!could_be || kind.could_make(&spec, &made) && judge(&made));
        } else {
            // Kept is what was typed, since a code has lost its commas. It is right where it could be an answer and the
            // kind could have made it; what can't be judged is never right, whatever stands in the store.
            let stored = Solution::of(kind.name(), typed);
            let is_right = could_be && kind.could_make(&spec, &stored);
            assert_eq!(judge(&stored), is_right, "{kind:?} judged its own solution otherwise");
            assert!(!judge(&solution), "a code was judged by another kind");
        }
    }
    if let Some(points) = answer.points() {
        let written: Vec<_> = points.iter().map(|Point { x, y }| format!("{x},{y}")).collect();
        let same = Answer::parse(&written.join(" ")).and_then(|answer| answer.points());
        assert_eq!(same, Some(points));
    }
    if let Some(offset) = answer.offset() {
        let same = Answer::parse(&offset.to_string()).and_then(|answer| answer.offset());
        assert_eq!(same, Some(offset));
    }
}

/// A code is what it is made of, whatever stands around it.
pub(super) fn codes(bytes: &[u8]) {
    let typed = text(bytes);
    right(bytes);
    if let Some(code) = SmsCode::parse(typed) {
        let digits = code.as_str();
        assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()));
        // Nothing was put in: each stands there, in whatever script, in this order.
        let mut typed = typed.chars().filter_map(digit);
        assert!(digits.chars().all(|digit| typed.any(|c| c == digit)));
        assert!(!format!("{code:?}").contains(code.as_str()));
    }
    if let Some(answer) = Answer::parse(typed) {
        judged(typed, &answer);
        let again = Answer::parse(answer.as_str());
        assert!(again.is_some_and(|again| again.as_str() == answer.as_str()), "read another way");
    } else {
        assert!(!typed.contains(|c: char| c.is_ascii_alphanumeric()), "an answer was passed over");
    }
    if let Some(language) = Language::from_name(typed) {
        assert_eq!(language.name(), typed);
    }
}
