//! The console is only where it is meant to be found. A page of any site can give its own name the
//! console's address for a moment (DNS rebinding), and is then the console's own page for a browser: it
//! could try tokens, and press with the session that the browser has.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::HOST},
    middleware::Next,
    response::Response,
};

use crate::server::{problem, state::AppState};

/// Refuses what names another host: 421, before a token or a session is looked at.
pub(crate) async fn own_host(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let names = state.console.as_ref().map_or(&[][..], |console| console.hosts());
    if is_own(request.headers(), names) {
        return next.run(request).await;
    }
    problem::plain(
        StatusCode::MISDIRECTED_REQUEST,
        "The console is not known by this name. Open it by its address or as localhost, or name the \
         host in ADMIN_HOSTS.",
    )
}

/// An address in numbers belongs to nobody's page but the console's, `localhost` to this machine's;
/// every other name has to be one of the operator's.
fn is_own(headers: &HeaderMap, names: &[String]) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    if let Some((address, _)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let name = host.split(':').next().unwrap_or_default();
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    is_local || name.parse::<Ipv4Addr>().is_ok() || names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_is_at_addresses_at_localhost_and_at_names_that_the_operator_gave() {
        let names = ["console.example".to_owned()];
        let own =
            |host: &str| is_own(&HeaderMap::from_iter([(HOST, host.parse().unwrap())]), &names);
        for host in [
            "127.0.0.1:3002",
            "10.0.0.5",
            "[::1]:3002",
            "[2001:db8::1]",
            "localhost:3002",
            "LOCALHOST.",
            "gate.localhost",
            "console.example",
            "Console.Example.:443",
        ] {
            assert!(own(host), "{host}");
        }
        for host in [
            "evil.example:3002",
            "a.console.example",
            "console.example.evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "0x7f.1",
            "127.1",
            "[::1",
            "",
        ] {
            assert!(!own(host), "{host}");
        }
        assert!(!is_own(&HeaderMap::new(), &names));
    }
}
