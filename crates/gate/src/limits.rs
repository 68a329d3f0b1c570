//! What a message counts for beside its own number, and how that is given back.
//!
//! Each circle lies in a slot of its own. They are asked in two rounds, all of a round at once, since a person waits
//! for each: first the limits of the settings and the prefix's breaker, then the country's breaker and the tally,
//! which so counts nothing that a limit refuses. When one refuses, or the store fails, what was taken is given back
//! and nothing is sent; of several refusals the narrowest is told: address, prefix, country, the operator's caps,
//! site, the breakers, and then what the policy decides. A crash in between leaves counted what was not sent, never
//! the other way round.

use std::{net::IpAddr, time::Duration};

use futures::{
    future::{join, join_all},
    join,
};

use menshen_model::{GateError, MobileNumber, StepUpLevel};
use menshen_store::{
    Acquire, BreakerRules, BreakerScope, ConversionRate, CountedSend, Counter, MessageReceipt,
    Permit, RateLimit, TallyReceipt, TallyScope, Verdict, deadline,
};

use crate::{
    Event, SiteGate, SolvedPicture,
    operator_rules::{Cap, Standing, SubjectKind},
    refuse, seconds,
    weigh::Seen,
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
    Tallied(TallyReceipt),
}

impl Reservation {
    /// What limits count is what nobody answers: people who share an address, or buy their numbers in one shop, are
    /// many. Who answers everything is bounded by the volume of the site, and by its budget.
    fn given_back_by_answers(&self) -> Option<&Permit> {
        match self {
            Self::Counted(permit) if permit.is_given_back_by_answers() => Some(permit),
            _ => None,
        }
    }
}

/// What a message holds, and what was decided about it.
pub(super) struct Held {
    pub(super) reservations: Vec<Reservation>,
    pub(super) weighed: Weighed,
}

/// What is known of a message that holds its places.
pub(super) struct Weighed {
    /// What it counts for until it is answered.
    pub(super) receipt: MessageReceipt,
    /// What it has to bring to be sent.
    pub(super) required: StepUpLevel,
    /// Whether somebody in the network has answered before.
    pub(super) is_known: bool,
}

/// What some of the circles say, and what is held in them even so.
struct Asked<H, T> {
    held: H,
    answer: Result<T, GateError>,
}

impl<H: IntoIterator<Item = Reservation>, T> Asked<H, T> {
    fn kept_in(self, held: &mut Vec<Reservation>) -> Result<T, GateError> {
        held.extend(self.held);
        self.answer
    }
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
    /// Counts one more message everywhere, or nowhere, and decides about it.
    pub(super) async fn hold(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        standing: &Standing,
        picture: SolvedPicture<'_>,
    ) -> Result<Held, GateError> {
        let mut held = Vec::new();
        match self.hold_each(mobile, client, standing, picture, &mut held).await {
            Ok(weighed) => Ok(Held { reservations: held, weighed }),
            Err(refusal) => {
                self.release(held).await;
                Err(refusal)
            }
        }
    }

    async fn hold_each(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        standing: &Standing,
        picture: SolvedPicture<'_>,
        held: &mut Vec<Reservation>,
    ) -> Result<Weighed, GateError> {
        let (prefix, country) = self.breaker_scopes(mobile);
        let (limits, prefix, wrong_answers) = join!(
            self.acquire_each(mobile, client, standing),
            self.ask_breaker(mobile, "prefix", prefix),
            self.wrong_of(client),
        );
        let limits = limits.kept_in(held);
        let prefix = prefix.kept_in(held);
        limits.inspect_err(|refusal| self.limited(mobile, client, refusal))?;
        let (prefix, wrong_answers) = (prefix?, wrong_answers?);
        let ask_country = async {
            match prefix {
                // Which is narrower, and says enough.
                Some(_) => Asked { held: None, answer: Ok(None) },
                None => self.ask_breaker(mobile, "country", country).await,
            }
        };
        let (country, tallied) = join(ask_country, self.tally(mobile, client)).await;
        let country = country.kept_in(held);
        let tallied = tallied?;
        held.push(Reservation::Tallied(tallied.receipt.clone()));
        let open = prefix.or(country?);
        let required = if standing.is_allowed {
            self.allowed(mobile, client);
            StepUpLevel::None
        } else {
            let seen = Seen { tallied: &tallied, picture, wrong_answers, breaker: open };
            self.weigh(mobile, client, &seen)?
        };
        let is_known = tallied.tallies.iter().all(|(scope, _)| *scope != TallyScope::Unknown);
        let places = held.iter().filter_map(Reservation::given_back_by_answers).cloned().collect();
        let receipt = MessageReceipt { tally: tallied.receipt, places };
        Ok(Weighed { receipt, required, is_known })
    }

    /// Gives back what a message counted for that certainly was not sent.
    pub(super) async fn release(&self, held: Vec<Reservation>) {
        // All at once: nobody can see the order, and the person waits.
        let back = held.iter().map(async |held| match held {
            Reservation::Counted(permit) => self.site.store.release(permit).await,
            Reservation::Sent(sent) => self.site.store.release_send(sent).await,
            Reservation::Tallied(receipt) => self.site.store.untally(receipt).await,
        });
        // What can't be given back ends with its window.
        deadline::release_scope(join_all(back)).await;
    }

    async fn acquire_each(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        standing: &Standing,
    ) -> Asked<Vec<Reservation>, ()> {
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
        let scopes = shared.chain(capped).chain([site]);
        let scopes = scopes.filter(|(_, limits, _)| !limits.is_empty());
        let acquired = scopes.map(async |(counter, limits, refusal)| {
            match self.site.store.acquire(&counter, limits).await.map_err(refuse)? {
                Acquire::Acquired(permit) => Ok(permit),
                Acquire::NotBefore(wait) => Err(refusal(seconds(wait))),
            }
        });
        let (mut held, mut answer) = (Vec::new(), Ok(()));
        for acquired in join_all(acquired).await {
            match acquired {
                Ok(permit) => held.push(Reservation::Counted(permit)),
                Err(refusal) => answer = answer.and(Err(refusal)),
            }
        }
        if let Err(refusal) = &answer {
            let (limit, country) = (refusal.slug(), mobile.country());
            tracing::warn!(limit, country = country.code(), "message refused");
        }
        Asked { held, answer }
    }

    /// Asks a breaker. Gives how long it is open yet, if it is to be heeded.
    async fn ask_breaker(
        &self,
        mobile: &MobileNumber,
        of: &'static str,
        scope: BreakerScope,
    ) -> Asked<Option<Reservation>, Option<Duration>> {
        let Some(rules) = &self.site.policy.limits.breaker else {
            return Asked { held: None, answer: Ok(None) };
        };
        match self.site.store.count_sent(&scope, rules).await {
            Ok(verdict) => {
                let open = self.told_of_breaker(of, mobile, rules, &verdict);
                Asked { held: verdict.sent.map(Reservation::Sent), answer: Ok(open) }
            }
            Err(error) => Asked { held: None, answer: Err(refuse(error)) },
        }
    }

    /// Tells of an open breaker. Gives how long it is open yet, if it is to be heeded.
    fn told_of_breaker(
        &self,
        of: &'static str,
        mobile: &MobileNumber,
        rules: &BreakerRules,
        verdict: &Verdict,
    ) -> Option<Duration> {
        let (open, country) = (verdict.open?, mobile.country());
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
        if !rules.enforce {
            tracing::warn!(of, country, "the breaker would refuse this message");
            return None;
        }
        Some(open.wait)
    }

    /// Counts a message to this number as answered. That it can't be counted is no reason to refuse
    /// the person whose code was right.
    pub(super) async fn count_verified(
        &self,
        mobile: &MobileNumber,
        receipt: Option<&MessageReceipt>,
    ) {
        let store = &self.site.store;
        let for_policy = async {
            let Some(MessageReceipt { tally, places }) = receipt else { return };
            let back = join_all(places.iter().map(|place| store.release(place)));
            let _ = join(store.tally_verified(tally), back).await;
        };
        let for_breakers = async {
            let Some(rules) = &self.site.policy.limits.breaker else { return };
            let (prefix, country) = self.breaker_scopes(mobile);
            let prefix = store.count_verified(&prefix, rules);
            let _ = join(prefix, store.count_verified(&country, rules)).await;
        };
        join(for_policy, for_breakers).await;
    }

    /// What a number is judged with: its prefix, its country.
    fn breaker_scopes(&self, mobile: &MobileNumber) -> (BreakerScope, BreakerScope) {
        (
            BreakerScope::Prefix(self.site.keys.prefix(mobile)),
            BreakerScope::Country(mobile.country()),
        )
    }
}
