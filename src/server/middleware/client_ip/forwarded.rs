//! The header `Forwarded` (RFC 7239), as far as it says who was whose client, and what they asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The clients in one line of the header, from left to right; `None` stands for one that the proxy
/// keeps to itself. A line that is not written as it should be is one such client: a quote that is
/// left open by somebody changes the meaning of what a proxy puts behind it.
pub(super) fn clients(line: &str) -> Vec<Option<IpAddr>> {
    let client = |element: Element| node(&element.get("for")?);
    elements(line).map_or_else(|| vec![None], |all| all.into_iter().map(client).collect())
}

/// The first value of this name: what the proxy that is nearest to the browser says.
pub(in crate::server::middleware) fn first(line: &str, name: &str) -> Option<String> {
    elements(line)?.into_iter().find_map(|element| element.get(name))
}

/// The address in a node identifier, with or without its port (§6). `unknown` and names that hide an
/// address have none.
pub(super) fn node(text: &str) -> Option<IpAddr> {
    let (address, port) = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']')?;
        (IpAddr::V6(address.parse::<Ipv6Addr>().ok()?), port)
    } else {
        let (address, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (IpAddr::V4(address.parse::<Ipv4Addr>().ok()?), port)
    };
    // A port may be hidden behind a name as well; nothing depends on it.
    (port.is_empty() || port.starts_with(':')).then_some(address)
}

/// What one proxy says: names in small letters, and their values.
#[derive(Default)]
struct Element(Vec<(String, String)>);

impl Element {
    fn get(&self, name: &str) -> Option<String> {
        let pair = self.0.iter().find(|(known, _)| known == name)?;
        Some(pair.1.clone())
    }
}

/// Elements have commas between them and pairs semicolons, but not inside quotes: so it is read from
/// the left. `None` when it can't be.
fn elements(line: &str) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    // The pairs of the element so far, if there are any.
    let mut element: Option<Element> = None;
    let mut rest = line.trim();
    while !rest.is_empty() {
        if !rest.starts_with([',', ';']) {
            let (name, after) = rest.split_once('=')?;
            if name.contains([',', ';', '"', ' ', '\t']) {
                return None;
            }
            let name = name.to_ascii_lowercase();
            let (value, after) = value(after)?;
            let pairs = element.get_or_insert_default();
            // Each at most once (§4).
            if pairs.get(&name).is_some() {
                return None;
            }
            pairs.0.push((name, value));
            rest = after.trim_start();
        }
        match rest.chars().next() {
            None | Some(';') => {}
            // Nothing between two commas is no element (RFC 9110 §5.6.1).
            Some(',') => elements.extend(element.take()),
            Some(_) => return None,
        }
        rest = rest.get(1..).unwrap_or_default().trim_start();
    }
    elements.extend(element);
    Some(elements)
}

/// A token or a quoted string at the start of the text, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        // More than tokens: an address with its port or in brackets, which ought to be quoted.
        let end = text.find([',', ';', ' ', '\t', '"', '=']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (!value.is_empty()).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str) -> String {
        let shown = |ip: Option<IpAddr>| ip.map_or("-".to_owned(), |ip| ip.to_string());
        clients(line).into_iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        for (line, clients) in [
            (r#"for="_gazonk""#, "-"),
            (r#"For="[2001:db8:cafe::17]:4711""#, "2001:db8:cafe::17"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("for=192.0.2.43, for=198.51.100.17", "192.0.2.43 198.51.100.17"),
            (
                r#"for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown"#,
                "192.0.2.43 2001:db8:cafe::17 -",
            ),
            ("for=_hidden, for=_SEVKISEK", "- -"),
        ] {
            assert_eq!(seen(line), clients, "{line}");
        }
    }

    #[test]
    fn the_first_proxy_that_says_it_is_asked_for_host_and_scheme() {
        for (line, name, value) in [
            ("for=192.0.2.1;host=a.example;proto=https", "host", Some("a.example")),
            ("for=192.0.2.1;Proto=https", "proto", Some("https")),
            (r#"for=_a;host="a.example:8080", host=inside"#, "host", Some("a.example:8080")),
            ("for=192.0.2.1, for=10.0.0.1;host=a.example", "host", Some("a.example")),
            ("for=192.0.2.1", "host", None),
            (r#"host="a.example"#, "host", None),
            ("host=a.example;host=b.example", "host", None),
        ] {
            assert_eq!(first(line, name).as_deref(), value, "{line}");
        }
    }

    #[test]
    fn ports_quotes_and_gaps_make_no_difference() {
        for (line, clients) in [
            (r#"for="192.0.2.43:47011""#, "192.0.2.43"),
            ("for=192.0.2.43:47011", "192.0.2.43"),
            ("for=[2001:db8::1]", "2001:db8::1"),
            (r#"for="192.0.2.43:_port""#, "192.0.2.43"),
            (r#"for="192.0.2.\43""#, "192.0.2.43"),
            (r#"host="a,b;for=1.1.1.1";FOR=192.0.2.43"#, "192.0.2.43"),
            (r#"by="say \"for=1.1.1.1\", ";for=192.0.2.43"#, "192.0.2.43"),
            (" ;for=192.0.2.43;; , ,\tfor=192.0.2.44,", "192.0.2.43 192.0.2.44"),
            ("proto=https", "-"),
            ("proto=https, for=192.0.2.43", "- 192.0.2.43"),
            ("", ""),
            (" , ", ""),
        ] {
            assert_eq!(seen(line), clients, "{line}");
        }
    }

    #[test]
    fn a_line_that_is_not_written_as_it_should_be_names_nobody() {
        for line in [
            // A client's own words, left open, before those of a proxy.
            r#"for=203.0.113.9;by=", for=192.0.2.43"#,
            r#"for=203.0.113.9;by=", for="[2001:db8::1]""#,
            r#"for=203.0.113.9;by="\, for="192.0.2.43:80";proto=http"#,
            "192.0.2.43",
            "for",
            "for=",
            "for=192.0.2.43 for=192.0.2.44",
            "for=192.0.2.43;for=192.0.2.44",
            "for==192.0.2.43",
            "203.0.113.9, for=192.0.2.43",
            r#"for="192.0.2.43"x"#,
        ] {
            assert_eq!(seen(line), "-", "{line}");
        }
        for line in ["for=2001:db8::1", r#"for="[2001:db8::1""#, r#"for="[192.0.2.1]""#] {
            assert_eq!(seen(line), "-", "{line}");
        }
        assert_eq!(seen(r#"for="[2001:db8::1]x""#), "-");
        assert_eq!(seen("for=192.0.2.256"), "-");
        assert_eq!(seen("för=192.0.2.1, for=é"), "- -");
    }
}
