//! What tells the series of one metric apart. Nothing here comes from a request: each value is a
//! name from the program or a country from the settings, so that the number of series is bounded
//! and no phone number, address or text can become one.

use std::{
    fmt::{self, Write},
    hash::{Hash, Hasher},
};

use axum::extract::MatchedPath;
use prometheus_client::encoding::{
    EncodeLabel, EncodeLabelSet, EncodeLabelValue, LabelSetEncoder, LabelValueEncoder,
};

use crate::model::{Country, SiteId};

/// How something ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Ended {
    pub(super) outcome: &'static str,
}

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Reason {
    pub(super) reason: &'static str,
}

/// Who has handed something on, and what it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Received {
    pub(super) provider: &'static str,
    pub(super) outcome: &'static str,
}

/// What was decided about a message, and the weightiest reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Decided {
    pub(super) verdict: &'static str,
    pub(super) reason: &'static str,
}

/// Why it is not known whose request it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Cause {
    pub(super) cause: &'static str,
}

/// An error code of `/siteverify`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Code {
    pub(super) code: &'static str,
}

/// A call of the store.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct StoreCall {
    pub(super) call: &'static str,
}

/// A provider by its name in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Provider {
    pub(super) provider: &'static str,
}

/// Where messages went, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Sent {
    pub(super) provider: &'static str,
    pub(super) country: CountryLabel,
}

/// Who did not send, and what is known of the message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Failed {
    pub(super) provider: &'static str,
    pub(super) kind: &'static str,
}

/// Whose breaker: that of a prefix in a country, or of the country.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Breaker {
    pub(super) of: &'static str,
    pub(super) country: CountryLabel,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfCountry {
    pub(super) country: CountryLabel,
}

/// The site whose state a gauge shows: states of two sites can't be added up. The site `default` has no
/// such label, so that its series are those of a server that knows of one site alone. There are as many
/// values as sites in the configuration. What is counted is counted for all sites together; the history
/// of the console has it site by site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct OfSite(SiteId);

impl EncodeLabelSet for OfSite {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        match self.0.is_default() {
            true => Ok(()),
            false => ("site", self.0.as_str()).encode(encoder.encode_label()),
        }
    }
}

impl From<&SiteId> for OfSite {
    fn from(site: &SiteId) -> Self {
        Self(site.clone())
    }
}

/// A country, at a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct SiteCountry {
    country: CountryLabel,
    #[prometheus(flatten)]
    site: OfSite,
}

impl SiteCountry {
    pub(super) fn new(country: Country, site: &SiteId) -> Self {
        Self { country: country.into(), site: site.into() }
    }
}

/// A budget of a whole site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Window {
    pub(super) window: &'static str,
    #[prometheus(flatten)]
    pub(super) site: OfSite,
}

/// A country's budget.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct CountryWindow {
    pub(super) country: CountryLabel,
    pub(super) window: &'static str,
    #[prometheus(flatten)]
    pub(super) site: OfSite,
}

/// One of the operator's switches.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Switch {
    pub(super) switch: &'static str,
    #[prometheus(flatten)]
    pub(super) site: OfSite,
}

/// What runs here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Build {
    pub(super) version: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfRoute {
    pub(super) route: Route,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    pub(super) route: Route,
    pub(super) status: u16,
}

/// A route's pattern as the router has it, never the path that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Route(pub(super) Option<MatchedPath>);

impl Route {
    fn as_str(&self) -> &str {
        self.0.as_ref().map_or("(none)", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        encoder.write_str(self.as_str())
    }
}

/// A country by its two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CountryLabel(Country);

impl From<Country> for CountryLabel {
    fn from(country: Country) -> Self {
        Self(country)
    }
}

impl EncodeLabelValue for CountryLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        encoder.write_str(self.0.code())
    }
}
