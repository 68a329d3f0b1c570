//! Which typed characters count as which, for a page that judges without the server.
//!
//! Found out from [`Answer`] itself, character by character: so the page reads what was typed as a server
//! does.

use std::collections::BTreeMap;

use menshen_challenge::Answer;

/// For each character that counts as a capital, a digit or a hyphen, which one; for each that is left out,
/// nothing.
pub(super) fn characters() -> BTreeMap<char, String> {
    ('\0'..=char::MAX).filter_map(|c| Some((c, counts_as(c)?))).collect()
}

/// What the character counts as; `None` for one that is itself.
fn counts_as(c: char) -> Option<String> {
    let answer = Answer::parse(&format!("{c}A"))?;
    let counts_as = answer.as_str().strip_suffix('A')?;
    let is_known = counts_as.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_known && !counts_as.starts_with(c)).then(|| counts_as.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_counts_as_what() {
        let characters = characters();
        for (c, counts_as) in
            [('a', "A"), ('Ａ', "A"), ('ａ', "A"), ('３', "3"), ('٣', "3"), ('С', "C"), ('–', "-")]
        {
            assert_eq!(characters[&c], counts_as, "{c}");
        }
        for left_out in [' ', '\u{3000}', '\u{200B}', '.', '、'] {
            assert_eq!(characters[&left_out], "", "{left_out:?}");
        }
        for itself in ['A', '3', '-', '汉', 'é'] {
            assert_eq!(characters.get(&itself), None, "{itself}");
        }
    }
}
