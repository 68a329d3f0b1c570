//! Aliyun's push of messages from people: SmsUp by HTTP, in batches
//! (<https://help.aliyun.com/zh/sms/developer-reference/smsup-http>). It is not signed.

use serde_json::Value;

use crate::inbound::{
    Accepted, Inbound, InboundMessage, InboundRequest, Token, Webhook, of_mainland,
};

pub(super) const INBOUND: Inbound = Inbound {
    secret: Token::SHOULD,
    is_in_address: true,
    signs_address: false,
    accepted: Accepted {
        status: 200,
        media_type: "application/json",
        body: r#"{"code":0,"msg":"OK"}"#,
    },
    open: |secret| Some(Box::new(SmsUp(Token::parse(secret)?))),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: super::vectors::INBOUND,
};

struct SmsUp(Token);

impl Webhook for SmsUp {
    fn is_genuine(&self, request: &InboundRequest<'_>) -> bool {
        self.0.is(request.token)
    }

    fn read(&self, body: &[u8]) -> Option<Vec<InboundMessage>> {
        let messages: Vec<Value> = serde_json::from_slice(body).ok()?;
        messages.iter().map(message).collect()
    }
}

/// `send_time` names no zone, so nothing is made of it.
fn message(message: &Value) -> Option<InboundMessage> {
    let sender = of_mainland(message["phone_number"].as_str()?);
    Some(InboundMessage { sender, text: message["content"].as_str()?.to_owned(), sent_at: None })
}
