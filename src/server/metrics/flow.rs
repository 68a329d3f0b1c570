//! What happens at the gate, counted.

use std::{sync::Arc, time::Duration};

use prometheus_client::metrics::counter::Counter;

use super::{
    Metrics,
    labels::{
        Breaker, Code, Decided, Ended, Failed, OfCountry, Provider, Reason, Received, Sent,
        SiteCountry,
    },
};
use crate::{
    model::{Country, SiteId},
    server::{
        clock::since_1970,
        gate::{
            self, ChallengeOutcome, Decision, Event, InboundOutcome, Observer, RedeemError, Verdict,
        },
        sms::SendError,
        store::CheckOutcome,
    },
};

/// Counts what happens at one site.
pub(crate) struct SiteMetrics {
    metrics: Arc<Metrics>,
    site: SiteId,
}

impl Observer for SiteMetrics {
    fn observe(&self, event: Event<'_>) {
        self.metrics.observe(&self.site, event);
    }
}

impl Metrics {
    /// Whoever counts what happens at this site, which sends to these countries.
    pub(crate) fn of_site(self: &Arc<Self>, site: SiteId, countries: &[Country]) -> SiteMetrics {
        for &country in countries {
            self.breaker_open_until.get_or_create_owned(&SiteCountry::new(country, &site));
        }
        SiteMetrics { metrics: Arc::clone(self), site }
    }

    /// Counts what has happened at this site.
    pub(crate) fn observe(&self, site: &SiteId, event: Event<'_>) {
        match event {
            Event::PictureShown => _ = self.pictures.inc(),
            Event::SoundPlayed => _ = self.sounds.inc(),
            Event::ChallengeAnswered(outcome) => _ = self.of_challenge(outcome).inc(),
            Event::BreakerOpen { scope, country, wait, has_just_opened } => {
                self.breaker_open(site, scope, country, wait, has_just_opened);
            }
            Event::Decided { decision, .. } => self.decided(decision),
            Event::ProviderAnswered { provider, country, took, result } => {
                self.provider_answered(provider, country, took, result);
            }
            Event::ProvidersTimedOut(error) => self.not_sent("unknown", error),
            // Counted for its provider already.
            Event::MessageSent(_) => {}
            Event::MessageCodeChecked(outcome) => _ = self.of_check(outcome).inc(),
            Event::ReverseMessageAsked => _ = self.reverse_messages_asked.inc(),
            Event::MessageReceived { provider, outcome } => {
                self.received(provider, outcome).inc();
            }
            Event::NumberVerified(mobile) => {
                self.tickets_issued.inc();
                let of = OfCountry { country: mobile.country().into() };
                self.numbers_verified.get_or_create(&of).inc();
            }
            Event::TicketRedeemed => _ = self.tickets_redeemed.inc(),
            Event::TicketRefused(error) => {
                self.of_redeem(error).inc();
                if matches!(error, RedeemError::TooManySecrets { .. }) {
                    self.siteverify_throttled.inc();
                }
            }
            Event::RendererBusy => _ = self.renderer_busy.inc(),
            Event::Refused(refusal) => {
                self.refusals.get_or_create(&Reason { reason: refusal.slug() }).inc();
            }
        }
    }

    /// A new file of autonomous systems was read, or could not be.
    pub(crate) fn asn_database_reloaded(&self, is_good: bool) {
        let outcome = if is_good { "read" } else { "failed" };
        self.asn_database_reloads.get_or_create(&Ended { outcome }).inc();
    }

    pub(super) fn of_challenge(&self, outcome: ChallengeOutcome) -> Counter {
        self.image_codes_taken.get_or_create_owned(&Ended { outcome: outcome.into() })
    }

    /// Messages that are sent, and what limits refuse, are counted as such.
    fn decided(&self, decision: &Decision) {
        if decision.verdict == Verdict::Allow || decision.reasons == [gate::Reason::Limit] {
            return;
        }
        let reason = decision.reasons.first().map_or("none", |reason| reason.slug());
        self.decisions.get_or_create(&Decided { verdict: decision.verdict.name(), reason }).inc();
    }

    pub(super) fn of_check(&self, outcome: CheckOutcome) -> Counter {
        self.sms_codes_checked.get_or_create_owned(&Ended { outcome: outcome.into() })
    }

    pub(super) fn received(&self, provider: &'static str, outcome: InboundOutcome) -> Counter {
        self.inbound_messages.get_or_create_owned(&Received { provider, outcome: outcome.into() })
    }

    pub(super) fn of_redeem(&self, error: RedeemError) -> Counter {
        self.siteverify_failures.get_or_create_owned(&Code { code: error.code() })
    }

    fn provider_answered(
        &self,
        provider: &'static str,
        country: Country,
        took: Duration,
        result: &Result<(), SendError>,
    ) {
        self.provider_duration.get_or_create(&Provider { provider }).observe(took.as_secs_f64());
        match result {
            Ok(()) => {
                self.messages_sent.get_or_create(&Sent { provider, country: country.into() }).inc();
            }
            Err(error) => self.not_sent(provider, error),
        }
    }

    fn not_sent(&self, provider: &'static str, error: &SendError) {
        let kind = error.kind();
        self.messages_failed.get_or_create(&Failed { provider, kind }).inc();
    }

    fn breaker_open(
        &self,
        site: &SiteId,
        of: &'static str,
        country: Country,
        wait: Duration,
        new: bool,
    ) {
        if new {
            self.breaker_openings.get_or_create(&Breaker { of, country: country.into() }).inc();
        }
        self.breaker_messages.get_or_create(&Breaker { of, country: country.into() }).inc();
        if of == "country" {
            let until = since_1970() + wait;
            self.breaker_open_until
                .get_or_create(&SiteCountry::new(country, site))
                .set(until.as_secs_f64());
        }
    }
}
