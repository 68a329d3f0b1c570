//! `menshen health`: asks the server on this machine whether it is well, for images that have no other program.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use clap::Args;

use super::settings::{address, whole};

/// More than any answer of the two routes.
const MAX_ANSWER: usize = 16 * 1024;

/// Ask the server at LEPTOS_SITE_ADDR whether it answers, and exit with 0 if it does, else with 1
#[derive(Debug, Clone, Args)]
pub struct HealthCheck {
    /// Where the server listens; of all addresses (0.0.0.0 or ::) the loopback is asked
    #[arg(long, env, default_value = "127.0.0.1:3000", value_parser = address)]
    pub leptos_site_addr: SocketAddr,

    /// Ask whether it is ready as well: the store takes writes, and nobody has told it to stop
    #[arg(long)]
    pub ready: bool,

    /// Seconds that the answer may take, 1 to 60
    #[arg(long, default_value_t = 3, value_parser = whole(1..=60))]
    pub timeout: u32,
}

/// Why a server is not well.
#[derive(Debug, thiserror::Error)]
pub enum Unhealthy {
    /// Nobody listens, or nothing comes back in time.
    #[error("{address} does not answer: {source}")]
    NoAnswer {
        /// Who was asked.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// It says no.
    #[error("{path} answers with {status}")]
    Refused {
        /// What was asked.
        path: &'static str,
        /// The status, and the cause in one word where there is one.
        status: String,
    },
}

impl HealthCheck {
    /// Asks once.
    ///
    /// # Errors
    /// See [`Unhealthy`].
    pub fn run(&self) -> Result<(), Unhealthy> {
        let address = to_ask(self.leptos_site_addr);
        let path = if self.ready { "/readyz" } else { "/healthz" };
        let deadline = Instant::now() + Duration::from_secs(self.timeout.into());
        let answer = answer(address, path, deadline)
            .map_err(|source| Unhealthy::NoAnswer { address, source })?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.lines().next().and_then(|line| line.split_once(' '));
        match status {
            Some((_, status)) if status.starts_with("200") => Ok(()),
            status => {
                let status = status.map_or("no HTTP", |(_, status)| status);
                let cause = slug(body).map(|slug| format!(" ({slug})")).unwrap_or_default();
                Err(Unhealthy::Refused { path, status: format!("{status}{cause}") })
            }
        }
    }
}

/// Where a server that listens there can be reached from its own machine.
fn to_ask(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listens.port())
}

/// The whole answer, if there is one until then.
fn answer(address: SocketAddr, path: &str, deadline: Instant) -> io::Result<String> {
    let left = || {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { io::Result::Ok(left) }
    };
    let mut stream = TcpStream::connect_timeout(&address, left()?)?;
    stream.set_write_timeout(Some(left()?))?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let (mut answer, mut part) = (Vec::new(), [0; 1024]);
    while answer.len() < MAX_ANSWER {
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut part)? {
            0 => break,
            read => answer.extend_from_slice(&part[..read]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The cause that a problem document names.
fn slug(body: &str) -> Option<String> {
    let problem: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(problem.get("reason")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_all_addresses_is_asked_on_the_loopback() {
        for (listens, asked) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(to_ask(listens.parse().unwrap()).to_string(), asked);
        }
    }
}
