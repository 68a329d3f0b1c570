//! Tells systemd how the service is doing, as `sd_notify(3)` describes it: lines in a datagram to the
//! socket that `NOTIFY_SOCKET` names. Where there is none, nothing is told.

use std::{
    env,
    ffi::OsStr,
    io,
    os::{
        linux::net::SocketAddrExt,
        unix::{
            ffi::OsStrExt,
            net::{SocketAddr, UnixDatagram},
        },
    },
    time::Duration,
};

/// What is told.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Requests are taken.
    Ready,
    /// The end has begun.
    Stopping,
    /// The program is not stuck.
    Alive,
}

/// Tells it. That it can't be told is no reason not to serve.
pub(super) fn tell(state: State) {
    let Some(socket) = env::var_os("NOTIFY_SOCKET") else { return };
    let line = match state {
        State::Ready => "READY=1\n",
        State::Stopping => "STOPPING=1\n",
        State::Alive => "WATCHDOG=1\n",
    };
    if let Err(error) = send(&socket, line) {
        tracing::warn!(%error, "systemd can't be told");
    }
}

fn send(socket: &OsStr, line: &str) -> io::Result<()> {
    let address = match socket.as_bytes() {
        // An abstract name, which no file stands for.
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(line.as_bytes(), &address).map(drop)
}

/// How often systemd has to hear from the program, where it watches over it (`WatchdogSec`).
pub(super) fn watchdog() -> Option<Duration> {
    let number = |name| env::var_os(name)?.to_str()?.parse::<u64>().ok();
    let micros = number("WATCHDOG_USEC")?;
    let is_ours = number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
    is_ours.then(|| Duration::from_micros(micros) / 2)
}
