//! A language, and how it is found.

use std::{cmp::Reverse, fmt};

use crate::{Catalogue, Direction, LANGUAGES, Plural, Wait, en};

/// A language of the page and of what people are told.
#[derive(Clone, Copy)]
pub struct Language(&'static Catalogue);

impl Language {
    /// What is spoken when nothing else is asked for, and the contract of the tutorial's front ends.
    pub const DEFAULT: Self = Self(LANGUAGES[0]);

    /// What operators and developers read: logs, `--help`, the document of the API.
    pub const OF_LOGS: Self = Self(&en::CATALOGUE);

    /// What answers to pictures are read out in, whatever the page speaks: Latin letters and digits.
    pub const OF_ANSWERS: Self = Self(&en::CATALOGUE);

    /// Every language.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        LANGUAGES.iter().map(|catalogue| Self(catalogue))
    }

    /// All its words.
    pub fn catalogue(self) -> &'static Catalogue {
        self.0
    }

    /// Its tag (BCP 47), for the document's `lang`.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// Its name in addresses, cookies and settings.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        self.0.own_name
    }

    /// Which way it is written, as `dir` has it.
    pub fn dir(self) -> &'static str {
        match self.0.direction {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }

    /// The language of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|language| language.name() == name)
    }

    /// The language of this tag, as documents have it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// What people's browsers ask for, and the language that they get for it; the longest first. The last is
    /// empty, and fits whatever else they ask for.
    pub fn ranges() -> Vec<(&'static str, Self)> {
        let of = |language: Self| language.0.ranges.iter().map(move |range| (*range, language));
        let mut ranges: Vec<_> = Self::all().flat_map(of).collect();
        ranges.sort_by_key(|(range, _)| Reverse(range.len()));
        ranges.push(("", Self::DEFAULT));
        ranges
    }

    /// The first of our languages by the header's own weights (RFC 9110 §12.5.4), by the longest range that
    /// fits (RFC 4647 §3.4); the default when the header names none or is not there.
    pub fn from_accept_language(header: Option<&str>) -> Self {
        let ranges = Self::ranges();
        let mut best = (0.0, Self::DEFAULT);
        for range in header.unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts
                .filter_map(|parameter| parameter.split_once('='))
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
                .map_or(1.0, |(_, q)| q.trim().parse::<f32>().unwrap_or(0.0));
            let is_in = |range: &str| {
                let rest = tag.strip_prefix(range).filter(|_| !range.is_empty());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            let fits = ranges.iter().find(|(range, _)| is_in(range));
            if let Some((_, language)) = fits.filter(|_| weight > best.0) {
                best = (weight, *language);
            }
        }
        best.1
    }

    /// A text about a number, in the form that the number asks for.
    pub fn plural(self, text: &Plural, number: impl Into<u64>) -> String {
        text.say(number.into(), self.0.plural)
    }

    /// So many seconds in words.
    pub fn time(self, seconds: u32) -> String {
        let Wait { number, unit } = Wait::of(seconds);
        self.plural(self.0.time.of(unit), number)
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Language {}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn named(name: &str) -> Language {
        Language::from_name(name).unwrap()
    }

    #[test]
    fn the_heaviest_of_our_languages_wins() {
        for (header, language) in [
            (None, "zh"),
            (Some(""), "zh"),
            (Some("nl"), "zh"),
            (Some("en"), "en"),
            (Some("en-GB,en;q=0.9"), "en"),
            (Some("zh-Hans-CN, en;q=0.8"), "zh"),
            (Some("nl, en;q=0.3, zh;q=0.7"), "zh"),
            (Some("zh;q=0, en;q=0.1"), "en"),
            (Some("en;q=x"), "zh"),
            // The name of the weight has no case (RFC 9110 §12.4.2).
            (Some("zh;Q=0.1, en;Q=0.5"), "en"),
            // Another language, whose tag begins alike.
            (Some("enm"), "zh"),
            // Script or region tell the two written forms of Chinese apart.
            (Some("zh-TW,zh;q=0.9"), "zh-Hant"),
            (Some("zh-HK"), "zh-Hant"),
            (Some("zh-MO"), "zh-Hant"),
            (Some("zh-Hant-HK"), "zh-Hant"),
            (Some("zh-Hans-HK"), "zh"),
            (Some("zh-SG"), "zh"),
            // One form of Portuguese is better than none.
            (Some("pt-PT,en;q=0.5"), "pt-BR"),
            (Some("es-419,es;q=0.9,en;q=0.8"), "es"),
            (Some("ar-EG"), "ar"),
            (Some("in-ID"), "id"),
        ] {
            assert_eq!(Language::from_accept_language(header), named(language), "{header:?}");
        }
    }

    #[test]
    fn each_language_is_found_by_what_it_calls_itself_and_by_nothing_of_another() {
        let mut known = BTreeSet::new();
        for language in Language::all() {
            assert_eq!(Language::from_name(language.name()), Some(language));
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            for asked in [language.name(), language.tag()] {
                assert_eq!(Language::from_accept_language(Some(asked)), language, "{asked}");
            }
            for range in language.catalogue().ranges {
                assert_eq!(*range, range.to_ascii_lowercase());
                assert!(known.insert(*range), "{range} is of two languages");
            }
        }
        assert_eq!(Language::all().next(), Some(Language::default()));
        assert_eq!(Language::ranges().last(), Some(&("", Language::default())));
    }

    #[test]
    fn a_wait_is_said_in_the_unit_that_fits_and_never_too_short() {
        for (seconds, en, zh) in [
            (1, "1 second", "1 秒"),
            (120, "120 seconds", "120 秒"),
            (121, "3 minutes", "3 分钟"),
            (3600, "60 minutes", "60 分钟"),
            (7201, "3 hours", "3 小时"),
            (86_400, "24 hours", "24 小时"),
        ] {
            let said = ["en", "zh"].map(|name| named(name).time(seconds));
            assert_eq!(said, [en, zh]);
        }
    }

    fn is_han(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    /// Every text of the catalogue, by its `Debug`.
    fn texts(language: Language) -> Vec<String> {
        let catalogue = format!("{:?}", language.catalogue());
        catalogue.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn no_text_is_empty() {
        for language in Language::all() {
            let texts = texts(language);
            assert!(texts.len() > 150, "{language:?} has {} texts", texts.len());
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{language:?}");
        }
    }

    #[test]
    fn chinese_and_english_are_not_mixed_up() {
        // The first are names and tags, for programs, and what the language is called elsewhere.
        const FOR_PROGRAMS: [&str; 3] = ["zh", "zh-CN", "Simplified Chinese"];
        for text in texts(named("zh")) {
            let is_chinese = text.chars().any(is_han) || FOR_PROGRAMS.contains(&text.as_str());
            assert!(is_chinese, "not Chinese: {text}");
        }
        for text in texts(named("en")) {
            let is_english = text.chars().any(char::is_alphabetic) && !text.chars().any(is_han);
            assert!(is_english, "not English: {text}");
        }
    }
}
