//! A message code is exchanged for a ticket.

use std::net::IpAddr;

use futures::future::join;

use menshen_model::{GateError, MobileNumber, TicketIssued};
use menshen_sms::SmsCode;
use menshen_spans as spans;
use menshen_store::{Check, Counter, deadline};

use crate::{
    Event, STORE_RETRY, SiteGate,
    clock::since_1970,
    refuse, seconds,
    ticket::{Ticket, TicketText},
};

/// What a person hands in for a ticket, as it came.
pub struct VerifyRequest {
    /// The phone number as typed.
    pub mobile: String,
    /// The code from the text message.
    pub sms_code: String,
    /// The host of the page on which it was typed; empty when unknown.
    pub hostname: String,
    /// Whose request it is.
    pub client: IpAddr,
}

impl SiteGate {
    /// Exchanges the right message code for a ticket.
    ///
    /// # Errors
    /// Refusals about the message code, [`GateError::TooManyChecks`] and [`GateError::Unavailable`].
    pub async fn verify(&self, request: VerifyRequest) -> Result<TicketIssued, GateError> {
        let confirmed = deadline::scope(spans::step("gate.check", self.check(request))).await;
        confirmed.inspect_err(|refusal| self.refused(refusal))
    }

    async fn check(&self, request: VerifyRequest) -> Result<TicketIssued, GateError> {
        let mobile = self.site.policy.phone_parser.parse(&request.mobile)?;
        let code = SmsCode::parse(&request.sms_code).ok_or(GateError::SmsCodeMalformed)?;
        // No picture stands before this call: without a limit one client could try a code at number
        // after number.
        let counter = Counter::Checks(self.site.keys.address(request.client));
        let too_many = |retry_after| GateError::TooManyChecks { retry_after };
        self.count(counter, self.site.policy.checks, too_many).await?;
        let mac = self.site.keys.sms_code(&mobile, code.as_str());
        let phone = self.site.keys.phone(&mobile);
        let checked =
            self.site.store.check_sms_code(&phone, &mac, self.site.policy.sms.attempts).await;
        let checked = checked.map_err(refuse)?;
        self.site.observer.observe(Event::MessageCodeChecked(checked));
        match checked {
            Check::Passed => {
                // At once: what is only counted must not use up the time that the ticket needs.
                let issued = self.issue_ticket(&mobile, request.hostname);
                let (issued, ()) = join(issued, self.count_verified(&mobile)).await;
                let issued = issued?;
                self.site.observer.observe(Event::NumberVerified(&mobile));
                Ok(issued)
            }
            // To tell them apart would be to tell whether the number was sent a message (I4).
            Check::Wrong | Check::Exhausted | Check::Expired => Err(GateError::SmsCodeWrong),
        }
    }

    async fn issue_ticket(
        &self,
        mobile: &MobileNumber,
        hostname: String,
    ) -> Result<TicketIssued, GateError> {
        let ticket = TicketText::random();
        let verified_at = since_1970().as_secs();
        let (site, mobile) = (self.site.id.clone(), mobile.e164().to_owned());
        let stands_for = Ticket { site, mobile, verified_at, hostname };
        let sealed = stands_for.seal(&self.site.keys, &ticket);
        let sealed = sealed.ok_or(GateError::Unavailable { retry_after: STORE_RETRY })?;
        let life = self.site.policy.ticket_life;
        let put = self
            .site
            .store
            .put_ticket(&self.site.keys.ticket(ticket.as_str()), &sealed, life)
            .await;
        put.map_err(refuse)?;
        tracing::info!("phone number verified");
        Ok(TicketIssued { ticket: ticket.into_string(), expires_in: seconds(life) })
    }
}
