//! Codes that people send to the site.

use menshen_normalize::{is_invisible, narrow};

/// Capitals and digits without those that are taken for one another: five bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Of a code: 40 bits.
const LENGTH: usize = 8;

/// Eight characters of the alphabet. No `Debug`: it is a secret until it is sent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ReverseCode(String);

impl ReverseCode {
    /// The one that these bits stand for.
    pub(crate) fn of(bits: [u8; 5]) -> Self {
        let number = bits.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        let place = |n: usize| ALPHABET[(number >> (5 * n) & 31) as usize];
        Self((0..LENGTH).map(|n| char::from(place(n))).collect())
    }

    /// The code in a message: the end of the last word that is long enough. Case and full width make no
    /// difference, nor does what stands around it.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let seen = text.chars().filter(|&c| c.is_whitespace() || !is_invisible(c));
        let plain: String = seen.map(|c| narrow(c).to_ascii_uppercase()).collect();
        let words = plain.rsplit(|c: char| !c.is_ascii_alphanumeric());
        let ends = words.filter_map(|word| word.get(word.len().checked_sub(LENGTH)?..));
        let is_code = |end: &&str| end.bytes().all(|byte| ALPHABET.contains(&byte));
        ends.clone().find(is_code).map(|code| Self(code.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use menshen_model::Language;

    use super::*;

    fn found(text: &str) -> Option<String> {
        ReverseCode::find(text).map(|code| code.0)
    }

    #[test]
    fn forty_bits_are_eight_characters_and_others_are_others() {
        assert_eq!(ReverseCode::of([0; 5]).as_str(), "22222222");
        assert_eq!(ReverseCode::of([255; 5]).as_str(), "ZZZZZZZZ");
        let codes: BTreeSet<_> = (0..40)
            .map(|bit| ReverseCode::of(((1_u64 << bit).to_be_bytes())[3..].try_into().unwrap()).0)
            .collect();
        assert_eq!(codes.len(), 40);
    }

    #[test]
    fn a_code_is_found_in_the_message_of_every_language() {
        for language in Language::all() {
            let message = language.catalogue().reverse.message;
            for site in ["Example", "门神", "www.example.com", "A Z"] {
                let text = message.fill([site, "7K3Q9M8T"]);
                assert_eq!(found(&text).as_deref(), Some("7K3Q9M8T"), "{text}");
            }
        }
    }

    #[test]
    fn a_code_is_found_however_it_was_typed_and_nothing_else_is_one() {
        for text in [
            "7K3Q9M8T",
            " 7k3q9m8t\n",
            "注册门神7K3Q9M8T",
            "RegisterExample7K3Q9M8T",
            "７Ｋ３Ｑ９Ｍ８Ｔ。",
            "7K3Q\u{200B}9M8T\u{FEFF}",
            "Register Example 7K3Q9M8T.\nSent from my phone",
            "XXXXXXXX 7K3Q9M8T",
        ] {
            assert_eq!(found(text).as_deref(), Some("7K3Q9M8T"), "{text}");
        }
        for text in ["", "7K3Q9M8", "7K3Q 9M8T", "7K3Q9M8O", "Register", "门门门门门门门门"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
