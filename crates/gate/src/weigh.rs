//! What is known about a message, weighed: its tally, the decision, and who is told of it.

#[cfg(test)]
mod tests;

use std::{net::IpAddr, time::Duration};

use menshen_model::{GateError, MobileNumber, StepUpLevel};
use menshen_store::{
    Counter, DecisionRecord, NewTally, RateLimit, Tallied, TallyScope, WRONG_ANSWERS_WINDOW,
};

use crate::{
    Decision, Event, PolicyMode, Reason, SiteGate, SolvedPicture, Verdict,
    clock::since_1970,
    decide::{Facts, Shared, decide, demanded_of_strangers},
    refuse, seconds,
};

/// What is known of a message beside its number and its address.
pub(super) struct Seen<'a> {
    pub(super) tallied: &'a Tallied,
    pub(super) picture: SolvedPicture<'a>,
    /// What the address got wrong in the last minutes.
    pub(super) wrong_answers: u32,
    /// How long a breaker is open yet that is to be heeded.
    pub(super) breaker: Option<Duration>,
}

impl SiteGate {
    /// Counts the message for everybody whom it has to do with.
    pub(super) async fn tally(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
    ) -> Result<Tallied, GateError> {
        let keys = &self.site.keys;
        let mut scopes = vec![TallyScope::Address(keys.address(client))];
        scopes.extend(keys.networks(client).into_iter().map(TallyScope::Network));
        scopes.extend(self.system_of(client).map(TallyScope::System));
        scopes.extend([
            TallyScope::Prefix(keys.prefix(mobile)),
            TallyScope::Country(mobile.country()),
            TallyScope::Unknown,
            TallyScope::Fresh,
            TallyScope::Site,
        ]);
        let new = NewTally { scopes, country: mobile.country() };
        self.site.store.tally(&new).await.map_err(refuse)
    }

    /// What the address got wrong in the last minutes.
    pub(super) async fn wrong_of(&self, client: IpAddr) -> Result<u32, GateError> {
        let counter = Counter::WrongAnswers(self.site.keys.address(client));
        let window = RateLimit { count: u32::MAX, window: WRONG_ANSWERS_WINDOW };
        let used = self.site.store.used(&counter, &[window]).await.map_err(refuse)?;
        Ok(used.into_iter().sum())
    }

    /// Decides about a message that is within the limits of the settings, and tells of it. Gives what it has to
    /// bring.
    pub(super) fn weigh(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        seen: &Seen<'_>,
    ) -> Result<StepUpLevel, GateError> {
        let limits = &self.site.policy.limits;
        let Seen { tallied, picture, wrong_answers, breaker } = *seen;
        let mut facts = Facts::of(&tallied.tallies);
        let own = self.site.keys.address(client).network();
        facts.is_from_elsewhere = picture.issued_to.is_some_and(|network| network != own);
        facts.is_odd_range = menshen_phone::is_odd_range(mobile);
        facts.luck = picture.luck;
        (facts.wrong_answers, facts.breaker_open) = (wrong_answers, breaker.is_some());
        for (tally, of, is_given_back) in [
            (facts.prefix, &limits.per_prefix, true),
            (facts.country, &limits.per_country, false),
            (facts.site, &limits.site, false),
        ] {
            let shared = of.iter().map(|&limit| Shared { tally, limit, is_given_back });
            facts.shared.extend(shared);
        }
        let decision = decide(&facts);
        if self.site.policy.mode == PolicyMode::Enforce {
            self.pressure.record(demanded_of_strangers(&facts));
        }
        let paused = breaker.map(|wait| GateError::SendingPaused { retry_after: seconds(wait) });
        let refusal = match decision.reasons.first() {
            Some(Reason::Paused) => paused.clone(),
            reason => Some(refusal(reason, seconds(tallied.left))),
        };
        self.decided(mobile, client, &decision, refusal.as_ref());
        match (self.site.policy.mode, decision.verdict) {
            // The breaker has a setting of its own.
            (PolicyMode::Record, _) => paused.map_or(Ok(StepUpLevel::None), Err),
            (PolicyMode::Enforce, Verdict::Allow) => Ok(StepUpLevel::None),
            (PolicyMode::Enforce, Verdict::StepUp(level)) => Ok(level),
            (PolicyMode::Enforce, Verdict::Refuse) => refusal.map_or(Ok(StepUpLevel::None), Err),
        }
    }

    /// Tells that a limit of the settings was used up.
    pub(super) fn limited(&self, mobile: &MobileNumber, client: IpAddr, refusal: &GateError) {
        let decision = Decision { verdict: Verdict::Refuse, reasons: vec![Reason::Limit] };
        self.decided(mobile, client, &decision, Some(refusal));
    }

    /// Tells that the operator allows what the policy might not.
    pub(super) fn allowed(&self, mobile: &MobileNumber, client: IpAddr) {
        let decision = Decision { verdict: Verdict::Allow, reasons: vec![Reason::Operator] };
        self.decided(mobile, client, &decision, None);
    }

    fn decided(
        &self,
        mobile: &MobileNumber,
        client: IpAddr,
        decision: &Decision,
        refusal: Option<&GateError>,
    ) {
        let outcome = match decision.verdict {
            Verdict::Allow => "",
            Verdict::StepUp(level) => level.name(),
            Verdict::Refuse => refusal.map_or("", GateError::slug),
        };
        let is_limit = decision.reasons == [Reason::Limit];
        let enforced = is_limit || self.site.policy.mode == PolicyMode::Enforce;
        let (verdict, country) = (decision.verdict.name(), mobile.country());
        if decision.verdict != Verdict::Allow {
            let reasons: Vec<_> = decision.reasons.iter().map(|reason| reason.slug()).collect();
            let (reasons, country) = (reasons.join(","), country.code());
            tracing::warn!(verdict, outcome, reasons, country, enforced, "decided about a message");
        }
        let record = DecisionRecord {
            id: format!("{:016x}", rand::random::<u64>()),
            at_ms: u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX),
            verdict: verdict.to_owned(),
            outcome: outcome.to_owned(),
            enforced,
            reasons: decision.reasons.iter().map(|reason| reason.slug().to_owned()).collect(),
            country: country.code().to_owned(),
            prefix: mobile.prefix().to_owned(),
            network: network_text(client),
            system: self.system_of(client),
            phone: self.site.keys.phone(mobile).as_text(),
            address: self.site.keys.address(client).as_text(),
        };
        self.site.observer.observe(Event::Decided { decision, record: &record });
    }
}

/// How long strangers are told to wait who were not drawn: each try has its own luck, and a person waits for two minutes.
/// An attacker who is told of an hour rests meanwhile and pays less.
const UNTIL_NEXT_LOT: u32 = 120;

/// What the person is told. It says no more than the limits of the settings do.
fn refusal(reason: Option<&Reason>, retry_after: u32) -> GateError {
    match reason {
        Some(Reason::UnknownNetworks) => {
            GateError::AddressLimited { retry_after: retry_after.min(UNTIL_NEXT_LOT) }
        }
        Some(Reason::AddressUnanswered | Reason::NetworkUnanswered | Reason::ManyCountries) => {
            GateError::AddressLimited { retry_after }
        }
        Some(Reason::PrefixUnanswered) => GateError::PrefixLimited { retry_after },
        _ => GateError::SendingPaused { retry_after },
    }
}

/// The network that an address is in, as text: an IPv4 /24 or an IPv6 /48.
fn network_text(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}
