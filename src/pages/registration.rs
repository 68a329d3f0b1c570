//! `/`, and `/embed` for frames in other pages: where a person verifies a phone number.
//!
//! Everything here is plain HTML that works by itself: two forms, each a POST that is answered by a
//! redirect back to this page. In a frame, where the redirect's cookie would be lost, the answer is the
//! page itself, and hidden fields carry what it needs. The island around it wakes it.

mod field;
mod labels;
mod picture;
mod reverse;
mod step_up;

use leptos::prelude::*;

use self::{
    field::{FieldKind, LabelledField},
    labels::labels,
    picture::PictureField,
    reverse::ReversePanel,
    step_up::StepUpField,
};
use crate::{
    api::Refusal,
    components::{DataAttr, Id, LiveForm},
    model::{
        Field, FormState, FormStep, GateError, ImageCodeView, LONGEST_TYPED_MOBILE, PageContext,
    },
};

/// The whole page, in the state that the last form has brought it to.
#[component]
pub fn RegistrationPage(
    /// Whose page it is, and what the last form has brought.
    context: PageContext,
) -> impl IntoView {
    let language = context.language;
    let [to_send, to_verify, to_take, to_picture] =
        ["sms-codes", "sms-codes/verify", "reverse-messages/verify", "picture"]
            .map(|form| context.action(form));
    let is_framed = context.frame.is_some();
    let base = context.base;
    let form_state = context.form_state;
    let texts = &language.catalogue().page;
    let pictures = use_context::<ImageCodeView>().unwrap_or_default();
    let FormState {
        mobile,
        is_sent,
        is_test,
        resend_in,
        refusal,
        picture,
        image_code,
        handle,
        ticket,
    } = form_state;
    let refusal = refusal.map(|error| match error {
        GateError::MobileInvalid if mobile.trim().is_empty() => {
            Refusal::at(Field::Mobile, texts.mobile_missing.to_owned())
        }
        error => Refusal::of(&error, language),
    });
    let asked = refusal.as_ref().and_then(|refusal| refusal.step_up.clone());
    let reverse =
        refusal.as_ref().and_then(|refusal| refusal.reverse.clone()).map(|message| *message);
    let is_reverse = reverse.is_some();
    // There "sent" is what the person says of their own message.
    let (is_sent, is_early) = (is_sent && !is_reverse, is_sent && is_reverse);
    // What a send is asked for is said where it is asked for.
    let is_said_there = asked.is_some() || is_reverse;
    let overall = refusal.as_ref().filter(|refusal| refusal.field.is_none() && !is_said_there);
    let overall = overall.map(|refusal| refusal.text.clone());
    let is_verified = ticket.is_some();
    let wait = (resend_in > 0).then_some(resend_in);
    let sent = if is_test { texts.sent_to_test } else { texts.sent };
    let message = is_sent.then_some(if wait.is_some() { sent } else { texts.may_resend });
    let wait_text = wait.map(|seconds| texts.resend_in.fill([&language.time(seconds)]));

    let picture_texts = pictures.texts(language);
    let fields = [
        FieldKind {
            field: Field::Mobile,
            label: texts.mobile,
            input_mode: "tel",
            autocomplete: "tel",
            max_length: LONGEST_TYPED_MOBILE.into(),
            described_by: None,
        },
        FieldKind {
            field: Field::ImageCode,
            label: picture_texts.label,
            input_mode: pictures.input_mode,
            autocomplete: "off",
            // Room for what may stand between the characters.
            max_length: 64,
            described_by: Some(Id::PICTURE_ORDER),
        },
        FieldKind {
            field: Field::SecondImageCode,
            label: language.catalogue().step_up.answer,
            input_mode: pictures.input_mode,
            autocomplete: "off",
            max_length: 64,
            described_by: Some(Id::SECOND_ORDER),
        },
        FieldKind {
            field: Field::SmsCode,
            label: texts.sms_code,
            input_mode: "numeric",
            autocomplete: "one-time-code",
            // Room for the longest message, which may be pasted as a whole.
            max_length: 1024,
            described_by: None,
        },
    ];
    // Where the person goes on: the field that was refused, or the next one.
    let next = match &refusal {
        Some(_) if asked.is_some() => Some(Field::SecondImageCode),
        Some(refusal) => refusal.field,
        None => is_sent.then_some(Field::SmsCode),
    };
    let [mobile_field, image_code_field, second_field, sms_code_field] = fields.map(|kind| {
        let refused = refusal.as_ref().filter(|refusal| refusal.field == Some(kind.field));
        let value = match kind.field {
            Field::Mobile => mobile.clone(),
            Field::ImageCode => image_code.clone(),
            Field::SecondImageCode | Field::SmsCode => String::new(),
        };
        view! {
            <LabelledField
                kind
                value
                error=refused.map(|refusal| refusal.text.clone())
                is_next=next == Some(kind.field)
            />
        }
    });
    let step = FormStep::of(is_sent, is_test).name();
    let carried = move || {
        is_framed.then(|| {
            view! {
                <input type="hidden" name="step" value=step />
                <input type="hidden" name="resend_in" value=resend_in />
            }
        })
    };
    // The islands take it from here; in the browser, from the page.
    let labels = labels(language);
    provide_context(labels.clone());
    view! {
        <h1>{texts.title}</h1>
        <LiveForm>
            <div
                {..DataAttr::STEP.is(step)}
                {..DataAttr::RESEND.is(wait)}
                {..DataAttr::BASE.is(base.to_string())}
                {..DataAttr::LIFE.is(pictures.life)}
                {..DataAttr::LANGUAGE.is(language.name())}
                {..DataAttr::LABELS.is(labels.as_str().to_owned())}
                id=Id::GATE
            >
                <div id=Id::FORM hidden=is_verified>
                    <p class="lead">{texts.lead}</p>
                    <form id=Id::SEND_FORM method="post" action=to_send novalidate>
                        {carried()}
                        <input type="hidden" name="handle" value=handle.clone() />
                        // Enter in a field presses the first button, which is not to be the one for
                        // a new picture.
                        <button class="default" tabindex="-1" aria-hidden="true"></button>
                        {mobile_field}
                        <PictureField
                            pictures
                            language
                            kept=picture
                            base=base.clone()
                            action=to_picture
                        >
                            {image_code_field}
                        </PictureField>
                        <StepUpField
                            pictures
                            language
                            asked=asked.map(|asked| asked.image_code_id)
                            base=base.clone()
                        >
                            {second_field}
                        </StepUpField>
                        <button id=Id::GET_CODE aria-describedby=Id::RESEND_IN>
                            {texts.get_code}
                        </button>
                        <p id=Id::RESEND_IN>{wait_text}</p>
                    </form>
                    <p id=Id::MESSAGE role="status">
                        {message}
                    </p>
                    <ReversePanel
                        language
                        asked=reverse
                        is_early
                        mobile=mobile.clone()
                        action=to_take
                    >
                        {carried()}
                    </ReversePanel>
                    <form
                        id=Id::VERIFY_FORM
                        method="post"
                        action=to_verify
                        novalidate
                        hidden=is_reverse
                    >
                        {carried()}
                        <input type="hidden" name="mobile" value=mobile.clone() />
                        <input type="hidden" id=Id::HANDLE name="handle" value=handle />
                        {sms_code_field}
                        <button id=Id::VERIFY>{texts.verify}</button>
                    </form>
                    <p id=Id::FORM_ERROR class="error" role="alert">
                        {overall}
                    </p>
                </div>
                <div id=Id::VERIFIED role="status" tabindex="-1" hidden=!is_verified>
                    <p>{texts.verified}</p>
                    {ticket
                        .map(|issued| {
                            view! {
                                <input
                                    type="hidden"
                                    name="ticket"
                                    value=issued.ticket
                                    {..DataAttr::EXPIRES_IN.is(issued.expires_in)}
                                />
                            }
                        })}
                </div>
            </div>
        </LiveForm>
    }
}
