//! A message that the person is to send: what is shown of it, and whether it has come.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::Form;
use crate::{
    api::{Refusal, Reverse, take_reverse_message},
    components::{
        dom::{copy, focus, mobile, now, text, value},
        ids::Id,
        labels::Label,
    },
};

/// Between two looks: a message is on its way for seconds, seldom for minutes.
const PAUSE: Duration = Duration::from_secs(3);

/// What is waited for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::components) struct Awaited {
    /// What is shown.
    pub(in crate::components) message: Reverse,
    /// Of whom it is to come.
    mobile: String,
    /// Until when, by `dom::now`.
    until: f64,
    /// What is said of it.
    pub(in crate::components) said: Label,
}

impl Form {
    /// Shows what is to be sent, and waits for it.
    pub(super) fn ask_for_message(self, message: Reverse, mobile: String) {
        let until = now() + f64::from(message.expires_in) * 1000.0;
        let handle = message.handle.clone();
        let said = Label::ReverseWaiting;
        self.update(|state| state.reverse = Some(Awaited { message, mobile, until, said }));
        // Once it is to be seen.
        set_timeout(|| focus(Id::REVERSE_TITLE), Duration::ZERO);
        self.look_again(handle);
    }

    /// Where a page without the island has got to.
    pub(super) fn resume_message(self) {
        let handle = value(Id::REVERSE_HANDLE);
        if handle.is_empty() {
            return;
        }
        let (to, written) = (value(Id::REVERSE_TO), value(Id::REVERSE_TEXT));
        let message = Reverse { to, text: written, handle, expires_in: 600, ..Reverse::default() };
        let is_early = text(Id::REVERSE_STATUS) == self.label(Label::ReverseNotYet);
        self.ask_for_message(message, mobile());
        if is_early {
            self.say_of_message(Label::ReverseNotYet);
        }
    }

    /// The person says that it is sent.
    pub(in crate::components) fn message_is_sent(self) {
        let Some(handle) = self.awaited_handle() else { return };
        self.look(handle, true);
    }

    pub(in crate::components) fn copy(self, id: Id) {
        if copy(id) {
            self.say_of_message(Label::Copied);
        }
    }

    /// It belongs to a number that is no more.
    pub(super) fn forget_message(self) {
        if self.awaited_handle().is_some() {
            self.update(|state| state.reverse = None);
        }
    }

    fn awaited_handle(self) -> Option<String> {
        self.now(|state| state.reverse.as_ref().map(|awaited| awaited.message.handle.clone()))
    }

    fn say_of_message(self, said: Label) {
        self.update(|state| {
            if let Some(awaited) = &mut state.reverse {
                awaited.said = said;
            }
        });
    }

    fn look_again(self, handle: String) {
        set_timeout(move || self.look(handle, false), PAUSE);
    }

    /// Asks whether it has come; by itself, or since the person says so.
    fn look(self, handle: String, is_pressed: bool) {
        if self.awaited_handle().as_ref() != Some(&handle) {
            return;
        }
        let awaited = self.now(|state| state.reverse.clone());
        let Some(Awaited { mobile, until, .. }) = awaited else { return };
        spawn_local(async move {
            let taken = take_reverse_message(mobile, handle.clone()).await;
            if self.awaited_handle().as_ref() != Some(&handle) {
                return;
            }
            match taken {
                Ok(Some(issued)) => self.update(|state| state.ticket = Some(issued)),
                _ if now() > until => {
                    self.forget_message();
                    let text = self.label(Label::ReverseExpired);
                    self.refuse(Refusal { text, ..Refusal::default() });
                }
                Err(refusal) if is_pressed => self.refuse(refusal),
                Ok(None) if is_pressed => self.say_of_message(Label::ReverseNotYet),
                // A call that failed is made again.
                Ok(None) | Err(_) => self.look_again(handle),
            }
        });
    }
}
