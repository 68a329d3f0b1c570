//! From a solved picture to a message: limits, reservation, provider, and what is given back.

#[cfg(test)]
mod tests;

use std::{net::IpAddr, sync::Arc, time::Duration};

use futures::future::join;
use tokio::time::{Instant, timeout};

use menshen_model::{Country, GateError, MobileNumber, SmsSent, StepUpLevel};
use menshen_sms::{Attempt, AttemptObserver, BUDGET, Outcome, SendError, SmsCode, SmsMessage};
use menshen_spans as spans;
use menshen_store::{NewMessage, PhoneKey, ReservationId, Reserve, deadline};

use crate::{
    Event, Observer, SendRequest, SiteGate, SolvedPicture,
    handle::Handle,
    limits::{Held, Reservation, Weighed},
    operator_rules::OperatorRules,
    refuse, seconds,
    step_up::Brought,
};

/// The longest that providers may take. They end within a budget of their own; this one holds when
/// that fails.
const SEND_TIMEOUT: Duration = Duration::from_secs(8);
const _: () = assert!(BUDGET.as_millis() < SEND_TIMEOUT.as_millis());
/// How old the last look at what the operator says may be when a provider is asked: about what it takes a look to
/// travel. A reservation that takes longer leaves time to press the stop.
const LAST_LOOK: Duration = Duration::from_millis(50);
/// When to come back after a send that failed for a passing reason.
const SEND_RETRY: u32 = 5;

impl SiteGate {
    /// Counts the message, reserves it, sends it; whatever certainly did not leave is given back.
    pub(super) async fn reserve_and_send(
        &self,
        mobile: MobileNumber,
        picture: SolvedPicture<'_>,
        rules: Result<Arc<OperatorRules>, GateError>,
        request: SendRequest,
    ) -> Result<SmsSent, GateError> {
        let rules = rules?;
        if let Some(code) = self.site.policy.test_numbers.code(&mobile) {
            return self.reserve_test(&mobile, code, &rules, &request).await;
        }
        let SendRequest { mobile: typed, handle, proofs, client, language, .. } = request;
        let sms = &self.site.policy.sms;
        let phone = self.site.keys.phone(&mobile);
        let code = SmsCode::random(&mut rand::rng());
        let handle = Handle::parse(&self.site.keys, &mobile, &handle);
        let handle = handle.unwrap_or_else(|| Handle::random(&self.site.keys, &mobile));
        let standing = self.standing(&rules, &mobile, &phone, client)?;
        let hold = spans::step("gate.hold", self.hold(&mobile, client, &standing, picture));
        let Held { reservations: held, weighed } = hold.await?;
        let Weighed { receipt, required, is_known } = weighed;
        let least = if standing.is_allowed { StepUpLevel::None } else { self.site.policy.step_up };
        let (proofs, number) = (&proofs, &mobile);
        let in_turn = proofs.in_turn.then(|| self.site.keys.picture_in_turn(&mobile, client));
        let SolvedPicture { id: picture, text, by, .. } = picture;
        let brought = Brought {
            proofs,
            picture,
            text,
            by,
            in_turn,
            mobile: &typed,
            number,
            client,
            language,
        };
        if let Err(refusal) = self.require(required.max(least), &brought).await {
            self.release(held).await;
            return Err(refusal);
        }
        let reserved = NewMessage {
            is_stranger: !is_known,
            counted: Some(receipt),
            ..self.new_message(&mobile, &code, &handle, client)
        };
        // What the operator says is asked once more, as late as it goes without one more call to wait for.
        let looked = Instant::now();
        let reserve = self.site.store.reserve_sms(&phone, &reserved, sms);
        let (answer, rules) = join(reserve, self.may_send()).await;
        let answer = match answer {
            Ok(answer) => resend_in(answer),
            // It may be done all the same, with the answer lost on the way.
            Err(error) => {
                self.refund(&phone, &reserved, held).await;
                return Err(refuse(error));
            }
        };
        let resend_in = match answer {
            Ok(resend_in) => resend_in,
            Err(refusal) => {
                self.release(held).await;
                return Err(refusal);
            }
        };

        // And again where that was long ago: nothing but the provider follows.
        let rules = if looked.elapsed() > LAST_LOOK { self.may_send().await } else { rules };
        let still = rules.and_then(|rules| self.standing(&rules, &mobile, &phone, client));
        if let Err(refusal) = still {
            self.refund(&phone, &reserved, held).await;
            return Err(refusal);
        }
        let message = SmsMessage { mobile, code, life: sms.code_life, language };
        let country = message.mobile.country();
        let attempts = Attempts { observer: &*self.site.observer, country };
        let sent = spans::step("gate.send", self.site.sms.send(&message, &attempts));
        let sent = timeout(SEND_TIMEOUT, sent).await;
        let Outcome { provider, result } = sent.unwrap_or_else(|_| {
            let (provider, error) =
                ("unknown", SendError::Unknown("the time-out of the gate".to_owned()));
            self.site.observer.observe(Event::ProvidersTimedOut(&error));
            Outcome { provider, result: Err(error) }
        });
        let Err(error) = result else {
            tracing::info!(provider, "text message sent");
            self.site.observer.observe(Event::MessageSent(&message.mobile));
            let (expires_in, handle) = (seconds(sms.code_life), handle.into_string());
            return Ok(SmsSent { expires_in, resend_in, handle, test: false });
        };
        tracing::warn!(provider, %error, "text message failed");
        let refusal = match error {
            // It may arrive: the code stays good, and all that it counts for stays counted.
            SendError::Unknown(_) => return Err(GateError::SendUnknown { retry_after: resend_in }),
            SendError::Refused(_) => GateError::SendRefused,
            SendError::Limited { retry_after, .. } => {
                GateError::SendFailed { retry_after: retry_after.unwrap_or(SEND_RETRY).max(1) }
            }
            SendError::NotSent(_) => GateError::SendFailed { retry_after: SEND_RETRY },
        };
        self.refund(&phone, &reserved, held).await;
        Err(refusal)
    }

    /// What the store is told of a message.
    pub(super) fn new_message(
        &self,
        mobile: &MobileNumber,
        code: &SmsCode,
        handle: &Handle,
        client: IpAddr,
    ) -> NewMessage {
        let keys = &self.site.keys;
        NewMessage {
            reservation: ReservationId::random(),
            code: keys.sms_code(mobile, code.as_str()),
            handle: keys.handle(mobile, handle.as_str()),
            network: keys.address(client).network(),
            is_stranger: true,
            counted: None,
        }
    }

    /// Takes back all that a message counts for that certainly did not leave. What can't be given back
    /// ends by itself.
    async fn refund(&self, phone: &PhoneKey, reserved: &NewMessage, held: Vec<Reservation>) {
        let refund = self.site.store.refund_sms(phone, reserved, &self.site.policy.sms);
        let refund = deadline::release_scope(refund);
        let _ = spans::step("gate.refund", join(refund, self.release(held))).await;
    }
}

/// Seconds until the number may be sent the next message, or until it may be sent this one.
pub(super) fn resend_in(answer: Reserve) -> Result<u32, GateError> {
    match answer {
        Reserve::Reserved { next } => Ok(seconds(next)),
        Reserve::CoolingDown(wait) => Err(GateError::CoolingDown { retry_after: seconds(wait) }),
        Reserve::TooMany(wait) => Err(GateError::TooManyMessages { retry_after: seconds(wait) }),
        Reserve::Exhausted(wait) => Err(GateError::SmsCodeExhausted { retry_after: seconds(wait) }),
    }
}

/// Tells of each provider that is asked for a message to this country.
struct Attempts<'a> {
    observer: &'a dyn Observer,
    country: Country,
}

impl AttemptObserver for Attempts<'_> {
    async fn around(
        &self,
        provider: &'static str,
        call: impl Future<Output = Result<(), SendError>> + Send,
    ) -> Result<(), SendError> {
        let call = async { call.await.inspect_err(|error| spans::failed(error.kind())) };
        spans::to_provider(provider, call).await
    }

    fn answered(&self, attempt: Attempt<'_>) {
        let (Attempt { provider, took, result }, country) = (attempt, self.country);
        self.observer.observe(Event::ProviderAnswered { provider, country, took, result });
    }
}
