//! The header `Forwarded` (RFC 7239), as far as it says who was whose client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The clients in one line of the header, from left to right; `None` stands for one that the proxy
/// keeps to itself. A line that is not written as it should be is one such client: a quote that is
/// left open by somebody changes the meaning of what a proxy puts behind it.
pub(super) fn clients(line: &str) -> Vec<Option<IpAddr>> {
    elements(line).unwrap_or_else(|| vec![None])
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

/// Elements have commas between them and pairs semicolons, but not inside quotes: so it is read from
/// the left. `None` when it can't be.
fn elements(line: &str) -> Option<Vec<Option<IpAddr>>> {
    let mut clients = Vec::new();
    // The pairs of the element so far: nothing yet, or its client if it has named one.
    let mut element: Option<Option<String>> = None;
    let mut rest = line.trim();
    while !rest.is_empty() {
        if !rest.starts_with([',', ';']) {
            let (name, after) = rest.split_once('=')?;
            if name.contains([',', ';', '"', ' ', '\t']) {
                return None;
            }
            let (value, after) = value(after)?;
            let client = element.get_or_insert_default();
            if name.eq_ignore_ascii_case("for") && client.replace(value).is_some() {
                return None;
            }
            rest = after.trim_start();
        }
        match rest.chars().next() {
            None | Some(';') => {}
            // Nothing between two commas is no element (RFC 9110 §5.6.1).
            Some(',') => clients.extend(element.take()),
            Some(_) => return None,
        }
        rest = rest.get(1..).unwrap_or_default().trim_start();
    }
    clients.extend(element);
    Some(clients.into_iter().map(|client| node(&client?)).collect())
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
