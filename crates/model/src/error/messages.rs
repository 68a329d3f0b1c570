//! What people read when the gate says no. The words stand in `menshen-i18n`.

use menshen_i18n::Language;

use super::{AnswerFault, GateError};
use crate::StepUp;

/// Seconds that pass anyhow while the new picture is read.
const SOON: u32 = 5;

impl GateError {
    /// What the person reads: what happened and what to do. Limits that a fraudster runs into, those
    /// of prefix and country and the breaker, are told in the same words: they say when to come back,
    /// not which number to try next.
    pub fn message(&self, language: Language) -> String {
        let texts = &language.catalogue().refusals;
        let time = self.retry_after().map(|seconds| language.time(seconds)).unwrap_or_default();
        let time = [time.as_str()];
        match self {
            Self::InvalidRequest { detail } => (texts.invalid_request)(detail),
            Self::ImageCodeIdInvalid => texts.image_code_id_invalid.into(),
            Self::ImageCodeMissing => texts.image_code_missing.into(),
            Self::ImageCodeMalformed { fault } => fault.message(language),
            Self::ImageCodeExpired => texts.image_code_expired.into(),
            Self::ImageCodeNotFound => texts.image_code_not_found.into(),
            Self::ImageCodeWrong => texts.image_code_wrong.into(),
            Self::MobileInvalid => texts.mobile_invalid.into(),
            Self::CountryNotServed => texts.country_not_served.into(),
            Self::SmsCodeMalformed => texts.sms_code_malformed.into(),
            Self::SmsCodeWrong { tries_left: None } => texts.sms_code_wrong.into(),
            Self::SmsCodeWrong { tries_left: Some(0) } => texts.no_tries_left.into(),
            Self::SmsCodeWrong { tries_left: Some(left) } => {
                texts.sms_code_wrong.to_owned() + &language.plural(&texts.tries_left, *left)
            }
            Self::SmsCodeExhausted { .. } => texts.sms_code_exhausted.fill(time),
            Self::CoolingDown { .. } => texts.cooling_down.fill(time),
            Self::TooManyMessages { .. } => texts.too_many_messages.fill(time),
            Self::AddressLimited { .. } => texts.address_limited.fill(time),
            Self::PrefixLimited { .. }
            | Self::CountryLimited { .. }
            | Self::SendingPaused { .. } => texts.sending_paused.fill(time),
            Self::BudgetSpent { .. } => texts.budget_spent.fill(time),
            Self::SmsPaused { .. } => texts.sms_paused.into(),
            Self::TooManyChecks { .. } => texts.too_many_checks.fill(time),
            Self::TooManyAnswers { .. } => texts.too_many_answers.fill(time),
            Self::StepUpRequired { step_up } => step_up.message(language).into(),
            Self::TooManyPictures { .. } => texts.too_many_pictures.fill(time),
            Self::TooManySounds { .. } => texts.too_many_sounds.fill(time),
            Self::NotAllowed => texts.not_allowed.into(),
            Self::ReverseMessageExpired => texts.reverse_message_expired.into(),
            Self::SendRefused => texts.send_refused.into(),
            Self::SendFailed { retry_after: ..=SOON } => texts.send_failed.into(),
            Self::SendFailed { .. } => texts.send_failed_wait.fill(time),
            Self::SendUnknown { .. } => texts.send_unknown.fill(time),
            Self::Unavailable { .. } => texts.unavailable.into(),
            Self::Unreachable => texts.unreachable.into(),
        }
    }
}

impl StepUp {
    fn message(&self, language: Language) -> &'static str {
        let texts = &language.catalogue().step_up;
        match self {
            Self::Work { .. } => texts.work,
            Self::Challenge { again: false, .. } => texts.challenge,
            Self::Challenge { again: true, .. } => texts.again,
            Self::ReverseMessage(_) => language.catalogue().reverse.title,
        }
    }
}

impl AnswerFault {
    fn message(&self, language: Language) -> String {
        let texts = &language.catalogue().refusals.answer;
        match self {
            Self::Characters(others) => {
                let others: Vec<_> = others.chars().map(String::from).collect();
                texts.characters.fill([&others.join(texts.between)])
            }
            Self::Length(length) => language.plural(&texts.length, *length),
            Self::Lengths(least, most) => {
                texts.lengths.fill([&least.to_string(), &most.to_string()])
            }
            Self::Result(least, most) => texts.result.fill([&least.to_string(), &most.to_string()]),
            Self::Points(_) => texts.points.into(),
            Self::Offset => texts.offset.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: &str) -> Vec<String> {
        let language = Language::from_name(language).unwrap();
        let faults = [
            AnswerFault::Characters("AF".to_owned()),
            AnswerFault::Length(4),
            AnswerFault::Lengths(4, 5),
            AnswerFault::Result(4, 60),
            AnswerFault::Points(4),
            AnswerFault::Offset,
        ];
        let faults = faults.map(|fault| GateError::ImageCodeMalformed { fault });
        let errors = GateError::iter().chain(faults);
        let errors = errors.chain([
            GateError::SendFailed { retry_after: 1 },
            GateError::SmsCodeWrong { tries_left: Some(4) },
        ]);
        errors.map(|error| error.message(language)).collect()
    }

    #[test]
    fn every_refusal_says_its_numbers_in_every_language() {
        for language in Language::all() {
            for (said, english) in said(language.name()).iter().zip(said("en")) {
                for number in ["60", "4", "AF", "A", "F"] {
                    let is_there = english.contains(&format!(" {number} "))
                        || english.contains(&format!(" {number}."));
                    assert!(!is_there || said.contains(number), "{said} / {english}");
                }
            }
        }
    }

    #[test]
    fn who_has_the_handle_reads_how_many_tries_are_left() {
        for (language, left, said) in [
            ("en", Some(1), "get a new code. 1 try left."),
            ("zh", Some(2), "或重新获取（还可试 2 次）"),
            ("ru", Some(3), " Осталось 3 попытки."),
            ("en", Some(0), "Too many wrong codes. Wait a few minutes, then get a new code."),
            ("en", None, "or get a new code."),
        ] {
            let error = GateError::SmsCodeWrong { tries_left: left };
            let message = error.message(Language::from_name(language).unwrap());
            assert!(message.ends_with(said), "{message}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_said_with_all_that_is_wrong() {
        let fault = AnswerFault::Characters("F0".to_owned());
        let error = GateError::ImageCodeMalformed { fault };
        for (language, said) in [
            ("en", "This picture has no F and no 0. Look again."),
            ("zh", "这张图片里没有“F”和“0”，请再看一遍"),
        ] {
            assert_eq!(error.message(Language::from_name(language).unwrap()), said);
        }
    }
}
