//! Numbers for reviews in app stores and for end-to-end tests.

use clap::Args;
use menshen_challenge::Answer;

use super::{Hidden, Settings, SettingsError, wrong};
use crate::{
    model::MobileNumber,
    server::{gate::TestNumbers, sms::SmsCode},
};

/// Of them: what a review and the tests of a site need, and no way around the provider.
const MOST: usize = 20;
/// Of the answer, as of every secret: it can't be tried out.
const SHORTEST_ANSWER: usize = 16;

/// Numbers that no message is sent to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Tests")]
pub struct TestSettings {
    /// Numbers for app-store reviews and end-to-end tests, 20 at most, each with the code that verifies it, such
    /// as +8613800000000=123456, a comma between; no message is sent to them, and whoever knows the code can
    /// verify the number
    ///
    /// See docs/test-numbers.md.
    #[arg(long, env, hide_env_values = true)]
    pub test_numbers: Option<Hidden>,

    /// A text of 16 letters and digits or more that is taken for the answer to any picture, for TEST_NUMBERS alone
    ///
    /// See docs/test-numbers.md.
    #[arg(long, env, hide_env_values = true)]
    pub test_image_code: Option<Hidden>,
}

impl Settings {
    /// The numbers with their codes; none unless they are named.
    ///
    /// # Errors
    /// When one is no number of the countries that are served, or has no code of six digits.
    pub(crate) fn test_numbers(&self) -> Result<TestNumbers, SettingsError> {
        let TestSettings { test_numbers, test_image_code } = &self.tests;
        let Some(list) = test_numbers else {
            return match test_image_code {
                None => Ok(TestNumbers::default()),
                Some(_) => Err(wrong("TEST_IMAGE_CODE", "set together with TEST_NUMBERS")),
            };
        };
        let numbers: Option<Vec<_>> =
            list.reveal().split(',').map(|entry| self.test_number(entry.trim())).collect();
        let numbers = numbers.filter(|numbers| numbers.len() <= MOST).ok_or_else(|| {
            wrong(
                "TEST_NUMBERS",
                "20 numbers of SMS_COUNTRIES at most, each with its country code and, after =, a code of \
                 six digits, such as +8613800000000=123456, a comma between",
            )
        })?;
        let answer = match test_image_code.as_ref().map(Hidden::reveal) {
            None => None,
            Some(text) => {
                let answer = Answer::parse(text);
                let is_long = |answer: &Answer| answer.as_str().chars().count() >= SHORTEST_ANSWER;
                Some(answer.filter(is_long).ok_or_else(|| {
                    wrong("TEST_IMAGE_CODE", "16 random letters and digits or more")
                })?)
            }
        };
        Ok(TestNumbers::new(numbers, answer.as_ref()))
    }

    fn test_number(&self, entry: &str) -> Option<(MobileNumber, SmsCode)> {
        let (number, code) = entry.split_once('=')?;
        let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let mobile = self.phone_parser().ok()?.parse(number).ok()?;
        let is_whole = number.starts_with('+');
        (is_code && is_whole).then(|| Some((mobile, SmsCode::parse(code)?))).flatten()
    }
}
