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
#[cfg(test)]
mod tests;
#[path = "../load/webhook.rs"]
mod webhook;
mod world;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Instant};

use clap::Parser;

use habits::Habits;
use outcome::Prices;
use scenarios::{SCENARIOS, Scenario};
use simulation::{Options, StoreKind};

/// What can go wrong here is told to whoever started it.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Let people and attackers act against the gate, and tell what came of it
#[derive(Parser)]
#[command(name = "simulate", max_term_width = 100)]
struct Arguments {
    /// Scenarios, a comma between; without one, all
    #[arg(long, value_delimiter = ',', value_parser = scenario)]
    scenario: Vec<&'static Scenario>,

    /// What all random numbers come from
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Where the gate keeps its counts
    #[arg(long, value_enum, default_value = "embedded")]
    store: StoreKind,

    #[command(flatten)]
    habits: Habits,

    #[command(flatten)]
    prices: Prices,

    /// Write table and plots into docs/policy.md and docs/policy below this folder
    #[arg(long, conflicts_with = "scenario")]
    document: Option<PathBuf>,

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
            println!("{name:20} {about}");
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
        let run = simulation::run(scenario, &options)?;
        println!("{}  took {:.1} s", table::terminal(&run), began.elapsed().as_secs_f64());
        runs.push(run);
    }
    match arguments.document {
        Some(root) => document::write(&root, &runs)?,
        None => println!("\n{}", table::markdown(&runs)),
    }
    Ok(())
}
