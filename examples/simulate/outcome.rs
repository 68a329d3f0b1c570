//! What a run came to, and what it cost whom.

use super::{ledger::Ledger, scenarios::Scenario};

/// Prices in dollars.
#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Prices in dollars")]
pub struct Prices {
    /// A message on the mainland
    #[arg(long, default_value_t = 0.0065)]
    pub mainland: f64,

    /// A message abroad
    #[arg(long, default_value_t = 0.05)]
    pub abroad: f64,

    /// A picture that people read for pay
    #[arg(long, default_value_t = 0.002)]
    pub solve: f64,

    /// A proof of work, of about a second of one core
    #[arg(long, default_value_t = 0.000_003)]
    pub work: f64,
}

/// One scenario's run.
pub struct Run {
    pub scenario: &'static Scenario,
    pub ledger: Ledger,
    /// What the site pays for the attacker's messages.
    pub site_pays: f64,
    /// What he pays for pictures and work.
    pub attacker_pays: f64,
}

impl Run {
    pub fn new(scenario: &'static Scenario, ledger: Ledger, prices: &Prices) -> Self {
        let message = if scenario.abroad { prices.abroad } else { prices.mainland };
        let attack = &ledger.attack;
        let site_pays = attack.messages as f64 * message;
        let attacker_pays = attack.solves as f64 * prices.solve + attack.work as f64 * prices.work;
        Self { scenario, ledger, site_pays, attacker_pays }
    }

    /// The attacker's cost over the site's; `None` where nothing was sent.
    pub fn ratio(&self) -> Option<f64> {
        (self.ledger.attack.messages > 0).then(|| self.attacker_pays / self.site_pays)
    }

    /// Of people, in a hundred.
    pub fn share(&self, of: u64) -> f64 {
        100.0 * of as f64 / self.ledger.people.asked.max(1) as f64
    }

    pub fn refused(&self) -> f64 {
        self.share(self.ledger.people.refused)
    }

    pub fn stepped_up(&self) -> f64 {
        self.share(self.ledger.people.stepped_up)
    }

    /// Messages to the attacker in his best hour.
    pub fn best_hour(&self) -> u64 {
        self.ledger.attack.by_hour.values().copied().max().unwrap_or_default()
    }

    /// Messages that a day of blind guesses may expect.
    pub fn expected_a_day(&self) -> f64 {
        let attack = &self.ledger.attack;
        if attack.guessed_days > 0.0 { attack.expected / attack.guessed_days } else { 0.0 }
    }
}
