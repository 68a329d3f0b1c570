//! The work, in a worker of its own that ends with it. More than one at a time would take more memory than
//! some phones give a page.
//!
//! It may begin before a send asks for it, where the page was told of it with the picture: then its time is hidden
//! behind reading and typing.

use std::cell::RefCell;

use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker, js_sys::Array};

use super::{
    Form,
    state::{Busy, StepUp},
};
use crate::components::{
    dom::{base, data, mobile},
    ids::{DataAttr, Id},
};

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

impl Form {
    /// Begins what the page was told of, for the number as it is now.
    pub(in crate::components) fn work_early(self) {
        let is_of_use = self.now(|state| {
            let is_to_send = state.step.takes_picture() && !state.picture_spent;
            state.step_up == StepUp::No && is_to_send
        });
        if is_of_use && !self.is_busy() {
            self.forget_work();
            self.work(&data(Id::GATE, DataAttr::WORK).unwrap_or_default());
        }
    }

    /// Waits for what has begun early, if it is not done; then the send goes on.
    pub(super) fn waits_for_work(self) -> bool {
        let works = WORKER.with_borrow(Option::is_some);
        if works && self.start(Busy::Sending) {
            self.update(|state| state.step_up = StepUp::Working);
        }
        works
    }

    /// Another number or picture asks for work of its own.
    pub(super) fn forget_work(self) {
        self.stop_work();
        self.update(|state| state.nonce.clear());
    }

    /// Looks for a nonce for the number as it is typed now.
    pub(super) fn work(self, told: &str) {
        let Ok(worker) = Worker::new(&[&*base(), "/work/worker.js"].concat()) else {
            return self.work_failed();
        };
        let found = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().as_string() {
                Some(nonce) => self.worked(nonce),
                None => self.work_failed(),
            }
        });
        worker.set_onmessage(Some(found.into_js_value().unchecked_ref()));
        let failed = Closure::<dyn Fn(JsValue)>::new(move |_| self.work_failed());
        worker.set_onerror(Some(failed.into_js_value().unchecked_ref()));
        // What it is sent are texts, which can always be sent.
        let _ = worker.post_message(&Array::of2(&told.into(), &mobile().into()));
        WORKER.set(Some(worker));
    }

    /// The nonce is found: the send that waits for it goes on, or the next one brings it.
    fn worked(self, nonce: String) {
        self.stop_work();
        let is_waited_for = self.now(|state| state.step_up == StepUp::Working);
        self.update(|state| state.nonce = nonce);
        if is_waited_for {
            self.update(|state| {
                state.busy = Busy::No;
                state.step_up = StepUp::No;
            });
            self.send_with(self.proofs());
        }
    }

    /// This browser can't do it. Before a send has asked for it that is nobody's concern.
    fn work_failed(self) {
        self.stop_work();
        if self.now(|state| state.step_up == StepUp::Working) {
            self.leave_work(StepUp::PictureInstead);
        }
    }

    /// Its memory is free at once.
    pub(super) fn stop_work(self) {
        if let Some(worker) = WORKER.take() {
            worker.terminate();
        }
    }
}
