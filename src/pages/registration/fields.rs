//! The fields of the page.

use super::field::{FieldKind, FieldState};
use crate::{
    api::Refusal,
    components::Id,
    model::{Field, ImageCodeView, LONGEST_TYPED_MOBILE, Language, SiteView},
};

/// Room for what may stand between the characters of an answer.
const LONGEST_ANSWER: u32 = 64;
/// Room for the longest message, which may be pasted as a whole.
const LONGEST_MESSAGE: u32 = 1024;

/// What they have in common.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) language: Language,
    pub(super) pictures: ImageCodeView,
    pub(super) site: &'a SiteView,
    /// What was refused last.
    pub(super) refusal: Option<&'a Refusal>,
}

impl Fields<'_> {
    /// What a field is.
    pub(super) fn kind(self, field: Field) -> FieldKind {
        let catalogue = self.language.catalogue();
        let (texts, input_mode) = (&catalogue.page, self.pictures.input_mode);
        let (label, input_mode, autocomplete, max_length, described_by) = match field {
            Field::Mobile => {
                // A choice has a name of its own.
                let code = (self.site.calling_codes.len() == 1).then_some(Id::CALLING_CODE);
                (texts.mobile, "tel", "tel", LONGEST_TYPED_MOBILE.into(), code)
            }
            Field::ImageCode => {
                let label = self.pictures.texts(self.language).label;
                (label, input_mode, "off", LONGEST_ANSWER, Some(Id::PICTURE_ORDER))
            }
            Field::SecondImageCode => {
                let label = catalogue.step_up.answer;
                (label, "text", "off", LONGEST_ANSWER, Some(Id::SECOND_ORDER))
            }
            Field::SmsCode => {
                let hint = Some(Id::CODE_HINT);
                (texts.sms_code, "numeric", "one-time-code", LONGEST_MESSAGE, hint)
            }
        };
        let is_pointed = field == Field::ImageCode && self.pictures.kind == "click";
        FieldKind { field, label, input_mode, autocomplete, max_length, is_pointed, described_by }
    }

    /// What it is at the moment; `next` is the field at which the person goes on.
    pub(super) fn state(self, field: Field, value: String, next: Option<Field>) -> FieldState {
        let refused = self.refusal.filter(|refusal| refusal.field == Some(field));
        let error = refused.map(|refusal| refusal.text.clone());
        FieldState { value, error, is_next: next == Some(field) }
    }
}
