//! People who want to register: they come, read a picture, get a message and mostly type its code in.

use std::{net::IpAddr, rc::Rc, time::Duration};

use menshen::model::{GateError, Proofs, SmsSent, StepUp, Work};
use rand::{Rng, rngs::StdRng};

use super::{
    networks::{Numbers, newcomer},
    site::{Ask, Solved, worked},
    world::{Shared, World},
};

/// Pictures that a person tries.
const PICTURES: u32 = 4;
/// Steps beside it, wrong answers included.
const STEPS: u32 = 4;
/// Waits that a person bears.
const WAITS: u32 = 2;

/// How many come, and who they are.
#[derive(Debug, Clone, Copy)]
pub struct Visitors {
    /// An hour, where nothing else is said.
    pub per_hour: f64,
    /// From which hour to which how many times as many come. Hours count from the start of what is measured.
    pub rush: Option<(f64, f64, f64)>,
    /// Day and night: most come in the evening, hardly anybody at four in the morning.
    pub by_day: bool,
    /// Those of the rush come from networks where nobody has been before.
    pub rush_is_new: bool,
    pub numbers: Numbers,
    /// The share of those who have a number of Thailand instead.
    pub abroad: f64,
}

impl Visitors {
    pub const fn of_mainland(per_hour: f64) -> Self {
        let numbers = Numbers::Mainland;
        Self { per_hour, rush: None, by_day: false, rush_is_new: false, numbers, abroad: 0.0 }
    }

    /// People an hour, so long after the measured time has begun.
    fn rate(&self, hours: f64) -> f64 {
        let rush = match self.rush {
            Some((from, to, times)) if (from..to).contains(&hours) => times,
            _ => 1.0,
        };
        // What is measured begins at eight in the morning.
        let daily = if self.by_day {
            1.0 - 0.8
                * ((hours + 8.0 - 16.0) / 24.0 * std::f64::consts::TAU + std::f64::consts::PI).cos()
        } else {
            1.0
        };
        self.per_hour * rush * daily
    }

    /// Whether one who comes now has come for the first time.
    fn is_new(&self, hours: f64, rng: &mut StdRng) -> bool {
        let rush =
            self.rush.filter(|(from, to, _)| self.rush_is_new && (*from..*to).contains(&hours));
        // Of so many times as many all but one are new.
        rush.is_some_and(|(_, _, times)| rng.random::<f64>() < 1.0 - 1.0 / times)
    }

    /// The most there are in any hour.
    fn most(&self) -> f64 {
        let rush = self.rush.map_or(1.0, |(_, _, times)| times.max(1.0));
        self.per_hour * rush * if self.by_day { 1.8 } else { 1.0 }
    }
}

/// Lets them come, at random times (Poisson), until then.
pub async fn come(world: Shared, visitors: Visitors, until: Duration) {
    let mut rng = world.rng();
    let most = visitors.most();
    if most <= 0.0 {
        return;
    }
    loop {
        let share: f64 = rng.random();
        world.sleep_seconds(-(1.0 - share).ln() / most * 3600.0).await;
        if world.now() >= until {
            return;
        }
        let from = world.ledger.borrow().from;
        let hours = (world.now().as_secs_f64() - from.as_secs_f64()) / 3600.0;
        // Of those who could come at the busiest time, as many as come now.
        if rng.random::<f64>() * most < visitors.rate(hours) {
            let mut rng = world.rng();
            let numbers = if rng.random::<f64>() < visitors.abroad {
                Numbers::Abroad
            } else {
                visitors.numbers
            };
            let client = match visitors.is_new(hours, &mut rng) {
                true => newcomer(&mut rng),
                false => world.networks.address(&mut rng),
            };
            let number = numbers.one(&mut rng);
            let person = Person::new(Rc::clone(&world), rng, client, number);
            world.clock.spawn(person.register());
        }
    }
}

/// Somebody on their way to a ticket.
pub struct Person {
    world: Shared,
    rng: StdRng,
    client: IpAddr,
    number: String,
    counts: bool,
    stepped_up: bool,
    /// Somebody else has had messages sent to their number.
    is_owner: bool,
}

/// How asking for a message ended.
enum Asked {
    Sent(SmsSent),
    /// A message of their own, which has verified the number.
    SentIn,
    Refused(GateError),
    GaveUp,
}

impl Person {
    pub fn new(world: Shared, rng: StdRng, client: IpAddr, number: String) -> Self {
        let counts = world.ledger.borrow().counts(world.now());
        Self { world, rng, client, number, counts, stepped_up: false, is_owner: false }
    }

    /// The owner of a number that strangers have had messages sent to.
    pub fn whose_number_it_is(self) -> Self {
        Self { is_owner: true, ..self }
    }

    /// From the form to the ticket, or to where they leave.
    pub async fn register(mut self) {
        self.note(|world| {
            let now = world.now();
            let mut ledger = world.ledger.borrow_mut();
            ledger.people.asked += 1;
            ledger.bin(now).asked += 1;
        });
        let sent = match self.ask("").await {
            Asked::Sent(sent) => sent,
            Asked::SentIn => {
                return self.note(|world| world.ledger.borrow_mut().people.sent_in += 1);
            }
            Asked::Refused(refusal) => {
                return self.note(|world| {
                    let ledger = &mut *world.ledger.borrow_mut();
                    ledger.person_refused(world.now(), &refusal);
                    ledger.owners_refused += u64::from(self.is_owner);
                });
            }
            Asked::GaveUp => {
                return self.note(|world| world.ledger.borrow_mut().people.gave_up += 1);
            }
        };
        self.note(|world| world.ledger.borrow_mut().people.sent += 1);
        let (answers, resends) = (self.world.habits.answers, self.world.habits.resends);
        let what: f64 = self.rng.random();
        if what < answers {
            self.answer(&sent).await;
        } else if what < answers + resends {
            self.world.sleep_seconds(f64::from(sent.resend_in) + 5.0).await;
            if let Asked::Sent(again) = self.ask(&sent.handle).await
                && self.chance(0.5)
            {
                self.answer(&again).await;
            }
        }
    }

    /// Types the code in, once the message has come.
    async fn answer(&mut self, sent: &SmsSent) {
        self.wait(15.0, 90.0).await;
        let Some(code) = self.world.site.code(&self.number) else { return };
        let verified = self.world.site.verify(self.client, &self.number, &code, &sent.handle).await;
        self.note(|world| {
            let people = &mut world.ledger.borrow_mut().people;
            match verified {
                Ok(()) => people.verified += 1,
                Err(_) => people.locked_out += 1,
            }
        });
    }

    /// Asks for a message, with as many pictures and waits as a person bears.
    async fn ask(&mut self, handle: &str) -> Asked {
        let mut waits = 0;
        let mut pictures = 0;
        while pictures < PICTURES {
            pictures += 1;
            self.wait(8.0, 25.0).await;
            let refusal = match self.try_once(handle).await {
                Asked::Refused(refusal) => refusal,
                asked => return asked,
            };
            match (&refusal, refusal.retry_after()) {
                (GateError::ImageCodeWrong | GateError::ImageCodeExpired, _) => {}
                (_, Some(wait)) if wait <= self.world.habits.patience && waits < WAITS => {
                    waits += 1;
                    pictures -= 1;
                    self.world.clock.sleep(Duration::from_secs(wait.into())).await;
                }
                _ => return Asked::Refused(refusal),
            }
        }
        Asked::GaveUp
    }

    /// With one picture, and every step that is asked for beside it.
    async fn try_once(&mut self, handle: &str) -> Asked {
        let world = Rc::clone(&self.world);
        let (client, number) = (self.client, self.number.clone());
        let solved = match self.read(world.site.solve(client).await) {
            Ok(solved) => solved,
            Err(refusal) => return Asked::Refused(refusal),
        };
        if self.chance(world.habits.roams) {
            self.client = world.networks.address(&mut self.rng);
        }
        let (client, proofs) = (self.client, Proofs::default());
        let mut ask = Ask { client, number: &number, handle, solved, proofs };
        for _ in 0..STEPS {
            let step_up = match world.site.send(&ask).await {
                Ok(sent) => {
                    world.ledger.borrow_mut().person_sent(world.now());
                    return Asked::Sent(sent);
                }
                Err(GateError::StepUpRequired { step_up }) => step_up,
                Err(refusal) => return Asked::Refused(refusal),
            };
            self.is_stepped_up();
            ask.proofs = match self.step(step_up).await {
                Ok(proofs) => proofs,
                Err(asked) => return asked,
            };
        }
        Asked::GaveUp
    }

    /// Does what is asked for beside the picture; who leaves, or is through without a send, does not go on.
    async fn step(&mut self, step_up: StepUp) -> Result<Proofs, Asked> {
        let world = Rc::clone(&self.world);
        let leave = match &step_up {
            StepUp::Work { .. } => world.habits.leave_work,
            StepUp::Challenge { .. } => world.habits.leave_challenge,
            StepUp::ReverseMessage(_) => world.habits.leave_reverse,
        };
        if self.chance(leave) {
            return Err(Asked::GaveUp);
        }
        match step_up {
            StepUp::Work { challenge, memory_kib, zero_bits, .. } => {
                // The page works while the person does nothing.
                self.wait(1.0, 3.0).await;
                Ok(worked(&Work { challenge, memory_kib, zero_bits }, &self.number))
            }
            StepUp::Challenge { image_code_id, .. } => {
                self.wait(8.0, 25.0).await;
                let shown = world.site.solve_named(image_code_id, self.client).await;
                self.read(shown).map(|second| second.as_proof()).map_err(Asked::Refused)
            }
            StepUp::ReverseMessage(message) => {
                self.wait(20.0, 60.0).await;
                let verified = world.site.send_in(&self.number, &message).await;
                Err(verified.map_or_else(Asked::Refused, |()| Asked::SentIn))
            }
        }
    }

    /// What the person makes of a picture.
    fn read(&mut self, shown: Result<Solved, GateError>) -> Result<Solved, GateError> {
        let misread = self.chance(self.world.habits.misreads);
        shown.map(|solved| if misread { self.world.site.misread(solved) } else { solved })
    }

    /// Counts the person once, however many steps follow.
    fn is_stepped_up(&mut self) {
        if !std::mem::replace(&mut self.stepped_up, true) {
            self.note(|world| {
                let mut ledger = world.ledger.borrow_mut();
                ledger.people.stepped_up += 1;
                ledger.bin(world.now()).stepped_up += 1;
            });
        }
    }

    fn chance(&mut self, share: f64) -> bool {
        self.rng.random::<f64>() < share
    }

    async fn wait(&mut self, least: f64, most: f64) {
        let seconds = self.rng.random_range(least..most);
        self.world.sleep_seconds(seconds).await;
    }

    /// Writes something down, if it happened within the time that counts.
    fn note(&self, write: impl FnOnce(&World)) {
        if self.counts {
            write(&self.world);
        }
    }
}
