//! Nouns beside numbers.

use crate::template::fill_written;

/// The categories that languages sort numbers into (Unicode CLDR, UTS #35, Language Plural Rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PluralCategory {
    /// Such as 0 in Arabic.
    Zero,
    /// Such as 1 in English.
    One,
    /// Such as 2 in Arabic.
    Two,
    /// Such as 2 to 4 in Russian.
    Few,
    /// Such as 5 to 20 in Russian.
    Many,
    /// All the rest: every language has it.
    Other,
}

/// Which category a whole number has in a language, as
/// <https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html> lists it.
pub type PluralRule = fn(u64) -> PluralCategory;

/// Languages whose nouns don't change: Chinese, Japanese, Korean and others.
pub(crate) fn other(_: u64) -> PluralCategory {
    PluralCategory::Other
}

/// Languages with a form for 1 and one for the rest: English, German, Esperanto and others.
pub(crate) fn one_other(number: u64) -> PluralCategory {
    if number == 1 { PluralCategory::One } else { PluralCategory::Other }
}

/// Spanish: the same, and whole millions have a form of their own ("un millón de segundos").
pub(crate) fn one_many_other(number: u64) -> PluralCategory {
    if is_millions(number) { PluralCategory::Many } else { one_other(number) }
}

/// French and the Portuguese of Brazil: the same, and 0 is as 1.
pub(crate) fn zero_one_many_other(number: u64) -> PluralCategory {
    if number == 0 { PluralCategory::One } else { one_many_other(number) }
}

fn is_millions(number: u64) -> bool {
    number != 0 && number.is_multiple_of(1_000_000)
}

/// Russian: by the last digit, but for 11 to 14.
pub(crate) fn russian(number: u64) -> PluralCategory {
    match (number % 10, number % 100) {
        (1, hundred) if hundred != 11 => PluralCategory::One,
        (2..=4, hundred) if !(12..=14).contains(&hundred) => PluralCategory::Few,
        _ => PluralCategory::Many,
    }
}

/// Arabic: 0, 1 and 2 by themselves, the rest by the last two digits.
pub(crate) fn arabic(number: u64) -> PluralCategory {
    match (number, number % 100) {
        (0, _) => PluralCategory::Zero,
        (1, _) => PluralCategory::One,
        (2, _) => PluralCategory::Two,
        (_, 3..=10) => PluralCategory::Few,
        (_, 11..) => PluralCategory::Many,
        _ => PluralCategory::Other,
    }
}

impl PluralCategory {
    const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// Its name in CLDR, and what `Intl.PluralRules` of browsers calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// A text about a number, in the forms that a language has for it. `{}` stands for the number; a form
/// may do without, as "a second" does.
#[derive(Debug, Clone, Copy)]
pub struct Plural {
    /// By category.
    forms: [Option<&'static str>; 6],
    other: &'static str,
}

impl Plural {
    /// This text for every number that has no form of its own.
    ///
    /// # Panics
    /// While it compiles, when the number has no place.
    pub(crate) const fn other(text: &'static str) -> Self {
        assert!(
            crate::template::has_places(text.as_bytes(), 1),
            "a text with one place, for the number"
        );
        Self { forms: [None; 6], other: text }
    }

    /// The same, with a form for numbers of this category.
    pub(crate) const fn form(mut self, category: PluralCategory, text: &'static str) -> Self {
        self.forms[category as usize] = Some(text);
        self
    }

    /// The form for this number, with the number in it.
    pub(crate) fn say(&self, number: u64, rule: PluralRule) -> String {
        let form = self.forms[rule(number) as usize].unwrap_or(self.other);
        form.replace("{}", &number.to_string())
    }

    /// All forms in one attribute of the page, for [`Plural::say_written`].
    pub fn written(&self) -> String {
        let forms = PluralCategory::ALL.into_iter().zip(self.forms);
        let forms = forms.filter_map(|(category, form)| Some((category, form?)));
        let forms = forms.chain([(PluralCategory::Other, self.other)]);
        forms.map(|(category, form)| format!("|{}={form}", category.name())).collect()
    }

    /// The form for this number with the number in it, from the forms in an attribute and the name of the number's category. For
    /// the browser, which knows the rules of all languages.
    pub fn say_written(written: &str, category: &str, number: u32) -> String {
        // The last one is `other`.
        let forms = written.split('|').filter_map(|form| form.split_once('='));
        let mut found = "";
        for (name, form) in forms {
            found = form;
            if name == category {
                break;
            }
        }
        fill_written(found, &number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PluralCategory::{Few, Many, One};

    const SECONDS: Plural = Plural::other("{} секунды")
        .form(One, "{} секунда")
        .form(Few, "{} секунды")
        .form(Many, "{} секунд");

    #[test]
    fn a_number_takes_the_form_that_the_rule_of_the_language_names() {
        for (number, said) in [
            (1_u32, "1 секунда"),
            (3, "3 секунды"),
            (5, "5 секунд"),
            (11, "11 секунд"),
            (21, "21 секунда"),
        ] {
            assert_eq!(SECONDS.say(number.into(), russian), said);
            let category = russian(number.into()).name();
            assert_eq!(Plural::say_written(&SECONDS.written(), category, number), said);
        }
    }

    #[test]
    fn a_number_without_a_form_of_its_own_takes_that_of_the_rest() {
        let items = Plural::other("{} items").form(One, "an item");
        assert_eq!(items.written(), "|one=an item|other={} items");
        for (number, said) in [(0, "0 items"), (1, "an item"), (2, "2 items")] {
            assert_eq!(items.say(number, one_other), said);
        }
        assert_eq!(items.say(2, russian), "2 items");
        assert_eq!(Plural::say_written(&items.written(), "few", 2), "2 items");
        assert_eq!(Plural::say_written("", "few", 2), "");
    }
}
