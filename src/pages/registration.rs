//! `/`, and `/embed` for frames in other pages: where a person verifies a phone number.
//!
//! Everything here is plain HTML that works by itself: two forms, each a POST that is answered by a
//! redirect back to this page. In a frame, where the redirect's cookie would be lost, the answer is the
//! page itself, and hidden fields carry what it needs. The island around it wakes it. All steps are in
//! the one document; the style sheet shows what belongs to the [`FormStep`] that is written on it.

mod calling_code;
mod code;
mod consent;
mod field;
mod fields;
mod help;
mod labels;
mod moving;
mod picture;
mod pointing;
mod reverse;
mod step_up;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    calling_code::{CallingCodes, split},
    code::{CodeForm, Summary},
    consent::ConsentLine,
    field::LabelledField,
    fields::Fields,
    labels::labels,
    picture::PicturePanel,
    reverse::ReversePanel,
    step_up::StepUpField,
};
use super::{
    icon::{DONE, Icon},
    title::heading,
};
use crate::{
    api::Refusal,
    components::{DataAttr, Id, LiveForm},
    model::{
        Field, FormState, FormStep, GateError, ImageCodeView, Language, PageContext, SiteView,
        TicketIssued, in_groups,
    },
};

/// The whole page, in the state that the last form has brought it to.
#[component]
pub fn RegistrationPage(
    /// Whose page it is, and what the last form has brought.
    context: PageContext,
) -> impl IntoView {
    let language = context.language;
    let [to_send, to_verify, to_take, to_step, to_place] =
        ["sms-codes", "sms-codes/verify", "reverse-messages/verify", "picture", "places"]
            .map(|form| context.action(form));
    let is_framed = context.frame.is_some();
    let base = context.base;
    let texts = &language.catalogue().page;
    let steps = &language.catalogue().steps;
    let first = context.challenge;
    let view = use_context::<ImageCodeView>().unwrap_or_default();
    let (pictures, second) = (view.of(first.as_ref()), view.second());
    let site = use_context::<Arc<SiteView>>().unwrap_or_default();
    let step = context.form_state.shown_step();
    let FormState {
        step: last,
        mobile,
        resend_in,
        refusal,
        picture,
        image_code,
        by_characters,
        handle,
        agreed,
        is_unagreed,
        ticket,
    } = context.form_state;
    let picture = match &first {
        Some(first) => first.plain(picture),
        None => picture,
    };
    let kind = first.as_ref().map_or(pictures.kind, |first| first.kind);
    let refusal = refusal.map(|error| shown(&error, step, &mobile, language));
    let asked = refusal.as_ref().and_then(|refusal| refusal.step_up.clone());
    let reverse = refusal.as_ref().and_then(|refusal| refusal.reverse.clone());
    // What a send is asked for is said where it is asked for.
    let is_said_there = asked.is_some() || reverse.is_some();
    let overall = refusal.as_ref().filter(|refusal| refusal.field.is_none() && !is_said_there);
    let overall = overall.map(|refusal| refusal.text.clone());
    let wait = (resend_in > 0).then_some(resend_in);
    let wait_text = wait.map(|seconds| texts.resend_in.fill([&language.time(seconds)]));
    let message = match step {
        FormStep::Test => Some(texts.sent_to_test),
        FormStep::Sent if wait.is_some() => Some(texts.sent),
        FormStep::Sent => Some(texts.may_resend),
        _ => None,
    };
    let (chosen, number) = split(&site, &mobile);
    let codes = view! { <CallingCodes language site=Arc::clone(&site) chosen /> };
    let fields = Fields { language, pictures, site: &site, refusal: refusal.as_ref() };
    let next = match &refusal {
        Some(_) if asked.is_some() => Some(Field::SecondImageCode),
        Some(refusal) => refusal.field,
        None if is_unagreed => None,
        None if step == FormStep::Again => Some(Field::ImageCode),
        None => step.takes_code().then_some(Field::SmsCode),
    };
    let [mobile_field, image_code_field, second_field, sms_code_field] = [
        (Field::Mobile, number),
        (Field::ImageCode, image_code.clone()),
        (Field::SecondImageCode, String::new()),
        (Field::SmsCode, String::new()),
    ]
    .map(|(field, value)| (fields.kind(field), fields.state(field, value, next)));
    // The islands take it from here; in the browser, from the page.
    let labels = labels(language, &site);
    provide_context(labels.clone());
    let panel = view! {
        <PicturePanel
            pictures
            language
            kept=picture
            is_shown=step.takes_picture()
            base=base.clone()
            action=to_step.clone()
            answer=image_code
            to_place
        />
    };
    let carried = move || {
        is_framed.then(|| {
            view! {
                <input type="hidden" name="step" value=step.name() />
                <input type="hidden" name="resend_in" value=resend_in />
                {by_characters
                    .then(|| view! { <input type="hidden" name="by_characters" value="1" /> })}
            }
        })
    };
    let is_again = step == FormStep::Again;
    view! {
        <LiveForm>
            <div
                {..DataAttr::STEP.is(step.name())}
                {..DataAttr::RESEND.is(wait)}
                {..DataAttr::BASE.is(base.to_string())}
                {..DataAttr::LIFE.is(pictures.life)}
                {..DataAttr::KIND.is(pictures.is_told.then_some(kind))}
                {..DataAttr::CHALLENGE.is(first.as_ref().map(|first| first.id.to_string()))}
                {..DataAttr::WORK.is(first.and_then(|first| first.work))}
                {..DataAttr::MOVES.is(pictures.moves.then_some(""))}
                {..DataAttr::LANGUAGE.is(language.name())}
                {..DataAttr::LABELS.is(labels.as_str().to_owned())}
                id=Id::GATE
            >
                <p id=Id::OFFLINE role="status"></p>
                <SiteName site=Arc::clone(&site) base=base.clone() is_framed />
                <div class="done">
                    <Icon path=DONE />
                </div>
                <h1 id=Id::TITLE tabindex="-1">
                    {heading(step, language)}
                </h1>
                <div id=Id::FORM hidden=ticket.is_some()>
                    <Summary language step mobile=mobile.clone() action=to_step.clone() />
                    {site
                        .takes_reverse
                        .then(|| {
                            view! {
                                <ReversePanel
                                    language
                                    asked=reverse.map(|message| *message)
                                    is_early=last == FormStep::Sent
                                    mobile=mobile.clone()
                                    action=to_take
                                >
                                    {carried()}
                                </ReversePanel>
                            }
                        })}
                    <CodeForm
                        language
                        mobile=mobile.clone()
                        handle=handle.clone()
                        actions=[to_verify, to_step.clone()]
                        wait=wait_text.clone().filter(|_| step.takes_code())
                        kind=sms_code_field.0
                        state=sms_code_field.1
                    >
                        {carried()}
                    </CodeForm>
                    <p id=Id::MESSAGE role="status">
                        {message}
                    </p>
                    <form id=Id::SEND_FORM method="post" action=to_send novalidate>
                        {carried()}
                        <input type="hidden" name="handle" value=handle />
                        // Enter in a field presses the first button, which is not to be the one for
                        // a new picture.
                        <button class="default" tabindex="-1" aria-hidden="true"></button>
                        <p class="lead of-ask">{texts.lead}</p>
                        <p class="lead of-again">{steps.again_lead}</p>
                        <div class="of-ask">
                            <LabelledField
                                kind=mobile_field.0
                                state=mobile_field.1 before=codes.into_any()
                            />
                        </div>
                        <LabelledField
                            kind=image_code_field.0
                            state=image_code_field.1
                            above=panel.into_any()
                        />
                        <StepUpField
                            pictures=second
                            language
                            asked=asked.map(|asked| asked.image_code_id)
                            base=base.clone()
                            kind=second_field.0
                            state=second_field.1
                        />
                        <ConsentLine language site=Arc::clone(&site) agreed is_missing=is_unagreed />
                        <button id=Id::GET_CODE class="primary">
                            {if is_again { steps.text_again } else { texts.get_code }}
                        </button>
                        {wait_text
                            .filter(|_| !step.takes_code())
                            .map(|wait| view! { <p id=Id::RESEND_IN class="hint">{wait}</p> })}
                        <button
                            id=Id::HAVE_CODE
                            class="link of-ask"
                            formaction=to_step
                            name="to"
                            value=FormStep::Sent.name()
                        >
                            {steps.have_code}
                        </button>
                    </form>
                    <p id=Id::FORM_ERROR class="error" role="alert">
                        {overall}
                    </p>
                </div>
                <Verified ticket mobile>
                    <WayOn language site=Arc::clone(&site) is_framed />
                </Verified>
            </div>
        </LiveForm>
    }
}

/// The end of the flow, and the ticket for whoever shows this page.
#[component]
fn Verified(
    /// Where there is one.
    ticket: Option<TicketIssued>,
    /// The phone number as typed.
    mobile: String,
    /// The way on.
    children: Children,
) -> impl IntoView {
    let is_open = ticket.is_none();
    view! {
        <div id=Id::VERIFIED hidden=is_open>
            <p id=Id::VERIFIED_NUMBER dir="ltr">
                {(!is_open).then(|| in_groups(&mobile))}
            </p>
            {children()}
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
    }
}

/// Whose page it is, where the operator says so; in a frame the page around it is.
#[component]
fn SiteName(site: Arc<SiteView>, base: Arc<str>, is_framed: bool) -> impl IntoView {
    let logo = site.logo.as_ref().map(|path| format!("{base}{path}"));
    let name = site.name.clone();
    let is_shown = !is_framed && (logo.is_some() || name.is_some());
    is_shown.then(|| {
        view! {
            <p class="site">
                // The name beside it says the same.
                {logo.map(|logo| view! { <img src=logo height="32" alt="" /> })} {name}
            </p>
        }
    })
}

/// Where it goes on, if the operator says so; in a frame the page around it goes on.
#[component]
fn WayOn(language: Language, site: Arc<SiteView>, is_framed: bool) -> impl IntoView {
    let url = site.continue_url.clone().filter(|_| !is_framed);
    url.map(|url| {
        // Without a name it is called as its host is.
        let host = || url.split('/').nth(2).unwrap_or_default().to_owned();
        let name = site.name.clone().unwrap_or_else(host);
        let text = language.catalogue().site.continue_to.fill([&name]);
        view! {
            <a class="button" href=url>
                {text}
            </a>
        }
    })
}

/// What was refused, where it can be seen at this step.
fn shown(error: &GateError, step: FormStep, mobile: &str, language: Language) -> Refusal {
    if matches!(error, GateError::MobileInvalid) && mobile.trim().is_empty() {
        let text = language.catalogue().page.mobile_missing;
        return Refusal::at(Field::Mobile, text.to_owned());
    }
    let mut refusal = Refusal::of(error, language);
    if step.takes_code() {
        refusal.field.take_if(|field| *field == Field::Mobile);
    }
    refusal
}
