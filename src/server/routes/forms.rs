//! The forms of the page where there are no scripts: each POST is answered by a redirect to the
//! page, which shows what came of it.

use std::net::IpAddr;

use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    model::{
        CLICKS, Consent, FormState, FormStep, GateError, PageContext, Proofs, ReverseOutcome,
        SmsSent, StepUp, with_calling_code,
    },
    server::{
        form_state,
        gate::{ReverseRequest, SendRequest, VerifyRequest},
        middleware::{ClientIp, SiteHost},
        site::{CurrentSite, Site},
        state::AppState,
    },
};

/// Every field of the page. One that is missing is empty, and is refused as such.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Fields {
    mobile: String,
    /// The calling code that was chosen beside it.
    country: String,
    /// The box before what people agree to.
    consent: String,
    image_code: String,
    image_code_id: String,
    sms_code: String,
    second_image_code: String,
    second_image_code_id: String,
    /// The button for another second picture: then no answer to the one that is shown counts.
    other_second: String,
    /// What the last send was answered with.
    handle: String,
    /// What stands for a message that the person was to send.
    reverse_handle: String,
    /// The place that was clicked,
    place: String,
    /// or the button that takes back the last one.
    undo: String,
    /// The button for a picture of characters.
    by_characters: String,
    /// The step that a button leads to.
    to: String,
    /// In a frame, what elsewhere a cookie says: the step,
    step: String,
    /// and the seconds until this number may be sent another one.
    resend_in: u32,
}

impl Fields {
    /// What comes with the picture. A form without scripts can't bring work.
    fn proofs(&self) -> Proofs {
        if !self.other_second.is_empty() {
            return Proofs::default();
        }
        let second_image_code = self.second_image_code.clone();
        let second_image_code_id = self.second_image_code_id.clone();
        Proofs { second_image_code, second_image_code_id, ..Proofs::default() }
    }

    /// The state that the form itself has brought along. It is the person's own word, and only
    /// decides what is shown to them.
    pub(super) fn form_state(&self) -> FormState {
        let step = FormStep::from_name(&self.step);
        let mobile = self.mobile.clone();
        // No wait is longer than a day.
        let resend_in = self.resend_in.min(86_400);
        let handle = self.handle.clone();
        let by_characters = !self.by_characters.is_empty();
        let state = FormState { mobile, step, resend_in, handle, ..FormState::default() };
        FormState { by_characters, ..state }
    }
}

pub(super) type Filled = Result<Form<Fields>, FormRejection>;

/// `POST /page/sms-codes`
pub(crate) async fn send(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    match read(form) {
        Ok(fields) => {
            back(&state, &site, after_send(&site, context, fields, client).await, &headers)
        }
        Err(response) => response,
    }
}

pub(super) async fn after_send(
    site: &Site,
    context: PageContext,
    fields: Fields,
    client: IpAddr,
) -> FormState {
    let proofs = fields.proofs();
    let Fields { mobile, image_code, image_code_id, handle, consent, .. } = fields;
    let before = before(context.form_state, &mobile);
    let agreed = !consent.is_empty() || before.step.takes_code();
    if site.view.consent == Consent::Box && !agreed {
        let picture = image_code_id.parse().ok();
        let state = FormState { mobile, image_code, picture, handle, ..FormState::default() };
        return FormState { is_unagreed: true, ..state };
    }
    let (language, picture) = (context.language, image_code_id.parse().ok());
    let request = SendRequest {
        mobile: mobile.clone(),
        image_code: image_code.clone(),
        image_code_id,
        handle: handle.clone(),
        proofs,
        takes_reverse: true,
        language,
        client,
    };
    match site.gate.send(request).await {
        Ok(sent) => {
            let SmsSent { resend_in, handle, test, .. } = sent;
            let step = if test { FormStep::Test } else { FormStep::Sent };
            FormState { mobile, step, resend_in, handle, ..FormState::default() }
        }
        Err(error) => {
            let resend_in = error.resend_in().unwrap_or(before.resend_in);
            let picture = picture.filter(|_| error.keeps_picture());
            // The answer was right, and is asked for again.
            let image_code = error.step_up().map(|_| image_code).unwrap_or_default();
            let (step, refusal) = (before.step, Some(error));
            FormState {
                mobile,
                step,
                resend_in,
                refusal,
                picture,
                image_code,
                by_characters: before.by_characters,
                handle,
                agreed,
                is_unagreed: false,
                ticket: None,
            }
        }
    }
}

/// `POST /page/sms-codes/verify`
pub(crate) async fn verify(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    ClientIp(client): ClientIp,
    SiteHost(hostname): SiteHost,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    match read(form) {
        Ok(fields) => {
            let form_state = after_verify(&site, context, fields, hostname, client).await;
            back(&state, &site, form_state, &headers)
        }
        Err(response) => response,
    }
}

pub(super) async fn after_verify(
    site: &Site,
    context: PageContext,
    fields: Fields,
    hostname: String,
    client: IpAddr,
) -> FormState {
    let Fields { mobile, sms_code, handle, .. } = fields;
    let before = before(context.form_state, &mobile);
    let (asked, shown) = (mobile.clone(), handle.clone());
    let request = VerifyRequest { mobile: asked, sms_code, handle: shown, hostname, client };
    match site.gate.verify(request).await {
        Ok(issued) => FormState { mobile, ticket: Some(issued), ..FormState::default() },
        Err(error) => {
            let resend_in = error.resend_in().unwrap_or(before.resend_in);
            let step = if before.step.takes_code() { before.step } else { FormStep::Sent };
            let refusal = Some(error);
            FormState { mobile, step, resend_in, refusal, picture: None, handle, ..before }
        }
    }
}

/// `POST /page/reverse-messages/verify`: the person has sent it.
pub(crate) async fn take_reverse(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    SiteHost(hostname): SiteHost,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    match read(form) {
        Ok(fields) => {
            let form_state = after_take_reverse(&site, context, fields, hostname).await;
            back(&state, &site, form_state, &headers)
        }
        Err(response) => response,
    }
}

pub(super) async fn after_take_reverse(
    site: &Site,
    context: PageContext,
    fields: Fields,
    hostname: String,
) -> FormState {
    let (language, mobile) = (context.language, fields.mobile);
    let handle = fields.reverse_handle;
    let request = ReverseRequest { mobile: mobile.clone(), handle, hostname, language };
    let state = FormState { mobile, ..FormState::default() };
    match site.gate.take_reverse(request).await {
        Ok(ReverseOutcome::Verified(issued)) => FormState { ticket: Some(issued), ..state },
        Ok(ReverseOutcome::Awaited(message)) => {
            let step_up = StepUp::ReverseMessage(message);
            let refusal = Some(GateError::StepUpRequired { step_up });
            FormState { refusal, step: FormStep::Sent, ..state }
        }
        Err(error) => FormState { refusal: Some(error), ..state },
    }
}

/// `POST /page/picture`: another picture, or another step; what is typed stays.
pub(crate) async fn new_picture(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    match read(form) {
        Ok(fields) => back(&state, &site, after_picture(context, fields), &headers),
        Err(response) => response,
    }
}

pub(super) fn after_picture(context: PageContext, fields: Fields) -> FormState {
    let Fields { mobile, handle, to, by_characters, .. } = fields;
    let before = before(context.form_state, &mobile);
    let by_characters = before.by_characters || !by_characters.is_empty();
    let step = if to.is_empty() { before.step } else { FormStep::from_name(&to) };
    // A code is that of a number.
    let is_nameless = step != FormStep::Ask && mobile.trim().is_empty();
    let refusal = is_nameless.then_some(GateError::MobileInvalid);
    let step = if is_nameless { FormStep::Ask } else { step };
    let state = FormState { mobile, step, refusal, picture: None, ticket: None, handle, ..before };
    FormState { image_code: String::new(), by_characters, ..state }
}

/// `POST /page/places`: a place of the picture was clicked.
pub(crate) async fn click(
    State(state): State<AppState>,
    CurrentSite(site): CurrentSite,
    Extension(context): Extension<PageContext>,
    headers: HeaderMap,
    form: Filled,
) -> Response {
    match read(form) {
        Ok(fields) => back(&state, &site, after_click(context, fields), &headers),
        Err(response) => response,
    }
}

pub(super) fn after_click(context: PageContext, fields: Fields) -> FormState {
    let Fields { mobile, handle, image_code, image_code_id, place, undo, .. } = fields;
    let before = before(context.form_state, &mobile);
    let image_code = clicked(&image_code, &place, !undo.is_empty());
    let picture = image_code_id.parse().ok();
    let state = FormState { mobile, refusal: None, ticket: None, handle, ..before };
    FormState { picture, image_code, ..state }
}

/// The answer with one more place, or one less. It is the person's own word, and judged as any other.
fn clicked(answer: &str, place: &str, is_undone: bool) -> String {
    let mut places: Vec<&str> = answer.split_whitespace().collect();
    let count = places.len();
    places.retain(|clicked| *clicked != place);
    if is_undone {
        places.pop();
    } else if places.len() == count && count < CLICKS as usize {
        places.push(place);
    }
    places.join(" ")
}

/// How far this number has come; what came of another one counts for nothing.
fn before(form_state: FormState, mobile: &str) -> FormState {
    if form_state.mobile == mobile { form_state } else { FormState::default() }
}

/// A form that is none comes from no page of ours.
#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
pub(super) fn read(form: Filled) -> Result<Fields, Response> {
    match form {
        Ok(Form(fields)) => {
            Ok(Fields { mobile: with_calling_code(&fields.country, &fields.mobile), ..fields })
        }
        Err(rejection) => Err(crate::server::problem::plain(
            rejection.status(),
            "The body has to be a form as the page sends it, of at most 16 KiB.",
        )),
    }
}

/// 303, so that loading the page anew sends nothing again.
fn back(state: &AppState, site: &Site, form_state: FormState, headers: &HeaderMap) -> Response {
    let location = [(LOCATION, format!("{}/", state.public.base))];
    let cookies = form_state::keep(&site.keys, form_state, headers);
    (StatusCode::SEE_OTHER, cookies, location).into_response()
}
