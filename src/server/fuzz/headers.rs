//! Header lines that say who asks, from where, in which language and for which part.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::{
    body::to_bytes,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT_LANGUAGE, CONTENT_RANGE, COOKIE, FORWARDED, HOST, ORIGIN, RANGE},
    },
};
use futures::FutureExt;
use ipnet::IpNet;

use crate::{
    model::Language,
    server::{
        middleware::{client_ip as client, language, site_host as site},
        routes::range as part,
    },
};

use super::text;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Each line one header line; those that HTTP itself does not allow never come so far.
fn lines(name: &HeaderName, bytes: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|&byte| byte == b'\n').take(32) {
        if let Ok(line) = HeaderValue::from_bytes(line) {
            headers.append(name, line);
        }
    }
    headers
}

/// What a client writes into the headers of proxies never decides for whom it is taken.
pub(super) fn client_ip(bytes: &[u8]) {
    let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    let stranger = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    let trusted: [IpNet; 1] = [IpNet::from(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)))];
    let seen = |peer, headers: &HeaderMap| client::client_ip(peer, headers, &trusted).0;
    let four = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 43));
    let six = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
    for (name, written) in [
        (FORWARDED, [("for=192.0.2.43", four), ("for=\"[2001:db8::1]:80\";proto=https", six)]),
        (X_FORWARDED_FOR, [("192.0.2.43", four), ("2001:db8::1", six)]),
    ] {
        let told = lines(&name, bytes);
        assert_eq!(seen(stranger, &told), stranger, "a stranger was believed");
        assert_eq!(seen(proxy, &told), seen(proxy, &told).to_canonical());
        for (own, address) in written {
            // In a line of its own, and behind what the client wrote.
            let mut headers = told.clone();
            headers.append(&name, HeaderValue::from_static(own));
            assert_eq!(seen(proxy, &headers), address);
            let line = [bytes, b", ", own.as_bytes()].concat();
            let Ok(line) = HeaderValue::from_bytes(&line) else { continue };
            let nearest = seen(proxy, &HeaderMap::from_iter([(name.clone(), line)]));
            assert!(nearest == address || nearest == proxy, "the client chose {nearest}");
        }
    }
}

/// Case makes no difference, and languages that nobody here speaks make none either.
pub(super) fn accept_language(bytes: &[u8]) {
    let header = text(bytes);
    let spoken = Language::from_accept_language(Some(header));
    assert_eq!(spoken, Language::from_accept_language(Some(&header.to_ascii_uppercase())));
    assert_eq!(spoken, Language::from_accept_language(Some(&format!("{header},qaa"))));
    let mut headers = lines(&ACCEPT_LANGUAGE, bytes);
    for (name, value) in &lines(&COOKIE, bytes) {
        headers.append(name, value.clone());
    }
    let query = header.replace(|c: char| !c.is_ascii_graphic() || c == '#', "");
    if let Ok(uri) = format!("/?{query}").parse() {
        let chosen = language::query(&uri, language::LANGUAGE).and_then(Language::from_name);
        let seen = language::language(&uri, &headers);
        assert!(chosen.is_none_or(|chosen| chosen == seen), "the address was not asked first");
    }
}

/// An answer is the whole, a part that lies in it, or none; and says which.
pub(super) fn range(bytes: &[u8]) {
    let whole: Vec<u8> = (0..100).collect();
    let asked = lines(&RANGE, bytes);
    let answer = part::answer(&asked, whole.clone());
    let (status, headers) = (answer.status(), answer.headers().clone());
    let content = headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let body = to_bytes(answer.into_body(), 1000).now_or_never().and_then(Result::ok);
    let body = body.unwrap_or_default();
    match status {
        StatusCode::OK => assert!(content.is_none() && body == whole),
        StatusCode::RANGE_NOT_SATISFIABLE => {
            assert!(content == Some("bytes */100") && body.is_empty());
        }
        StatusCode::PARTIAL_CONTENT => {
            let range = content.and_then(|range| range.strip_prefix("bytes "));
            let range = range.and_then(|range| range.strip_suffix("/100")?.split_once('-'));
            let number = |text: &str| text.parse::<usize>().unwrap_or(usize::MAX);
            let (first, last) = range.map_or((1, 0), |(a, b)| (number(a), number(b)));
            assert!(first <= last && last < 100, "{content:?}");
            assert!(body == whole[first..=last]);
        }
        other => unreachable!("{other}"),
    }
}

/// A host is one that a browser could have written, or there is none.
pub(super) fn site_host(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let mut headers = HeaderMap::new();
    for (name, value) in [(ORIGIN, parts.next()), (HOST, parts.next())] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value).ok()) {
            headers.insert(name, value);
        }
    }
    let Some(host) = site::site_host(&headers, None) else { return };
    assert!(!host.is_empty() && host.len() <= 253);
    assert!(host.is_ascii() && !host.contains(|c: char| c.is_ascii_uppercase() || c <= ' '));
    let Ok(again) = HeaderValue::from_str(&host) else { unreachable!("{host}") };
    let again = HeaderMap::from_iter([(HOST, again)]);
    assert_eq!(site::site_host(&again, None), Some(host), "read as another host");
}
