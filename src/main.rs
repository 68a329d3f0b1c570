//! Settings, log, address, serve.

use std::{env, error::Error, process::ExitCode};

use clap::{Parser, Subcommand};
use menshen::server::{Sample, Server, Settings, init_telemetry, open_store};
use tokio::signal::unix::{SignalKind, signal};

const ABOUT: &str =
    "A self-hosted gate in front of SMS sign-up: one solved picture, one text message, one ticket";
const LONG_ABOUT: &str = "\
A self-hosted gate in front of SMS sign-up: one solved picture, one text message, one ticket.

Without REDIS_URL everything is kept in this process. Every setting is a flag or an environment
variable; the flag wins. A secret may come from a file as well: for MENSHEN_SECRET the variable
MENSHEN_SECRET_FILE says which, and so on for every setting whose value is hidden here.";

// The texts are not taken from a comment here: those of the flattened settings would win over it.
#[derive(Parser)]
#[command(
    name = "menshen",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Sample(Sample),
}

#[expect(clippy::print_stderr, reason = "the start fails where an operator reads")]
#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { settings, command } = Arguments::parse();
    let done = match command {
        None => start(settings).await,
        Some(Command::Sample(sample)) => sample.run().map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("menshen can't go on: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start(settings: Settings) -> Result<(), Box<dyn Error>> {
    serve(&settings.with_secret_files(|name| env::var_os(name))?).await
}

async fn serve(settings: &Settings) -> Result<(), Box<dyn Error>> {
    init_telemetry(settings);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::bind(settings, open_store(settings)?).await?;
    tracing::info!("Menshen serves http://{}/", server.address()?);
    if let Some(console) = server.console_address()? {
        tracing::info!("operators log in at http://{console}/admin");
    }
    server
        .run(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("stopping");
        })
        .await?;
    Ok(())
}
