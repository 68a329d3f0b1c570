//! Which host a request is for: one, and one that a name or an address can be (RFC 9112 §3.2).
//!
//! Two hosts, or none, are read differently by whoever stands before a server: what one lets through
//! for one site then comes to another. So such a request is refused before anything looks at it.

use std::net::Ipv6Addr;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Version, header::HOST},
};

/// The longest name that the DNS has (RFC 1035 §2.3.4), and the longest part of one.
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// A request that does not name one host.
pub(crate) struct Invalid;

/// Leaves in `Host` what the request is for. Where the target names a host itself, what the header
/// says counts for nothing (RFC 9112 §3.2.2).
///
/// # Errors
/// When the request does not name one host. The connection has to end: what follows on it can't be
/// trusted either.
pub(crate) fn settle(request: &mut Request) -> Result<(), Invalid> {
    if !is_named(request.version(), request.headers()) {
        return Err(Invalid);
    }
    let Some(target) = request.uri().authority() else { return Ok(()) };
    let host = HeaderValue::from_str(target.as_str()).ok().filter(is_host).ok_or(Invalid)?;
    request.headers_mut().insert(HOST, host);
    Ok(())
}

/// Whether there is one `Host` that may be one; HTTP/1.0 needs none.
fn is_named(version: Version, headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(HOST).iter();
    match (lines.next(), lines.next()) {
        (Some(host), None) => is_host(host),
        (None, None) => version < Version::HTTP_11,
        _ => false,
    }
}

/// A name or an address, and perhaps a port. The grammar knows stranger names (RFC 3986 §3.2.2: empty
/// ones, commas); no site has one, and a comma is how two lines are made one.
fn is_host(value: &HeaderValue) -> bool {
    let Ok(text) = value.to_str() else { return false };
    let (host, port) = match text.rsplit_once(':') {
        // An address in brackets has colons of its own.
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text, ""),
    };
    let is_port = port.is_empty()
        || (port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok());
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    is_port && in_brackets.map_or_else(|| is_name(host), |host| host.parse::<Ipv6Addr>().is_ok())
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte);
        (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(plain)
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    name.len() <= LONGEST_NAME && name.split('.').all(is_label)
}
