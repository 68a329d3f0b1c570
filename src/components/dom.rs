//! The document, by ids. An element that is not there is no reason to stop: nothing happens.

use std::time::Duration;

use leptos::{
    prelude::{document, set_timeout, window},
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{Event, EventTarget, HtmlDocument, HtmlElement, HtmlInputElement};

use super::ids::{DataAttr, Id};
use crate::model::with_calling_code;

pub(super) fn element(id: Id) -> Option<HtmlElement> {
    document().get_element_by_id(id.as_str()).map(JsCast::unchecked_into)
}

pub(super) fn input(id: Id) -> Option<HtmlInputElement> {
    element(id).map(JsCast::unchecked_into)
}

/// What is typed there. It may have been typed before the page was woken, or come back with the
/// browser's back button.
pub(super) fn value(id: Id) -> String {
    input(id).map(|input| input.value()).unwrap_or_default()
}

/// The phone number, behind the calling code that is chosen beside it.
pub(super) fn mobile() -> String {
    with_calling_code(&value(Id::COUNTRY), &value(Id::MOBILE))
}

/// Whether there is a box that is not ticked.
pub(super) fn is_unticked(id: Id) -> bool {
    input(id).is_some_and(|input| !input.checked())
}

pub(super) fn is_blank(id: Id) -> bool {
    value(id).trim().is_empty()
}

pub(super) fn set_value(id: Id, value: &str) {
    if let Some(input) = input(id) {
        input.set_value(value);
    }
}

pub(super) fn focus(id: Id) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

/// The same once what was just changed is to be seen. What stands in a field is selected: typing replaces it.
pub(super) fn focus_soon(id: Id) {
    let then = move || {
        focus(id);
        if let Some(input) = input(id)
            && !input.value().is_empty()
        {
            input.select();
        }
    };
    set_timeout(then, Duration::ZERO);
}

/// Copies what stands in an input; otherwise it is selected, for the person to copy. Also where the page has no
/// TLS or stands in a frame, which the newer way to do it asks permission for.
pub(super) fn copy(id: Id) -> bool {
    let Some(input) = input(id) else { return false };
    input.select();
    let document: HtmlDocument = document().unchecked_into();
    document.exec_command("copy").unwrap_or(false)
}

/// Whether this media query holds now.
pub(super) fn holds(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}

/// What the server has left in the page.
pub(super) fn data(id: Id, attr: DataAttr) -> Option<String> {
    element(id).and_then(|element| element.get_attribute(attr.as_str()))
}

/// The same as a number.
pub(super) fn number(id: Id, attr: DataAttr) -> u32 {
    data(id, attr).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// What stands before the path of every address: the path that the server is under.
pub(super) fn base() -> String {
    data(Id::GATE, DataAttr::BASE).unwrap_or_default()
}

/// Sets an attribute, or takes it away. What is so already is left alone: setting an address anew
/// would load it again.
pub(super) fn set(id: Id, name: &str, value: Option<&str>) {
    let Some(element) = element(id) else { return };
    if element.get_attribute(name).as_deref() != value {
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
}

pub(super) fn set_flag(id: Id, name: &str, on: bool) {
    set(id, name, on.then_some(""));
}

/// Sets a text. One that stands there already is left alone: a screen reader would say it again.
pub(super) fn set_text(id: Id, text: &str) {
    if let Some(element) = element(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

pub(super) fn text(id: Id) -> String {
    element(id).and_then(|element| element.text_content()).unwrap_or_default()
}

/// Calls `handler` for each such event of the element, as long as the page lives; also for one that it
/// causes itself.
pub(super) fn listen(id: Id, event: &str, handler: impl Fn(Event) + 'static) {
    if let Some(element) = element(id) {
        on(&element, event, Box::new(handler));
    }
}

/// The same for an event of the window, and those of the document that bubble up to it.
pub(super) fn on_window(event: &str, handler: impl Fn(Event) + 'static) {
    on(&window(), event, Box::new(handler));
}

fn on(target: &EventTarget, event: &str, handler: Box<dyn Fn(Event)>) {
    let handler = Closure::wrap(handler).into_js_value();
    let _ = target.add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// Milliseconds on a clock that never goes back.
pub(super) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
