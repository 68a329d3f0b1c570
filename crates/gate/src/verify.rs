//! A message code is exchanged for a ticket.

use std::net::IpAddr;

use futures::future::join;
use menshen_model::{GateError, MobileNumber, TicketIssued};
use menshen_sms::SmsCode;
use menshen_spans as spans;
use menshen_store::{Check, Checked, CodeAttempt, Counter, Holder, deadline};

use crate::{
    Event, STORE_RETRY, SiteGate,
    clock::since_1970,
    handle::Handle,
    refuse, seconds,
    ticket::{Ticket, TicketText},
    verified::Verified,
};

/// What a person hands in for a ticket, as it came.
pub struct VerifyRequest {
    /// The phone number as typed.
    pub mobile: String,
    /// The code from the text message.
    pub sms_code: String,
    /// What the send was answered with; empty, or anything else, when that is not known.
    pub handle: String,
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
        let verified = deadline::scope(spans::step("gate.check", self.check(request))).await;
        verified.inspect_err(|refusal| self.refused(refusal))
    }

    async fn check(&self, request: VerifyRequest) -> Result<TicketIssued, GateError> {
        let mobile = self.site.policy.phone_parser.parse(&request.mobile)?;
        let code = SmsCode::parse(&request.sms_code).ok_or(GateError::SmsCodeMalformed)?;
        // No picture stands before this call: without a limit one client could try a code at number
        // after number.
        let address = self.site.keys.address(request.client);
        let too_many = |retry_after| GateError::TooManyChecks { retry_after };
        self.count(Counter::Checks(address), self.site.policy.checks, too_many).await?;

        let verified = self.verified(&mobile, request.hostname);
        let handle = Handle::parse(&self.site.keys, &mobile, &request.handle);
        let holder = handle.as_ref().map(|handle| self.holder(&mobile, handle, &verified));
        let attempt = CodeAttempt {
            code: self.site.keys.sms_code(&mobile, code.as_str()),
            network: address.network(),
            holder: holder.transpose()?,
        };
        let phone = self.site.keys.phone(&mobile);
        let checked = self.site.store.check_sms_code(&phone, &attempt, &self.site.policy.sms).await;
        let Checked { check, counted, tries_left } = checked.map_err(refuse)?;
        // No message was sent, so nothing of it counts as answered.
        let is_test = self.site.policy.test_numbers.contains(&mobile);
        if !is_test {
            self.site.observer.observe(Event::MessageCodeChecked((&check).into()));
        }
        match check {
            Check::Passed if is_test => self.issue_ticket(&mobile, verified).await,
            Check::Passed => {
                // At once: what is only counted must not use up the time that the ticket needs.
                let issued = self.issue_ticket(&mobile, verified);
                let counted = self.count_verified(&mobile, counted.as_ref());
                let (issued, ()) = join(issued, counted).await;
                issued
            }
            Check::Repeated(answer) => {
                let open = |handle| Verified::open(&answer, &self.site.keys, handle);
                let verified = handle
                    .as_ref()
                    .and_then(open)
                    .ok_or(GateError::SmsCodeWrong { tries_left: None })?;
                self.issue_ticket(&mobile, verified).await
            }
            // To tell them apart would be to tell whether the number was sent a message (I4): but for whom it was
            // sent, who has its handle, the store counts what is left.
            Check::Wrong | Check::Exhausted | Check::Expired => {
                Err(GateError::SmsCodeWrong { tries_left })
            }
        }
    }

    /// Who shows this handle, and what they are given if their code is right.
    pub(super) fn holder(
        &self,
        mobile: &MobileNumber,
        handle: &Handle,
        verified: &Verified,
    ) -> Result<Holder, GateError> {
        let answer = verified.seal(&self.site.keys, handle);
        let answer = answer.ok_or(GateError::Unavailable { retry_after: STORE_RETRY })?;
        Ok(Holder { handle: self.site.keys.handle(mobile, handle.as_str()), answer })
    }

    /// Keeps the ticket, unless it is an answer that is given again and was kept before.
    pub(super) async fn issue_ticket(
        &self,
        mobile: &MobileNumber,
        verified: Verified,
    ) -> Result<TicketIssued, GateError> {
        let Verified { ticket, stands_for } = verified;
        let test = stands_for.test;
        let sealed = stands_for.seal(&self.site.keys, &ticket);
        let sealed = sealed.ok_or(GateError::Unavailable { retry_after: STORE_RETRY })?;
        let (key, life) = (self.site.keys.ticket(ticket.as_str()), self.site.policy.ticket_life);
        let kept = self.site.store.put_ticket(&key, &sealed, life).await.map_err(refuse)?;
        if kept.is_new {
            tracing::info!(test, "phone number verified");
            if !test {
                self.site.observer.observe(Event::NumberVerified(mobile));
            }
        }
        let expires_in = seconds(kept.left);
        Ok(TicketIssued { ticket: ticket.into_string(), expires_in, test })
    }

    /// What is handed out if the code is right. Made before it is known: the store keeps it with the
    /// verdict, in one step.
    pub(super) fn verified(&self, mobile: &MobileNumber, hostname: String) -> Verified {
        let test = self.site.policy.test_numbers.contains(mobile);
        let (site, mobile) = (self.site.id.clone(), mobile.e164().to_owned());
        let verified_at = since_1970().as_secs();
        let stands_for = Ticket { site, mobile, verified_at, hostname, test };
        Verified { ticket: TicketText::random(), stands_for }
    }
}
