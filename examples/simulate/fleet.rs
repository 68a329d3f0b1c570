//! An attacker with many addresses and a solving service, who earns by messages or wants them sent.

use std::{cmp::Reverse, collections::BinaryHeap, net::IpAddr, rc::Rc, time::Duration};

use menshen::model::{GateError, Proofs, SmsSent};
use rand::{Rng, rngs::StdRng};

use super::{
    networks::{Numbers, Sources},
    site::Ask,
    world::Shared,
};

/// Pictures that the solving service reads in a second.
const PER_SECOND: f64 = 4.0;
/// How long a thrifty attacker rests at first, after solves that bought nothing; twice as long each time.
const REST: Duration = Duration::from_secs(300);
/// Numbers that are tried before he takes it that all have to wait.
const NUMBERS: u32 = 20;
const LONGEST_REST: Duration = Duration::from_secs(3600);

/// How the attack goes about it.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    pub sources: Sources,
    pub numbers: Numbers,
    /// The share of messages whose code is handed in.
    pub answered: f64,
    /// So many solves in a row that bought nothing, and he rests: he wants to earn. `None`: he wants to harm,
    /// and asks again as soon as he is told that it may help.
    pub thrift: Option<u32>,
}

/// Sends from whichever address may, until then.
pub async fn attack(world: Shared, fleet: Fleet, until: Duration) {
    let mut attacker = Attacker::new(Rc::clone(&world), fleet);
    while world.now() < until {
        attacker.world.sleep_seconds(1.0 / PER_SECOND).await;
        attacker.step(until).await;
    }
}

struct Attacker {
    world: Shared,
    rng: StdRng,
    fleet: Fleet,
    /// When each address may ask again, the first one first.
    ready: BinaryHeap<Reverse<(Duration, u32)>>,
    addresses: Vec<IpAddr>,
    fruitless: u32,
    /// Refusals in a row that another number might have been spared.
    of_numbers: u32,
    rest: Duration,
}

/// What a refusal tells him to do.
enum Lesson {
    /// This address has to wait.
    Address(Duration),
    /// Whoever asks has to wait.
    All(Duration),
    /// Another number may do; if none does, wait.
    Number(Duration),
}

impl Attacker {
    fn new(world: Shared, fleet: Fleet) -> Self {
        let addresses = fleet.sources.addresses();
        let now = world.now();
        let ready = (0..addresses.len() as u32).map(|n| Reverse((now, n))).collect();
        Self {
            rng: world.rng(),
            world,
            fleet,
            ready,
            addresses,
            fruitless: 0,
            of_numbers: 0,
            rest: REST,
        }
    }

    async fn step(&mut self, until: Duration) {
        let Some(Reverse((at, n))) = self.ready.pop() else { return };
        self.world.clock.sleep_until(at).await;
        if self.world.now() >= until {
            return;
        }
        let client = self.addresses[n as usize];
        let number = self.fleet.numbers.one(&mut self.rng);
        let now = self.world.now();
        let wait = match buy(&self.world, client, &number).await {
            Ok(sent) => {
                self.sent(client, number, sent);
                Duration::ZERO
            }
            Err(refusal) => self.refused(&refusal).await,
        };
        self.ready.push(Reverse((now + wait, n)));
    }

    fn sent(&mut self, client: IpAddr, number: String, sent: SmsSent) {
        (self.fruitless, self.of_numbers, self.rest) = (0, 0, REST);
        self.world.ledger.borrow_mut().attack_message(self.world.now());
        if self.rng.random::<f64>() < self.fleet.answered {
            let (world, wait) = (Rc::clone(&self.world), self.rng.random_range(5.0..20.0));
            self.world.clock.spawn(async move {
                world.sleep_seconds(wait).await;
                let Some(code) = world.site.phones.code(&number) else { return };
                if world.site.verify(client, &number, &code, &sent.handle).await.is_ok() {
                    world.ledger.borrow_mut().attack.verified += 1;
                }
            });
        }
    }

    /// How long the address waits; whoever wants to earn, or knows that nobody is let through, rests here.
    async fn refused(&mut self, refusal: &GateError) -> Duration {
        self.world.ledger.borrow_mut().attack_refused(refusal);
        self.fruitless += 1;
        if self.fleet.thrift.is_some_and(|thrift| self.fruitless >= thrift) {
            self.world.clock.sleep(self.rest).await;
            self.rest = (self.rest * 2).min(LONGEST_REST);
            // One look is enough to see whether it pays again.
            self.fruitless = self.fruitless.saturating_sub(1);
        }
        match lesson(refusal) {
            Lesson::Address(wait) => wait,
            Lesson::Number(wait) => {
                self.of_numbers += 1;
                if self.of_numbers.is_multiple_of(NUMBERS) {
                    self.world.clock.sleep(wait).await;
                }
                Duration::ZERO
            }
            Lesson::All(wait) => {
                self.world.clock.sleep(wait).await;
                Duration::ZERO
            }
        }
    }
}

/// A message, with every picture that is asked for read for pay.
pub async fn buy(world: &Shared, client: IpAddr, number: &str) -> Result<SmsSent, GateError> {
    let pays = || world.ledger.borrow_mut().attack.solves += 1;
    pays();
    let solved = world.site.solve(client).await?;
    let mut ask = Ask { client, number, handle: "", solved, proofs: Proofs::default() };
    let step_up = match world.site.send(&ask).await {
        Err(GateError::StepUpRequired { step_up }) => step_up,
        sent => return sent,
    };
    // A step that no picture does for can't be bought.
    let Some(image_code_id) = step_up.image_code_id() else {
        return Err(GateError::StepUpRequired { step_up });
    };
    pays();
    ask.proofs = world.site.solve_named(image_code_id, client).await?.as_proof();
    world.site.send(&ask).await
}

fn lesson(refusal: &GateError) -> Lesson {
    let wait = Duration::from_secs(refusal.retry_after().unwrap_or(60).into());
    match refusal {
        GateError::CountryLimited { .. }
        | GateError::BudgetSpent { .. }
        | GateError::SmsPaused { .. } => Lesson::All(wait),
        GateError::PrefixLimited { .. }
        | GateError::SendingPaused { .. }
        | GateError::CoolingDown { .. }
        | GateError::TooManyMessages { .. } => Lesson::Number(wait),
        _ => Lesson::Address(wait),
    }
}
