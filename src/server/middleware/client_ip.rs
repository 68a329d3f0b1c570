//! Whose request it is, when proxies stand between.
//!
//! Kept by hand: crates that read these headers count hops or believe one header; here networks are
//! trusted, and of two headers that differ neither is believed.

pub(super) mod forwarded;

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{
        Extensions, HeaderMap,
        header::{FORWARDED, HeaderName},
        request::Parts,
    },
};
use ipnet::IpNet;

use crate::server::{client_doubts::ClientDoubt, state::AppState};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address: the peer's own, unless the peer is a trusted proxy. Then the rightmost
/// address in `Forwarded` or `X-Forwarded-For` that is not itself a trusted proxy; what stands left
/// of it is the client's own say and counts for nothing.
///
/// A proxy writes one of the headers and passes the other on as the client made it up; nothing tells
/// which one. So where both are there and name different clients, neither is believed and it is the
/// peer: limits then hold too early, not too late.
pub(crate) struct ClientIp(pub(crate) IpAddr);

impl FromRequestParts<AppState> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // Without a peer all clients count as one: limits then hold too early, not too late.
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
        let (client, doubt) = client_ip(peer, &parts.headers, &state.trusted_proxies);
        if let Some(doubt) = doubt {
            state.client_doubts.tell(doubt);
        }
        Ok(Self(client))
    }
}

/// Whether a request was passed on by a proxy whose word is taken.
pub(crate) fn is_from_proxy(extensions: &Extensions, trusted: &[IpNet]) -> bool {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| is_trusted(peer.ip().to_canonical(), trusted))
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// The client, and why that may be the proxy of many.
pub(crate) fn client_ip(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> (IpAddr, Option<ClientDoubt>) {
    let peer = peer.to_canonical();
    let client = |name, clients: fn(&str) -> Vec<Option<IpAddr>>| {
        let lines = headers.get_all(&name).iter().rev();
        // Text that is not ASCII names nobody, as `unknown` does.
        let hops =
            lines.flat_map(|line| clients(line.to_str().unwrap_or("unknown")).into_iter().rev());
        headers.contains_key(name).then(|| nearest_untrusted(peer, hops, trusted))
    };
    let told = (client(FORWARDED, forwarded::clients), client(X_FORWARDED_FOR, x_forwarded_for));
    let doubt = match (is_trusted(peer, trusted), &told) {
        (false, (None, None)) => None,
        (false, (Some(_), _)) => Some(ClientDoubt::ProxyNotTrusted("Forwarded")),
        (false, (None, Some(_))) => Some(ClientDoubt::ProxyNotTrusted("X-Forwarded-For")),
        (true, (None, None)) => Some(ClientDoubt::HeaderMissing),
        (true, (Some(one), Some(other))) if one != other => Some(ClientDoubt::HeadersDiffer),
        (true, _) => None,
    };
    let client = match told {
        (Some(one), Some(other)) if one != other => peer,
        (one, other) => one.or(other).unwrap_or(peer),
    };
    (client, doubt)
}

/// Follows the hops, the last one first, for as long as the one that names the next is trusted.
fn nearest_untrusted(
    peer: IpAddr,
    mut hops: impl Iterator<Item = Option<IpAddr>>,
    trusted: &[IpNet],
) -> IpAddr {
    let mut nearest = peer;
    while is_trusted(nearest, trusted) {
        // A hop that is no address ends the chain: the proxy that passed it on is the last known.
        let Some(Some(hop)) = hops.next() else { break };
        nearest = hop.to_canonical();
    }
    nearest
}

/// The addresses in one line of `X-Forwarded-For`, from left to right; some proxies add ports.
fn x_forwarded_for(line: &str) -> Vec<Option<IpAddr>> {
    let address = |hop: &str| hop.parse().ok().or_else(|| forwarded::node(hop));
    line.split(',').map(|hop| address(hop.trim())).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen_with(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, line) in lines {
            headers.append(*name, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        client_ip(peer.parse().unwrap(), &headers, &trusted).0.to_string()
    }

    fn seen(peer: &str, lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|&line| ("x-forwarded-for", line)).collect();
        seen_with(peer, &lines)
    }

    fn forwarded(peer: &str, lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|&line| ("forwarded", line)).collect();
        seen_with(peer, &lines)
    }

    #[test]
    fn an_untrusted_peer_can_not_say_who_it_is() {
        assert_eq!(seen("192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(seen("192.0.2.7", &["10.0.0.1"]), "192.0.2.7");
        assert_eq!(forwarded("192.0.2.7", &["for=198.51.100.1"]), "192.0.2.7");
        assert_eq!(forwarded("192.0.2.7", &["for=10.0.0.1, for=10.0.0.2"]), "192.0.2.7");
        let both = [("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(seen_with("192.0.2.7", &both), "192.0.2.7");
    }

    #[test]
    fn behind_trusted_proxies_the_rightmost_other_address_is_the_client() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["203.0.113.9, 198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["203.0.113.9", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(seen("fd00::1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("fd00::1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(seen("fd00::1", &["[2001:db8::1]:4711"]), "2001:db8::1");

        assert_eq!(forwarded("10.0.0.1", &["for=198.51.100.1"]), "198.51.100.1");
        let hops = r#"for=203.0.113.9, for=198.51.100.1;proto=https, for="10.9.9.9:80""#;
        assert_eq!(forwarded("10.0.0.1", &[hops]), "198.51.100.1");
        let lines = ["for=203.0.113.9", r#"for="[2001:db8::1]:47", for="[fd00::2]""#];
        assert_eq!(forwarded("10.0.0.1", &lines), "2001:db8::1");
        assert_eq!(forwarded("10.0.0.1", &[r#"for="[::ffff:198.51.100.1]""#]), "198.51.100.1");
    }

    #[test]
    fn a_client_that_may_be_the_proxy_of_many_is_in_doubt() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let doubt = |peer: &str, lines: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, line) in lines {
                headers.append(*name, line.parse().unwrap());
            }
            client_ip(peer.parse().unwrap(), &headers, &trusted).1
        };
        let (x, forwarded) = (("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=192.0.2.9"));
        let untrusted = |header| Some(ClientDoubt::ProxyNotTrusted(header));
        for (peer, lines, expected) in [
            ("192.0.2.7", &[][..], None),
            ("192.0.2.7", &[x], untrusted("X-Forwarded-For")),
            ("192.0.2.7", &[forwarded], untrusted("Forwarded")),
            ("192.0.2.7", &[x, forwarded], untrusted("Forwarded")),
            ("10.0.0.1", &[], Some(ClientDoubt::HeaderMissing)),
            ("::ffff:10.0.0.1", &[], Some(ClientDoubt::HeaderMissing)),
            ("10.0.0.1", &[x], None),
            ("10.0.0.1", &[forwarded], None),
            ("10.0.0.1", &[x, forwarded], Some(ClientDoubt::HeadersDiffer)),
        ] {
            assert_eq!(doubt(peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_chain_that_breaks_off_ends_at_the_last_proxy_that_is_known() {
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1", "é"]), "10.0.0.1");

        assert_eq!(forwarded("10.0.0.1", &["for=198.51.100.1, for=unknown"]), "10.0.0.1");
        assert_eq!(forwarded("10.0.0.1", &["for=198.51.100.1, for=_me, for=10.0.0.2"]), "10.0.0.2");
        assert_eq!(forwarded("10.0.0.1", &["for=198.51.100.1", "proto=https"]), "10.0.0.1");
        assert_eq!(forwarded("10.0.0.1", &["for=198.51.100.1", "é"]), "10.0.0.1");
        let open_quote = r#"for=203.0.113.9;by=", for=198.51.100.1"#;
        assert_eq!(forwarded("10.0.0.1", &[open_quote]), "10.0.0.1");
    }

    #[test]
    fn two_headers_that_name_different_clients_are_not_believed() {
        let both = |forwarded, x| {
            seen_with("10.0.0.1", &[("forwarded", forwarded), ("x-forwarded-for", x)])
        };
        assert_eq!(both("for=198.51.100.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(
            both("for=203.0.113.9, for=198.51.100.1", "198.51.100.1, 10.0.0.2"),
            "198.51.100.1"
        );
        // Made up by the client, before a proxy that writes the other header.
        assert_eq!(both("for=203.0.113.9", "198.51.100.1"), "10.0.0.1");
        assert_eq!(both("for=198.51.100.1", "203.0.113.9"), "10.0.0.1");
        assert_eq!(both("for=unknown", "203.0.113.9"), "10.0.0.1");
        assert_eq!(both("", "203.0.113.9"), "10.0.0.1");
    }
}
