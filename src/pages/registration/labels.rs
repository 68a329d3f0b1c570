//! What the islands of the form say, in the words of the catalogue.

use crate::{
    components::{Label, Labels},
    model::{Consent, GateError, Language, SiteView},
};

/// All of it that this site may have to say, in one language; of pictures that move where there are some.
pub(super) fn labels(language: Language, site: &SiteView) -> Labels {
    let steps = &language.catalogue().steps;
    let texts = &language.catalogue().page;
    let step_up = &language.catalogue().step_up;
    let time = &language.catalogue().time;
    let reverse = &language.catalogue().reverse;
    Labels::new(|label| {
        let text = match label {
            Label::ReverseWaiting
            | Label::ReverseNotYet
            | Label::ReverseExpired
            | Label::Copied
                if !site.takes_reverse =>
            {
                ""
            }
            Label::Title => texts.title,
            Label::CodeTitle => steps.code_title,
            Label::Verified => texts.verified,
            Label::ErrorTitle => steps.error_title.text(),
            Label::Offline => steps.offline,
            Label::SentTo => steps.sent_to.text(),
            Label::CodeHint => steps.code_hint,
            Label::Resend => steps.resend,
            Label::TextAgain => steps.text_again,
            Label::AgreeMissing if site.consent != Consent::Box => "",
            Label::AgreeMissing => language.catalogue().site.agree_missing,
            Label::TryAgain => steps.try_again,
            Label::MobileMissing => texts.mobile_missing,
            Label::ImageCodeMissing => return GateError::ImageCodeMissing.message(language),
            Label::SmsCodeMissing => return GateError::SmsCodeMalformed.message(language),
            Label::Unreachable => return GateError::Unreachable.message(language),
            Label::NewPicture => texts.new_image,
            Label::PictureFailed => texts.image_failed,
            Label::PictureLater => texts.image_later.text(),
            Label::PictureBack => texts.image_back,
            Label::PictureExpired => texts.image_expired,
            Label::PlaySound => texts.play_sound,
            Label::StopSound => texts.stop_sound,
            Label::SoundFailed => texts.sound_failed,
            Label::Working => step_up.working,
            Label::OnePicture => step_up.challenge,
            Label::WorkFailed => step_up.work_failed,
            Label::GetCode => texts.get_code,
            Label::Sending => texts.sending,
            Label::Sent => texts.sent,
            Label::SentToTest => texts.sent_to_test,
            Label::MayResend => texts.may_resend,
            Label::ResendIn => steps.resend_in.text(),
            Label::Seconds => return time.seconds.written(),
            Label::Minutes => return time.minutes.written(),
            Label::Hours => return time.hours.written(),
            Label::ReverseWaiting => reverse.waiting,
            Label::ReverseNotYet => reverse.not_yet,
            Label::ReverseExpired => return GateError::ReverseMessageExpired.message(language),
            Label::Copied => reverse.copied,
            Label::Verify => texts.verify,
            Label::Verifying => texts.verifying,
        };
        text.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_is_more_than_one_line() {
        for language in Language::all() {
            let site = SiteView { takes_reverse: true, ..SiteView::default() };
            let labels = labels(language, &site);
            assert_eq!(labels.as_str().lines().count(), Label::Verifying as usize + 1);
            assert_eq!(labels.get(Label::Verifying), language.catalogue().page.verifying);
        }
    }
}
