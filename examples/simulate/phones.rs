//! The provider of the simulation: it counts what it carries, and keeps the last code that came to each phone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use menshen_sms::{SendError, SmsMessage, SmsProvider};

/// Every phone there is.
#[derive(Clone, Default)]
pub struct Phones(Arc<Mutex<Carried>>);

#[derive(Default)]
struct Carried {
    messages: u64,
    codes: HashMap<String, String>,
}

impl Phones {
    /// The code in the last message to this number.
    pub fn code(&self, number: &str) -> Option<String> {
        self.carried().codes.get(number).cloned()
    }

    /// Messages to all.
    pub fn messages(&self) -> u64 {
        self.carried().messages
    }

    fn carried(&self) -> std::sync::MutexGuard<'_, Carried> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SmsProvider for Phones {
    fn name(&self) -> &'static str {
        "phones"
    }

    async fn send(&self, message: &SmsMessage, _within: Duration) -> Result<(), SendError> {
        let mut carried = self.carried();
        carried.messages += 1;
        let (number, code) = (message.mobile.e164().to_owned(), message.code.as_str().to_owned());
        carried.codes.insert(number, code);
        Ok(())
    }
}
