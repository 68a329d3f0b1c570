//! Tencent's push of messages from people, one at a time
//! (<https://cloud.tencent.com/document/product/382/43548>). It is not signed.

use serde_json::Value;

use crate::inbound::{Accepted, Inbound, InboundMessage, InboundRequest, Token, Webhook, plain};

pub(super) const INBOUND: Inbound = Inbound {
    secret: Token::SHOULD,
    is_in_address: true,
    signs_address: false,
    accepted: Accepted {
        status: 200,
        media_type: "application/json",
        body: r#"{"result":0,"errmsg":"OK"}"#,
    },
    open: |secret| Some(Box::new(Reply(Token::parse(secret)?))),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: super::vectors::INBOUND,
};

struct Reply(Token);

impl Webhook for Reply {
    fn is_genuine(&self, request: &InboundRequest<'_>) -> bool {
        self.0.is(request.token)
    }

    fn read(&self, body: &[u8]) -> Option<Vec<InboundMessage>> {
        let message: Value = serde_json::from_slice(body).ok()?;
        let (code, mobile) = (message["nationcode"].as_str()?, message["mobile"].as_str()?);
        let message = InboundMessage {
            sender: plain(&format!("+{}{mobile}", code.trim_start_matches('+'))),
            text: message["text"].as_str()?.to_owned(),
            sent_at: message["time"].as_u64(),
        };
        Some(vec![message])
    }
}
