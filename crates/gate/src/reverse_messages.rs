//! Messages that people send to the site: a number is verified without one that the site sends.
//!
//! Who has solved a picture is shown a code, and holds a handle of which the code is made. The message is
//! known by its sender and the code, so that it is nothing when another number sends it. It comes by a
//! provider's webhook; the ticket is for who holds the handle, once.

use std::{net::IpAddr, time::Duration};

use menshen_model::{
    Country, GateError, Language, MobileNumber, ReverseMessage, ReverseOutcome, StepUp,
};
use menshen_sms::InboundMessage;
use menshen_spans as spans;
use menshen_store::{Arrival, AwaitedMessage, Counter, RateLimit, Receipt, ReverseKey, deadline};

use crate::{
    Event, InboundOutcome, STORE_RETRY, SiteGate, clock::since_1970, handle::Handle, refuse,
    reverse_code::ReverseCode, seconds, verified::Verified,
};

/// How long a message is waited for: to find the phone, to type, and for the networks.
const LIFE: Duration = Duration::from_secs(600);
/// For one address. Many people may stand behind it, and each that waits is a hundred bytes in the store.
const ASKED: RateLimit = RateLimit { count: 100, window: LIFE };
/// Two codes of one number are the same once in 2^40.
const TRIES: u32 = 3;

/// How people reach the site by message.
#[derive(Debug, Clone)]
pub struct ReverseRules {
    /// What the site is called in the message.
    pub site_name: String,
    /// Where messages go from the numbers of a country, and from those of all others.
    pub numbers: Vec<(Option<Country>, String)>,
}

impl ReverseRules {
    /// Where the numbers of this country send to.
    pub fn number_for(&self, country: Country) -> Option<&str> {
        let of = |country| self.numbers.iter().find(|(of, _)| *of == country);
        of(Some(country)).or_else(|| of(None)).map(|(_, number)| number.as_str())
    }
}

/// Who is asked for a message.
#[derive(Clone, Copy)]
pub(super) struct Asker {
    /// Whose request it is.
    pub(super) client: IpAddr,
    /// What the message is written in.
    pub(super) language: Language,
}

/// Who asks whether the message has come.
pub struct ReverseRequest {
    /// The phone number as typed.
    pub mobile: String,
    /// What the message was asked for with.
    pub handle: String,
    /// The host of the page that asks; empty when unknown.
    pub hostname: String,
    /// What the message is written in.
    pub language: Language,
}

impl SiteGate {
    /// Whether the holder of this number can send a message to the site.
    pub(super) fn can_receive_from(&self, mobile: &MobileNumber) -> bool {
        let rules = self.site.policy.reverse.as_ref();
        rules.is_some_and(|rules| rules.number_for(mobile.country()).is_some())
    }

    /// What who has solved a picture is told in place of a message to this number.
    ///
    /// # Errors
    /// [`GateError::AddressLimited`], and [`GateError::Unavailable`] also where none can be sent.
    pub(super) async fn ask_for_message(
        &self,
        mobile: &MobileNumber,
        asker: Asker,
    ) -> Result<GateError, GateError> {
        let step_up = StepUp::ReverseMessage(self.await_message(mobile, asker).await?);
        Ok(GateError::StepUpRequired { step_up })
    }

    /// The same where a message was refused for what many share, or for what strangers have asked for (I7): it
    /// takes nothing of that. Where there is no way to, the refusal stays.
    pub(super) async fn offer_message(
        &self,
        refusal: &mut GateError,
        mobile: &MobileNumber,
        asker: Asker,
    ) {
        let is_limit = matches!(
            refusal,
            GateError::AddressLimited { .. }
                | GateError::PrefixLimited { .. }
                | GateError::CountryLimited { .. }
                | GateError::SendingPaused { .. }
                | GateError::BudgetSpent { .. }
                | GateError::SmsPaused { .. }
                | GateError::TooManyMessages { .. }
                | GateError::SmsCodeExhausted { .. }
        );
        if is_limit
            && self.can_receive_from(mobile)
            && let Ok(asked) = self.ask_for_message(mobile, asker).await
        {
            *refusal = asked;
        }
    }

    async fn await_message(
        &self,
        mobile: &MobileNumber,
        asker: Asker,
    ) -> Result<ReverseMessage, GateError> {
        let Asker { client, language } = asker;
        let unavailable = GateError::Unavailable { retry_after: STORE_RETRY };
        let address = self.site.keys.address(client);
        let too_many = |retry_after| GateError::AddressLimited { retry_after };
        self.count(Counter::ReverseMessages(address), ASKED, too_many).await?;
        for _ in 0..TRIES {
            let handle = Handle::random(&self.site.keys, mobile);
            let Some(message) = self.message_of(mobile, &handle, language, LIFE) else { break };
            let awaited = AwaitedMessage {
                holder: self.site.keys.handle(mobile, handle.as_str()),
                network: address.network(),
                life: LIFE,
            };
            let key = self.reverse_key(mobile, &handle);
            let put = self.site.store.put_reverse_message(&key, &awaited).await;
            if put.map_err(refuse)? {
                self.site.observer.observe(Event::ReverseMessageAsked);
                return Ok(message);
            }
        }
        Err(unavailable)
    }

    /// Takes in a message that a provider has handed on. What came of it is nobody's business but the
    /// operator's.
    ///
    /// # Errors
    /// [`GateError::Unavailable`]: it has to come again.
    pub async fn receive(
        &self,
        provider: &'static str,
        message: &InboundMessage,
    ) -> Result<(), GateError> {
        let receipt = deadline::scope(spans::step("gate.receive", self.receipt(message))).await;
        let outcome = *receipt.as_ref().unwrap_or(&InboundOutcome::Failed);
        self.site.observer.observe(Event::MessageReceived { provider, outcome });
        receipt.map(drop)
    }

    async fn receipt(&self, message: &InboundMessage) -> Result<InboundOutcome, GateError> {
        let sender = message.sender.as_deref();
        let sender = sender.and_then(|sender| self.site.policy.phone_parser.parse(sender).ok());
        let Some(sender) = sender else { return Ok(InboundOutcome::NoNumber) };
        let Some(code) = ReverseCode::find(&message.text) else {
            return Ok(InboundOutcome::NoCode);
        };
        let is_late = |at| since_1970().saturating_sub(Duration::from_secs(at)) > LIFE;
        if message.sent_at.is_some_and(is_late) {
            return Ok(InboundOutcome::Late);
        }
        let key = self.site.keys.reverse(&sender, code.as_str());
        let keep = self.site.policy.sms.repeat;
        match self.site.store.receive_reverse_message(&key, keep).await.map_err(refuse)? {
            Receipt::Awaited => Ok(InboundOutcome::Awaited),
            Receipt::Again => Ok(InboundOutcome::Again),
            Receipt::Unknown => Ok(InboundOutcome::Unknown),
        }
    }

    /// Exchanges the message for a ticket, if it has come. For a minute it is the same ticket again.
    ///
    /// # Errors
    /// [`GateError::ReverseMessageExpired`], refusals about the number, and [`GateError::Unavailable`].
    pub async fn take_reverse(&self, request: ReverseRequest) -> Result<ReverseOutcome, GateError> {
        let taken = deadline::scope(spans::step("gate.take", self.taken(request))).await;
        taken.inspect_err(|refusal| self.refused(refusal))
    }

    async fn taken(&self, request: ReverseRequest) -> Result<ReverseOutcome, GateError> {
        let ReverseRequest { mobile, handle, hostname, language } = request;
        let mobile = self.site.policy.phone_parser.parse(&mobile)?;
        let handle = Handle::parse(&self.site.keys, &mobile, &handle);
        let handle = handle.ok_or(GateError::ReverseMessageExpired)?;
        let verified = self.verified(&mobile, hostname);
        let holder = self.holder(&mobile, &handle, &verified)?;
        let (key, repeat) = (self.reverse_key(&mobile, &handle), self.site.policy.sms.repeat);
        let arrival = self.site.store.take_reverse_message(&key, &holder, repeat).await;
        let verified = match arrival.map_err(refuse)? {
            Arrival::Awaited(left) => {
                let message = self.message_of(&mobile, &handle, language, left);
                let message = message.ok_or(GateError::ReverseMessageExpired)?;
                return Ok(ReverseOutcome::Awaited(message));
            }
            Arrival::Expired => return Err(GateError::ReverseMessageExpired),
            Arrival::Taken => verified,
            Arrival::Repeated(answer) => Verified::open(&answer, &self.site.keys, &handle)
                .ok_or(GateError::ReverseMessageExpired)?,
        };
        self.issue_ticket(&mobile, verified).await.map(ReverseOutcome::Verified)
    }

    /// What is to be sent, as long as this; `None` where the number's country has nowhere to send it.
    fn message_of(
        &self,
        mobile: &MobileNumber,
        handle: &Handle,
        language: Language,
        left: Duration,
    ) -> Option<ReverseMessage> {
        let rules = self.site.policy.reverse.as_ref()?;
        let code = self.reverse_code(mobile, handle);
        let text = language.catalogue().reverse.message.fill([&rules.site_name, code.as_str()]);
        Some(ReverseMessage {
            to: rules.number_for(mobile.country())?.to_owned(),
            text,
            handle: handle.as_str().to_owned(),
            expires_in: seconds(left),
        })
    }

    fn reverse_code(&self, mobile: &MobileNumber, handle: &Handle) -> ReverseCode {
        ReverseCode::of(self.site.keys.reverse_code(mobile, handle.as_str()))
    }

    fn reverse_key(&self, mobile: &MobileNumber, handle: &Handle) -> ReverseKey {
        self.site.keys.reverse(mobile, self.reverse_code(mobile, handle).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_its_own_number_or_that_of_all_others() {
        let country = |code| Country::from_code(code).unwrap();
        let numbers = vec![(Some(country("CN")), "10690001".to_owned())];
        let mut rules = ReverseRules { site_name: "Example".to_owned(), numbers };
        assert_eq!(rules.number_for(country("CN")), Some("10690001"));
        assert_eq!(rules.number_for(country("US")), None);
        rules.numbers.insert(0, (None, "+15005550006".to_owned()));
        assert_eq!(rules.number_for(country("CN")), Some("10690001"));
        assert_eq!(rules.number_for(country("US")), Some("+15005550006"));
    }
}
