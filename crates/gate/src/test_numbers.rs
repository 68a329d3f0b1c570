//! Numbers for reviews in app stores and for end-to-end tests, each with a code of its own that never
//! changes.
//!
//! No message leaves for them, so nothing counts but the delays and quotas of the number itself. A picture is
//! still solved: whoever reviews an app reads it. A program does not, and to teach it that would be to build what
//! the pictures are there against; so the operator may set one text that is taken for any picture's answer, as
//! long as a secret, for these numbers alone and off unless it is set. Every answer says that it is about a test.

use std::{collections::BTreeMap, fmt, sync::Arc};

use menshen_challenge::Answer;
use menshen_model::{GateError, ImageCodeId, MobileNumber, SmsSent, StepUpLevel};
use menshen_sms::SmsCode;

use crate::{
    SendRequest, SiteGate, Solved, handle::Handle, operator_rules::OperatorRules, refuse, seconds,
    send::resend_in, site_secret::SiteSecret,
};

/// Numbers with fixed codes; none unless the operator names some.
#[derive(Clone, Default)]
pub struct TestNumbers {
    /// By the number in E.164.
    codes: BTreeMap<String, SmsCode>,
    /// What is taken for the answer to any picture.
    image_code: Option<Arc<SiteSecret>>,
}

impl TestNumbers {
    /// These numbers with their codes, and the text that is taken for the answer to any picture, if any.
    pub fn new(
        codes: impl IntoIterator<Item = (MobileNumber, SmsCode)>,
        image_code: Option<&Answer>,
    ) -> Self {
        let codes = codes.into_iter().map(|(mobile, code)| (mobile.e164().to_owned(), code));
        let image_code = image_code.map(|answer| Arc::new(SiteSecret::new(answer.as_str())));
        Self { codes: codes.collect(), image_code }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code of this number, where it is one for tests.
    pub(crate) fn code(&self, mobile: &MobileNumber) -> Option<&SmsCode> {
        self.codes.get(mobile.e164())
    }

    /// Whether it is one.
    pub(crate) fn contains(&self, mobile: &MobileNumber) -> bool {
        self.code(mobile).is_some()
    }

    /// Whether this is taken for the answer to any picture, for this number.
    fn takes(&self, mobile: &MobileNumber, answer: &Answer) -> bool {
        let image_code = self.image_code.as_ref().filter(|_| self.contains(mobile));
        image_code.is_some_and(|image_code| image_code.is(answer.as_str()))
    }
}

/// Numbers and codes are for no log.
impl fmt::Debug for TestNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestNumbers({})", self.len())
    }
}

impl SiteGate {
    /// Spends the picture of a message to this number. An answer for tests is not judged.
    pub(super) async fn solve_for(
        &self,
        mobile: &MobileNumber,
        id: &ImageCodeId,
        answer: Option<&Answer>,
        request: &SendRequest,
    ) -> Result<Solved, GateError> {
        let numbers = &self.site.policy.test_numbers;
        if !answer.is_some_and(|answer| numbers.takes(mobile, answer)) {
            return self.solve_for_send(id, answer, request).await;
        }
        let taken = self.site.store.take_image_code(id).await.map_err(refuse)?;
        let taken = taken.ok_or(GateError::ImageCodeExpired)?;
        Ok(Solved { taken, place: Vec::new(), by: StepUpLevel::None })
    }

    /// Makes the number's fixed code live and sends nothing.
    pub(super) async fn reserve_test(
        &self,
        mobile: &MobileNumber,
        code: &SmsCode,
        rules: &OperatorRules,
        request: &SendRequest,
    ) -> Result<SmsSent, GateError> {
        let phone = self.site.keys.phone(mobile);
        self.standing(rules, mobile, &phone, request.client)?;
        let handle = Handle::parse(&self.site.keys, mobile, &request.handle);
        let handle = handle.unwrap_or_else(|| Handle::random(&self.site.keys, mobile));
        let reserved = self.new_message(mobile, code, &handle, request.client);
        let sms = &self.site.policy.sms;
        let reserve = self.site.store.reserve_sms(&phone, &reserved, sms).await;
        let resend_in = resend_in(reserve.map_err(refuse)?)?;
        tracing::info!("a test number was given its code; no message is sent");
        let (expires_in, handle) = (seconds(sms.code_life), handle.into_string());
        Ok(SmsSent { expires_in, resend_in, handle, test: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_for_tests_is_taken_for_these_numbers_alone_and_only_if_it_is_set() {
        let [test, other] = ["+8613800000000", "+8613800000001"].map(MobileNumber::of_mainland);
        let code = SmsCode::parse("123456").unwrap();
        let answer = |text: &str| Answer::parse(text).unwrap();
        let secret = answer("a-long-text-for-tests");
        let numbers = TestNumbers::new([(test.clone(), code.clone())], Some(&secret));
        assert!(numbers.takes(&test, &answer("A LONG text for tests")));
        assert!(!numbers.takes(&test, &answer("a-long-text-for-test")));
        assert!(!numbers.takes(&other, &secret));
        let without = TestNumbers::new([(test.clone(), code)], None);
        assert!(without.contains(&test) && !without.takes(&test, &secret));
        assert_eq!(format!("{numbers:?}"), "TestNumbers(1)");
    }
}
