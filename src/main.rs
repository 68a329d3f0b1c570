//! Settings, configuration, log, address, serve.

mod signals;
mod version;

use std::{env, error::Error, process::ExitCode};

use clap::{Parser, Subcommand};
use menshen::server::{
    Config, HealthCheck, Sample, Server, Settings, Stop, empty_variables, init_telemetry,
    open_stores, raise_open_files, without_values,
};
use signals::Signals;
use tokio::{runtime::Builder, sync::oneshot};

/// musl's own takes twice as long for a picture.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ABOUT: &str =
    "A self-hosted gate in front of SMS sign-up: one solved picture, one text message, one ticket";
const LONG_ABOUT: &str = "\
A self-hosted gate in front of SMS sign-up: one solved picture, one text message, one ticket.

Without REDIS_URL everything is kept in this process. Every setting is a flag and an environment
variable; the flag wins, and an empty variable counts as unset. A setting whose value is hidden here
may come from a file: MENSHEN_SECRET_FILE names that of MENSHEN_SECRET, and so on.";

/// Threads for calls that block: files of the site, names to be looked up. They are short and mostly
/// wait, so more at once would only cost memory (Tokio's own bound is 512).
const BLOCKING_THREADS: usize = 64;

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
    /// With --version: name the release of libphonenumber, too, that phone numbers are read by
    #[arg(long, requires = "version")]
    verbose: bool,
}

#[derive(Subcommand)]
enum Command {
    Health(HealthCheck),
    Sample(Sample),
}

#[expect(clippy::print_stderr, reason = "the start fails where an operator reads")]
fn main() -> ExitCode {
    for name in empty_variables() {
        // SAFETY: no other thread runs yet that could look at the environment.
        unsafe { env::remove_var(name) };
    }
    let done = match Arguments::try_parse() {
        Ok(Arguments { command: Some(Command::Health(check)), .. }) => return report(&check),
        Ok(Arguments { command: Some(Command::Sample(sample)), .. }) => {
            sample.run().map_err(Into::into)
        }
        Ok(Arguments { settings, .. }) => start(settings),
        Err(error) if version::is_asked_verbosely(&error) => version::print_verbose(),
        Err(error) => without_values(error).exit(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("menshen can't go on: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One line for whoever looks into it, and a code for what restarts the server.
#[expect(clippy::print_stdout, reason = "it was asked for")]
fn report(check: &HealthCheck) -> ExitCode {
    match check.run() {
        Ok(()) => {
            println!("ok");
            ExitCode::SUCCESS
        }
        Err(unhealthy) => {
            println!("{unhealthy}");
            ExitCode::FAILURE
        }
    }
}

fn start(settings: Settings) -> Result<(), Box<dyn Error>> {
    let settings = settings.with_secret_files(|name| env::var_os(name))?;
    let config = Config::from_settings(&settings)?;
    let runtime = Builder::new_multi_thread()
        .enable_all()
        // Past it they wait for each other.
        .max_blocking_threads(BLOCKING_THREADS)
        .build()?;
    let served = runtime.block_on(serve(config));
    // Nobody waits for what is left, such as the look-up of a name.
    runtime.shutdown_background();
    served
}

async fn serve(config: Config) -> Result<(), Box<dyn Error>> {
    init_telemetry(&config);
    raise_open_files();
    // Before anything else, so that no signal ends the program in its own way.
    let signals = Signals::new()?;
    let stores = open_stores(&config)?;
    let server = Server::bind(config, stores).await?;
    tracing::info!("Menshen serves http://{}/", server.address()?);
    if let Some(metrics) = server.metrics_address()? {
        tracing::info!("metrics are at http://{metrics}/metrics");
    }
    if let Some(console) = server.console_address()? {
        tracing::info!("operators log in at http://{console}/admin");
    }
    let (stop, told) = oneshot::channel();
    let run = server.run(async { told.await.unwrap_or(Stop::Now) });
    tokio::select! {
        served = run => served?,
        () = signals.obey(stop) => tracing::warn!("stopped at once, in the middle of what was under way"),
    }
    Ok(())
}
