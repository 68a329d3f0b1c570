//! Puts Menshen under load: `cargo run --release --features ssr --example load -- --help`.
//!
//! Everything runs on this machine, so what the load program uses is taken from the server. It is
//! one thread that does little for each request, and the report says what it used.
//!
//! Kept by hand: a load generator repeats requests, but each flow here needs a code that only the store
//! knows, and ends with a ticket.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it reports to a terminal")]

mod bare;
mod embedded;
mod flow;
mod http;
mod keys;
mod memory;
mod peers;
mod picture;
mod process;
mod redis;
mod report;
mod requests;
mod run;
mod servers;
mod webhook;

use std::{env, error::Error, fs, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};

use servers::StoreKind;

/// What can go wrong here is told to whoever started it.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Put Menshen under load and tell what it stands
#[derive(Parser)]
#[command(name = "load", max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    servers: servers::Options,

    /// Write all figures to this file
    #[arg(long, global = true)]
    json: Option<PathBuf>,

    /// Without one: a little of each, in about a minute
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Measure the picture route beside a bare axum route with a body of the same size
    Picture {
        #[command(flatten)]
        options: picture::Options,
        /// With these stores, a comma between
        #[arg(long, value_enum, value_delimiter = ',', default_value = "embedded,redis")]
        stores: Vec<StoreKind>,
    },
    /// Measure the picture route beside the tutorial's views in Django and Express with svg-captcha
    Peers {
        #[command(flatten)]
        options: peers::Options,
    },
    /// Walk the whole flow: picture, text from the store, message, its code, ticket
    Flow {
        #[command(flatten)]
        options: run::Options,
        /// With this store
        #[arg(long, value_enum, default_value = "redis")]
        store: StoreKind,
    },
    /// Measure what live picture codes cost in memory
    Memory {
        #[command(flatten)]
        options: memory::Options,
        /// With these stores, a comma between
        #[arg(long, value_enum, value_delimiter = ',', default_value = "embedded,redis")]
        stores: Vec<StoreKind>,
    },
    /// Serve with the embedded store and tell its texts (this program starts itself so)
    #[command(hide = true)]
    Embedded {
        /// Where texts are told
        texts: SocketAddr,
    },
    /// Serve the bare route (this program starts itself so)
    #[command(hide = true)]
    Bare {
        /// Bytes of the body
        size: usize,
    },
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Outcome<()> {
    // As many threads as the server itself would have.
    if let Some(What::Bare { size }) = arguments.what {
        let address = env::var_os("LOAD_BARE_ADDRESS").and_then(|at| at.to_str()?.parse().ok());
        let address = address.ok_or("LOAD_BARE_ADDRESS is missing")?;
        return tokio::runtime::Runtime::new()?.block_on(bare::serve(address, size));
    }
    if let Some(What::Embedded { texts }) = arguments.what {
        return tokio::runtime::Runtime::new()?.block_on(embedded::serve(texts));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(async {
        // Stopped so, it takes what it started along.
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            figures = measure(&arguments) => figures,
            _ = terminate.recv() => Err("stopped".into()),
            _ = interrupt.recv() => Err("stopped".into()),
        }
    })?;
    if let Some(path) = &arguments.json {
        fs::write(path, format!("{figures:#}\n"))?;
    }
    let runs = figures.as_array().into_iter().flatten();
    match runs.filter_map(|run| run["failed"].as_u64()).sum::<u64>() {
        0 => Ok(()),
        failed => Err(format!("{failed} flows failed").into()),
    }
}

/// What is measured when nothing else is asked for.
const SHORT: [&[&str]; 4] = [
    &["picture"],
    &["flow", "--users=300", "--seconds=10"],
    &["flow", "--rate=100", "--think=0", "--seconds=10", "--store=embedded"],
    &["memory", "--codes=20000", "--stores=redis"],
];

async fn measure(arguments: &Arguments) -> Outcome<Value> {
    let servers = &arguments.servers;
    let mut figures = Vec::new();
    match &arguments.what {
        Some(what) => figures.extend(measure_one(servers, what).await?),
        None => {
            for short in SHORT {
                let Arguments { what, .. } =
                    Arguments::try_parse_from([&["load"], short].concat())?;
                if let Some(what) = what {
                    figures.extend(measure_one(servers, &what).await?);
                }
            }
        }
    }
    Ok(json!(figures))
}

async fn measure_one(servers: &servers::Options, what: &What) -> Outcome<Vec<Value>> {
    let mut figures = Vec::new();
    match what {
        What::Picture { options, stores } => {
            for &store in stores {
                figures.push(picture::run(servers, store, options).await?);
            }
        }
        What::Peers { options } => figures.push(peers::run(servers, options).await?),
        What::Flow { options, store } => {
            figures.push(run::run(servers, *store, options).await?);
        }
        What::Memory { options, stores } => {
            for &store in stores {
                figures.push(memory::run(servers, store, options).await?);
            }
        }
        What::Bare { .. } | What::Embedded { .. } => {}
    }
    Ok(figures)
}
