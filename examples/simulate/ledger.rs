//! What is counted while people and attackers act.

use std::{collections::BTreeMap, time::Duration};

use menshen::model::GateError;

/// Width of one column of the plot.
pub const BIN: Duration = Duration::from_secs(600);

/// All of it.
#[derive(Default)]
pub struct Ledger {
    /// From then on it counts; what was before is the site's past.
    pub from: Duration,
    pub people: People,
    /// Of those whose number somebody else had messages sent to, who were refused.
    pub owners_refused: u64,
    pub attack: Attack,
    /// Messages to people by the hour since the start, the site's past included.
    pub to_people: BTreeMap<u64, u64>,
    /// What the gate decided within the time that counts, and why; of messages that it asked more for each ask.
    pub decisions: BTreeMap<(&'static str, &'static str), u64>,
    /// One for each [`BIN`].
    pub bins: Vec<Bin>,
}

/// People who came within the time that counts.
#[derive(Default)]
pub struct People {
    /// Who wanted a message.
    pub asked: u64,
    /// Who got one.
    pub sent: u64,
    /// Who verified their number by a message of their own.
    pub sent_in: u64,
    /// Who handed the code in.
    pub verified: u64,
    /// Whose right code was refused.
    pub locked_out: u64,
    /// Who were asked for more than a picture.
    pub stepped_up: u64,
    /// Who got no message, for the gate said no and no wait was short enough.
    pub refused: u64,
    /// Who left before the end: a picture misread too often, a step too many.
    pub gave_up: u64,
    /// Why they were refused.
    pub reasons: BTreeMap<&'static str, u64>,
}

/// What was spent on the attack, and what came of it.
#[derive(Default)]
pub struct Attack {
    /// To numbers of the attacker's choice.
    pub messages: u64,
    /// The most in any hour that begins on the hour.
    pub by_hour: BTreeMap<u64, u64>,
    /// Codes handed in.
    pub verified: u64,
    /// Pictures read for pay.
    pub solves: u64,
    /// Pictures answered blindly.
    pub guesses: u64,
    /// Proofs of work.
    pub work: u64,
    /// Sum of the chances of blind answers that were judged.
    pub expected: f64,
    /// Days of one address that guesses.
    pub guessed_days: f64,
    /// What refused it.
    pub reasons: BTreeMap<&'static str, u64>,
}

/// What happened within one [`BIN`].
#[derive(Clone, Copy, Default)]
pub struct Bin {
    pub attack_messages: u32,
    pub asked: u32,
    pub refused: u32,
    pub stepped_up: u32,
}

impl Ledger {
    pub fn starting(from: Duration) -> Self {
        Self { from, ..Self::default() }
    }

    /// Whether what begins now counts.
    pub fn counts(&self, now: Duration) -> bool {
        now >= self.from
    }

    pub fn bin(&mut self, now: Duration) -> &mut Bin {
        let at = (now.saturating_sub(self.from).as_secs() / BIN.as_secs()) as usize;
        if self.bins.len() <= at {
            self.bins.resize(at + 1, Bin::default());
        }
        &mut self.bins[at]
    }

    pub fn person_sent(&mut self, now: Duration) {
        *self.to_people.entry(now.as_secs() / 3600).or_default() += 1;
    }

    /// The most messages to people in an hour.
    pub fn busiest_hour(&self) -> u64 {
        self.to_people.values().copied().max().unwrap_or_default()
    }

    /// All that went to somebody.
    pub fn messages(&self) -> u64 {
        self.to_people.values().sum::<u64>() + self.attack.messages
    }

    pub fn attack_message(&mut self, now: Duration) {
        self.attack.messages += 1;
        let hour = now.saturating_sub(self.from).as_secs() / 3600;
        *self.attack.by_hour.entry(hour).or_default() += 1;
        self.bin(now).attack_messages += 1;
    }

    pub fn attack_refused(&mut self, refusal: &GateError) {
        *self.attack.reasons.entry(refusal.slug()).or_default() += 1;
    }

    pub fn person_refused(&mut self, now: Duration, refusal: &GateError) {
        self.people.refused += 1;
        *self.people.reasons.entry(refusal.slug()).or_default() += 1;
        self.bin(now).refused += 1;
    }
}
