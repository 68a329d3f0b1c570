//! The counts that go into the shared history, by the names that they have there.

use std::collections::BTreeMap;

use super::{Metrics, OfCountry, Reason, Sent};
use crate::{
    model::GateError,
    server::{gate::ChallengeOutcome, store::Check},
};

impl Metrics {
    /// What was counted since the start.
    pub(crate) fn numbers(&self) -> BTreeMap<String, u64> {
        let mut numbers: BTreeMap<String, u64> = self.latencies.read().collect();
        let fixed = [
            ("pictures", self.pictures.get()),
            ("sounds", self.sounds.get()),
            ("right", self.of_challenge(ChallengeOutcome::Right).get()),
            ("wrong", self.of_challenge(ChallengeOutcome::Wrong).get()),
            ("expired", self.of_challenge(ChallengeOutcome::Expired).get()),
            ("passed", self.of_check(Check::Passed).get()),
            ("verified", self.tickets_issued.get()),
            ("redeemed", self.tickets_redeemed.get()),
        ];
        numbers.extend(fixed.map(|(name, count)| (name.to_owned(), count)));
        for reason in GateError::of_gate() {
            let refused = self.refusals.get_or_create_owned(&Reason { reason }).get();
            // Some share a name.
            numbers.insert(format!("refused:{reason}"), refused);
        }
        let mut sent = 0;
        for &country in &self.countries {
            let of_country = self.providers.iter().map(|&provider| {
                self.messages_sent
                    .get_or_create_owned(&Sent { provider, country: country.into() })
                    .get()
            });
            let of_country: u64 = of_country.sum();
            sent += of_country;
            let verified = self
                .numbers_verified
                .get_or_create_owned(&OfCountry { country: country.into() })
                .get();
            numbers.insert(format!("sent:{}", country.code()), of_country);
            numbers.insert(format!("verified:{}", country.code()), verified);
        }
        numbers.insert("sent".to_owned(), sent);
        numbers
    }
}
