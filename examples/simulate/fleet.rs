//! An attacker with many addresses and a solving service, who earns by messages or wants them sent.

use std::{cmp::Reverse, collections::BinaryHeap, net::IpAddr, rc::Rc, time::Duration};

use menshen::model::{GateError, ImageCodeId, Proofs, SmsSent};
use rand::{Rng, rngs::StdRng};

use super::{
    networks::{Numbers, Sources},
    site::{Ask, worked},
    world::Shared,
};

/// Steps that are asked for beside the first picture, one after the other.
const STEPS: u32 = 3;
/// How long he rests at first; twice as long each time, until a message goes out again.
const REST: Duration = Duration::from_secs(300);
const LONGEST_REST: Duration = Duration::from_secs(3600);

/// How the attack goes about it.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    pub sources: Sources,
    pub numbers: Numbers,
    /// The share of messages whose code is handed in.
    pub answered: f64,
    /// Messages that he asks for in vain, one after the other, before he rests. Who wants to earn has little; who
    /// wants to harm has much.
    pub patience: u32,
    /// Seconds from one message that he asks for to the next.
    pub pace: f64,
}

/// Sends from whichever address may, until then.
pub async fn attack(world: Shared, fleet: Fleet, until: Duration) {
    let mut attacker = Attacker::new(Rc::clone(&world), fleet);
    while world.now() < until {
        attacker.world.sleep_seconds(fleet.pace).await;
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
    rest: Duration,
}

impl Attacker {
    fn new(world: Shared, fleet: Fleet) -> Self {
        let addresses = fleet.sources.addresses();
        let now = world.now();
        let ready = (0..addresses.len() as u32).map(|n| Reverse((now, n))).collect();
        Self { rng: world.rng(), world, fleet, ready, addresses, fruitless: 0, rest: REST }
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
        (self.fruitless, self.rest) = (0, REST);
        self.world.ledger.borrow_mut().attack_message(self.world.now());
        if self.rng.random::<f64>() < self.fleet.answered {
            let (world, wait) = (Rc::clone(&self.world), self.rng.random_range(5.0..20.0));
            self.world.clock.spawn(async move {
                world.sleep_seconds(wait).await;
                let Some(code) = world.site.code(&number) else { return };
                if world.site.verify(client, &number, &code, &sent.handle).await.is_ok() {
                    world.ledger.borrow_mut().attack.verified += 1;
                }
            });
        }
    }

    /// How long the address waits. After so many in vain he rests here.
    async fn refused(&mut self, refusal: &GateError) -> Duration {
        self.world.ledger.borrow_mut().attack_refused(refusal);
        self.fruitless += 1;
        if self.fruitless >= self.fleet.patience {
            self.fruitless = 0;
            self.world.clock.sleep(self.rest).await;
            self.rest = (self.rest * 2).min(LONGEST_REST);
        }
        match refusal {
            // Another number may do.
            GateError::PrefixLimited { .. }
            | GateError::CoolingDown { .. }
            | GateError::TooManyMessages { .. } => Duration::ZERO,
            // Another address may do, for what is told to one need not hold for all.
            _ => Duration::from_secs(refusal.retry_after().unwrap_or(60).into()),
        }
    }
}

/// A message, with every picture that is asked for read for pay, and all work done.
pub async fn buy(world: &Shared, client: IpAddr, number: &str) -> Result<SmsSent, GateError> {
    let solve = async |id| {
        world.ledger.borrow_mut().attack.solves += 1;
        world.site.solve_named(id, client).await
    };
    let solved = solve(ImageCodeId::random()).await?;
    let mut ask = Ask { client, number, handle: "", solved, proofs: Proofs::default() };
    for _ in 0..STEPS {
        let step_up = match world.site.send(&ask).await {
            Err(GateError::StepUpRequired { step_up }) => step_up,
            sent => return sent,
        };
        ask.proofs = match (step_up.work(), step_up.image_code_id()) {
            (Some(work), _) => {
                world.ledger.borrow_mut().attack.work += 1;
                worked(&work, number)
            }
            (None, Some(id)) => solve(id).await?.as_proof(),
            // A message from the phone: it earns him nothing, and the phones are not his.
            (None, None) => return Err(GateError::StepUpRequired { step_up }),
        };
    }
    world.site.send(&ask).await
}
