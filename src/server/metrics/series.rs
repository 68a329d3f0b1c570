//! What each series is called and what it means, and those that are there from the start: the first
//! failure is then a change that an alert sees.

use prometheus_client::{
    metrics::{family::Family, gauge::Gauge},
    registry::Unit,
};
use strum::{IntoEnumIterator, VariantArray};

use super::{
    CLIENT_UNKNOWN_CAUSES, Metrics,
    labels::{Breaker, Build, Cause, Decided, Ended, Failed, OfCountry, Provider, Reason, Sent},
};
use crate::{
    model::{Country, GateError, StepUpLevel},
    server::{
        gate::{self, ChallengeOutcome, InboundOutcome, RedeemError, Verdict},
        sms::SendError,
        store::CheckOutcome,
    },
};

impl Metrics {
    /// Makes every series of the flow.
    pub(super) fn start_at_zero(
        &self,
        providers: &[&'static str],
        inbound: &[&'static str],
        countries: &[Country],
    ) {
        for &outcome in ChallengeOutcome::VARIANTS {
            self.of_challenge(outcome);
        }
        for &outcome in CheckOutcome::VARIANTS {
            self.of_check(outcome);
        }
        for error in RedeemError::iter() {
            self.of_redeem(error);
        }
        for reason in GateError::of_gate() {
            self.refusals.get_or_create_owned(&Reason { reason });
        }
        for verdict in [Verdict::StepUp(StepUpLevel::Work), Verdict::Refuse].map(Verdict::name) {
            let reasons = gate::Reason::VARIANTS.iter().filter(|reason| reason.speaks_against());
            for reason in reasons.map(|reason| reason.slug()) {
                self.decisions.get_or_create_owned(&Decided { verdict, reason });
            }
        }
        for outcome in ["read", "failed"] {
            self.asn_database_reloads.get_or_create_owned(&Ended { outcome });
        }
        for cause in CLIENT_UNKNOWN_CAUSES {
            self.client_address_unknown.get_or_create_owned(&Cause { cause });
        }
        for &provider in providers {
            self.provider_duration.get_or_create_owned(&Provider { provider });
            for kind in SendError::KINDS {
                self.messages_failed.get_or_create_owned(&Failed { provider, kind });
            }
            for &country in countries {
                self.messages_sent.get_or_create_owned(&Sent { provider, country: country.into() });
            }
        }
        for &provider in inbound {
            for &outcome in InboundOutcome::VARIANTS {
                self.received(provider, outcome);
            }
        }
        for &country in countries {
            for of in ["prefix", "country"] {
                self.breaker_openings.get_or_create_owned(&Breaker { of, country: country.into() });
                self.breaker_messages.get_or_create_owned(&Breaker { of, country: country.into() });
            }
            self.numbers_verified.get_or_create_owned(&OfCountry { country: country.into() });
        }
    }

    /// Gives each its name and what it is.
    pub(super) fn registered(mut self) -> Self {
        let build = Family::<Build, Gauge>::default();
        build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1);
        let it = &mut self.registry;
        it.register("build_info", "The version that runs", build);
        it.register(
            "pictures",
            "Pictures of codes that were answered; one that is shown again counts again",
            self.pictures.clone(),
        );
        it.register("sounds", "Sounds of picture codes that were answered", self.sounds.clone());
        it.register(
            "image_codes_taken",
            "Picture codes that were handed in, each spent by it",
            self.image_codes_taken.clone(),
        );
        it.register(
            "messages_sent",
            "Text messages that a provider took over",
            self.messages_sent.clone(),
        );
        it.register(
            "messages_failed",
            "Text messages that a provider did not take over; unknown ones may have been sent",
            self.messages_failed.clone(),
        );
        it.register_with_unit(
            "provider_duration",
            "How long a provider took to take a message over or not",
            Unit::Seconds,
            self.provider_duration.clone(),
        );
        it.register(
            "sms_codes_checked",
            "Message codes that were handed in",
            self.sms_codes_checked.clone(),
        );
        it.register(
            "reverse_messages_asked",
            "How often a person was asked for a message of theirs",
            self.reverse_messages_asked.clone(),
        );
        it.register(
            "inbound_messages",
            "What providers have handed on of what people send, by what it was",
            self.inbound_messages.clone(),
        );
        it.register(
            "numbers_verified",
            "Phone numbers verified, by country: beside the messages sent there, how many answer",
            self.numbers_verified.clone(),
        );
        it.register("tickets_issued", "Phone numbers verified", self.tickets_issued.clone());
        it.register(
            "tickets_redeemed",
            "Tickets that the host site exchanged for their number",
            self.tickets_redeemed.clone(),
        );
        it.register(
            "siteverify_failures",
            "Calls of /siteverify that redeemed nothing, by error code; invalid-input-secret is a \
             wrong SITE_SECRET",
            self.siteverify_failures.clone(),
        );
        it.register(
            "siteverify_throttled",
            "Wrong secrets at /siteverify past what one network may show in a minute",
            self.siteverify_throttled.clone(),
        );
        it.register(
            "refusals",
            "What the gate refused, by the last part of the problem's type",
            self.refusals.clone(),
        );
        it.register(
            "decisions",
            "Messages asked for more or refused by what became of others, by the weightiest reason",
            self.decisions.clone(),
        );
        it.register(
            "renderer_busy",
            "Pictures and sounds refused because too many were waiting to be made",
            self.renderer_busy.clone(),
        );
        it.register(
            "breaker_openings",
            "How often a breaker opened because too few messages were answered",
            self.breaker_openings.clone(),
        );
        it.register(
            "breaker_messages",
            "Messages that met an open breaker; they are refused where it is enforced",
            self.breaker_messages.clone(),
        );
        it.register_with_unit(
            "breaker_open_until_timestamp",
            "When the country's breaker closes; 0 when it is closed",
            Unit::Seconds,
            self.breaker_open_until.clone(),
        );
        it.register(
            "budget_left",
            "Messages that the whole site may send yet; not there while the store does not answer",
            self.budget_left.clone(),
        );
        it.register(
            "country_budget_left",
            "Messages that may go to the country yet; not there while the store does not answer",
            self.country_budget_left.clone(),
        );
        it.register(
            "asn_database_reloads",
            "Files of autonomous systems that took the place of the one before, or could not",
            self.asn_database_reloads.clone(),
        );
        it.register(
            "switch",
            "1 while the operator's switch is on: stop, no messages; raise, the hardest pictures",
            self.switches.clone(),
        );
        it.register(
            "client_address_unknown",
            "Requests that count for an address that many may share, and why: see TRUSTED_PROXIES",
            self.client_address_unknown.clone(),
        );
        it.register("http_requests", "Requests by route and status", self.http_requests.clone());
        it.register_with_unit(
            "http_request_duration",
            "How long requests took until the answer began",
            Unit::Seconds,
            self.http_duration.clone(),
        );
        it.register_with_unit(
            "store_duration",
            "How long calls of the store took",
            Unit::Seconds,
            self.store_duration.clone(),
        );
        it.register("store_errors", "Calls of the store that failed", self.store_errors.clone());
        self.connections.register(it);
        self
    }
}
