//! Attackers who want no message: blind guesses, and strangers who want to keep one person out.

use std::{net::IpAddr, rc::Rc, time::Duration};

use menshen::model::{GateError, Proofs};
use rand::Rng;

use super::{
    fleet::buy,
    networks::{Numbers, scattered},
    people::Person,
    site::Ask,
    world::Shared,
};

/// Between two owners of numbers that are griefed.
const OWNERS: Duration = Duration::from_secs(600);
/// How long the stranger has been there when the owner comes.
const BEFORE: Duration = Duration::from_secs(7200);

/// One address that answers blindly, as fast as it may.
pub async fn guess(world: Shared, until: Duration) {
    let (mut rng, client) = (world.rng(), scattered(0));
    let began = world.now();
    while world.now() < until {
        world.sleep_seconds(rng.random_range(0.5..1.5)).await;
        let refusal = match guess_once(&world, client, &mut rng).await {
            Ok(()) => continue,
            Err(refusal) => refusal,
        };
        {
            let ledger = &mut *world.ledger.borrow_mut();
            ledger.attack_refused(&refusal);
            ledger.attack.guessed_days = (world.now() - began).as_secs_f64() / 86_400.0;
        }
        if let Some(wait) = refusal.retry_after() {
            world.clock.sleep(Duration::from_secs(wait.into())).await;
        }
    }
}

async fn guess_once(
    world: &Shared,
    client: IpAddr,
    rng: &mut rand::rngs::StdRng,
) -> Result<(), GateError> {
    let (id, kind, odds) = world.site.look(client).await?;
    let (guess, number) = (world.site.guess(id, kind), Numbers::Attacked.one(rng));
    let ask = Ask { client, number: &number, handle: "", solved: guess, proofs: Proofs::default() };
    let sent = world.site.send(&ask).await;
    let attack = &mut world.ledger.borrow_mut().attack;
    attack.guesses += 1;
    match sent {
        Err(GateError::ImageCodeWrong) => attack.expected += 1.0 / odds as f64,
        Ok(_) => {
            attack.expected += 1.0 / odds as f64;
            attack.messages += 1;
        }
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}

/// What a stranger does to a number.
#[derive(Debug, Clone, Copy)]
pub enum Grief {
    /// Hands in a wrong code every two seconds.
    WrongCodes,
    /// Has messages sent to it from so many networks, for as long as it gets any.
    Messages(u32),
}

/// Owner after owner, each with a stranger of their own, who knows their number and is there before.
pub async fn owners(world: Shared, grief: Grief, until: Duration) {
    let mut from = 0;
    while world.now() + BEFORE < until {
        let mut rng = world.rng();
        let (client, number) = (world.networks.address(&mut rng), Numbers::Mainland.one(&mut rng));
        world.clock.spawn(stranger(Rc::clone(&world), from, number.clone(), grief));
        from += grief.networks();
        let owner = Rc::clone(&world);
        world.clock.spawn(async move {
            owner.clock.sleep(BEFORE).await;
            Person::new(Rc::clone(&owner), rng, client, number)
                .whose_number_it_is()
                .register()
                .await;
        });
        world.clock.sleep(OWNERS).await;
    }
}

impl Grief {
    fn networks(self) -> u32 {
        match self {
            Self::WrongCodes => 1,
            Self::Messages(networks) => networks,
        }
    }
}

/// Until the owner has had time to register. `from`: the first of his networks.
async fn stranger(world: Shared, from: u32, number: String, grief: Grief) {
    let end = world.now() + BEFORE + Duration::from_secs(600);
    let addresses: Vec<_> = (from..from + grief.networks()).map(scattered).collect();
    while world.now() < end {
        match grief {
            Grief::WrongCodes => {
                world.sleep_seconds(2.0).await;
                // What it is answered teaches him nothing.
                let _ = world.site.verify(addresses[0], &number, "000000", "").await;
            }
            Grief::Messages(_) => {
                let wait = each_asks(&world, &addresses, &number).await;
                world.clock.sleep(wait).await;
            }
        }
    }
}

/// A message from each network; gives how long until one may ask again.
async fn each_asks(world: &Shared, addresses: &[IpAddr], number: &str) -> Duration {
    let mut soonest = 600;
    for &client in addresses {
        let sent = buy(world, client, number).await;
        let ledger = &mut world.ledger.borrow_mut();
        match sent {
            Ok(sent) => {
                soonest = soonest.min(sent.resend_in);
                ledger.attack_message(world.now());
                // The others would only be told to wait.
                break;
            }
            Err(refusal) => {
                soonest = soonest.min(refusal.retry_after().unwrap_or(600));
                ledger.attack_refused(&refusal);
            }
        }
    }
    Duration::from_secs(soonest.max(1).into())
}
