//! How much the server takes on at once, and how long it waits for whom.

use std::time::Duration;

use clap::Args;

use super::values::whole;

/// What clients may cost, and how the server stops. See `docs/operations.md` for what happens past
/// each bound.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Bounds")]
pub struct BoundSettings {
    /// Connections that may be open, 16 to 1000000; past it the one that has been idle longest is
    /// closed for the next one
    #[arg(long, env, default_value_t = 10_000,
        value_parser = whole(16..=1_000_000))]
    pub max_connections: u32,

    /// Requests that may be under way, 1 to 1000000; past it they are refused with 503
    #[arg(long, env, default_value_t = 2048,
        value_parser = whole(1..=1_000_000))]
    pub max_requests: u32,

    /// Seconds in which the head of a request has to arrive, 1 to 60
    #[arg(long, env, default_value_t = 10,
        value_parser = whole(1..=60))]
    pub header_timeout: u32,

    /// Seconds in which the body of a request has to arrive, 1 to 60
    #[arg(long, env, default_value_t = 10,
        value_parser = whole(1..=60))]
    pub body_timeout: u32,

    /// Seconds in which a client has to take the answer, 1 to 600
    #[arg(long, env, default_value_t = 60,
        value_parser = whole(1..=600))]
    pub answer_timeout: u32,

    /// Seconds that a connection may wait for its next request, 1 to 3600; longer than those of a
    /// proxy before it
    #[arg(long, env, default_value_t = 75,
        value_parser = whole(1..=3600))]
    pub keep_alive_timeout: u32,

    /// Seconds after SIGTERM in which the server still takes connections, while /readyz says that
    /// it stops, 0 to 60
    #[arg(long, env, default_value_t = 1,
        value_parser = whole(0..=60))]
    pub stop_grace: u32,
}

impl BoundSettings {
    /// How long the body of a request may take.
    pub(crate) fn body_life(&self) -> Duration {
        Duration::from_secs(self.body_timeout.into())
    }

    /// How long connections are still taken once the server was told to stop.
    pub(crate) fn grace(&self) -> Duration {
        Duration::from_secs(self.stop_grace.into())
    }
}
