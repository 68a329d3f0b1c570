//! Codes that nobody is asked to type: words that hurt.
//!
//! A short list on purpose: each word takes codes away, and a person only has to be spared what hurts
//! at first sight. Left out are mild words, words that are long enough to be rare, and parts of words
//! that people use every day. The words stand in capitals, by the language whose readers they hurt; an
//! entry covers every code that it is a part of, wherever on the ring it begins.

/// What is never in a code.
const WORDS: [&str; 61] = [
    // English: violence, bodies, and what people are called.
    "RAPE", "CRAP", "TURD", "SLUT", "SHIT", "FUCK", "CUNT", "DICK", "COCK", "TWAT", "WHORE",
    "BITCH", "TARD", "DYKE", "FAG", "NIGG", "KIKE", "SPIC", "GOOK", "PAKI", "CHINK", "PEDO",
    "NAZI", "KKK", "HITLER", "DEAD",
    // Chinese: initials and digits that stand for curses.
    "SB", "2B", "CNM", "NMSL", "TMD", "RNM", "NMD", "MLGB", "SHABI", "250", "748",
    // German.
    "FICK", "HURE", "FOTZE", "ARSCH", "NEGER", "1488",
    // French, Spanish, Portuguese and Italian.
    "PUTE", "PUTA", "PUTO", "PEDE", "MERD", "CACA", "CAZZO",
    // Polish and Russian, in Latin letters.
    "DUPA", "KURWA", "SUKA", "CYKA", "BLYAT", "PIDOR", "HUY",
    // Turkish, Japanese and Hindi, in Latin letters.
    "OROSPU", "SIKTIR", "BAKA", "CHUTIYA",
];

/// Whether a word that hurts stands in the code, also where a digit looks like a letter of it.
pub(super) fn is_offensive(code: &str) -> bool {
    WORDS.iter().any(|word| {
        code.as_bytes().windows(word.len()).any(|part| {
            // Digits alone are read as a number.
            let written = part.iter().any(u8::is_ascii_alphabetic);
            part == word.as_bytes() || written && part.iter().map(letter).eq(word.bytes())
        })
    })
}

/// The letter that people read a digit as.
fn letter(c: &u8) -> u8 {
    match c {
        b'0' => b'O',
        b'1' => b'I',
        b'2' => b'Z',
        b'3' => b'E',
        b'4' => b'A',
        b'5' => b'S',
        b'6' | b'9' => b'G',
        b'7' => b'T',
        b'8' => b'B',
        other => *other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_wherever_it_stands_and_with_digits_for_letters() {
        for word in WORDS {
            for code in
                [word.to_owned(), format!("{word}X"), format!("X{word}"), format!("6{word}6")]
            {
                assert!(is_offensive(&code), "{code}");
            }
        }
        for code in ["R4P3", "XRAP3", "FU6KFA6", "5H1T", "D1CKS", "N1663", "AD3AD", "PUT4", "5B36"]
        {
            assert!(is_offensive(code), "{code}");
        }
    }

    #[test]
    fn what_only_comes_near_a_word_is_issued() {
        for code in ["RACE", "RAPXE", "3CARP", "TUDR", "36ACX"] {
            assert!(!is_offensive(code), "{code}");
        }
        // Numbers are not read as letters.
        for code in ["5858", "3434", "9696"] {
            assert!(!is_offensive(code), "{code}");
        }
    }

    #[test]
    fn the_list_stays_short_and_in_the_letters_of_codes() {
        assert!(WORDS.len() <= 64);
        for word in WORDS {
            assert!((2..=8).contains(&word.len()), "{word}");
            let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
            assert!(word.chars().all(fits), "{word}");
            // A part of another entry would make that one superfluous.
            let others = WORDS.iter().filter(|other| **other != word && word.contains(**other));
            assert_eq!(others.count(), 0, "{word}");
        }
    }
}
