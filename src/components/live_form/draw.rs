//! From the state to what the server has rendered. Called after each change; it touches what differs.

use leptos::prelude::document;
use menshen_i18n::fill_written;

use crate::{
    components::{
        dom::{element, focus, mobile, set, set_flag, set_text, set_value},
        form::{Awaited, Busy, Form, Message, SoundState, State, StepUp},
        ids::{DataAttr, ERROR_PLACES, Id},
        labels::Label,
    },
    model::{Field, FormStep, TicketIssued, in_groups},
};

pub(super) fn draw(form: Form, state: &State) {
    if let Some(issued) = &state.ticket {
        return verified(form, issued);
    }
    for field in ERROR_PLACES {
        refused(state, field);
    }
    let shown_if = |shown: bool, label| if shown { form.label(label) } else { String::new() };
    let is_mute = state.sound == SoundState::Failed;
    set_text(Id::SOUND_ERROR, &shown_if(is_mute, Label::SoundFailed));

    set_text(Id::OFFLINE, &shown_if(state.is_offline, Label::Offline));
    set_text(Id::CONSENT_ERROR, &shown_if(state.is_unagreed, Label::AgreeMissing));
    set(Id::CONSENT, "aria-invalid", state.is_unagreed.then_some("true"));
    stepped_up(form, state);
    reverse(form, state.reverse.as_ref());
    let step = if state.reverse.is_some() { FormStep::Reverse } else { state.step };
    buttons(form, state);
    let message = match state.message {
        Message::None => String::new(),
        Message::Sent => form.label(Label::Sent),
        Message::SentToTest => form.label(Label::SentToTest),
        Message::MayResend => form.label(Label::MayResend),
    };
    set_text(Id::MESSAGE, &message);
    // Not in right-to-left order, whatever the language (U+2066, U+2069).
    let number = ["\u{2066}", &in_groups(&mobile()), "\u{2069}"].concat();
    let summary = match step {
        FormStep::Reverse => number,
        _ => fill_written(&form.label(Label::SentTo), &number),
    };
    set_text(Id::SENT_TO, &summary);
    set_text(Id::CODE_HINT, &shown_if(state.hands_in_codes(), Label::CodeHint));
    set(Id::GATE, DataAttr::STEP.as_str(), Some(step.name()));
    let wait = (state.resend_in > 0).then(|| state.resend_in.to_string());
    set(Id::GATE, DataAttr::RESEND.as_str(), wait.as_deref());
    let heading = if step.takes_code() { Label::CodeTitle } else { Label::Title };
    title(form, heading, state.refusal.is_some());
}

/// What the buttons say. The countdown stands in those that have to wait, and in no live region: nobody
/// wants to hear each second.
fn buttons(form: Form, state: &State) {
    let (sending, verifying) = (state.busy == Busy::Sending, state.busy == Busy::Verifying);
    let wait = state.resend_in;
    let until = (wait > 0).then(|| form.label_with_time(Label::ResendIn, wait));
    let or_wait = |label| until.clone().unwrap_or_else(|| form.label(label));
    let ask = match state.step {
        _ if sending => form.label(Label::Sending),
        FormStep::Again => or_wait(Label::TextAgain),
        _ => or_wait(Label::GetCode),
    };
    set_text(Id::GET_CODE, &ask);
    set_text(Id::RESEND, &or_wait(Label::Resend));
    set_text(Id::RESEND_IN, "");
    set_text(Id::VERIFY, &form.label(if verifying { Label::Verifying } else { Label::Verify }));
    // A button that is disabled would lose the focus: it only says that it does nothing now.
    let busy = state.busy != Busy::No;
    for id in [Id::GET_CODE, Id::RESEND] {
        set(id, "aria-disabled", (busy || wait > 0).then_some("true"));
    }
    set(Id::VERIFY, "aria-disabled", busy.then_some("true"));
}

/// The heading, and the document's title, which tells of a refusal as well.
fn title(form: Form, heading: Label, is_refused: bool) {
    let heading = form.label(heading);
    set_text(Id::TITLE, &heading);
    let before = document().title();
    let site = before.rsplit_once('·').map_or("", |(_, site)| site.trim_start());
    let heading = match is_refused {
        true => fill_written(&form.label(Label::ErrorTitle), &heading),
        false => heading,
    };
    let title = [&*heading, " · ", site].concat();
    if title != before {
        document().set_title(&title);
    }
}

/// What a send was asked for beside its picture.
fn stepped_up(form: Form, state: &State) {
    let second = state.second.filter(|_| state.step_up.is_picture());
    set_flag(Id::STEP_UP, "hidden", state.step_up == StepUp::No);
    set_text(Id::STEP_UP_TEXT, &form.step_up_text(state.step_up));
    set_flag(Id::BY_PICTURE, "hidden", state.step_up != StepUp::Working);
    set_flag(Id::SECOND, "hidden", second.is_none());
    let Some(id) = second else { return };
    let address = form.address(id);
    set(Id::SECOND_SOUND, "src", Some(&[&address, "audio"].concat()));
    set(Id::SECOND_PICTURE, "src", Some(&address));
}

/// A message that the person is to send.
fn reverse(form: Form, awaited: Option<&Awaited>) {
    set_flag(Id::REVERSE, "hidden", awaited.is_none());
    let Some(Awaited { message, said, .. }) = awaited else {
        return set_text(Id::REVERSE_STATUS, "");
    };
    set_text(Id::REVERSE_STATUS, &form.label(*said));
    // What the server has rendered is there already.
    if message.link.is_empty() {
        return;
    }
    set_value(Id::REVERSE_TO, &message.to);
    set_value(Id::REVERSE_TEXT, &message.text);
    set(Id::REVERSE_LINK, "href", Some(&message.link));
    let view_box = format!("0 0 {0} {0}", message.qr_size);
    set(Id::REVERSE_QR, "viewBox", Some(&view_box));
    set(Id::REVERSE_QR_PATH, "d", Some(&message.qr_path));
}

/// The refusal beside the field it belongs to, and nothing beside the others.
fn refused(state: &State, field: Option<Field>) {
    let text = state.refusal.as_ref().filter(|refusal| refusal.field == field);
    let text = text.map(|refusal| refusal.text.as_str());
    set_text(Id::of_error(field), text.unwrap_or_default());
    if let Some(field) = field {
        set(Id::of_input(field), "aria-invalid", text.map(|_| "true"));
    }
}

/// The end: the form gives way to one line and to the ticket for whoever shows this page.
fn verified(form: Form, issued: &TicketIssued) {
    let Some(place) = element(Id::VERIFIED).filter(|place| place.hidden()) else { return };
    if let Ok(input) = document().create_element("input") {
        let life = issued.expires_in.to_string();
        for (name, value) in [
            ("type", "hidden"),
            ("name", "ticket"),
            ("value", issued.ticket.as_str()),
            (DataAttr::EXPIRES_IN.as_str(), &life),
        ] {
            let _ = input.set_attribute(name, value);
        }
        let _ = place.append_child(&input);
    }
    set_text(Id::VERIFIED_NUMBER, &in_groups(&mobile()));
    place.set_hidden(false);
    set_flag(Id::FORM, "hidden", true);
    set(Id::GATE, DataAttr::STEP.as_str(), Some(FormStep::Verified.name()));
    title(form, Label::Verified, false);
    focus(Id::TITLE);
}
