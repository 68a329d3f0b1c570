//! What characters stand for when people type or paste a number or a code.
//!
//! Input methods write digits and letters of full width, keyboards of other scripts write digits of
//! their own, and what is copied from a message or a page brings along marks that nobody sees. Pure, and
//! small enough for a browser to load.

mod stray;

pub use stray::stray;

/// The ASCII character that this one of full width stands for (Unicode, Halfwidth and Fullwidth Forms);
/// any other is itself.
pub fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The zeros of the decimal digits that are not ASCII's (Unicode 17, category Nd); one to nine follow
/// each of them.
const ZEROS: [u32; 76] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE,
    0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The ASCII digit that a decimal digit of any script stands for.
pub fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let at_or_before = ZEROS.partition_point(|&zero| zero <= u32::from(c));
    let zero = *ZEROS.get(at_or_before.checked_sub(1)?)?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// White space, controls, and what else leaves no mark: marks of direction, joiners, soft hyphens,
/// variation selectors, fillers (Unicode, `White_Space`, `Cc`, `Default_Ignorable_Code_Point`).
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_full_width_are_those_of_ascii() {
        let wide: String = ('\u{ff01}'..='\u{ff5e}').map(narrow).collect();
        let ascii: String = ('!'..='~').collect();
        assert_eq!(wide, ascii);
        for c in ['A', '码', '\u{3000}', '\u{ff00}', '\u{ff5f}'] {
            assert_eq!(narrow(c), c);
        }
    }

    #[test]
    fn digits_of_every_script_are_those_of_ascii() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            let digits = (0..10).filter_map(|n| char::from_u32(zero + n)).map(digit);
            assert_eq!(
                digits.collect::<Option<String>>().as_deref(),
                Some("0123456789"),
                "{zero:x}"
            );
            for no in [zero - 1, zero + 10].into_iter().filter_map(char::from_u32) {
                let stands = digit(no).is_some();
                assert!(!stands || no.is_numeric(), "{no}");
            }
        }
        for no in ['a', '/', ':', '一', '²', '①', '\u{10FFFF}'] {
            assert_eq!(digit(no), None);
        }
    }

    #[test]
    fn what_leaves_no_mark_is_invisible_and_nothing_else() {
        let marks =
            "\u{a0}\u{ad}\u{200b}\u{200e}\u{202d}\u{2066}\u{2069}\u{3000}\u{feff}\u{fe0f}\u{7}";
        assert!(marks.chars().all(is_invisible));
        assert!(!"A0-.+()码٣é。\u{2011}".chars().any(is_invisible));
    }
}
