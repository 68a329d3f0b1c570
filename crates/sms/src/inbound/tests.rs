use reqwest::header::{HeaderMap, HeaderValue};

use super::*;
use crate::{provider::Provider, providers::PROVIDERS, vectors::InboundVector};

const NOW: u64 = 1_700_000_000;

/// Every provider that hands messages on, with each of its vectors.
fn vectors() -> impl Iterator<Item = (&'static Provider, &'static Inbound, &'static InboundVector)>
{
    let with_inbound = PROVIDERS.iter().filter_map(|it| it.inbound.map(|inbound| (it, inbound)));
    with_inbound.flat_map(|(it, inbound)| inbound.vectors.iter().map(move |one| (it, inbound, one)))
}

/// A request as the vector has it, for a test to change.
struct Sent {
    addresses: Vec<String>,
    token: String,
    headers: HeaderMap,
    body: Vec<u8>,
    now: u64,
}

impl Sent {
    fn of(vector: &InboundVector) -> Self {
        let value = |text: &'static str| HeaderValue::from_static(text);
        Self {
            addresses: vec!["http://localhost:3000/".to_owned(), vector.address.to_owned()],
            token: vector.token.to_owned(),
            headers: vector.headers.iter().map(|&(n, v)| (n.parse().unwrap(), value(v))).collect(),
            body: vector.body.as_bytes().to_owned(),
            now: NOW,
        }
    }

    fn received(&self, by: &InboundWebhook) -> Result<Vec<InboundMessage>, InboundError> {
        let Self { addresses, token, headers, body, now } = self;
        by.receive(&InboundRequest { addresses, token, headers, body, now: *now })
    }
}

fn is_forged(result: &Result<Vec<InboundMessage>, InboundError>) -> bool {
    matches!(result, Err(InboundError::Forged))
}

#[test]
fn a_request_is_read_as_the_vectors_have_it() {
    for (provider, inbound, vector) in vectors() {
        let webhook = inbound.open(vector.secret).unwrap();
        let Ok(messages) = Sent::of(vector).received(&webhook) else { panic!("{provider:?}") };
        let messages = messages.iter().map(|it| (it.sender.as_deref(), &*it.text, it.sent_at));
        assert_eq!(messages.collect::<Vec<_>>(), vector.messages, "{provider:?}");
    }
}

#[test]
fn what_lacks_the_proof_or_has_another_is_forged() {
    for (provider, inbound, vector) in vectors() {
        let webhook = inbound.open(vector.secret).unwrap();
        // Another secret of the same form.
        let other = inbound.open(&vector.secret.replace('a', "b")).unwrap();
        assert!(is_forged(&Sent::of(vector).received(&other)), "{provider:?}");
        for &(name, _) in vector.headers {
            let mut without = Sent::of(vector);
            without.headers.remove(name);
            assert!(is_forged(&without.received(&webhook)), "{provider:?}: {name}");
            let mut broken = Sent::of(vector);
            broken
                .headers
                .insert(name.parse::<reqwest::header::HeaderName>().unwrap(), "é".parse().unwrap());
            assert!(is_forged(&broken.received(&webhook)), "{provider:?}: {name}");
        }
        if inbound.is_in_address {
            let longer = format!("{}a", vector.token);
            for token in ["", &vector.token[1..], &longer] {
                let wrong = Sent { token: token.to_owned(), ..Sent::of(vector) };
                assert!(is_forged(&wrong.received(&webhook)), "{provider:?}");
            }
        }
    }
}

#[test]
fn whatever_is_signed_can_not_be_changed() {
    for (provider, inbound, vector) in vectors() {
        if inbound.is_in_address {
            continue;
        }
        let webhook = inbound.open(vector.secret).unwrap();
        for at in 0..vector.body.len() {
            let mut changed = Sent::of(vector);
            changed.body[at] ^= 1;
            assert!(is_forged(&changed.received(&webhook)), "{provider:?}: {at}");
        }
        let elsewhere = vec![vector.address.replace("sms.", "other.")];
        let moved = Sent { addresses: elsewhere, ..Sent::of(vector) }.received(&webhook);
        assert_eq!(is_forged(&moved), inbound.signs_address, "{provider:?}");
    }
}

#[test]
fn a_signature_with_a_time_is_good_for_five_minutes_before_and_after() {
    let (_, inbound, vector) = vectors().find(|(it, ..)| it.name == "webhook").unwrap();
    let webhook = inbound.open(vector.secret).unwrap();
    for (now, forged) in
        [(NOW - 301, true), (NOW - 300, false), (NOW + 300, false), (NOW + 301, true)]
    {
        let sent = Sent { now, ..Sent::of(vector) };
        assert_eq!(is_forged(&sent.received(&webhook)), forged, "{now}");
    }
}

#[test]
fn the_providers_own_and_unreadable_is_told_apart_from_forged() {
    for (provider, inbound, vector) in vectors() {
        if !inbound.is_in_address {
            continue;
        }
        let webhook = inbound.open(vector.secret).unwrap();
        for body in ["", "{}", "[1]", "null", "[{\"phone_number\":1}]", "{\"mobile\":\"1\"}"] {
            let sent = Sent { body: body.into(), ..Sent::of(vector) };
            let read = sent.received(&webhook);
            assert!(matches!(read, Err(InboundError::Unreadable)), "{provider:?}: {body}");
        }
    }
}

#[test]
fn a_secret_that_can_be_none_opens_nothing() {
    for (provider, inbound, _) in vectors() {
        assert!(inbound.secret.len() > 20, "{provider:?}");
        for secret in ["", "short", "with a space in it, and long", "门门门门门门门门门门门门"]
        {
            assert!(inbound.open(secret).is_none(), "{provider:?}: {secret}");
        }
    }
    assert!(
        Token::parse("0123456789abcdef/").is_none() && Token::parse(&"a".repeat(129)).is_none()
    );
}

#[test]
fn a_sender_is_a_plain_number_and_nothing_else() {
    for number in ["+8613800138000", "+15005550006", "+85291234567"] {
        assert_eq!(plain(number).as_deref(), Some(number));
    }
    for other in [
        "",
        "+",
        "13800138000",
        "+0138001380",
        "+1234567",
        "+1234567890123456",
        "Example",
        "+86 13800138000",
        "+８６13800138000",
        "106900012345",
    ] {
        assert_eq!(plain(other), None, "{other}");
    }
    for (number, e164) in [
        ("13800138000", Some("+8613800138000")),
        ("8613800138000", Some("+8613800138000")),
        ("+8613800138000", Some("+8613800138000")),
        ("0085291234567", Some("+85291234567")),
        ("+15005550006", Some("+15005550006")),
        ("10086", None),
        ("Example", None),
        ("", None),
    ] {
        assert_eq!(of_mainland(number).as_deref(), e164, "{number}");
    }
}
