//! What a server stores of a challenge.

use std::fmt;

use subtle::ConstantTimeEq;

use super::answer::Answer;

/// What a server stores of one challenge, and what answers are judged by. Of every kind so far it is the
/// right answer as plain text. `Debug` hides it, so that it can't slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Solution(String);

impl Solution {
    /// What comes back from the store.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The characters. Never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the answer is the same text, in any case. Compares in constant time. The empty text
    /// equals nothing.
    pub(crate) fn equals(&self, answer: &Answer) -> bool {
        let text = self.0.to_ascii_uppercase();
        !text.is_empty() && bool::from(text.as_bytes().ct_eq(answer.as_str().as_bytes()))
    }
}

impl fmt::Debug for Solution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Solution(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_matches_in_any_case_and_only_as_a_whole() {
        let solution = Solution::stored("acD34".to_owned());
        let matches = |typed| Answer::parse(typed).is_some_and(|read| solution.equals(&read));
        for right in ["ACD34", "acd34", "A C D 3 4"] {
            assert!(matches(right), "{right}");
        }
        for wrong in ["ACD3", "ACD344", "ACD35", "ÁCD34"] {
            assert!(!matches(wrong), "{wrong}");
        }
        let nothing = Solution::stored(String::new());
        assert!(!Answer::parse("A").is_some_and(|read| nothing.equals(&read)));
    }

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Solution::stored("ACD34".to_owned())), "Solution(hidden)");
    }
}
