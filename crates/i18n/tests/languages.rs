//! What holds for every language, whoever has written it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests stop so, and say why they are skipped"
)]

use std::{collections::HashSet, process::Command};

use menshen_i18n::{Catalogue, Language, PluralCategory};

/// Every text of a language, by its `Debug`.
fn texts(language: Language) -> Vec<String> {
    let catalogue = format!("{:?}", language.catalogue());
    catalogue.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn named(name: &str) -> Language {
    Language::from_name(name).unwrap()
}

/// What is not for people: names and tags, and what the language is called elsewhere.
fn is_for_programs(
    text: &str,
    Catalogue { name, tag, english_name, ranges, .. }: &Catalogue,
) -> bool {
    [*name, *tag, *english_name].contains(&text) || ranges.contains(&text)
}

/// The numbers that the rules of CLDR tell apart, and the page's own.
fn numbers() -> impl Iterator<Item = u64> {
    (0..=1_200).chain([1_000_000, 1_000_001, 2_000_000, 10_000_000])
}

#[test]
fn every_number_has_the_form_that_browsers_give_it() {
    let tags: Vec<_> = Language::all().map(Language::tag).collect();
    let numbers: Vec<_> = numbers().collect();
    let script = format!(
        "for (const tag of {tags:?}) {{ const rules = new Intl.PluralRules(tag); \
         console.log({numbers:?}.map((n) => rules.select(n)).join()); }}"
    );
    let Ok(node) = Command::new("node").args(["--eval", &script]).output() else {
        println!("skipped: there is no node, whose rules are those of browsers");
        return;
    };
    let said = String::from_utf8(node.stdout).unwrap();
    assert_eq!(said.lines().count(), tags.len(), "{}", String::from_utf8_lossy(&node.stderr));
    for (language, theirs) in Language::all().zip(said.lines()) {
        let ours = numbers.iter().map(|number| (language.catalogue().plural)(*number));
        let ours: Vec<_> = ours.map(PluralCategory::name).collect();
        for ((number, ours), theirs) in numbers.iter().zip(ours).zip(theirs.split(',')) {
            assert_eq!(ours, theirs, "{number} in {language:?}");
        }
    }
}

#[test]
fn times_are_said_as_each_language_counts() {
    for (name, seconds, said) in [
        ("zh-Hant", 5, "5 秒"),
        ("ar", 1, "ثانية واحدة"),
        ("ar", 2, "ثانيتين"),
        ("ar", 5, "5 ثوانٍ"),
        ("ar", 11, "11 ثانية"),
        ("ar", 100, "100 ثانية"),
        ("de", 1, "1 Sekunde"),
        ("es", 7_201, "3 horas"),
        ("fr", 0, "0 seconde"),
        ("fr", 2, "2 secondes"),
        ("id", 300, "5 menit"),
        ("ja", 90, "90秒"),
        ("ko", 300, "5분"),
        ("pt-BR", 1, "1 segundo"),
        ("ru", 1, "1 секунду"),
        ("ru", 22, "22 секунды"),
        ("ru", 112, "112 секунд"),
        ("ru", 1_260, "21 минуту"),
    ] {
        assert_eq!(named(name).time(seconds), said, "{name}");
    }
}

/// The characters that a message may have where 160 of them fit in one (3GPP TS 23.038, the default alphabet),
/// without those that count twice.
const GSM_7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

#[test]
fn each_message_fits_in_one_text_message() {
    for language in Language::all() {
        let text = language.catalogue().messages.text;
        let message = text.replace("{code}", "012345").replace("{minutes}", "10");
        let is_gsm_7 = message.chars().all(|c| GSM_7.contains(c));
        let most = if is_gsm_7 { 160 } else { 70 };
        let length = message.encode_utf16().count();
        assert!(length <= most, "{language:?}: {length} of at most {most}: {message}");
    }
}

#[test]
fn each_language_is_written_in_its_own_script() {
    let is_han = |c| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_kana = |c| ('\u{3040}'..='\u{30ff}').contains(&c);
    let is_hangul = |c| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let is_arabic = |c| ('\u{600}'..='\u{6ff}').contains(&c);
    let is_cyrillic = |c| ('\u{400}'..='\u{4ff}').contains(&c);
    let is_latin = |c: char| c < '\u{250}';
    // What people call it in these languages, too.
    const AS_IN_ENGLISH: [&str; 1] = ["SMS"];
    for language in Language::all() {
        let catalogue = language.catalogue();
        let is_own = |c: char| match catalogue.name {
            "zh" | "zh-Hant" => is_han(c),
            "ja" => is_han(c) || is_kana(c),
            "ko" => is_hangul(c),
            "ar" => is_arabic(c),
            "ru" => is_cyrillic(c),
            _ => is_latin(c),
        };
        for text in texts(language) {
            let has_words = text.chars().any(char::is_alphabetic);
            let is_elsewhere = AS_IN_ENGLISH.contains(&text.as_str());
            if has_words && !is_elsewhere && !is_for_programs(&text, catalogue) {
                assert!(text.chars().any(is_own), "{language:?}: {text}");
                let strange =
                    text.chars().find(|c| c.is_alphabetic() && !is_own(*c) && !is_latin(*c));
                assert_eq!(strange, None, "{language:?}: {text}");
            }
        }
    }
}

#[test]
fn the_two_written_forms_of_chinese_are_not_mixed_up() {
    let (simplified, traditional) =
        ("这个们图验证码请输发过网络试页换开时间号", "這個們圖驗證碼請輸發過網絡試頁換開時間號");
    for (name, other) in [("zh", traditional), ("zh-Hant", simplified)] {
        for text in texts(named(name)) {
            let strange: Vec<_> = other
                .chars()
                .zip(if name == "zh" { simplified } else { traditional }.chars())
                .filter(|(theirs, ours)| theirs != ours && text.contains(*theirs))
                .collect();
            assert!(strange.is_empty(), "{name}: {strange:?} in {text}");
        }
    }
}

#[test]
fn no_sentence_was_left_in_english() {
    let english: HashSet<_> = texts(Language::OF_LOGS).into_iter().collect();
    for language in Language::all().filter(|language| *language != Language::OF_LOGS) {
        let left = texts(language)
            .into_iter()
            .find(|text| text.split(' ').count() > 2 && english.contains(text));
        assert_eq!(left, None, "{language:?}");
    }
}
