//! Characters of full width, which Chinese input methods write for letters and digits.

/// The ASCII character that this one of full width stands for (Unicode, Halfwidth and Fullwidth Forms);
/// any other is itself.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
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
}
