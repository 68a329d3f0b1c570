//! What attacks come to, and what people notice of them: `cargo run --features ssr --example simulate --
//! --help`, or `make simulate`.
//!
//! People and attackers act against the real gate over a real store, whose clock the simulation moves: three
//! days take seconds. An example beside the program and no crate of its own, for it goes by the program's own
//! settings with their defaults, and no figure of it may come from a copy of them.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it reports to a terminal")]

mod clock;
mod document;
mod fleet;
mod griefers;
mod habits;
mod ledger;
mod networks;
mod outcome;
mod people;
mod phones;
mod plot;
mod redis;
#[path = "../load/redis.rs"]
#[expect(dead_code, reason = "the load program asks more of it")]
mod redis_client;
mod scenarios;
mod servers;
mod simulation;
mod site;
mod table;
mod targets;
#[cfg(test)]
mod tests;
#[path = "../load/webhook.rs"]
mod webhook;
mod words;
mod world;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Instant};

use clap::Parser;

use habits::Habits;
use outcome::Prices;
use scenarios::{SCENARIOS, Scenario};
use simulation::{Options, StoreKind};
use words::Tongue;

/// What can go wrong here is told to whoever started it.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Let people and attackers act against the gate, and tell what came of it
#[derive(Parser)]
#[command(name = "simulate", max_term_width = 100)]
struct Arguments {
    /// Scenarios, a comma between; without one, all
    #[arg(long, value_delimiter = ',', value_parser = scenario)]
    scenario: Vec<&'static Scenario>,

    /// What people and attackers do comes from it; what pictures show is chance
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Runs of each scenario, each with the seed after that of the one before
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,

    /// Where the gate keeps its counts
    #[arg(long, value_enum, default_value = "embedded")]
    store: StoreKind,

    #[command(flatten)]
    habits: Habits,

    #[command(flatten)]
    prices: Prices,

    /// Write tables and plots into these documents and beside them; in Chinese where the folder is named zh
    #[arg(long, num_args = 1.., conflicts_with = "scenario")]
    document: Vec<PathBuf>,

    /// List the scenarios
    #[arg(long)]
    list: bool,

    /// Settings of the program that differ from its defaults, such as --sms-breaker=enforce
    #[arg(last = true)]
    settings: Vec<String>,
}

fn scenario(name: &str) -> Result<&'static Scenario, String> {
    scenarios::named(name).ok_or_else(|| "there is no such scenario; see --list".to_owned())
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Outcome<()> {
    if arguments.list {
        for Scenario { name, about, .. } in SCENARIOS {
            println!("{name:20} {}", about.en);
        }
        return Ok(());
    }
    let all = SCENARIOS.iter().collect();
    let chosen: Vec<_> = if arguments.scenario.is_empty() { all } else { arguments.scenario };
    let options = Options {
        seed: arguments.seed,
        store: arguments.store,
        settings: arguments.settings,
        habits: arguments.habits,
        prices: arguments.prices,
        shorter: 1.0,
    };
    let mut runs = Vec::new();
    for (n, scenario) in chosen.iter().enumerate() {
        eprintln!("{} of {}: {}", n + 1, chosen.len(), scenario.name);
        let began = Instant::now();
        let of_seeds = simulation::run_seeds(scenario, &options, arguments.seeds)?;
        of_seeds.iter().for_each(|run| print!("{}", table::terminal(run)));
        println!("  took {:.1} s", began.elapsed().as_secs_f64());
        runs.push(of_seeds);
    }
    let first = || runs.iter().filter_map(|runs| runs.first());
    for document in &arguments.document {
        document::write(document, &runs)?;
    }
    if arguments.document.is_empty() {
        println!("\n{}", table::markdown(first(), Tongue::English));
        if arguments.seeds > 1 {
            println!("{}", table::markdown_of_seeds(&runs, Tongue::English));
        }
    }
    Ok(())
}
