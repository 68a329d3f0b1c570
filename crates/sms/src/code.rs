//! The code inside a text message.

use std::fmt;

use rand::{CryptoRng, Rng};

use menshen_model::sms_code;

/// Six digits, each of the million equally likely (NIST SP 800-63B-4 §3.1.3.2 asks for six).
/// `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsCode(String);

impl SmsCode {
    /// A new one.
    pub fn random(rng: &mut (impl Rng + CryptoRng)) -> Self {
        Self(format!("{:06}", rng.random_range(0..1_000_000_u32)))
    }

    /// The code in what a person typed or pasted, which may be the whole message.
    pub fn parse(typed: &str) -> Option<Self> {
        sms_code(typed).map(Self)
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SmsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn codes_reach_from_000000_to_999999() {
        let mut rng = StdRng::seed_from_u64(1);
        let codes: Vec<SmsCode> = (0..20_000).map(|_| SmsCode::random(&mut rng)).collect();
        assert!(codes.iter().all(|code| SmsCode::parse(code.as_str()).as_ref() == Some(code)));
        // 200 of each leading two digits are expected; the ends are not rarer than the rest.
        for ends in ["00", "99"] {
            let seen = codes.iter().filter(|code| code.as_str().starts_with(ends)).count();
            assert!((120..280).contains(&seen), "{ends}: {seen}");
        }
    }

    #[test]
    fn only_six_digits_are_a_code() {
        for typed in ["123456", " 123 456 ", "１２３４５６", "Code: 123456, for 5 minutes"] {
            assert_eq!(SmsCode::parse(typed).unwrap().as_str(), "123456", "{typed}");
        }
        for typed in ["", "12345", "1234567", "１２３４５６７"] {
            assert_eq!(SmsCode::parse(typed), None, "{typed}");
        }
    }
}
