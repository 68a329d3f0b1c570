//! One scenario from its past to its end.

use std::{
    num::NonZero,
    thread::{self, ScopedJoinHandle},
    time::Duration,
};

use tokio::task::LocalSet;

use super::{
    Outcome,
    clock::{Clock, StoreClock},
    fleet, griefers,
    habits::Habits,
    ledger::Ledger,
    outcome::{Prices, Run},
    people,
    redis::FastRedis,
    scenarios::{Attack, Scenario},
    site::Attacked,
    world::{Shared, World},
};

/// After the measured time, so that who came in its last minutes gets to their ticket.
const TO_THE_END: Duration = Duration::from_secs(1800);

/// Where the gate keeps its counts.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum StoreKind {
    /// In this process
    Embedded,
    /// In a redis-server that is started for it and whose clock is moved by libfaketime
    Redis,
    /// In such a redis-server too, behind two servers that are asked over HTTP
    Servers,
}

impl StoreKind {
    async fn start(self) -> Outcome<Option<FastRedis>> {
        match self {
            Self::Embedded => Ok(None),
            Self::Redis | Self::Servers => FastRedis::start().await.map(Some),
        }
    }
}

/// What is the same for all scenarios.
#[derive(Clone)]
pub struct Options {
    pub seed: u64,
    pub store: StoreKind,
    /// Settings of the program, after those of the scenario.
    pub settings: Vec<String>,
    pub habits: Habits,
    pub prices: Prices,
    /// The past and the measured hours are so many times as short.
    pub shorter: f64,
}

/// Runs it with so many seeds, as many at once as the machine has cores: each has a thread and a clock of its own.
pub fn run_seeds(scenario: &'static Scenario, options: &Options, seeds: u64) -> Outcome<Vec<Run>> {
    let seeds: Vec<_> = (options.seed..).take(usize::try_from(seeds)?).collect();
    let at_once = thread::available_parallelism().map_or(1, NonZero::get);
    let mut runs = Vec::new();
    for seeds in seeds.chunks(at_once) {
        let ended: Vec<_> = thread::scope(|scope| {
            let started: Vec<_> = seeds
                .iter()
                .map(|&seed| {
                    let options = Options { seed, ..options.clone() };
                    scope.spawn(move || run(scenario, &options).map_err(|error| error.to_string()))
                })
                .collect();
            started.into_iter().map(ScopedJoinHandle::join).collect()
        });
        for run in ended {
            runs.push(run.map_err(|_| "a run panicked")??);
        }
    }
    Ok(runs)
}

/// Runs it on a thread of its own clock.
pub fn run(scenario: &'static Scenario, options: &Options) -> Outcome<Run> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let settings = scenario.settings.iter().map(|&setting| setting.to_owned());
        let mut settings: Vec<_> = settings.chain(options.settings.iter().cloned()).collect();
        let redis = options.store.start().await?;
        if let (Some(redis), StoreKind::Redis) = (&redis, options.store) {
            settings.push(format!("--redis-url={}", redis.url()));
            settings.push("--allow-console-with-redis".to_owned());
            settings.push("--menshen-secret=what the simulation's keys are not made of".to_owned());
        }
        // What is connected to first takes its time.
        let site = match (&redis, options.store) {
            (Some(redis), StoreKind::Servers) => {
                Attacked::open_servers(&settings, redis.address()).await?
            }
            _ => Attacked::open(&settings).await?,
        };
        let store = redis.as_ref().map(|redis| StoreClock::Redis(redis.clock()));
        let clock = Clock::start(store.unwrap_or_else(StoreClock::of_tokio));
        let hours = |hours: f64| Duration::from_secs_f64(hours * 3600.0 / options.shorter);
        let from = hours(scenario.past);
        let end = from + hours(scenario.hours);
        let ledger = Ledger::starting(from);
        let world = World::new(clock, site, options.habits, ledger, options.seed);
        let (clock, people) =
            (world.clock.clone(), people::come(world.clone(), scenario.visitors, end));
        clock.spawn(people);
        clock.run_until(from).await?;
        world.site.decisions.take();
        if let Some((attack, begins, ends)) = scenario.attack {
            clock.run_until(from + hours(begins)).await?;
            clock.spawn(act(world.clone(), attack, from + hours(ends)));
        }
        clock.run_until(end + TO_THE_END).await?;
        let mut ledger = world.ledger.take();
        ledger.decisions = world.site.decisions.take();
        let (counted, carried) = (ledger.messages(), world.site.messages());
        if let Some(carried) = carried
            && counted != carried
        {
            return Err(format!("{counted} messages are known, {carried} were carried").into());
        }
        Ok(Run::new(scenario, ledger, &options.prices))
    })
}

async fn act(world: Shared, attack: Attack, until: Duration) {
    match attack {
        Attack::Fleet(fleet) => fleet::attack(world, fleet, until).await,
        Attack::Guesses => griefers::guess(world, until).await,
        Attack::Grief(grief) => griefers::owners(world, grief, until).await,
    }
}
