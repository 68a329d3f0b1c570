//! The picture route, beside a bare route whose body has the same size. The two take turns, so that
//! what else the machine does meanwhile meets both.

use std::{
    cell::RefCell,
    net::SocketAddr,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use serde_json::{Value, json};
use tokio::task::LocalSet;

use super::{
    Outcome,
    http::Connection,
    process::{Batch, Process, Usage},
    report::{Tally, median},
    servers::{self, Served, StoreKind},
};

#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Connections, each with one request at a time
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub connections: u32,

    /// Seconds of each turn
    #[arg(long, default_value_t = 2.0)]
    pub turn: f64,

    /// Turns of each of the two
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub turns: u32,
}

impl Options {
    /// How long a turn takes.
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.turn)
    }
}

/// Clients among whom the requests go round: each may get 300 pictures a minute.
const CLIENTS: u64 = 20_000;
/// Requests made in all turns: no client's share is used up by those that come at the same time.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// One turn at one of the servers.
pub struct Turn {
    pub tally: Tally,
    took: Duration,
    /// Time on a core of the server, of its store and of this program, in that order.
    cpu: [Duration; 3],
    bytes: u64,
}

impl Turn {
    pub fn rate(&self) -> f64 {
        self.tally.latency.count() as f64 / self.took.as_secs_f64()
    }

    fn micros(&self, of: usize) -> f64 {
        self.cpu[of].as_secs_f64() * 1e6 / self.tally.latency.count().max(1) as f64
    }
}

/// Measures, prints, and gives the figures.
pub async fn run(
    servers: &servers::Options,
    store: StoreKind,
    options: &Options,
) -> Outcome<Value> {
    let menshen = Served::start(servers, store, &[]).await?;
    let turn = options.length();
    // The first turn is the warm-up, and tells how large a picture is.
    let warm = measure(&menshen.server, menshen.redis.as_ref(), options, turn / 2).await?;
    warm.tally.refuse_failures("warm-up")?;
    let size = warm.bytes / warm.tally.latency.count().max(1);
    let bare = servers::bare(size).await?;
    measure(&bare, None, options, turn / 2).await?;
    let _batch = Batch::begin();

    let (mut plain, mut pictures) = (Vec::new(), Vec::new());
    for number in 1..=options.turns {
        plain.push(measure(&bare, None, options, turn).await?);
        pictures.push(measure(&menshen.server, menshen.redis.as_ref(), options, turn).await?);
        if let (Some(bare), Some(pictures)) = (plain.last(), pictures.last()) {
            eprintln!(
                "  turn {number} of {}: bare {:.0}/s, pictures {:.0}/s",
                options.turns,
                bare.rate(),
                pictures.rate()
            );
        }
    }
    let ratios: Vec<_> = pictures.iter().zip(&plain).map(|(a, b)| a.rate() / b.rate()).collect();
    let (low, ratio, high) = median(&ratios);
    println!(
        "picture route, {store} store, {} connections, {size} bytes each",
        options.connections
    );
    let [bare, pictures] = [("bare", &plain), ("picture", &pictures)].map(|(name, turns)| {
        let all = sum(turns.iter());
        println!(
            "  {name:8} {:8.0}/s  {}  CPU per request: server {:.1} us, store {:.1} us, load {:.1} us",
            all.rate(), all.tally.latency, all.micros(0), all.micros(1), all.micros(2)
        );
        all
    });
    println!("  ratio {ratio:.3} (turns from {low:.3} to {high:.3})");
    pictures.tally.print_failures();
    pictures.tally.refuse_failures("picture route")?;
    let figures = |turn: &Turn| {
        json!({
            "per_second": turn.rate(),
            "latency": turn.tally.latency.json(),
            "errors": turn.tally.failures_json(),
            "cpu_micros_per_request": {
                "server": turn.micros(0), "store": turn.micros(1), "load": turn.micros(2),
            },
        })
    };
    Ok(json!({
        "store": store.to_string(),
        "connections": options.connections,
        "bytes": size,
        "ratio": ratio,
        "ratios": ratios,
        "bare": figures(&bare),
        "picture": figures(&pictures),
        "server_memory": menshen.server.usage()?.memory,
    }))
}

/// All turns as one.
pub fn sum<'a>(turns: impl Iterator<Item = &'a Turn>) -> Turn {
    let mut all =
        Turn { tally: Tally::default(), took: Duration::ZERO, cpu: [Duration::ZERO; 3], bytes: 0 };
    for turn in turns {
        all.tally.add(&turn.tally);
        all.took += turn.took;
        all.bytes += turn.bytes;
        for (sum, cpu) in all.cpu.iter_mut().zip(turn.cpu) {
            *sum += cpu;
        }
    }
    all
}

/// Asks for pictures for so long.
pub async fn measure(
    server: &Process,
    store: Option<&Process>,
    options: &Options,
    length: Duration,
) -> Outcome<Turn> {
    let usage = || -> Outcome<[Duration; 3]> {
        let store = store.map_or(Ok(Duration::ZERO), |store| store.usage().map(|usage| usage.cpu));
        Ok([server.usage()?.cpu, store?, Usage::own()?.cpu])
    };
    let before = usage()?;
    let start = Instant::now();
    let shared = Rc::new(RefCell::new((Tally::default(), 0)));
    let clients = LocalSet::new();
    for _ in 0..options.connections {
        clients.spawn_local(ask(server.address, start + length, Rc::clone(&shared)));
    }
    clients.await;
    let took = start.elapsed();
    let after = usage()?;
    let (tally, bytes) = std::mem::take(&mut *shared.borrow_mut());
    let cpu = [0, 1, 2].map(|of| after[of].saturating_sub(before[of]));
    Ok(Turn { tally, took, cpu, bytes })
}

/// Asks for one new picture after the other.
async fn ask(address: SocketAddr, end: Instant, shared: Rc<RefCell<(Tally, u64)>>) {
    let mut connection = Connection::new(address);
    let mut request = Vec::with_capacity(256);
    loop {
        let start = Instant::now();
        if start >= end {
            return;
        }
        let client = ASKED.fetch_add(1, Ordering::Relaxed) % CLIENTS;
        super::requests::picture(&mut request, &ImageCodeId::random(), client);
        let answer = connection.exchange(&request).await;
        let (tally, bytes) = &mut *shared.borrow_mut();
        match answer {
            Ok(answer) if answer.status == 200 => {
                tally.latency.record(start.elapsed());
                *bytes += answer.body.len() as u64;
            }
            Ok(answer) => tally.fail(format!("status {}", answer.status)),
            Err(failure) => tally.fail(failure.to_string()),
        }
    }
}
