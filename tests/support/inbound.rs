//! Providers that hand on what people send, each as its documents say.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha1::Sha1;
use sha2::Sha256;

use crate::support::{Answer, client};

/// Where Twilio calls, whatever the test's server is called.
const PUBLIC_URL: &str = "https://sms.example.com";
/// The number that people send to.
pub const NUMBER: &str = "+15005550006";
/// What the site is called.
pub const SITE_NAME: &str = "Example";

/// One that hands messages on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    pub name: &'static str,
    pub secret: &'static str,
    /// What it takes for an answer.
    pub accepted: &'static str,
}

/// Each of them.
pub const CARRIERS: [Carrier; 4] = [
    Carrier {
        name: "aliyun",
        secret: "a-token-of-the-operator",
        accepted: r#"{"code":0,"msg":"OK"}"#,
    },
    Carrier {
        name: "tencent",
        secret: "another-token-of-the-operator",
        accepted: r#"{"result":0,"errmsg":"OK"}"#,
    },
    Carrier {
        name: "twilio",
        secret: "0123456789abcdef0123456789abcdef",
        accepted: r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#,
    },
    Carrier { name: "webhook", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", accepted: "{}" },
];

/// A request, as it leaves the provider.
#[derive(Clone)]
pub struct Handed {
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Carrier {
    /// What a server is set up with.
    pub fn settings(&self) -> Vec<String> {
        vec![
            format!("--sms-inbound-provider={}", self.name),
            format!("--sms-inbound-secret={}", self.secret),
            format!("--sms-inbound-number={NUMBER}"),
            format!("--sms-inbound-name={SITE_NAME}"),
            format!("--public-url={PUBLIC_URL}"),
        ]
    }

    /// A message of a mainland number, as this provider hands it on.
    pub fn hands(&self, mobile: &str, text: &str) -> Handed {
        self.hands_by(self.secret, now(), mobile, text)
    }

    /// The same with another secret, or one that came at another time.
    pub fn hands_by(&self, secret: &str, at: u64, mobile: &str, text: &str) -> Handed {
        let json = ("content-type", "application/json".to_owned());
        let path = format!("/inbound/{}", self.name);
        match self.name {
            "aliyun" => {
                let message = json!({"phone_number": mobile, "content": text, "sequence_id": 1,
                    "send_time": "2026-01-01 00:00:00", "dest_code": "1234"});
                let body = json!([message]).to_string();
                Handed { path: format!("{path}/{secret}"), headers: vec![json], body }
            }
            "tencent" => {
                let body = json!({"mobile": mobile, "nationcode": "86", "text": text, "time": at,
                    "sign": "Example", "extend": "1"});
                Handed {
                    path: format!("{path}/{secret}"),
                    headers: vec![json],
                    body: body.to_string(),
                }
            }
            "twilio" => {
                let fields = [("Body", text), ("From", &format!("+86{mobile}")), ("To", NUMBER)];
                let signed: String =
                    fields.iter().flat_map(|(name, value)| [*name, value]).collect();
                let signed = format!("{PUBLIC_URL}{path}{signed}");
                let signature = mac::<Hmac<Sha1>>(secret.as_bytes(), &signed);
                let kind = ("content-type", "application/x-www-form-urlencoded".to_owned());
                let body = reqwest::Url::parse_with_params("http://a", fields).unwrap();
                let body = body.query().unwrap().to_owned();
                Handed { path, headers: vec![kind, ("x-twilio-signature", signature)], body }
            }
            _ => {
                let body = json!({"type": "message.received", "timestamp": rfc3339(at),
                    "data": {"mobile": format!("+86{mobile}"), "text": text}});
                let (body, at) = (body.to_string(), now());
                let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
                let signature = mac::<Hmac<Sha256>>(&key, &format!("msg_1.{at}.{body}"));
                let headers = vec![
                    json,
                    ("webhook-id", "msg_1".to_owned()),
                    ("webhook-timestamp", at.to_string()),
                    ("webhook-signature", format!("v1,{signature}")),
                ];
                Handed { path, headers, body }
            }
        }
    }
}

impl Handed {
    /// Posts it to the server at this address.
    pub async fn to(&self, url: &str) -> Answer {
        let request = client().build().unwrap().post(format!("{url}{}", self.path));
        let request =
            self.headers.iter().fold(request, |it, (name, value)| it.header(*name, value));
        Answer::to(request.body(self.body.clone())).await
    }
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn rfc3339(at: u64) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp(at.try_into().unwrap()).unwrap();
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}

fn mac<M: Mac + KeyInit>(key: &[u8], signed: &str) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(signed.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
