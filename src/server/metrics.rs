//! Numbers to watch, as `GET /metrics` tells them: what happens at each step of the flow, how long
//! routes, store and providers take, and what was refused and why.
//!
//! Each is counted where it happens: an addition for a count, a short lock for a latency. Every
//! process counts its own, from zero at its start; who scrapes adds them up. `labels` says why the
//! number of series is bounded, `series` names them all. `flow` counts what happens at the gate, `store`
//! times the store, `text` writes.

mod connections;
mod flow;
mod labels;
mod outage;
mod series;
mod store;
mod text;

use std::{fmt, sync::atomic::AtomicU64, time::Duration};

use axum::extract::MatchedPath;
use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use strum::VariantArray;

use labels::{
    Answered, Breaker, Cause, Code, CountryWindow, Decided, Ended, Failed, OfCountry, OfRoute,
    Provider, Reason, Received, Route, Sent, SiteCountry, StoreCall, Switch, Window,
};

pub(crate) use connections::ConnectionNumbers;
pub(crate) use store::StoreObserver;
pub(crate) use text::Format;

use super::{
    clock::since_1970,
    store::{KillSwitch, Switches},
    store_gauges::{Budget, StoreSnapshot},
};
use crate::model::{Country, SiteId};

/// Seconds, from a picture of the embedded store to the longest that a handler may take.
const ROUTE_BUCKETS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Seconds, up to the longest that a command may take.
const STORE_BUCKETS: [f64; 11] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
/// Seconds, up to the longest that a provider may take.
const PROVIDER_BUCKETS: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0];

/// Why it is not known whose request it is, as `client_unknown` counts it.
pub(crate) const CLIENT_UNKNOWN_CAUSES: [&str; 3] =
    ["proxy_not_trusted", "header_missing", "headers_differ"];

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// Every counter of one server.
pub(crate) struct Metrics {
    registry: Registry,
    pictures: Counter,
    sounds: Counter,
    image_codes_taken: Family<Ended, Counter>,
    messages_sent: Family<Sent, Counter>,
    messages_failed: Family<Failed, Counter>,
    provider_duration: Histograms<Provider>,
    sms_codes_checked: Family<Ended, Counter>,
    reverse_messages_asked: Counter,
    inbound_messages: Family<Received, Counter>,
    numbers_verified: Family<OfCountry, Counter>,
    tickets_issued: Counter,
    tickets_redeemed: Counter,
    siteverify_failures: Family<Code, Counter>,
    siteverify_throttled: Counter,
    refusals: Family<Reason, Counter>,
    decisions: Family<Decided, Counter>,
    renderer_busy: Counter,
    breaker_openings: Family<Breaker, Counter>,
    breaker_messages: Family<Breaker, Counter>,
    breaker_open_until: Family<SiteCountry, Gauge<f64, AtomicU64>>,
    budget_left: Family<Window, Gauge>,
    country_budget_left: Family<CountryWindow, Gauge>,
    switches: Family<Switch, Gauge>,
    asn_database_reloads: Family<Ended, Counter>,
    client_address_unknown: Family<Cause, Counter>,
    http_requests: Family<Answered, Counter>,
    http_duration: Histograms<OfRoute>,
    store_duration: Histograms<StoreCall>,
    store_errors: Family<StoreCall, Counter>,
    connections: ConnectionNumbers,
    countries: Vec<Country>,
}

impl Metrics {
    /// For these providers, by name, those that hand messages on, and these countries: those of all sites.
    pub(crate) fn new(
        providers: &[&'static str],
        inbound: &[&'static str],
        countries: &[Country],
    ) -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("menshen"),
            pictures: Counter::default(),
            sounds: Counter::default(),
            image_codes_taken: Family::default(),
            messages_sent: Family::default(),
            messages_failed: Family::default(),
            provider_duration: Family::new_with_constructor(|| Histogram::new(PROVIDER_BUCKETS)),
            sms_codes_checked: Family::default(),
            reverse_messages_asked: Counter::default(),
            inbound_messages: Family::default(),
            numbers_verified: Family::default(),
            tickets_issued: Counter::default(),
            tickets_redeemed: Counter::default(),
            siteverify_failures: Family::default(),
            siteverify_throttled: Counter::default(),
            refusals: Family::default(),
            decisions: Family::default(),
            renderer_busy: Counter::default(),
            breaker_openings: Family::default(),
            breaker_messages: Family::default(),
            breaker_open_until: Family::default(),
            budget_left: Family::default(),
            country_budget_left: Family::default(),
            switches: Family::default(),
            asn_database_reloads: Family::default(),
            client_address_unknown: Family::default(),
            http_requests: Family::default(),
            http_duration: Family::new_with_constructor(|| Histogram::new(ROUTE_BUCKETS)),
            store_duration: Family::new_with_constructor(|| Histogram::new(STORE_BUCKETS)),
            store_errors: Family::default(),
            connections: ConnectionNumbers::default(),
            countries: countries.to_vec(),
        };
        metrics.start_at_zero(providers, inbound, countries);
        metrics.registered()
    }

    /// Everything as text.
    ///
    /// # Errors
    /// Never but for a metric that can't be written.
    pub(crate) fn write(&self, format: Format) -> Result<String, fmt::Error> {
        format.write(&self.registry)
    }

    /// A request counts for an address that many may share.
    pub(crate) fn record_client_unknown(&self, cause: &'static str) {
        self.client_address_unknown.get_or_create(&Cause { cause }).inc();
    }

    /// Counts connections of the site's listener.
    pub(crate) fn connections(&self) -> ConnectionNumbers {
        self.connections.clone()
    }

    /// How much is left at this site, and which breakers are open there.
    pub(crate) fn record_snapshot(&self, site: &SiteId, snapshot: &StoreSnapshot) {
        if snapshot.budgets.is_none() {
            self.forget_budgets(site);
        }
        for budget in snapshot.budgets.iter().flatten() {
            let (window, left) = (budget.window(), i64::from(budget.left()));
            match budget.country {
                None => {
                    self.budget_left.get_or_create(&Window { window, site: site.into() }).set(left)
                }
                Some(country) => {
                    let of = CountryWindow { country: country.into(), window, site: site.into() };
                    self.country_budget_left.get_or_create(&of).set(left)
                }
            };
        }
        for &(country, open) in snapshot.breakers.iter().flatten() {
            let until = open.map_or(0.0, |wait| (since_1970() + wait).as_secs_f64());
            self.breaker_open_until.get_or_create(&SiteCountry::new(country, site)).set(until);
        }
    }

    /// What is not known is not shown.
    fn forget_budgets(&self, site: &SiteId) {
        for window in Budget::WINDOWS {
            self.budget_left.remove(&Window { window, site: site.into() });
            for &country in &self.countries {
                let of = CountryWindow { country: country.into(), window, site: site.into() };
                self.country_budget_left.remove(&of);
            }
        }
    }

    /// How the operator's switches stand at this site.
    pub(crate) fn record_switches(&self, site: &SiteId, switches: &Switches) {
        for &switch in KillSwitch::VARIANTS {
            let of = Switch { switch: switch.name(), site: site.into() };
            self.switches.get_or_create(&of).set(switches.is_on(switch).into());
        }
    }

    /// A request was answered.
    pub(crate) fn record_request(&self, route: Option<MatchedPath>, status: u16, took: Duration) {
        let of = OfRoute { route: Route(route) };
        self.http_duration.get_or_create(&of).observe(took.as_secs_f64());
        self.http_requests.get_or_create(&Answered { route: of.route, status }).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::store::RateLimit;

    fn snapshot() -> StoreSnapshot {
        let limit = RateLimit { count: 9, window: Duration::from_secs(3600) };
        let country = Country::from_code("CN");
        let budgets = [None, country].map(|country| Budget { country, limit, used: 2 });
        StoreSnapshot { budgets: Some(budgets.to_vec()), breakers: None }
    }

    #[test]
    fn a_gauge_of_another_site_has_its_name_and_one_of_the_default_is_as_before_there_were_sites() {
        let countries = [Country::from_code("CN").unwrap()];
        let metrics = Metrics::new(&["console"], &[], &countries);
        let shop: SiteId = "shop".parse().unwrap();
        for site in [&SiteId::DEFAULT, &shop] {
            metrics.record_switches(site, &Switches::default());
            metrics.record_snapshot(site, &snapshot());
        }
        let lines = |text: &str| {
            [
                "switch{switch=\"stop\"",
                "budget_left{window=\"hour\"",
                "country_budget_left{country=\"CN\",window=\"hour\"",
            ]
            .map(|series| {
                let line = |site: &str| text.contains(&format!("\nmenshen_{series}{site}}} "));
                (line(""), line(",site=\"shop\""))
            })
        };
        assert_eq!(lines(&metrics.write(Format::Prometheus).unwrap()), [(true, true); 3]);
        // What one site does not know any more is still known of the other.
        metrics.record_snapshot(&SiteId::DEFAULT, &StoreSnapshot { budgets: None, breakers: None });
        let known = lines(&metrics.write(Format::Prometheus).unwrap());
        assert_eq!(known, [(true, true), (false, true), (false, true)]);
    }
}
