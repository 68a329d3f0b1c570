//! Twilio's text messages: the Messages resource
//! (<https://www.twilio.com/docs/messaging/api/message-resource>).

mod inbound;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
mod vectors;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    endpoint::Endpoint,
    http::{ApiAnswer, ApiRequest, HttpApi, Stamp, shown},
    message::SmsMessage,
    per_language::PerLanguage,
    provider::{Channel, Provider},
    send_error::SendError,
    setting::{Setting, SettingError, Values, is_meant},
    sign,
    text::{MessageText, TEXT},
};

pub(crate) const PROVIDER: Provider = Provider {
    name: "twilio",
    about: "Twilio, its Messages resource",
    settings: &[ACCOUNT_SID, AUTH_TOKEN, FROM, MESSAGING_SERVICE_SID, ENDPOINT],
    development: None,
    build,
    inbound: Some(&inbound::INBOUND),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: &vectors::VECTORS,
};

const ACCOUNT_SID: Setting = Setting::secret(
    "SMS_TWILIO_ACCOUNT_SID",
    "Account, AC and 32 hexadecimal digits (twilio)",
    "with SMS_PROVIDER=twilio AC and 32 hexadecimal digits",
);
const AUTH_TOKEN: Setting = Setting::secret(
    "SMS_TWILIO_AUTH_TOKEN",
    "Its token (twilio)",
    "with SMS_PROVIDER=twilio the token of the account",
);
const FROM: Setting = Setting::text(
    "SMS_TWILIO_FROM",
    "Number, short code or name that messages come from (twilio)",
    "with SMS_PROVIDER=twilio a number such as +15005550006, a short code or a name; or \
     SMS_TWILIO_MESSAGING_SERVICE_SID in its place, not both",
);
const MESSAGING_SERVICE_SID: Setting = Setting::text(
    "SMS_TWILIO_MESSAGING_SERVICE_SID",
    "Messaging service that chooses one, MG and 32 hexadecimal digits (twilio)",
    "MG and 32 hexadecimal digits",
);
const ENDPOINT: Setting = Setting::parsed::<Endpoint>(
    "SMS_TWILIO_ENDPOINT",
    "Where the API is (twilio)",
    "https://api.twilio.com",
);

/// What the operator has with Twilio.
struct Twilio {
    /// Part of the path.
    account_sid: String,
    auth_token: String,
    endpoint: Endpoint,
    sender: Sender,
    texts: PerLanguage<MessageText>,
}

/// Whom a message comes from.
enum Sender {
    /// A number in E.164 form, a short code or a name.
    From(String),
    /// A pool of them that Twilio chooses from.
    MessagingService(String),
}

fn build(values: &Values) -> Result<Channel, SettingError> {
    let account_sid = values.read(&ACCOUNT_SID, |sid| is_sid("AC", sid).then(|| sid.to_owned()))?;
    let sender = match (values.get(&FROM), values.get(&MESSAGING_SERVICE_SID)) {
        (Some(from), None) if is_meant(from) => Sender::From(from.to_owned()),
        (None, Some(sid)) if is_sid("MG", sid) => Sender::MessagingService(sid.to_owned()),
        (None, Some(_)) => return Err(MESSAGING_SERVICE_SID.wrong()),
        _ => return Err(FROM.wrong()),
    };
    let auth_token = values.key(&AUTH_TOKEN)?;
    let endpoint: Endpoint = values.parsed(&ENDPOINT)?;
    let (scheme, texts) = (endpoint.scheme().to_owned(), PerLanguage::parsed(values, &TEXT)?);
    let twilio = Twilio { account_sid, auth_token, endpoint, sender, texts };
    Ok(Channel::Http { address: &ENDPOINT, scheme, api: Box::new(twilio) })
}

/// The name of a resource at Twilio (<https://www.twilio.com/docs/glossary/what-is-a-sid>).
fn is_sid(kind: &str, value: &str) -> bool {
    value.strip_prefix(kind).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

impl HttpApi for Twilio {
    fn request(&self, message: &SmsMessage, _: &Stamp) -> ApiRequest {
        let Self { account_sid, auth_token, endpoint, .. } = self;
        let credentials = STANDARD.encode(format!("{account_sid}:{auth_token}"));
        ApiRequest {
            url: endpoint.at(&format!("/2010-04-01/Accounts/{account_sid}/Messages.json"), None),
            headers: vec![
                ("authorization", format!("Basic {credentials}")),
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ],
            body: self.form(message),
        }
    }

    fn outcome(&self, answer: &ApiAnswer) -> Result<(), SendError> {
        outcome(answer)
    }
}

impl Twilio {
    /// What is asked for.
    fn form(&self, message: &SmsMessage) -> String {
        let text = self.texts.of(message.language).fill(message);
        let sender = match &self.sender {
            Sender::From(sender) => ("From", sender.as_str()),
            Sender::MessagingService(sid) => ("MessagingServiceSid", sid.as_str()),
        };
        sign::encode_pairs(&[("To", message.mobile.e164()), sender, ("Body", &text)])
    }
}

/// What an answer says about whether the message left, by Twilio's dictionary of errors
/// (<https://www.twilio.com/docs/api/errors>).
fn outcome(answer: &ApiAnswer) -> Result<(), SendError> {
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
