//! Characters of full width, which Chinese input methods write for letters and digits.

/// The ASCII character that this one of full width stands for (Unicode, Halfwidth and Fullwidth Forms);
/// any other is itself.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
