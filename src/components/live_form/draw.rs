//! From the state to the document. Called after each change; it touches what differs.

use leptos::prelude::document;
use menshen_i18n::{Plural, Unit, Wait};
use web_sys::js_sys::{Array, Intl::PluralRules, Object};

use super::{
    dom::{base, element, focus, set, set_flag, set_text, word},
    state::{Busy, Message, Retry, Sound, State},
};
use crate::model::{Field, TicketIssued};

/// Where refusals stand: what their ids begin with, and what they are about.
pub(super) const PLACES: [(&str, Option<Field>); 4] = [
    ("mobile", Some(Field::Mobile)),
    ("image_code", Some(Field::ImageCode)),
    ("sms_code", Some(Field::SmsCode)),
    ("form", None),
];

pub(super) fn draw(state: &State) {
    if let Some(issued) = &state.ticket {
        return verified(issued);
    }
    let src = state.picture.map(|id| format!("{}/image_codes/{id}/", base()));
    set("picture", "src", src.as_deref());
    set_flag("picture", "hidden", state.picture_failed);
    set_text("picture-failed", &failed(state));
    set_text("picture-back", &word_if(state.retry == Retry::Worked, "picture-back"));
    let playing = state.sound == Sound::Playing;
    set_text("play-sound", &word(if playing { "stop-sound" } else { "play-sound" }));
    set_text("sound-error", &word_if(state.sound == Sound::Failed, "sound-failed"));

    for (name, field) in PLACES {
        refused(state, name, field);
    }

    let (sending, verifying) = (state.busy == Busy::Sending, state.busy == Busy::Verifying);
    set_text("get-code", &word(if sending { "sending" } else { "get-code" }));
    set_text("verify", &word(if verifying { "verifying" } else { "verify" }));
    // A button that is disabled would lose the focus: it only says that it does nothing now.
    let busy = state.busy != Busy::No;
    set("get-code", "aria-disabled", (busy || state.resend_in > 0).then_some("true"));
    set("verify", "aria-disabled", busy.then_some("true"));
    // Not in a live region, nor in the name of the button: nobody wants to hear each second.
    let wait = word_if(state.resend_in > 0, "resend-in");
    set_text("resend-in", &wait.replace("{}", &time(state.resend_in)));
    set_text(
        "message",
        &match state.message {
            Message::None => String::new(),
            Message::Sent => word("sent"),
            Message::MayResend => word("may-resend"),
        },
    );
    let step = if state.message == Message::None { "ask" } else { "sent" };
    set("gate", "data-step", Some(step));
    let wait = state.resend_in;
    set("gate", "data-resend", (wait > 0).then(|| wait.to_string()).as_deref());
}

fn word_if(shown: bool, name: &str) -> String {
    if shown { word(name) } else { String::new() }
}

/// What stands in place of a picture that did not load.
fn failed(state: &State) -> String {
    match state.retry {
        Retry::In(seconds) if state.picture_failed => {
            word("picture-later").replace("{}", &time(seconds))
        }
        _ => word_if(state.picture_failed, "picture-failed"),
    }
}

/// A time in the words of the page.
fn time(seconds: u32) -> String {
    let Wait { number, unit } = Wait::of(seconds);
    let forms = word(match unit {
        Unit::Seconds => "seconds",
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
    });
    Plural::say_written(&forms, &category(number), number.into())
}

/// Which form a noun beside this number has. Browsers know the rules of all languages.
fn category(number: u32) -> String {
    let language = Array::of1(&word("language").into());
    PluralRules::new(&language, &Object::new()).select(number.into()).into()
}

/// The refusal beside the field it belongs to, and nothing beside the others.
fn refused(state: &State, name: &str, field: Option<Field>) {
    let text = state.refusal.as_ref().filter(|refusal| refusal.field == field);
    let text = text.map(|refusal| refusal.text.as_str());
    set_text(&[name, "-error"].concat(), text.unwrap_or_default());
    if field.is_some() {
        set(name, "aria-invalid", text.map(|_| "true"));
    }
}

/// The end: the form gives way to one line and to the ticket for whoever shows this page.
fn verified(issued: &TicketIssued) {
    let Some(place) = element("verified").filter(|place| place.hidden()) else { return };
    if let Ok(input) = document().create_element("input") {
        let life = issued.expires_in.to_string();
        for (name, value) in [
            ("type", "hidden"),
            ("name", "ticket"),
            ("value", issued.ticket.as_str()),
            ("data-expires-in", &life),
        ] {
            let _ = input.set_attribute(name, value);
        }
        let _ = place.append_child(&input);
    }
    place.set_hidden(false);
    set_flag("form", "hidden", true);
    focus("verified");
}
