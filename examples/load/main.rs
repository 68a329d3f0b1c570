//! Puts Menshen under load: `cargo run --release --features ssr --example load -- --help`.
//!
//! Everything runs on this machine, so what the load program uses is taken from the server. It is
//! one thread that does little for each request, and the report says what it used.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it reports to a terminal")]

mod bare;
mod http;
mod picture;
mod process;
mod report;
mod requests;
mod servers;

use std::{env, error::Error, fs, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use serde_json::{Value, json};

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

    #[command(subcommand)]
    what: What,
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
    if let What::Bare { size } = arguments.what {
        let address = env::var_os("LOAD_BARE_ADDRESS").and_then(|at| at.to_str()?.parse().ok());
        let address = address.ok_or("LOAD_BARE_ADDRESS is missing")?;
        return tokio::runtime::Runtime::new()?.block_on(bare::serve(address, size));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(measure(&arguments))?;
    if let Some(path) = &arguments.json {
        fs::write(path, format!("{figures:#}\n"))?;
    }
    Ok(())
}

async fn measure(arguments: &Arguments) -> Outcome<Value> {
    let mut figures = Vec::new();
    match &arguments.what {
        What::Picture { options, stores } => {
            for &store in stores {
                figures.push(picture::run(&arguments.servers, store, options).await?);
            }
        }
        What::Bare { .. } => {}
    }
    Ok(json!(figures))
}
