//! The code out of the message itself, where the browser has it (WebOTP): it asks the person first. The message
//! has to say whom it is for, in its last line: `@host #123456`.

use std::cell::RefCell;

use leptos::{prelude::window, task::spawn_local, wasm_bindgen::JsCast};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController,
    js_sys::{Array, Function, Object, Promise, Reflect},
};

use super::Form;
use crate::components::{
    dom::{holds, is_blank, set_value},
    ids::Id,
};

thread_local! {
    /// Ends the question that is open.
    static OPEN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

impl Form {
    /// Asks the browser for it, and hands it in unless something is typed by then.
    pub(super) fn ask_browser(self) {
        self.stop_asking();
        let Some(controller) = AbortController::new().ok().filter(|_| can_have_messages()) else {
            return;
        };
        OPEN.set(Some(controller.clone()));
        spawn_local(async move {
            let code = code(&controller).await.filter(|_| !controller.signal().aborted());
            if let Some(code) = code.filter(|_| is_blank(Id::SMS_CODE)) {
                set_value(Id::SMS_CODE, &code);
                self.code_typed();
            }
        });
    }

    /// The person types, hands in, or goes elsewhere.
    pub(in crate::components) fn stop_asking(self) {
        if let Some(controller) = OPEN.take() {
            controller.abort();
        }
    }
}

/// Whether this is a browser that reads messages, on a device that gets them. Elsewhere nothing comes of the
/// question, and Chromium keeps no page that asked it: who goes back would have to load it again.
fn can_have_messages() -> bool {
    let reads_them = Reflect::has(&window(), &"OTPCredential".into()).unwrap_or(false);
    reads_them && holds("(pointer: coarse)")
}

/// `navigator.credentials.get({ otp: { transport: ['sms'] }, signal })`, which `web-sys` does not have.
async fn code(controller: &AbortController) -> Option<String> {
    let (otp, options) = (Object::new(), Object::new());
    Reflect::set(&otp, &"transport".into(), &Array::of1(&"sms".into())).ok()?;
    Reflect::set(&options, &"otp".into(), &otp).ok()?;
    Reflect::set(&options, &"signal".into(), &controller.signal()).ok()?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into()).ok()?;
    let get: Function = Reflect::get(&credentials, &"get".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = get.call1(&credentials, &options).ok()?.dyn_into().ok()?;
    let credential = JsFuture::from(asked).await.ok()?;
    Reflect::get(&credential, &"code".into()).ok()?.as_string()
}
