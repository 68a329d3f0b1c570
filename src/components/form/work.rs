//! The work, in a worker of its own that ends with it. More than one at a time would take more memory than
//! some phones give a page.

use std::cell::RefCell;

use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker, js_sys::Array};

use super::Form;
use crate::{
    components::dom::{base, mobile},
    model::Work,
};

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

impl Form {
    /// Looks for a nonce for the number as it is typed now.
    pub(super) fn work(self, work: Work) {
        let Work { challenge, memory_kib, zero_bits } = work;
        let Ok(worker) = Worker::new(&[&*base(), "/work/worker.js"].concat()) else {
            return self.work_failed();
        };
        let told = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().as_string() {
                Some(nonce) => self.worked(nonce),
                None => self.work_failed(),
            }
        });
        worker.set_onmessage(Some(told.into_js_value().unchecked_ref()));
        let failed = Closure::<dyn Fn(JsValue)>::new(move |_| self.work_failed());
        worker.set_onerror(Some(failed.into_js_value().unchecked_ref()));
        let mobile = mobile();
        let asked =
            Array::of4(&challenge.into(), &mobile.into(), &memory_kib.into(), &zero_bits.into());
        // What it is sent are texts and numbers, which can always be sent.
        let _ = worker.post_message(&asked);
        WORKER.set(Some(worker));
    }

    /// Its memory is free at once.
    pub(super) fn stop_work(self) {
        if let Some(worker) = WORKER.take() {
            worker.terminate();
        }
    }
}
