//! What a setting can't be meant to be: what an editor, a shell or Windows leaves around a secret makes
//! another one of it, and nobody sees that until everything is refused.

/// What is to be taken away; `None` where the text may be meant as it is.
pub fn stray(text: &str) -> Option<&'static str> {
    if text.chars().any(is_invisible) {
        return Some(
            "without the byte order mark or other invisible character in it; write it anew",
        );
    }
    if text.chars().any(char::is_control) {
        return Some(
            "without the line break or other control character in it, such as the \\r of a file from \
             Windows",
        );
    }
    if text.trim() != text {
        return Some("without the space before or behind it");
    }
    let quotes = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’')];
    let inside = |(open, close): (char, char)| {
        text.strip_prefix(open).is_some_and(|rest| rest.ends_with(close))
    };
    quotes
        .into_iter()
        .any(inside)
        .then_some("without the quotes around it, which belong to a shell")
}

/// Marks of direction and of byte order, and what joins or parts words without a width.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_meant_is_told() {
        for text in ["", "key", "two words", "'tis", "\"", "0\"", "密码", "=+/:@?&", "“key"] {
            assert_eq!(stray(text), None, "{text:?}");
        }
        for (text, what) in [
            ("key\r", "line break"),
            ("key\n", "line break"),
            ("one\ntwo", "line break"),
            ("ke\0y", "control character"),
            ("\u{feff}key", "byte order mark"),
            ("key\u{200b}", "invisible"),
            (" key", "space"),
            ("key ", "space"),
            ("key\u{a0}", "space"),
            ("\"key\"", "quotes"),
            ("'key'", "quotes"),
            ("“key”", "quotes"),
        ] {
            assert!(stray(text).is_some_and(|told| told.contains(what)), "{text:?}");
        }
    }
}
