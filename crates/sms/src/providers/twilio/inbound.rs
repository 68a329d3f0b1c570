//! Twilio's webhook for messages that come in
//! (<https://www.twilio.com/docs/messaging/guides/webhook-request>), signed with the token of the account
//! (<https://www.twilio.com/docs/usage/security>).

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Url;

use crate::{
    inbound::{Accepted, Inbound, InboundMessage, InboundRequest, Webhook, plain},
    sign,
};

pub(super) const INBOUND: Inbound = Inbound {
    secret: "the auth token of the Twilio account, which signs its webhooks",
    is_in_address: false,
    signs_address: true,
    accepted: Accepted {
        status: 200,
        media_type: "text/xml",
        // No reply.
        body: r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#,
    },
    open: |secret| {
        let is_token = secret.len() >= 16 && secret.bytes().all(|byte| byte.is_ascii_graphic());
        is_token.then(|| Box::new(Incoming { auth_token: secret.to_owned() }) as _)
    },
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: super::vectors::INBOUND,
};

struct Incoming {
    auth_token: String,
}

impl Webhook for Incoming {
    fn is_genuine(&self, request: &InboundRequest<'_>) -> bool {
        let Some(signature) = request.headers.get("x-twilio-signature") else { return false };
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        // The same value twice counts once.
        let fields: BTreeSet<_> = form_urlencoded::parse(request.body).collect();
        let fields: String = fields.iter().flat_map(|(name, value)| [&**name, &**value]).collect();
        request.addresses.iter().flat_map(|address| with_port_and_without(address)).any(|address| {
            let signed = address + &fields;
            sign::is_hmac_sha1(self.auth_token.as_bytes(), signed.as_bytes(), &signature)
        })
    }

    fn read(&self, body: &[u8]) -> Option<Vec<InboundMessage>> {
        let field = |name: &str| {
            let mut fields = form_urlencoded::parse(body);
            fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
        };
        let sender = plain(&field("From")?);
        Some(vec![InboundMessage { sender, text: field("Body")?, sent_at: None }])
    }
}

/// Twilio signs the address with its port in some cases and without in others; its own libraries try both.
fn with_port_and_without(address: &str) -> Vec<String> {
    let mut spellings = vec![address.to_owned()];
    if let Ok(url) = Url::parse(address)
        && let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default())
    {
        let rest = address.splitn(4, '/').nth(3).unwrap_or_default();
        let scheme = url.scheme();
        spellings.push(format!("{scheme}://{host}:{port}/{rest}"));
        spellings.push(format!("{scheme}://{host}/{rest}"));
    }
    spellings
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    /// The example of <https://www.twilio.com/docs/usage/security>.
    #[test]
    fn the_signature_is_that_of_the_published_example() {
        let body = b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&\
                     From=%2B14158675309&To=%2B18005551212";
        let addresses = &["https://mycompany.com/myapp.php?foo=1&bar=2".to_owned()];
        let signature = HeaderValue::from_static("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        let headers = &HeaderMap::from_iter([("x-twilio-signature".parse().unwrap(), signature)]);
        let request = InboundRequest { addresses, token: "", headers, body, now: 0 };
        for (auth_token, is_genuine) in [("12345", true), ("12346", false)] {
            let webhook = Incoming { auth_token: auth_token.to_owned() };
            assert_eq!(webhook.is_genuine(&request), is_genuine);
        }
    }
}
