//! What a file of a secret holds beside it.

/// The content of a file as it was meant: without the byte order mark at its start and the line breaks
/// at its end, which editors put there. Spaces stay, and are refused: they may have been typed.
pub(super) fn of_file(content: &str) -> &str {
    content.strip_prefix('\u{feff}').unwrap_or(content).trim_end_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_leaves_around_a_secret_goes_from_a_file() {
        for content in ["key", "key\n", "key\r\n", "key\n\n", "key\r\n\r\n", "\u{feff}key\r\n"] {
            assert_eq!(of_file(content), "key", "{content:?}");
        }
        for content in [" key", "key ", "a\nkey", "key\n ", "\"key\""] {
            assert_eq!(of_file(content), content, "{content:?}");
        }
    }
}
