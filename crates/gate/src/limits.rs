//! What a message counts for beside its own number, and how that is given back.
//!
//! Each counter lies in a slot of its own, so they are taken one after the other, always in the
//! same order: address, prefix, country, the operator's caps, site, the breakers of prefix and country, and then the
//! number's own script. The narrow come first, so that whoever is stopped by a narrow one never
//! touches what all share. When one refuses, or the store fails half-way, what was taken before it is
//! given back and nothing is sent. A crash in between leaves counted what was not sent, never the
//! other way round.

use std::net::IpAddr;

use futures::future::{join, join_all};

use menshen_model::{GateError, MobileNumber};
use menshen_store::{
    Acquire, BreakerRules, BreakerScope, ConversionRate, CountedSend, Counter, Permit, RateLimit,
    TallyReceipt, deadline,
};

use crate::{
    Event, SiteGate,
    operator_rules::{Cap, Standing, SubjectKind},
    refuse, seconds,
};

/// The limits beside those of the number, each by the hour, the day or both; an empty list is no
/// limit.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For one client (IPv4 address or IPv6 /64).
    pub per_address: Vec<RateLimit>,
    /// To numbers that differ in their last four digits alone.
    pub per_prefix: Vec<RateLimit>,
    /// To the numbers of one country.
    pub per_country: Vec<RateLimit>,
    /// To everybody.
    pub site: Vec<RateLimit>,
    /// `None`: messages that are answered are not counted.
    pub breaker: Option<BreakerRules>,
}

/// One of the counts that a message holds until it is certain that it was sent.
pub(super) enum Reservation {
    Counted(Permit),
    Sent(CountedSend),
}

/// What is counted, how much of it is allowed, and what is said beyond that.
type Scope<'a> = (Counter, &'a [RateLimit], fn(u32) -> GateError);

/// That of a cap. People read what they would read of the limit beside it.
fn scope_of(cap: &Cap) -> Scope<'_> {
    let refusal: fn(u32) -> GateError = match cap.kind {
        SubjectKind::Network | SubjectKind::System => {
            |retry_after| GateError::AddressLimited { retry_after }
        }
        SubjectKind::Prefix | SubjectKind::Number => {
            |retry_after| GateError::PrefixLimited { retry_after }
        }
        SubjectKind::Country => |retry_after| GateError::CountryLimited { retry_after },
    };
    (Counter::Capped(cap.counter()), &cap.limits, refusal)
}

impl SiteGate {
    /// Counts one more message everywhere, or nowhere.
    pub(super) async fn hold(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        standing: &Standing,
    ) -> Result<Vec<Reservation>, GateError> {
        let mut held = Vec::new();
        let taken = match self.acquire_each(mobile, client, standing, &mut held).await {
            Ok(()) => self.ask_breakers(mobile, standing, &mut held).await,
            refused => refused,
        };
        match taken {
            Ok(()) => Ok(held),
            Err(refusal) => {
                self.release(held).await;
                Err(refusal)
            }
        }
    }

    /// Gives back what a message counted for that certainly was not sent.
    pub(super) async fn release(&self, held: Vec<Reservation>) {
        // All at once: nobody can see the order, and the person waits.
        let back = held.iter().map(async |held| match held {
            Reservation::Counted(permit) => self.site.store.release(permit).await,
            Reservation::Sent(sent) => self.site.store.release_send(sent).await,
        });
        // What can't be given back ends with its window.
        deadline::release_scope(join_all(back)).await;
    }

    async fn acquire_each(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        standing: &Standing,
        held: &mut Vec<Reservation>,
    ) -> Result<(), GateError> {
        let limits = &self.site.policy.limits;
        let shared: [Scope<'_>; 3] = [
            (
                Counter::Address(self.site.keys.address(client)),
                &limits.per_address,
                |retry_after| GateError::AddressLimited { retry_after },
            ),
            (Counter::Prefix(self.site.keys.prefix(mobile)), &limits.per_prefix, |retry_after| {
                GateError::PrefixLimited { retry_after }
            }),
            (Counter::Country(mobile.country()), &limits.per_country, |retry_after| {
                GateError::CountryLimited { retry_after }
            }),
        ];
        // What the operator allows does not wait for what others have used up, nor use it up.
        let shared = shared.into_iter().filter(|_| !standing.is_allowed);
        let capped = standing.caps.iter().map(scope_of);
        let site: Scope<'_> =
            (Counter::Site, &limits.site, |retry_after| GateError::BudgetSpent { retry_after });
        for (counter, limits, refusal) in shared.chain(capped).chain([site]) {
            if limits.is_empty() {
                continue;
            }
            match self.site.store.acquire(&counter, limits).await.map_err(refuse)? {
                Acquire::Acquired(permit) => held.push(Reservation::Counted(permit)),
                Acquire::NotBefore(wait) => {
                    let refusal = refusal(seconds(wait));
                    let limit = refusal.slug();
                    tracing::warn!(limit, country = mobile.country().code(), "message refused");
                    return Err(refusal);
                }
            }
        }
        Ok(())
    }

    /// Lets nothing through to numbers of which too few answer, or only says so.
    async fn ask_breakers(
        &self,
        mobile: &MobileNumber,
        standing: &Standing,
        held: &mut Vec<Reservation>,
    ) -> Result<(), GateError> {
        let Some(rules) = &self.site.policy.limits.breaker else { return Ok(()) };
        let country = mobile.country();
        for (of, scope) in self.breaker_scopes(mobile) {
            let judged = self.site.store.count_sent(&scope, rules).await.map_err(refuse)?;
            held.extend(judged.sent.map(Reservation::Sent));
            let Some(open) = judged.open else { continue };
            self.site.observer.observe(Event::BreakerOpen {
                scope: of,
                country,
                wait: open.wait,
                has_just_opened: open.opened_by.is_some(),
            });
            let (country, enforced) = (country.code(), rules.enforce);
            if let Some(ConversionRate { sent, verified }) = open.opened_by {
                tracing::warn!(of, country, sent, verified, enforced, "the breaker opens");
            }
            if rules.enforce && !standing.is_allowed {
                let refusal = GateError::SendingPaused { retry_after: seconds(open.wait) };
                tracing::warn!(limit = refusal.slug(), of, country, "message refused");
                return Err(refusal);
            }
            tracing::warn!(of, country, "the breaker would refuse this message");
        }
        Ok(())
    }

    /// Counts a message to this number as answered. That it can't be counted is no reason to refuse
    /// the person whose code was right.
    pub(super) async fn count_verified(
        &self,
        mobile: &MobileNumber,
        receipt: Option<&TallyReceipt>,
    ) {
        let store = &self.site.store;
        let for_policy = async {
            if let Some(receipt) = receipt {
                let _ = store.tally_verified(receipt).await;
            }
        };
        let for_breakers = async {
            let Some(rules) = &self.site.policy.limits.breaker else { return };
            let scopes = self.breaker_scopes(mobile);
            join_all(scopes.iter().map(|(_, scope)| store.count_verified(scope, rules))).await;
        };
        join(for_policy, for_breakers).await;
    }

    /// The breaker_scopes that a number is judged with, and their names in the log.
    fn breaker_scopes(&self, mobile: &MobileNumber) -> [(&'static str, BreakerScope); 2] {
        [
            ("prefix", BreakerScope::Prefix(self.site.keys.prefix(mobile))),
            ("country", BreakerScope::Country(mobile.country())),
        ]
    }
}
