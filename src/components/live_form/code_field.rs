//! The field of the message code: a message that is pasted there becomes the code in it, and a whole code is
//! handed in.
//!
//! Nothing is rewritten but what holds a whole code in another form. So nothing is lost of what can't
//! be understood, and the server reads the field by the same rule anyway. An input method that is
//! composing has its own idea of the text: until it is done, nothing is touched.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{
    prelude::{document, set_timeout},
    wasm_bindgen::JsCast,
};
use menshen_normalize::digit;
use web_sys::{Event, HtmlDocument, HtmlInputElement, InputEvent};

use crate::{
    components::{
        dom::{input, listen},
        form::Form,
        ids::Id,
    },
    model::sms_code,
};

const FIELD: Id = Id::SMS_CODE;

pub(super) fn wake(form: Form) {
    let composing = Rc::new(Cell::new(false));
    let (begun, ended) = (Rc::clone(&composing), composing);
    listen(FIELD, "input", move |event| {
        form.stop_asking();
        if may_rewrite(&event) {
            rewrite();
            form.code_typed();
        }
    });
    listen(FIELD, "compositionstart", move |_| begun.set(true));
    listen(FIELD, "compositionend", move |_| {
        ended.set(false);
        let composing = Rc::clone(&ended);
        // The browser is still putting the text in; and the next one may be composed by then.
        let later = move || {
            if !composing.get() {
                rewrite();
                form.code_typed();
            }
        };
        set_timeout(later, Duration::ZERO);
    });
}

/// Not while composing, and not what the person has undone. Autofill says neither.
fn may_rewrite(event: &Event) -> bool {
    event
        .dyn_ref::<InputEvent>()
        .is_none_or(|event| !event.is_composing() && !event.input_type().starts_with("history"))
}

fn rewrite() {
    let Some(input) = input(FIELD) else { return };
    let typed = input.value();
    let Some(code) = sms_code(&typed).filter(|code| *code != typed) else { return };
    let active = document().active_element();
    if active.is_none_or(|active| active.id() != FIELD.as_str()) {
        return input.set_value(&code);
    }
    let caret = caret(&input, &typed, &code);
    input.select();
    insert(&input, &code);
    let _ = input.set_selection_range(caret, caret);
}

/// Replaces what is selected. As an edit of the person's, so that they may undo it; setting a value
/// makes a browser forget all that was typed before.
fn insert(input: &HtmlInputElement, code: &str) {
    let document: HtmlDocument = document().unchecked_into();
    let done = document.exec_command_with_show_ui_and_value("insertText", false, code);
    if !done.unwrap_or_default() {
        input.set_value(code);
    }
}

/// Behind as many digits as it stands now; at the end where others are left out.
fn caret(input: &HtmlInputElement, typed: &str, code: &str) -> u32 {
    let end = code.len() as u32;
    if typed.chars().filter_map(digit).count() > code.len() {
        return end;
    }
    let Some(caret) = input.selection_start().ok().flatten() else { return end };
    let mut before = 0;
    let digits = typed.chars().take_while(|c| {
        before += c.len_utf16() as u32;
        before <= caret
    });
    digits.filter_map(digit).count() as u32
}
