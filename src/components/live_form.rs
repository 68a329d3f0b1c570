//! The island around the form: wakes what the server has rendered.
//!
//! The form works without it, by plain POSTs. So the island renders nothing: it finds the elements by
//! their ids and from then on keeps them as the form's state says. The islands inside it, which are given
//! the same state, render what they show.

mod code_field;
mod draw;
mod preferences;

use leptos::prelude::*;

use super::{
    dom::{listen, on_window, set_flag},
    form::Form,
    ids::{DataAttr, Id},
};

/// Wakes the form among its children: the calls without a new page, the countdown, the colours.
#[island]
pub fn LiveForm(children: Children) -> impl IntoView {
    let form = Form::provide();
    // Runs in the browser only, once the island is there.
    Effect::new(move |_| wake(form));
    children()
}

fn wake(form: Form) {
    form.resume();
    Effect::new(move |_| form.with(|state| draw::draw(form, state)));

    listen(Id::SEND_FORM, "submit", move |event| {
        event.prevent_default();
        form.send();
    });
    listen(Id::VERIFY_FORM, "submit", move |event| {
        event.prevent_default();
        form.verify();
    });
    listen(Id::MOBILE, "input", move |_| form.number_changed());
    listen(Id::COUNTRY, "change", move |_| form.number_changed());
    listen(Id::CONSENT, "change", move |_| form.update(|state| state.is_unagreed = false));
    for (id, act) in [
        (Id::CHANGE, Form::change_number as fn(Form)),
        (Id::HAVE_CODE, Form::have_code),
        (Id::RESEND, Form::again),
    ] {
        listen(id, "click", move |event| {
            event.prevent_default();
            act(form);
        });
    }
    listen(Id::GATE, DataAttr::KIND.as_str(), move |_| form.told());
    listen(Id::GATE, DataAttr::WORK.as_str(), move |_| form.work_early());
    listen(Id::IMAGE_CODE, "focus", move |_| form.answer_begins());
    listen(Id::IMAGE_CODE, "input", move |_| form.touched());
    listen(Id::SECOND_IMAGE_CODE, "input", move |_| form.touched());
    listen(Id::BY_PICTURE, "click", move |_| form.by_picture());
    listen(Id::OTHER_SECOND, "click", move |event| {
        event.prevent_default();
        form.other_second();
    });
    listen(Id::REVERSE_FORM, "submit", move |event| {
        event.prevent_default();
        form.message_is_sent();
    });
    listen(Id::COPY_TO, "click", move |_| form.copy(Id::REVERSE_TO));
    listen(Id::COPY_TEXT, "click", move |_| form.copy(Id::REVERSE_TEXT));
    on_window("online", move |_| form.back_online());
    on_window("offline", move |_| form.update(|state| state.is_offline = true));
    on_window("visibilitychange", move |_| form.seen_again());
    code_field::wake(form);
    preferences::wake();
    form.update(|state| state.is_awake = true);
    set_flag(Id::GATE, DataAttr::AWAKE.as_str(), true);
}
