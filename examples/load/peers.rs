//! The picture route beside what sites have without Menshen: the tutorial's views in Django, and Express with
//! svg-captcha. Each has a Redis of its own, and they take turns.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    Outcome,
    picture::{self, Turn},
    process::{Batch, Process},
    report::median,
    servers::{self, Served, StoreKind},
};

#[derive(clap::Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    #[command(flatten)]
    pub turns: picture::Options,

    /// The gunicorn that serves examples/load/peers/django
    #[arg(long)]
    pub gunicorn: PathBuf,

    /// The program that runs examples/load/peers/express, whose packages are installed there
    #[arg(long, default_value = "node")]
    pub node: PathBuf,

    /// The repository
    #[arg(long, default_value = ".")]
    pub root: PathBuf,
}

/// A picture of the peers, as `Process` asks for the first one.
const FIRST: &str = "/image_codes/00000000-0000-4000-8000-000000000000/";

/// A peer with its Redis.
struct Peer {
    name: &'static str,
    server: Process,
    _redis: Process,
}

impl Peer {
    async fn django(options: &Options) -> Outcome<Self> {
        let folder = options.root.join("examples/load/peers/django");
        let folder = folder.to_str().ok_or("a path that is no text")?;
        let arguments = ["--workers", "3", "--chdir", folder, "picture_codes:application"];
        let bind = |address| ("GUNICORN_CMD_ARGS", format!("--no-control-socket --bind {address}"));
        Self::start("Django with gunicorn, 3 workers", &options.gunicorn, &arguments, bind).await
    }

    async fn express(options: &Options) -> Outcome<Self> {
        let program = options.root.join("examples/load/peers/express/server.mjs");
        let program = program.to_str().ok_or("a path that is no text")?;
        let address = |address: SocketAddr| ("ADDRESS", address.to_string());
        Self::start("Express with svg-captcha, 2 processes", &options.node, &[program], address)
            .await
    }

    async fn start(
        name: &'static str,
        program: &Path,
        arguments: &[&str],
        address: impl FnOnce(SocketAddr) -> (&'static str, String),
    ) -> Outcome<Self> {
        let redis = Process::redis().await?;
        let settings = |at| {
            let (variable, value) = address(at);
            vec![
                ("REDIS_URL".to_owned(), format!("redis://{}", redis.address)),
                ("NODE_ENV".to_owned(), "production".to_owned()),
                (variable.to_owned(), value),
            ]
        };
        let server = Process::serving(program, FIRST, settings, arguments).await?;
        Ok(Self { name, server, _redis: redis })
    }
}

/// Measures, prints, and gives the figures.
pub async fn run(servers: &servers::Options, options: &Options) -> Outcome<Value> {
    let menshen = Served::start(servers, StoreKind::Redis, &[]).await?;
    let peers = [Peer::django(options).await?, Peer::express(options).await?];
    let turn = options.turns.length();
    let all = || [&menshen.server].into_iter().chain(peers.iter().map(|peer| &peer.server));
    for server in all() {
        let warm = picture::measure(server, None, &options.turns, turn / 2).await?;
        warm.tally.refuse_failures("warm-up")?;
    }
    let _batch = Batch::begin();
    let mut rounds: Vec<Vec<Turn>> = Vec::new();
    for number in 1..=options.turns.turns {
        let mut round = Vec::new();
        for server in all() {
            round.push(picture::measure(server, None, &options.turns, turn).await?);
        }
        let rates: Vec<_> = round.iter().map(|turn| format!("{:.0}/s", turn.rate())).collect();
        eprintln!("  turn {number} of {}: {}", options.turns.turns, rates.join(", "));
        rounds.push(round);
    }
    println!("pictures with Redis, {} connections", options.turns.connections);
    println!("| server | pictures a second | Menshen, times as many | median, 99th percentile |");
    println!("| --- | --- | --- | --- |");
    let names = ["Menshen"].into_iter().chain(peers.iter().map(|peer| peer.name));
    let figures = names
        .enumerate()
        .map(|(place, name)| row(name, place, &rounds))
        .collect::<Outcome<Vec<_>>>()?;
    Ok(json!({ "connections": options.turns.connections, "peers": figures }))
}

/// Prints a server's row, and gives its figures.
fn row(name: &str, place: usize, rounds: &[Vec<Turn>]) -> Outcome<Value> {
    let turns: Vec<&Turn> = rounds.iter().map(|round| &round[place]).collect();
    let ratios: Vec<f64> =
        rounds.iter().map(|round| round[0].rate() / round[place].rate()).collect();
    let rates: Vec<f64> = turns.iter().map(|turn| turn.rate()).collect();
    let ((_, rate, _), (low, ratio, high)) = (median(&rates), median(&ratios));
    let all = picture::sum(turns.into_iter());
    let (half, most) = (all.tally.latency.millis(0.5), all.tally.latency.millis(0.99));
    println!(
        "| {name} | {rate:.0} | {ratio:.1} ({low:.1} to {high:.1}) | {half:.1}, {most:.1} ms |"
    );
    all.tally.print_failures();
    all.tally.refuse_failures(name)?;
    Ok(
        json!({ "name": name, "per_second": rate, "ratio": ratio, "ratios": ratios, "latency": all.tally.latency.json() }),
    )
}
