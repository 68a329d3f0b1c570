//! Settings, log, address, serve.

use std::process::ExitCode;

use clap::Parser;
use menshen::server::{Server, Settings, init_telemetry, open_store};
use tokio::signal::unix::{SignalKind, signal};

#[expect(clippy::print_stderr, reason = "the start fails where an operator reads")]
#[tokio::main]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    init_telemetry(&settings);
    match serve(&settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("menshen can't start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: &Settings) -> Result<(), Box<dyn std::error::Error>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::bind(settings, open_store(settings)?).await?;
    tracing::info!("Menshen serves http://{}/", server.address()?);
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
