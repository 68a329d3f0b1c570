//! Twilio's text messages: the Messages resource
//! (<https://www.twilio.com/docs/messaging/api/message-resource>).

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, header::CONTENT_TYPE};

use super::{
    Endpoint, MessageText, PerLanguage, SendError, SmsMessage, SmsProvider,
    http::{self, Answer, shown},
    sign,
};

/// What the operator has with Twilio.
pub struct Twilio {
    /// `AC` and 32 hexadecimal digits; part of the path.
    pub account_sid: String,
    /// What it asks with.
    pub auth_token: String,
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Whom messages come from.
    pub sender: Sender,
    /// What they say.
    pub texts: PerLanguage<MessageText>,
}

/// Whom a message comes from.
pub enum Sender {
    /// A number in E.164 form, a short code or a name.
    From(String),
    /// A pool of them that Twilio chooses from.
    MessagingService(String),
}

/// Sends through Twilio.
pub struct TwilioProvider {
    client: Client,
    account: Twilio,
}

impl TwilioProvider {
    /// For this account.
    pub fn new(client: Client, account: Twilio) -> Self {
        Self { client, account }
    }
}

#[async_trait]
impl SmsProvider for TwilioProvider {
    fn name(&self) -> &'static str {
        "twilio"
    }

    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError> {
        let Twilio { account_sid, auth_token, endpoint, .. } = &self.account;
        let path = format!("/2010-04-01/Accounts/{account_sid}/Messages.json");
        let request = self
            .client
            .post(endpoint.at(&path, None))
            .basic_auth(account_sid, Some(auth_token))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form(&self.account, message));
        outcome(&Answer::read(http::post(request, within).await?).await)
    }
}

/// What is asked for.
fn form(account: &Twilio, message: &SmsMessage) -> String {
    let text = account.texts.of(message.language).fill(message);
    let sender = match &account.sender {
        Sender::From(sender) => ("From", sender.as_str()),
        Sender::MessagingService(sid) => ("MessagingServiceSid", sid.as_str()),
    };
    sign::encode_pairs(&[("To", message.mobile.e164()), sender, ("Body", &text)])
}

/// What an answer says about whether the message left, by Twilio's dictionary of errors
/// (<https://www.twilio.com/docs/api/errors>).
pub(crate) fn outcome(answer: &Answer) -> Result<(), SendError> {
    if answer.status.is_success() {
        // A message that was made has a name; it goes on in a queue of Twilio's.
        return match answer.body["sid"].as_str() {
            Some(_) => Ok(()),
            None => Err(SendError::Unknown("the answer can't be read".to_owned())),
        };
    }
    let code = answer.body["code"].as_u64().unwrap_or_default();
    if answer.status.is_server_error() || code == 0 {
        return answer.by_status();
    }
    let name = code.to_string();
    Err(match code {
        // Too many requests, too many messages, a full queue, the day's limit of the account.
        20429 | 14107 | 21611 | 63038 => answer.limited(&name),
        _ if answer.status.as_u16() == 429 => answer.limited(&name),
        // Not a number, out of reach, not valid, unsubscribed, no mobile, a landline.
        21211 | 21214 | 21217 | 21610 | 21614 | 21635 => SendError::Refused(shown(&name)),
        _ => SendError::NotSent(shown(&name)),
    })
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_kind_of_answer_has_its_outcome() {
        let of = |status: u16, body: Value| {
            let status = StatusCode::from_u16(status).unwrap();
            outcome(&Answer { status, retry_after: Some(9), body })
        };
        let error = |status, code: u32| of(status, json!({"code": code, "status": status}));
        assert_eq!(of(201, json!({"sid": "SM0", "status": "queued"})), Ok(()));
        assert!(matches!(of(201, Value::Null), Err(SendError::Unknown(_))));
        assert!(matches!(error(429, 20429), Err(SendError::Limited { retry_after: Some(9), .. })));
        assert!(matches!(of(429, Value::Null), Err(SendError::Limited { .. })));
        assert!(matches!(error(400, 21611), Err(SendError::Limited { .. })));
        for refused in [21211, 21610, 21614, 21635] {
            assert!(matches!(error(400, refused), Err(SendError::Refused(_))), "{refused}");
        }
        for (status, not_sent) in [(401, 20003), (400, 21408), (400, 21608), (403, 20005)] {
            assert!(matches!(error(status, not_sent), Err(SendError::NotSent(_))), "{not_sent}");
        }
        assert!(matches!(error(500, 20500), Err(SendError::Unknown(_))));
        assert!(matches!(of(503, Value::Null), Err(SendError::Unknown(_))));
        assert!(matches!(of(404, Value::Null), Err(SendError::NotSent(_))));
    }
}
