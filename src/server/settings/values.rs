//! Values of settings that say what they should be: whole numbers, addresses, networks, origins.

use std::{
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    str::FromStr,
};

use axum::http::HeaderValue;
use ipnet::IpNet;
use reqwest::Url;

use super::frame_ancestors::{app_host, is_written_as_origin};

/// Reads a whole number in this range.
pub(in crate::server) fn whole(
    range: RangeInclusive<u32>,
) -> impl Fn(&str) -> Result<u32, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.trim().parse::<u32>().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("a whole number from {} to {}", range.start(), range.end()))
    }
}

/// Reads an address to listen on.
pub(in crate::server) fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "an IP address and a port, such as 127.0.0.1:3000")
}

/// A network of proxies: `10.0.0.0/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    pub(crate) fn net(self) -> IpNet {
        self.0
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // Peers are compared in the same form.
        let one = || Some(IpNet::from(text.parse::<IpAddr>().ok()?.to_canonical()));
        let net = text.parse().ok().or_else(one);
        net.map(Self).ok_or(
            "networks or addresses such as 10.0.0.0/8, 192.0.2.1 or fd00::/8, a comma between",
        )
    }
}

/// A name that a server has in the DNS, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_lowercase();
        // What a browser would make of it: a port, a path or a star is then no part of the name.
        let url = Url::parse(&format!("https://{name}/")).ok();
        let is_name = url.is_some_and(|url| url.domain() == Some(&*name)) && !name.contains('*');
        if is_name {
            Ok(Self(name))
        } else {
            Err("names such as console.example.com, a comma between")
        }
    }
}

/// An origin whose pages may call, as browsers write it, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

impl Origin {
    pub(crate) fn is_any(&self) -> bool {
        self.0 == "*"
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // A name with a star would be compared as it stands, and match nobody.
        let is_one =
            !text.contains('*') && (is_written_as_origin(text) || app_host(text).is_some());
        let value = HeaderValue::from_str(text).ok().filter(|_| is_one || text == "*");
        value.map(Self).ok_or(
            "origins such as https://www.example.com or capacitor://localhost, without a path, a \
             comma between; or * for all",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_in_its_range() {
        let read = whole(1..=60);
        assert_eq!((read("1"), read(" 60")), (Ok(1), Ok(60)));
        for text in ["", "0", "61", "-1", "1.5", "soon", "99999999999999999999"] {
            assert_eq!(read(text), Err("a whole number from 1 to 60".to_owned()), "{text}");
        }
    }

    #[test]
    fn an_address_alone_is_a_network_of_one() {
        for (text, network) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            (" fd00::/8", "fd00::/8"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ] {
            assert_eq!(text.parse::<Network>().unwrap().net().to_string(), network);
        }
        for text in ["", "everybody", "10.0.0.0/33", "10.0.0", "10.0.0.1:80", "proxy.example"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_name_has_neither_scheme_nor_port() {
        for text in ["console.example.com", " Console.Example.com", "gate-1", "xn--vcsx3x.example"]
        {
            let name = text.parse::<HostName>().unwrap();
            assert_eq!(name.name(), text.trim().to_lowercase());
        }
        for text in [
            "",
            "*",
            "*.a.example",
            "a.example:80",
            "https://a.example",
            "a.example/",
            "::1",
            "192.0.2.1",
            "a b",
            "me@a.example",
            "门神.example",
        ] {
            assert!(text.parse::<HostName>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_is_what_browsers_send() {
        for text in [
            "https://a.example",
            " http://127.0.0.1:8080",
            "http://[::1]:3000",
            "capacitor://localhost",
            "ionic://localhost",
            "tauri://localhost",
            "app://.",
            "app://-",
            "app://obsidian.md",
            "chrome-extension://abcdefghijklmnop",
            "*",
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().header(), text.trim());
        }
        for text in [
            "",
            "shop",
            "null",
            "https://a.example/",
            "https://a.example/page",
            "https://a.example:443",
            "https://A.example",
            "https://*.a.example",
            "https://me@a.example",
            "https://门神.example",
            "capacitor://",
            "capacitor://localhost/",
            "capacitor:localhost",
            "capacitor://*.localhost",
            "Ionic://localhost",
            "file://",
            "file://a.example",
            "javascript://a.example",
            "1app://a.example",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
