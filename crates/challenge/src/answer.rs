//! What a person read, heard or worked out, as it was typed.

use menshen_normalize::{digit, is_invisible, narrow};

mod places;

pub use places::Point;

/// What a person read in a picture, or did with it. The page hands everything in as one text.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// As codes are written: ASCII in capitals, without what stands between the characters.
    code: String,
    /// As it came.
    typed: String,
}

impl Answer {
    /// Reads it as it was typed; `None` when nothing was. In a code white space, what can't be seen, hyphens
    /// and dots are left out: pictures are read row by row, and copied from elsewhere. A minus in front
    /// stays, because it makes another number.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::new();
        for c in typed.chars().filter(|&c| !is_invisible(c)).map(letter) {
            match c {
                '-' if !code.is_empty() => {}
                '.' | ',' | '_' | '·' | '•' | '・' | '。' | '、' | '｡' | '､' => {}
                c => code.push(c),
            }
        }
        let typed = typed.to_owned();
        (!code.is_empty() && code != "-").then_some(Self { code, typed })
    }

    /// As a code: its characters.
    pub fn as_str(&self) -> &str {
        &self.code
    }
}

/// What the person may have read may be what the picture shows: for no log.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(hidden)")
    }
}

/// The capital, digit or hyphen that a character is meant for; any other is itself.
fn letter(c: char) -> char {
    let c = digit(c).unwrap_or_else(|| narrow(c));
    // What has no capital of one character is no letter of a code.
    let mut capitals = c.to_uppercase();
    let c = capitals.next().filter(|_| capitals.next().is_none()).unwrap_or(c);
    match c {
        '\u{2010}'..='\u{2015}' | '−' | '﹣' | '﹘' | 'ー' => '-',
        // Keyboards of Russia, Ukraine, Serbia and Greece have letters that look the same.
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        // A Turkish keyboard has an i without a dot and a capital with one.
        'І' | 'Ι' | 'İ' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(typed: &str) -> Option<String> {
        Answer::parse(typed).map(|answer| answer.as_str().to_owned())
    }

    #[test]
    fn an_answer_is_what_is_left_without_space_and_signs_between() {
        for typed in [
            "ACD34",
            "acd34",
            " Ac d\u{3000}34\n",
            "ACD\t34",
            "ＡｃＤ３４",
            "ACD٣٤",
            "A-C-D-3-4",
            "A.C.D.3.4.",
            "acd–34",
            "\u{2066}ACD\u{200B}3\u{FEFF}4\u{2069}",
            "A\u{AD}CD\u{200D}34",
            "АСD34",
            "асd34",
        ] {
            assert_eq!(answer(typed).as_deref(), Some("ACD34"), "{typed:?}");
        }
        for (typed, read) in [("ıİ", "II"), ("１２", "12"), ("١٢", "12"), ("１０ 8", "108")]
        {
            assert_eq!(answer(typed).as_deref(), Some(read));
        }
        // Nobody's answer becomes another number.
        for minus in ["-12", "−12", " － 1２", "–12", "--12"] {
            assert_eq!(answer(minus).as_deref(), Some("-12"), "{minus}");
        }
    }

    #[test]
    fn nothing_that_can_be_seen_is_no_answer() {
        for typed in ["", " ", "\u{3000}", "\u{200B}\u{FEFF}", "\u{2066}\u{2069}", "-", " . ", "\n"]
        {
            assert_eq!(answer(typed), None, "{typed:?}");
        }
        assert_eq!(answer("漢é?").as_deref(), Some("漢É?"));
        let hidden = format!("{:?}", Answer::parse("ACD34"));
        assert!(!hidden.contains("ACD"), "{hidden}");
    }
}
