//! The provider for development: the message goes to the terminal of whoever runs the server.

use std::{io::Write, time::Duration};

use async_trait::async_trait;

#[cfg(any(test, fuzzing, feature = "fixtures"))]
use crate::vectors::Vectors;
use crate::{
    message::{SmsMessage, SmsProvider},
    provider::{Channel, Provider},
    send_error::SendError,
};

pub(crate) const PROVIDER: Provider = Provider {
    name: "console",
    about: "Messages go to this terminal; for development",
    settings: &[],
    development: Some("text messages go to this terminal; for development only"),
    build: |_| Ok(Channel::Other(Box::new(ConsoleProvider))),
    inbound: None,
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: &Vectors::NONE,
};

/// Writes each message to standard output, past the log: a code never reaches a log, and the
/// number is masked here too.
struct ConsoleProvider;

#[async_trait]
impl SmsProvider for ConsoleProvider {
    fn name(&self) -> &'static str {
        "console"
    }

    async fn send(&self, message: &SmsMessage, _: Duration) -> Result<(), SendError> {
        let SmsMessage { mobile, code, life, .. } = message;
        writeln!(
            std::io::stdout().lock(),
            "\n=== console SMS (development only) to {mobile} ===\n    code: {}   valid for {} s\n",
            code.as_str(),
            life.as_secs(),
        )
        .map_err(|error| SendError::NotSent(error.kind().to_string()))
    }
}
