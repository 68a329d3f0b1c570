//! How long a server lasts: until it is told to stop, and then until nothing is under way.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use sd_notify::NotifyState;
use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant, interval, sleep, timeout_at},
};

use menshen_listener::{Application, Connections, Limits, Timeouts, accept, accept_waiting, drain};

use super::{Listeners, MetricsOn, Server, refusals::ListenerRefusals};
use crate::server::{
    middleware::bounds::HANDLER_TIMEOUT, open_files, router, settings::BoundSettings,
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
        let Self { listeners, gate, state, bounds, systems } = self;
        let Listeners { site, metrics, console } = listeners;
        let (lifecycle, traces) = (Arc::clone(&state.lifecycle), state.traces.clone());
        let usages: Vec<_> = state.sites.iter().filter_map(|site| site.usage.clone()).collect();
        let timeouts = timeouts(&bounds);
        let limits =
            Limits { connections: open_files::connections(bounds.max_connections), timeouts };
        let numbers = Arc::new(state.metrics.connections());
        let connections = Connections::new(limits, ListenerRefusals, numbers);

        // All of these end when this function does: the numbers can be read while the last requests
        // end.
        let mut beside = JoinSet::new();
        beside.spawn(keep_time(Arc::clone(&connections)));
        if let Some(systems) = systems {
            beside.spawn(systems.watch(Arc::clone(&state.metrics)));
        }
        for site in state.sites.iter() {
            beside.spawn(Arc::clone(&site.switches).watch());
        }
        for usage in &usages {
            beside.spawn(Arc::clone(usage).run());
        }
        if let Some(listener) = console {
            serve_beside(&mut beside, listener, router::console(state.clone()), timeouts);
        }
        let on_main = matches!(metrics, MetricsOn::Main);
        if let MetricsOn::Own(listener) = metrics {
            let alone = router::metrics_alone(state.clone());
            serve_beside(&mut beside, listener, alone, timeouts);
        }
        let app = router::build(state, on_main);

        tell_manager(NotifyState::Ready);
        beside.spawn(tell_alive());
        let told = async {
            let stop = stop.await;
            lifecycle.stop();
            connections.stop();
            tell_manager(NotifyState::Stopping);
            if stop == Stop::WithGrace {
                sleep(bounds.grace()).await;
            }
        };
        tokio::select! {
            () = told => {}
            never = accept(&site, &app, &connections) => match never {},
        }
        // What was connected to in time is still served.
        accept_waiting(site, &app, &connections)?;
        let until = Instant::now() + DRAIN;
        let cut = drain(&connections, until).await;
        // Also those whose client has gone.
        let sends = timeout_at(until, gate.idle()).await;
        if cut > 0 || sends.is_err() {
            tracing::warn!(connections = cut, "requests were still under way at the end");
        }
        join_all(usages.iter().map(|usage| usage.add())).await;
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
    app: impl Application + Sync,
    timeouts: Timeouts,
) {
    let limits = Limits { connections: READERS, timeouts };
    let connections = Connections::new(limits, ListenerRefusals, Arc::new(()));
    beside.spawn(keep_time(Arc::clone(&connections)));
    beside.spawn(async move { match accept(&listener, &app, &connections).await {} });
}

async fn keep_time(connections: Arc<Connections>) {
    connections.keep_time().await;
}

fn timeouts(bounds: &BoundSettings) -> Timeouts {
    let seconds = |setting: u32| Duration::from_secs(setting.into());
    let answer = seconds(bounds.answer_timeout);
    Timeouts {
        head: seconds(bounds.header_timeout),
        work: seconds(bounds.body_timeout) + HANDLER_TIMEOUT + answer,
        answer,
        keep_alive: seconds(bounds.keep_alive_timeout),
    }
}

/// Tells systemd, where it wants to know. That it can't be told is no reason not to serve.
fn tell_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd can't be told");
    }
}

/// Tells systemd twice in each of its periods that tasks are still run here (`WatchdogSec`).
async fn tell_alive() {
    let period = sd_notify::watchdog_enabled().map(|period| period / 2);
    let Some(period) = period.filter(|period| !period.is_zero()) else { return };
    let mut ticks = interval(period);
    loop {
        ticks.tick().await;
        tell_manager(NotifyState::Watchdog);
    }
}
