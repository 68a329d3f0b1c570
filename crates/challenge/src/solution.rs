//! What a server stores of a challenge.

use std::fmt;

use rand::CryptoRng;
use subtle::ConstantTimeEq;

use super::answer::Answer;

/// What stands in front of the number by chance that [`Solution::with_look`] adds.
const LOOK: &str = " #";

/// What a server stores of one challenge, and what answers are judged by. Where the answer is a code it is that,
/// as plain text; otherwise the kind's name stands in front of it, and a number by chance may stand behind it.
/// `Debug` hides it, so that it can't slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Solution(String);

impl Solution {
    /// What comes back from the store.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// That of a kind whose answer is not a code. The white space keeps it from being equal to any answer and
    /// from being a code.
    pub fn of(kind: &str, body: &str) -> Self {
        Self(format!("{kind} {body}"))
    }

    /// The same with a number by chance behind it, which decides nothing but the look: such a kind may have so few
    /// answers that one name would come to the same picture again. A code is left as it is.
    pub fn with_look(self, rng: &mut dyn CryptoRng) -> Self {
        if !self.0.contains(' ') {
            return self;
        }
        Self(format!("{}{LOOK}{:016x}", self.0, rng.next_u64()))
    }

    /// What [`Self::of`] was given beside this kind; `None`: it is not this kind's.
    pub fn body(&self, kind: &str) -> Option<&str> {
        let rest = self.0.strip_prefix(kind)?.strip_prefix(' ')?;
        Some(rest.split_once(LOOK).map_or(rest, |(body, _)| body))
    }

    /// What is right to answer, where that is one text: what stands behind this kind's name, or all of it.
    pub fn answer(&self, kind: &str) -> &str {
        self.body(kind).unwrap_or(&self.0)
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
    use rand::{SeedableRng, rngs::StdRng};

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
    fn a_solution_with_its_kind_in_front_is_that_kinds_alone_and_no_answer_equals_it() {
        let solution = Solution::of("click", "12,34 56,78");
        assert_eq!(solution.body("click"), Some("12,34 56,78"));
        for other in ["cli", "slide", ""] {
            assert_eq!(solution.body(other), None, "{other}");
        }
        let empty = Solution::of("work", "");
        assert_eq!(empty.body("work"), Some(""));
        for (solution, typed) in
            [(&solution, "click 12,34 56,78"), (&empty, "work"), (&empty, "work ")]
        {
            assert!(!solution.equals(&Answer::parse(typed).unwrap()), "{typed}");
        }
    }

    #[test]
    fn a_look_makes_a_solution_another_and_its_answer_stays_while_a_code_is_plain_text() {
        let mut rng = StdRng::seed_from_u64(1);
        let solution = Solution::of("slide", "97");
        let [one, other] = [(); 2].map(|()| solution.clone().with_look(&mut rng));
        assert!(one != other && one != solution);
        for of in [&one, &other] {
            assert_eq!((of.body("slide"), of.answer("slide")), (Some("97"), "97"));
            assert_eq!(of.body("click"), None);
        }
        assert_eq!(Solution::of("work", "").with_look(&mut rng).body("work"), Some(""));
        let code = Solution::stored("ACD34".to_owned());
        assert!(code.clone().with_look(&mut rng) == code);
    }

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Solution::stored("ACD34".to_owned())), "Solution(hidden)");
    }
}
