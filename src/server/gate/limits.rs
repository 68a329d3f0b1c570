//! What a message counts for beside its own number, and how that is given back.
//!
//! Each counter lies in a slot of its own, so they are taken one after the other, always in the
//! same order: address, prefix, country, site, and then the number's own script. The narrow come
//! first, so that whoever is stopped by a narrow one never touches what all share. When one
//! refuses, or the store fails half-way, what was taken before it is given back and nothing is
//! sent. A crash in between leaves counted what was not sent, never the other way round.

use std::net::IpAddr;

use futures::future::join_all;

use super::{Gate, refuse, seconds};
use crate::{
    model::{GateError, MobileNumber},
    server::store::{Counter, RateLimit, Take, Taken},
};

/// The limits beside those of the number, each by the hour, the day or both; an empty list is no
/// limit.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// For one client (IPv4 address or IPv6 /64).
    pub(crate) per_address: Vec<RateLimit>,
    /// To numbers that differ in their last four digits alone.
    pub(crate) per_prefix: Vec<RateLimit>,
    pub(crate) per_country: Vec<RateLimit>,
    /// To everybody.
    pub(crate) site: Vec<RateLimit>,
}

impl Gate {
    /// Counts one more message everywhere, or nowhere.
    pub(super) async fn hold(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
    ) -> Result<Vec<Taken>, GateError> {
        let mut held = Vec::new();
        match self.take_each(mobile, client, &mut held).await {
            Ok(()) => Ok(held),
            Err(refusal) => {
                self.give_back(held).await;
                Err(refusal)
            }
        }
    }

    /// Gives back what a message counted for that certainly was not sent.
    pub(super) async fn give_back(&self, held: Vec<Taken>) {
        // All at once: nobody can see the order, and the person waits.
        for given in join_all(held.iter().map(|taken| self.store.give_back(taken))).await {
            if let Err(error) = given {
                tracing::warn!(%error, "a count could not be given back; its window ends by itself");
            }
        }
    }

    async fn take_each(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        held: &mut Vec<Taken>,
    ) -> Result<(), GateError> {
        type Refusal = fn(u32) -> GateError;
        let limits = &self.rules.limits;
        let circles: [(Counter, &[RateLimit], Refusal); 4] = [
            (Counter::Address(self.keys.address(client)), &limits.per_address, |retry_after| {
                GateError::AddressLimited { retry_after }
            }),
            (Counter::Prefix(self.keys.prefix(mobile)), &limits.per_prefix, |retry_after| {
                GateError::PrefixLimited { retry_after }
            }),
            (Counter::Country(mobile.country()), &limits.per_country, |retry_after| {
                GateError::CountryLimited { retry_after }
            }),
            (Counter::Site, &limits.site, |retry_after| GateError::BudgetSpent { retry_after }),
        ];
        for (counter, limits, refusal) in circles {
            if limits.is_empty() {
                continue;
            }
            match self.store.take(&counter, limits).await.map_err(refuse)? {
                Take::Taken(taken) => held.push(taken),
                Take::NotBefore(wait) => {
                    let refusal = refusal(seconds(wait));
                    let limit = refusal.slug();
                    tracing::warn!(limit, country = mobile.country().code(), "message refused");
                    return Err(refusal);
                }
            }
        }
        Ok(())
    }
}
