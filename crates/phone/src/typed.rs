//! What people type and paste for a phone number, in all its forms, as digits.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

use menshen_model::LONGEST_TYPED_MOBILE;

/// A number as digits of ASCII.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) digits: String,
    /// Whether the digits begin with a country code for certain.
    pub(super) is_international: bool,
}

impl Typed {
    /// Reads digits of every script, with what usually stands between and around them, or a `tel:`
    /// address (RFC 3966). `None` for everything else: letters, extensions, two numbers.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.chars().nth(LONGEST_TYPED_MOBILE.into()).is_some() {
            return None;
        }
        let plain: String = text.chars().filter_map(plain).collect();
        let plain = plain.trim();
        match plain.split_at_checked("tel:".len()) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => Self::address(rest),
            _ => Self::number(plain),
        }
    }

    /// What stands behind `tel:`. Of the parameters only `phone-context` is understood, and only where
    /// it says the country: a message can't be sent to an extension.
    fn address(text: &str) -> Option<Self> {
        let Some((number, parameter)) = text.split_once(';') else { return Self::number(text) };
        let (name, context) = parameter.split_once('=')?;
        let (number, context) = (Self::number(number)?, Self::number(context)?);
        let is_local = !number.is_international && context.is_international;
        (is_local && name.eq_ignore_ascii_case("phone-context"))
            .then(|| Self { digits: context.digits + &number.digits, is_international: true })
    }

    fn number(text: &str) -> Option<Self> {
        let mut number = Self { digits: String::new(), is_international: false };
        let mut behind_slash = None;
        for c in text.chars() {
            match c {
                '0'..='9' => number.digits.push(c),
                '+' if !number.is_international && number.digits.is_empty() => {
                    number.is_international = true;
                }
                '/' => behind_slash = Some(number.digits.len()),
                ' ' | '-' | '.' | '(' | ')' | '[' | ']' => {}
                _ => return None,
            }
        }
        // `…4567/8` is how two numbers are written that differ in their last digit.
        let is_two = behind_slash.is_some_and(|start| number.digits.len() - start < 3);
        (!number.digits.is_empty() && !is_two).then_some(number)
    }
}

/// The ASCII character that does what this one does in a number; `None` for one that nobody sees. A
/// character that has no place in a number is itself.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\t' => ' ',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        _ if c.is_ascii() => c,
        '（' | '﹙' => '(',
        '）' | '﹚' => ')',
        '［' => '[',
        '］' => ']',
        '＋' | '﹢' => '+',
        '／' | '⁄' | '∕' => '/',
        '．' | '·' | '․' | '‧' | '・' | '･' | '。' | '｡' => '.',
        // It looks like a dash and is on every Japanese keyboard.
        'ー' | 'ｰ' => '-',
        _ if c.is_whitespace() => ' ',
        _ if UNICODE.invisible.has(c) => return None,
        _ if UNICODE.dashes.has(c) => '-',
        _ => UNICODE.digits.digit(c).unwrap_or(c),
    })
}

/// Sets that Unicode defines.
struct Unicode {
    digits: Ranges,
    dashes: Ranges,
    invisible: Ranges,
}

static UNICODE: LazyLock<Unicode> = LazyLock::new(|| Unicode {
    digits: Ranges::of(r"\p{Decimal_Number}"),
    dashes: Ranges::of(r"\p{Dash}"),
    invisible: Ranges::of(r"\p{Default_Ignorable_Code_Point}"),
});

struct Ranges(Vec<(char, char)>);

impl Ranges {
    fn of(class: &str) -> Self {
        let class = regex_syntax::parse(class).map(|hir| hir.into_kind());
        let Ok(HirKind::Class(Class::Unicode(class))) = class else { return Self(Vec::new()) };
        Self(class.iter().map(|range| (range.start(), range.end())).collect())
    }

    fn holding(&self, c: char) -> Option<(char, char)> {
        let at = self.0.partition_point(|&(_, end)| end < c);
        self.0.get(at).copied().filter(|&(start, _)| start <= c)
    }

    fn has(&self, c: char) -> bool {
        self.holding(c).is_some()
    }

    /// Of the decimal digits: which one it is. Those of a script stand in order, from 0 to 9 (The
    /// Unicode Standard, section 4.6), and so do those of scripts that follow each other.
    fn digit(&self, c: char) -> Option<char> {
        let (zero, _) = self.holding(c)?;
        char::from_digit((u32::from(c) - u32::from(zero)) % 10, 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let Typed { digits, is_international } = Typed::read(text)?;
        Some(if is_international { format!("+{digits}") } else { digits })
    }

    #[test]
    fn the_digits_of_every_script_are_digits() {
        for zero in ['0', '٠', '۰', '߀', '०', '০', '๐', '０', '𝟎', '𝟘', '𝟶', '🯰']
        {
            let of = |digit| char::from_u32(u32::from(zero) + digit).unwrap();
            let text: String = (0..10).map(of).collect();
            assert_eq!(read(&text).as_deref(), Some("0123456789"), "{text}");
        }
        for range in &UNICODE.digits.0 {
            assert_eq!((u32::from(range.1) - u32::from(range.0)) % 10, 9, "{range:?}");
        }
        for none in ["①③⑧", "¹³⁸", "一三八", "Ⅷ", "½"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn what_nobody_sees_is_passed_over() {
        for c in "\u{ad}\u{61c}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\
                  \u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{fe0e}\u{fe0f}\u{feff}\u{e0100}"
            .chars()
        {
            let text = format!("{c}+{c}86{c} 138{c}00{c}");
            assert_eq!(read(&text).as_deref(), Some("+8613800"), "{text:?}");
        }
    }

    #[test]
    fn spaces_dashes_dots_slashes_and_brackets_may_stand_between() {
        for c in " \t\u{a0}\u{2002}\u{2007}\u{2009}\u{202f}\u{205f}\u{3000}-\u{2010}\u{2011}\u{2012}–—―−－ー﹣\
                  ./．·・／()（）[]［］"
            .chars()
        {
            let text = format!("{c}138{c}{c}001{c}");
            let is_slash = ['/', '／'].contains(&c);
            assert_eq!(read(&text).as_deref(), (!is_slash).then_some("138001"), "{text:?}");
            assert_eq!(read(&format!("138{c}001")).as_deref(), Some("138001"), "{c:?}");
        }
        assert_eq!(read("\r\n138 001\n").as_deref(), Some("138001"));
        for plus in ["+86 1", "＋86 1", "(+86) 1", "（＋86）1", " +86-1", "+(86)1"] {
            assert_eq!(read(plus).as_deref(), Some("+861"), "{plus}");
        }
    }

    #[test]
    fn an_address_of_rfc_3966_says_its_country_or_none() {
        for (text, number) in [
            ("tel:+86-138-0013-8000", Some("+8613800138000")),
            ("TEL:+8613800138000", Some("+8613800138000")),
            ("tel:13800138000", Some("13800138000")),
            ("tel:138-0013-8000;phone-context=+86", Some("+8613800138000")),
            ("tel:138-0013-8000;Phone-Context=+86", Some("+8613800138000")),
            ("tel:+8613800138000;ext=5", None),
            ("tel:+8613800138000;isub=5", None),
            ("tel:+8613800138000;phone-context=+86", None),
            ("tel:13800138000;phone-context=86", None),
            ("tel:13800138000;phone-context=example.com", None),
            ("tel:13800138000;phone-context=+86;ext=5", None),
            ("tel:13800138000;", None),
            ("tel:", None),
            ("sms:13800138000", None),
        ] {
            assert_eq!(read(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn letters_extensions_and_two_numbers_are_none() {
        for text in [
            "",
            " ",
            "+",
            "()",
            "abc",
            "138 0013 8OOO",
            "13800138000x5",
            "13800138000,5",
            "13800138000;5",
            "13800138000#5",
            "13800138000*",
            "13800138000\n13900139000",
            "13800138000\0",
            "13800138000\u{1b}",
            "13800138000\u{fffd}",
            "+86+13800138000",
            "++8613800138000",
            "8613800138000+",
            "138 0013 8000/1",
            "138 0013 8000/01",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        let longest = usize::from(LONGEST_TYPED_MOBILE);
        assert_eq!(read(&"1".repeat(longest)).map(|digits| digits.len()), Some(longest));
        assert_eq!(read(&"1".repeat(longest + 1)), None);
    }
}
