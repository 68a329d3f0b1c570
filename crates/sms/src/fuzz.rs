//! What must hold for every answer of every provider and for all that comes in, for fuzzers and tests.

use reqwest::{StatusCode, header::HeaderMap};

use crate::{
    http::ApiAnswer,
    inbound::{InboundRequest, plain},
    provider::Channel,
    providers::PROVIDERS,
};

/// The first line is the status, the rest the body. Only the word for success is a success; no
/// error shows what could be a phone number or a message code.
///
/// # Panics
/// Where that does not hold.
pub fn answers(bytes: &[u8]) {
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
    let (status, body) = bytes.split_at(line);
    let status = std::str::from_utf8(status).ok().and_then(|status| status.parse::<u16>().ok());
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else { return };
    let body = body.get(1..).unwrap_or_default();
    for provider in PROVIDERS {
        let name = provider.name;
        let built = (provider.build)(&provider.vectors.values(&[]));
        assert!(built.is_ok(), "{name}: the settings of its vectors are not enough");
        let Ok(Channel::Http { api, .. }) = built else { continue };
        let json = serde_json::from_slice(body).unwrap_or_default();
        match api.outcome(&ApiAnswer { status, retry_after: None, body: json }) {
            Ok(()) => {
                assert!(!status.is_server_error(), "{name}: {status} was taken for a success");
                let body = String::from_utf8_lossy(body);
                let said = body.contains(provider.vectors.success) || body.contains('\\');
                assert!(said, "{name}: nothing in it says that it was sent");
            }
            Err(error) => {
                let shown = error.to_string();
                let longest = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
                assert!(longest.is_none_or(|digits| digits < 6), "{name}: digits are shown");
                assert!(shown.len() < 160 && !shown.contains('\n'), "{name}: a long error");
            }
        }
    }
}

/// The body of a webhook. Nothing in it is a proof; what is read of one with a proof has plain numbers or none
/// for senders, and is no more than was in it.
///
/// # Panics
/// Where that does not hold.
pub fn inbound(body: &[u8]) {
    for provider in PROVIDERS {
        let name = provider.name;
        let Some((inbound, vector)) =
            provider.inbound.and_then(|it| Some((it, it.vectors.first()?)))
        else {
            continue;
        };
        let Some(webhook) = (inbound.open)(vector.secret) else { continue };
        let (addresses, headers) = (&["https://sms.example.com/".to_owned()], &HeaderMap::new());
        let request = InboundRequest { addresses, token: "", headers, body, now: 1_700_000_000 };
        assert!(!webhook.is_genuine(&request), "{name}: genuine without a proof");
        let messages = webhook.read(body).unwrap_or_default();
        assert!(messages.len() <= body.len(), "{name}: more messages than bytes");
        for message in messages {
            // JSON may write a character in six, and a form in three.
            assert!(message.text.len() <= 3 * body.len(), "{name}: a longer text than came");
            assert!(message.sender.is_none_or(|it| plain(&it) == Some(it.clone())), "{name}");
        }
    }
}
