//! The host site's side of the flow: a ticket is exchanged for the number that it stands for.

use std::net::IpAddr;

use menshen_spans as spans;
use menshen_store::{RedeemId, deadline};

use crate::{
    Event, RedeemError, SiteGate,
    login_throttle::Failure,
    refuse,
    ticket::{Ticket, TicketText},
};

impl SiteGate {
    /// Exchanges a ticket for what it stands for, once. The secret is looked at first: without it
    /// nothing is told about the ticket, and nothing is spent.
    ///
    /// A call with an idempotency key may be repeated: its ticket is given again to the same key, and
    /// to no other.
    pub async fn redeem(
        &self,
        secret: &str,
        ticket: &str,
        idempotency_key: &str,
        client: IpAddr,
    ) -> Result<Ticket, RedeemError> {
        let redeemed = self.take_ticket(secret, ticket, idempotency_key, client);
        let redeemed = deadline::scope(spans::step("gate.redeem", redeemed)).await;
        match &redeemed {
            Ok(ticket) if ticket.test => {}
            Ok(_) => self.site.observer.observe(Event::TicketRedeemed),
            Err(error) => self.site.observer.observe(Event::TicketRefused(*error)),
        }
        redeemed
    }

    /// Counts it. The right one never comes here, so nobody's wrong ones keep the site out (I7).
    fn wrong_secret(&self, client: IpAddr) -> RedeemError {
        let Failure { retry_after, to_log } = self.secret_throttle.record_failure(client);
        if let Some(since_last) = to_log {
            tracing::warn!(since_last, "a wrong SITE_SECRET was shown at /siteverify");
        }
        match retry_after {
            None => RedeemError::SecretWrong,
            Some(retry_after) => RedeemError::TooManySecrets { retry_after },
        }
    }

    async fn take_ticket(
        &self,
        secret: &str,
        ticket: &str,
        idempotency_key: &str,
        client: IpAddr,
    ) -> Result<Ticket, RedeemError> {
        let site_secret = self.site.secret.as_ref().ok_or(RedeemError::SecretNotSet)?;
        if secret.is_empty() {
            return Err(RedeemError::SecretMissing);
        }
        if !site_secret.is(secret) {
            return Err(self.wrong_secret(client));
        }
        if ticket.is_empty() {
            return Err(RedeemError::TicketMissing);
        }
        let ticket = TicketText::parse(ticket).ok_or(RedeemError::TicketMalformed)?;
        let name = match idempotency_key {
            "" => None,
            key => Some(RedeemId::parse(key).ok_or(RedeemError::BadRequest)?),
        };
        let key = self.site.keys.ticket(ticket.as_str());
        let taken = self.site.store.take_ticket(&key, name.as_ref()).await;
        let taken = taken.map_err(|error| {
            let retry_after = refuse(error).retry_after().unwrap_or(1);
            RedeemError::Unavailable { retry_after }
        })?;
        // What can't be opened was not put there by us.
        let opened =
            taken.and_then(|sealed| Ticket::open(&sealed, &self.site.keys, &self.site.id, &ticket));
        let opened = opened.ok_or(RedeemError::TicketSpent)?;
        tracing::info!("ticket redeemed");
        Ok(opened)
    }
}
