//! Providers in the operator's order.

use std::time::Duration;

use tokio::time::Instant;

use crate::{SendError, SmsMessage, SmsProvider};

/// The longest that all providers together may take; the person waits for it.
pub const BUDGET: Duration = Duration::from_millis(7500);
/// The longest that one provider may take, from the first byte out to the last byte in.
const LONGEST: Duration = Duration::from_secs(5);
/// With less than this a provider is not asked any more: a time-out would turn "certainly not
/// sent", after which the person may try again at once, into "perhaps sent". Longer than it may
/// take to connect, so that a connection that fails is always told from an answer that is late.
const SHORTEST: Duration = Duration::from_millis(2500);

/// Sends through the first provider that can. The next one is tried only after a certain "not
/// sent": a limit of the provider's own is one too. After "the number is refused" the person has
/// to act; after "perhaps sent" a second message could follow the first.
pub struct FailoverSender {
    providers: Vec<Box<dyn SmsProvider>>,
}

/// Watches a send: what each provider is asked, and what it says. Meters and tracers are such.
pub trait AttemptObserver: Sync {
    /// Runs the call of this provider, such as in a span of its own. It has to be run once and to its
    /// end, with its result as it is.
    fn around(
        &self,
        provider: &'static str,
        call: impl Future<Output = Result<(), SendError>> + Send,
    ) -> impl Future<Output = Result<(), SendError>> + Send {
        let _ = provider;
        call
    }

    /// A provider has answered, or its time was up.
    fn answered(&self, attempt: Attempt<'_>);
}

/// For whoever does not watch.
impl AttemptObserver for () {
    fn answered(&self, _: Attempt<'_>) {}
}

/// One provider was asked, and this is what it said.
pub struct Attempt<'a> {
    /// By name.
    pub provider: &'static str,
    /// How long that took.
    pub took: Duration,
    /// Whether it took the message over.
    pub result: &'a Result<(), SendError>,
}

/// How it ended, and with whom.
pub struct Outcome {
    /// The last provider that was asked.
    pub provider: &'static str,
    /// What that one said.
    pub result: Result<(), SendError>,
}

impl FailoverSender {
    /// In this order.
    pub fn new(providers: Vec<Box<dyn SmsProvider>>) -> Self {
        Self { providers }
    }

    /// Ends within [`BUDGET`]; the observer hears of each provider as soon as it has answered.
    pub async fn send(&self, message: &SmsMessage, observer: &impl AttemptObserver) -> Outcome {
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
            let call = next.send(message, left.min(LONGEST));
            let result = observer.around(next.name(), call).await;
            let took = start.elapsed();
            observer.answered(Attempt { provider: next.name(), took, result: &result });
            outcome = Outcome { provider: next.name(), result };
        }
        outcome
    }
}
