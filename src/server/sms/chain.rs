//! Providers in the operator's order.

use std::time::Duration;

use tokio::time::Instant;

use super::{SendError, SmsMessage, SmsProvider};
use crate::server::spans;

/// The longest that all providers together may take; the person waits for it.
pub(crate) const BUDGET: Duration = Duration::from_millis(7500);
/// The longest that one provider may take, from the first byte out to the last byte in.
const LONGEST: Duration = Duration::from_secs(5);
/// With less than this a provider is not asked any more: a time-out would turn "certainly not
/// sent", after which the person may try again at once, into "perhaps sent". Longer than it may
/// take to connect, so that a connection that fails is always told from an answer that is late.
const SHORTEST: Duration = Duration::from_millis(2500);

/// Sends through the first provider that can. The next one is tried only after a certain "not
/// sent": a limit of the provider's own is one too. After "the number is refused" the person has
/// to act; after "perhaps sent" a second message could follow the first.
pub(crate) struct Chain {
    providers: Vec<Box<dyn SmsProvider>>,
}

/// One provider was asked, and this is what it said.
pub(crate) struct Attempt<'a> {
    pub(crate) provider: &'static str,
    pub(crate) took: Duration,
    pub(crate) result: &'a Result<(), SendError>,
}

/// How it ended, and with whom.
pub(crate) struct Outcome {
    /// The last provider that was asked.
    pub(crate) provider: &'static str,
    pub(crate) result: Result<(), SendError>,
}

impl Chain {
    pub(crate) fn new(providers: Vec<Box<dyn SmsProvider>>) -> Self {
        Self { providers }
    }

    /// Ends within [`BUDGET`]; tells of each provider as soon as it has answered.
    pub(crate) async fn send(
        &self,
        message: &SmsMessage,
        mut told: impl FnMut(Attempt<'_>),
    ) -> Outcome {
        let end = Instant::now() + BUDGET;
        let nobody = SendError::NotSent("there is no provider".to_owned());
        let mut outcome = Outcome { provider: "none", result: Err(nobody) };
        for (place, next) in self.providers.iter().enumerate() {
            let left = end.saturating_duration_since(Instant::now());
            if place > 0 {
                let Outcome { provider, result: Err(error) } = &outcome else { break };
                if !error.another_may_send() {
                    break;
                }
                if left < SHORTEST {
                    tracing::warn!(next = next.name(), "no time is left for the next provider");
                    break;
                }
                tracing::warn!(
                    provider,
                    %error,
                    next = next.name(),
                    "text message failed, the next provider is tried"
                );
            }
            let start = Instant::now();
            let sent = next.send(message, left.min(LONGEST));
            let sent = async { sent.await.inspect_err(|error| spans::failed(error.kind())) };
            let result = spans::to_provider(next.name(), sent).await;
            told(Attempt { provider: next.name(), took: start.elapsed(), result: &result });
            outcome = Outcome { provider: next.name(), result };
        }
        outcome
    }
}
