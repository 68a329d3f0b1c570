//! What an operator tells the program while it runs.

use std::io::{self, IsTerminal};

use menshen::server::Stop;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

/// SIGTERM, SIGINT (Ctrl-C) and SIGHUP. As long as this lives, none of them ends the program by
/// itself.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Passes the first order to stop on; done when there is a second one.
    pub(crate) async fn obey(mut self, stop: oneshot::Sender<Stop>) {
        let first = self.order().await;
        tracing::info!("stopping; a second signal stops at once");
        // Nobody listens any more only when the server has ended already.
        let _ = stop.send(first);
        self.order().await;
    }

    /// The next order to stop. Ctrl-C is a person who waits: it leaves the grace out.
    async fn order(&mut self) -> Stop {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return Stop::WithGrace,
                _ = self.interrupt.recv() => return Stop::Now,
                _ = self.hang_up.recv() => {
                    // The terminal is gone, and with it whoever watched.
                    if io::stderr().is_terminal() {
                        return Stop::Now;
                    }
                    tracing::warn!(
                        "SIGHUP: nothing is reloaded; settings are read at the start alone, so \
                         restart the server for new ones"
                    );
                }
            }
        }
    }
}
