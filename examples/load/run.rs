//! Users who walk the flow, for a while: in a closed loop each begins anew when it is done, in an
//! open loop people come at a rate, whether or not somebody is done.

use std::{
    cell::RefCell,
    io::{IsTerminal, Write},
    rc::Rc,
    time::{Duration, Instant},
};

use rand::Rng;
use serde_json::{Value, json};
use tokio::{
    sync::{Mutex, mpsc},
    task::LocalSet,
    time::{sleep, sleep_until},
};

use super::{
    Outcome,
    flow::{STEPS, Shared, User},
    process::{Machine, Usage},
    redis::Redis,
    requests::SITE_SECRET,
    servers::{self, Served, StoreKind},
    webhook::{self, Webhook},
};

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// People at once; in an open loop, the most that may be under way
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub users: u32,

    /// Seconds that are measured
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub seconds: u32,

    /// Seconds before them
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub warm_up: u32,

    /// Seconds that a person thinks before the message is asked for, before its code is typed, and
    /// before the next one comes; from half of it to one and a half
    #[arg(long, default_value_t = 1.0)]
    pub think: f64,

    /// Open loop: so many people come each second, at random times (Poisson)
    #[arg(long)]
    pub rate: Option<f64>,
}

/// Measures, prints, and gives the figures.
pub async fn run(
    servers: &servers::Options,
    store: StoreKind,
    options: &Options,
) -> Outcome<Value> {
    let webhook = Webhook::start().await?;
    let settings = [
        ("SMS_PROVIDER", "webhook"),
        ("SMS_WEBHOOK_URL", &webhook.url),
        ("SMS_WEBHOOK_SECRET", webhook::SECRET),
        ("SITE_SECRET", SITE_SECRET),
    ];
    let served = Served::start_for_flows(servers, store, &settings).await?;
    let think = Duration::from_secs_f64(options.think.max(0.0));
    let shared = Rc::new(RefCell::new(Shared::default()));
    let idle = served.server.usage()?.memory;

    let begin = Instant::now();
    let from = begin + Duration::from_secs(options.warm_up.into());
    let end = from + Duration::from_secs(options.seconds.into());
    shared.borrow_mut().from = Some(from);
    let people = LocalSet::new();
    let (come, came) = mpsc::channel(options.users as usize * 2);
    let came = Rc::new(Mutex::new(came));
    for _ in 0..options.users {
        let mut user = User::new(
            served.server.address,
            served.texts,
            webhook.clone(),
            think,
            Rc::clone(&shared),
        )
        .await?;
        let is_open = options.rate.is_some();
        let came = Rc::clone(&came);
        people.spawn_local(async move {
            if is_open {
                loop {
                    let intended = came.lock().await.recv().await;
                    let Some(intended) = intended else { return };
                    user.walk(Some(intended)).await;
                }
            }
            // Not all at once.
            user.think().await;
            while Instant::now() < end {
                user.walk(None).await;
                user.think().await;
            }
        });
    }
    match options.rate {
        Some(rate) => {
            people.spawn_local(arrivals(come, rate, (begin, end), Rc::clone(&shared)));
        }
        None => drop(come),
    }
    let watching = people.spawn_local(watch(
        served.server.watched(),
        served.redis.as_ref().map(|redis| redis.watched()),
        (from, end),
        Rc::clone(&shared),
    ));
    people.await;
    let watched = watching.await??;
    report(store, options, idle, &watched, &shared.borrow());
    let commands = match &served.redis {
        Some(redis) => commands(&mut Redis::connect(redis.address).await?).await?,
        None => Value::Null,
    };
    Ok(figures(store, options, idle, &watched, &shared.borrow(), commands))
}

/// Lets people come at random times until the end.
async fn arrivals(
    come: mpsc::Sender<Instant>,
    rate: f64,
    (begin, end): (Instant, Instant),
    shared: Rc<RefCell<Shared>>,
) {
    let mut at = begin;
    loop {
        // The times between independent arrivals are exponential.
        let share: f64 = rand::rng().random_range(f64::EPSILON..1.0);
        at += Duration::from_secs_f64(-share.ln() / rate.max(0.001));
        if at >= end {
            return;
        }
        sleep_until(at.into()).await;
        if come.try_send(at).is_err() {
            shared.borrow_mut().flows.fail("never begun: all users were busy".to_owned());
        }
    }
}

/// What the processes did between the warm-up and the end.
pub struct Watched {
    took: Duration,
    /// Shares of one core.
    server: f64,
    redis: f64,
    load: f64,
    /// Of all cores together: what was used, by whomever.
    busy: f64,
    cores: f64,
    /// The server's resident bytes each time it was looked at, some 100 times.
    memory: Vec<u64>,
}

async fn watch(
    server: super::process::Watch,
    redis: Option<super::process::Watch>,
    (from, end): (Instant, Instant),
    shared: Rc<RefCell<Shared>>,
) -> Outcome<Watched> {
    sleep_until(from.into()).await;
    let cpu = || -> Outcome<[Duration; 3]> {
        let redis = redis.as_ref().map_or(Ok(Duration::ZERO), |it| it.usage().map(|it| it.cpu));
        Ok([server.usage()?.cpu, redis?, Usage::own()?.cpu])
    };
    let (begin, before, machine) = (Instant::now(), cpu()?, Machine::now()?);
    let every = ((end - from) / 100).max(Duration::from_secs(1));
    let mut memory = vec![server.usage()?.memory];
    let is_terminal = std::io::stderr().is_terminal();
    let mut shown = begin;
    while Instant::now() < end {
        sleep(Duration::from_secs(1).min(end.saturating_duration_since(Instant::now()))).await;
        let usage = server.usage()?;
        if begin.elapsed() >= every * memory.len() as u32 {
            memory.push(usage.memory);
        }
        if is_terminal || shown.elapsed() >= Duration::from_secs(30) {
            shown = Instant::now();
            let shared = shared.borrow();
            let seconds = begin.elapsed().as_secs_f64();
            eprint!(
                "{}  {seconds:.0} s  {:.0} flows/s  {} failed  p99 {:.1} ms  server {:.1} MB{}",
                if is_terminal { "\r\x1b[K" } else { "" },
                shared.flows.latency.count() as f64 / seconds,
                shared.failed(),
                shared.flows.latency.millis(0.99),
                usage.memory as f64 / 1e6,
                if is_terminal { "" } else { "\n" },
            );
            std::io::stderr().flush()?;
        }
    }
    if is_terminal {
        eprint!("\r\x1b[K");
    }
    let (took, after, then) = (begin.elapsed(), cpu()?, Machine::now()?);
    let share = |of: usize| after[of].saturating_sub(before[of]).as_secs_f64() / took.as_secs_f64();
    let (busy, cores) = then.since(&machine);
    Ok(Watched { took, server: share(0), redis: share(1), load: share(2), busy, cores, memory })
}

fn rate(watched: &Watched, shared: &Shared) -> f64 {
    shared.flows.latency.count() as f64 / watched.took.as_secs_f64()
}

fn report(store: StoreKind, options: &Options, idle: u64, watched: &Watched, shared: &Shared) {
    let Options { users, seconds, think, .. } = options;
    let how = match options.rate {
        Some(rate) => format!("open loop, {rate} people/s, at most {users} at once"),
        None => format!("closed loop, {users} people"),
    };
    println!("whole flow, {store} store, {how}, {think} s to think, {seconds} s");
    println!(
        "  {:.1} flows/s, {:.1} requests/s",
        rate(watched, shared),
        4.0 * rate(watched, shared)
    );
    for (name, tally) in STEPS.iter().zip(&shared.steps) {
        println!("  {name:8} {}", tally.latency);
    }
    println!("  {:8} {}", "flow", shared.flows.latency);
    let failed = shared.failed();
    let all = failed + shared.flows.latency.count();
    println!("  failed   {failed} of {all}");
    shared.flows.print_failures();
    println!(
        "  cores: server {:.2}, redis {:.2}, load program {:.2}; all that runs here {:.2} of {:.0}",
        watched.server, watched.redis, watched.load, watched.busy, watched.cores
    );
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let (first, last) = (watched.memory.first(), watched.memory.last());
    println!(
        "  resident memory of the server: {:.1} MB idle, {:.1} after the warm-up, {:.1} at the end, \
         {:.1} at most",
        megabytes(idle),
        megabytes(first.copied().unwrap_or_default()),
        megabytes(last.copied().unwrap_or_default()),
        megabytes(watched.memory.iter().copied().max().unwrap_or_default()),
    );
}

fn figures(
    store: StoreKind,
    options: &Options,
    idle: u64,
    watched: &Watched,
    shared: &Shared,
    commands: Value,
) -> Value {
    let steps = STEPS.iter().zip(&shared.steps);
    let steps: serde_json::Map<_, _> =
        steps.map(|(name, tally)| ((*name).to_owned(), tally.latency.json())).collect();
    json!({
        "store": store.to_string(),
        "loop": if options.rate.is_some() { "open" } else { "closed" },
        "rate": options.rate,
        "users": options.users,
        "think_seconds": options.think,
        "seconds": watched.took.as_secs_f64(),
        "flows_per_second": rate(watched, shared),
        "flow": shared.flows.latency.json(),
        "steps": steps,
        "failed": shared.failed(),
        "failures": shared.flows.failures_json(),
        "cores": {
            "server": watched.server, "redis": watched.redis, "load": watched.load,
            "busy": watched.busy, "all": watched.cores,
        },
        "memory": { "idle": idle, "samples": watched.memory },
        "redis": commands,
    })
}

/// What Redis was asked and what it holds, for planning.
async fn commands(redis: &mut Redis) -> Outcome<Value> {
    let stats = redis.info("commandstats").await?;
    let calls = stats.into_iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("cmdstat_")?.to_owned();
        let calls = value.strip_prefix("calls=")?.split(',').next()?.parse::<u64>().ok()?;
        Some((name, json!(calls)))
    });
    let calls: serde_json::Map<_, _> = calls.collect();
    let kinds = super::keys::kinds(redis).await?;
    for (kind, (count, bytes)) in &kinds {
        println!("  redis: {count} keys {kind}, {:.0} bytes each", *bytes as f64 / *count as f64);
    }
    Ok(json!({
        "calls": calls,
        "used_memory": redis.used_memory().await?,
        "keys": kinds.iter().map(|(kind, (count, bytes))| {
            (kind.clone(), json!({ "count": count, "bytes_each": *bytes as f64 / *count as f64 }))
        }).collect::<serde_json::Map<_, _>>(),
    }))
}
