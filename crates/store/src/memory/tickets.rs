//! Tickets, each redeemed once.

use std::{mem, time::Duration};

use async_trait::async_trait;
use tokio::time::Instant;

use super::{
    super::{KeptTicket, RedeemId, SealedTicket, StoreResult, TicketKey, Tickets},
    MemoryStore, lock,
};

/// A ticket, redeemed or not.
pub(super) struct Ticket {
    sealed: SealedTicket,
    taken: Taken,
}

/// Whether a ticket was redeemed.
enum Taken {
    No,
    /// By a call with this name, which may be repeated.
    By(RedeemId),
    /// For good.
    Once,
}

#[async_trait]
impl Tickets for MemoryStore {
    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<KeptTicket> {
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        if let Some((_, until)) = tickets.get_mut(key, now) {
            return Ok(KeptTicket { is_new: false, left: until - now });
        }
        let ticket = Ticket { sealed: ticket.clone(), taken: Taken::No };
        tickets.insert(*key, ticket, now + life, now)?;
        Ok(KeptTicket { is_new: true, left: life })
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        let now = Instant::now();
        let mut tickets = lock(&self.tickets);
        let Some((ticket, _)) = tickets.get_mut(key, now) else { return Ok(None) };
        match (&ticket.taken, name) {
            (Taken::No, None) => {
                ticket.taken = Taken::Once;
                let nothing = SealedTicket::stored(String::new());
                Ok(Some(mem::replace(&mut ticket.sealed, nothing)))
            }
            (Taken::No, Some(name)) => {
                ticket.taken = Taken::By(name.clone());
                Ok(Some(ticket.sealed.clone()))
            }
            (Taken::By(by), Some(name)) if by == name => Ok(Some(ticket.sealed.clone())),
            (Taken::By(_) | Taken::Once, _) => Ok(None),
        }
    }
}
