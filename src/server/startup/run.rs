//! How long a server lasts: until it is told to stop, and then until nothing is under way.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout_at},
};

use super::{MetricsOn, Server};
use crate::server::{
    metrics::ConnectionNumbers,
    notify, open_files, router,
    serve::{self, Open, Patience},
};

/// How long requests under way may take once no more are taken. With the usual grace before it the
/// server has stopped within 10 s; a send takes 8 s at most.
const DRAIN: Duration = Duration::from_secs(9);
/// Connections of those who watch: of each listener for the numbers or the console.
const READERS: usize = 64;

/// How a server is told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It serves on for `STOP_GRACE`, so that whoever sends it requests can notice.
    WithGrace,
    /// It takes no more connections from now on.
    Now,
}

impl Server {
    /// Serves until `stop` is done; then ends what is under way, and takes 9 s for that at most.
    /// Dropped before, it takes no more connections, and what is under way is left to the runtime.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(self, stop: impl Future<Output = Stop>) -> std::io::Result<()> {
        let Self { listener, metrics, console, usage, state, cors_origins, bounds } = self;
        let (gate, lifecycle) = (Arc::clone(&state.gate), Arc::clone(&state.lifecycle));
        let traces = state.traces.clone();
        let patience = Patience::from(&bounds);
        let most = open_files::connections(bounds.max_connections);
        let numbers = state.metrics.connections();
        let open = Open::new(most, patience, Arc::clone(&lifecycle), numbers);

        // All of these end when this function does: the numbers can be read while the last requests
        // end.
        let mut beside = JoinSet::new();
        beside.spawn(keep_time(Arc::clone(&open)));
        beside.spawn(Arc::clone(&state.switches).watch());
        if let Some(usage) = &usage {
            beside.spawn(Arc::clone(usage).run());
        }
        if let Some(listener) = console {
            serve_beside(&mut beside, listener, router::console(state.clone()), patience);
        }
        let on_main = matches!(metrics, MetricsOn::Main);
        if let MetricsOn::Own(listener) = metrics {
            let alone = router::metrics_alone(state.clone());
            serve_beside(&mut beside, listener, alone, patience);
        }
        let app = router::build(state, &cors_origins, on_main);

        notify::tell(notify::State::Ready);
        beside.spawn(tell_alive());
        let told = async {
            let stop = stop.await;
            lifecycle.stop();
            notify::tell(notify::State::Stopping);
            if stop == Stop::WithGrace {
                sleep(bounds.grace()).await;
            }
        };
        tokio::select! {
            () = told => {}
            never = serve::accept(&listener, &app, &open) => match never {},
        }
        // What was connected to in time is still served.
        serve::accept_waiting(listener, &app, &open)?;
        let until = Instant::now() + DRAIN;
        let cut = serve::drain(&open, until).await;
        // Also those whose client has gone.
        let sends = timeout_at(until, gate.idle()).await;
        if cut > 0 || sends.is_err() {
            tracing::warn!(connections = cut, "requests were still under way at the end");
        }
        if let Some(usage) = usage {
            usage.add().await;
        }
        if let Some(traces) = traces {
            traces.end(until).await;
        }
        Ok(())
    }
}

/// Serves those who watch, to the very end.
fn serve_beside(
    beside: &mut JoinSet<()>,
    listener: TcpListener,
    app: impl serve::Application + Sync,
    patience: Patience,
) {
    let open = Open::new(READERS, patience, Arc::default(), ConnectionNumbers::default());
    beside.spawn(keep_time(Arc::clone(&open)));
    beside.spawn(async move { match serve::accept(&listener, &app, &open).await {} });
}

async fn keep_time(open: Arc<Open>) {
    open.keep_time().await;
}

/// Tells systemd again and again that tasks are still run here, if it wants to know.
async fn tell_alive() {
    let Some(period) = notify::watchdog() else { return };
    let mut ticks = interval(period);
    loop {
        ticks.tick().await;
        notify::tell(notify::State::Alive);
    }
}
