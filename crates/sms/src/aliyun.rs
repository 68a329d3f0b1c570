//! Aliyun's text messages: SendSms of Dysmsapi, version 2017-05-25
//! (<https://help.aliyun.com/document_detail/55284.html>), signed with ACS3-HMAC-SHA256
//! (<https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature>).

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, header::AUTHORIZATION};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    Endpoint, PerLanguage, SendError, SmsMessage, SmsProvider,
    http::{self, Answer, shown},
    sign::{self, Key},
};

/// What the operator has with Aliyun.
pub struct Aliyun {
    /// Who asks.
    pub key: Key,
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Stands before the text, in brackets.
    pub sign_name: String,
    /// Codes of approved templates with the one parameter `code`.
    pub templates: PerLanguage<String>,
}

/// Sends through Aliyun.
pub struct AliyunProvider {
    client: Client,
    account: Aliyun,
}

impl AliyunProvider {
    /// For this account.
    pub fn new(client: Client, account: Aliyun) -> Self {
        Self { client, account }
    }
}

#[async_trait]
impl SmsProvider for AliyunProvider {
    fn name(&self) -> &'static str {
        "aliyun"
    }

    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError> {
        let Aliyun { key, endpoint, .. } = &self.account;
        let host = endpoint.host();
        let parameters = parameters(&self.account, message);
        let call = Call {
            host: &host,
            action: "SendSms",
            version: "2017-05-25",
            parameters: &parameters.each_ref().map(|(name, value)| (*name, value.as_str())),
        };
        let nonce = format!("{:032x}", rand::random::<u128>());
        let signed = call.sign(key, OffsetDateTime::now_utc(), &nonce);
        let mut request = self.client.post(endpoint.at("/", Some(&signed.query)));
        for (name, value) in signed.headers {
            request = request.header(name, value);
        }
        let request = request.header(AUTHORIZATION, signed.authorization);
        outcome(&Answer::read(http::post(request, within).await?).await)
    }
}

/// What is asked for.
fn parameters(account: &Aliyun, message: &SmsMessage) -> [(&'static str, String); 4] {
    let e164 = message.mobile.e164();
    // Mainland numbers go without a country code, all others with it; none with a plus.
    let number = e164.strip_prefix("+86").unwrap_or(e164.trim_start_matches('+'));
    [
        ("PhoneNumbers", number.to_owned()),
        ("SignName", account.sign_name.clone()),
        ("TemplateCode", account.templates.of(message.language).clone()),
        ("TemplateParam", json!({"code": message.code.as_str()}).to_string()),
    ]
}

/// A call with everything in the query and an empty body.
struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    parameters: &'a [(&'a str, &'a str)],
}

/// A call, ready to be made.
struct Signed {
    query: String,
    headers: [(&'static str, String); 6],
    authorization: String,
}

impl Call<'_> {
    fn sign(&self, key: &Key, now: OffsetDateTime, nonce: &str) -> Signed {
        const ALGORITHM: &str = "ACS3-HMAC-SHA256";
        let mut parameters = self.parameters.to_vec();
        parameters.sort_unstable();
        let query = sign::encode_pairs(&parameters);
        // Whole seconds: the format knows no fractions. It can't fail for a year of four digits.
        let date = now.truncate_to_second().format(&Rfc3339).unwrap_or_default();
        let body = sign::sha256_hex(b"");
        // In the order of their names, as the signature asks.
        let headers = [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", body.clone()),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ];
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.each_ref().map(|(name, _)| *name).join(";");
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{body}");
        let to_sign = format!("{ALGORITHM}\n{}", sign::sha256_hex(canonical.as_bytes()));
        let signature = sign::hex(&sign::hmac(key.secret.as_bytes(), to_sign.as_bytes()));
        let authorization = format!(
            "{ALGORITHM} Credential={},SignedHeaders={names},Signature={signature}",
            key.id
        );
        Signed { query, headers, authorization }
    }
}

/// What an answer says about whether the message left, by Aliyun's lists of errors for SMS
/// (<https://help.aliyun.com/document_detail/101346.html>) and for every API
/// (<https://help.aliyun.com/document_detail/435312.html>).
pub(crate) fn outcome(answer: &Answer) -> Result<(), SendError> {
    if answer.status.is_server_error() {
        return answer.by_status();
    }
    let Some(code) = answer.body["Code"].as_str() else {
        answer.by_status()?;
        return Err(SendError::Unknown("the answer can't be read".to_owned()));
    };
    Err(match code {
        "OK" => return Ok(()),
        "isv.BUSINESS_LIMIT_CONTROL" | "isv.DAY_LIMIT_CONTROL" | "isv.MONTH_LIMIT_CONTROL" => {
            answer.limited(code)
        }
        "Throttling" => answer.limited(code),
        _ if code.starts_with("Throttling.") => answer.limited(code),
        "isv.MOBILE_NUMBER_ILLEGAL" => SendError::Refused(shown(code)),
        // A request with this nonce came before, and what became of it is not said.
        "SignatureNonceUsed" => SendError::Unknown(shown(code)),
        "isp.RAM_PERMISSION_DENY" => SendError::NotSent(shown(code)),
        // `isv` is the caller's side and `isp` is Aliyun's, which may have failed half-way.
        _ if code.starts_with("isv.") => SendError::NotSent(shown(code)),
        _ if answer.status.is_client_error() => SendError::NotSent(shown(code)),
        _ => SendError::Unknown(shown(code)),
    })
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::Value;
    use time::{Date, Month, Time};

    use super::*;
    use crate::SmsCode;
    use menshen_model::{Language, MobileNumber};

    #[test]
    fn the_signature_is_that_of_the_published_vector() {
        let key =
            Key { id: "YourAccessKeyId".to_owned(), secret: "YourAccessKeySecret".to_owned() };
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            parameters: &[
                ("RegionId", "cn-shanghai"),
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ],
        };
        let date = Date::from_calendar_date(2023, Month::October, 26).unwrap();
        // The fraction has to go.
        let time = Time::from_hms_milli(10, 22, 32, 789).unwrap();
        let now = OffsetDateTime::new_utc(date, time);
        let signed = call.sign(&key, now, "3156853299f313e23d1673dc12e1703d");
        assert_eq!(
            signed.authorization,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,\
             SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn mainland_numbers_go_without_a_country_code_and_others_with_it() {
        let account = Aliyun {
            key: Key { id: String::new(), secret: String::new() },
            endpoint: "https://a.example".parse().unwrap(),
            sign_name: "门神".to_owned(),
            templates: PerLanguage { zh: "SMS_1".to_owned(), en: "SMS_2".to_owned() },
        };
        let of = |e164: &str, language| {
            let message = SmsMessage {
                mobile: MobileNumber::of_mainland(e164),
                code: SmsCode::parse("012345").unwrap(),
                life: Duration::from_secs(300),
                language,
            };
            parameters(&account, &message).map(|(_, value)| value)
        };
        assert_eq!(
            of("+8613800138000", Language::Zh),
            ["13800138000", "门神", "SMS_1", r#"{"code":"012345"}"#]
        );
        assert_eq!(of("+85291234567", Language::En)[0], "85291234567");
        assert_eq!(of("+85291234567", Language::En)[2], "SMS_2");
    }

    #[test]
    fn every_kind_of_answer_has_its_outcome() {
        let of = |status: u16, body: Value| {
            let status = StatusCode::from_u16(status).unwrap();
            outcome(&Answer { status, retry_after: None, body })
        };
        let code = |status, code: &str| of(status, json!({"Code": code})).unwrap_err();
        assert_eq!(of(200, json!({"Code": "OK", "BizId": "1"})), Ok(()));
        for limited in ["isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "Throttling.User"] {
            assert!(matches!(code(200, limited), SendError::Limited { .. }), "{limited}");
        }
        assert!(matches!(code(200, "isv.MOBILE_NUMBER_ILLEGAL"), SendError::Refused(_)));
        for not_sent in ["isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isp.RAM_PERMISSION_DENY"] {
            assert!(matches!(code(200, not_sent), SendError::NotSent(_)), "{not_sent}");
        }
        assert!(matches!(code(400, "SignatureDoesNotMatch"), SendError::NotSent(_)));
        assert!(matches!(code(403, "Forbidden.RAM"), SendError::NotSent(_)));
        for unknown in ["isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "Something"] {
            assert!(matches!(code(200, unknown), SendError::Unknown(_)), "{unknown}");
        }
        assert!(matches!(code(400, "SignatureNonceUsed"), SendError::Unknown(_)));
        assert!(matches!(code(503, "ServiceUnavailable"), SendError::Unknown(_)));
        assert!(matches!(of(200, Value::Null), Err(SendError::Unknown(_))));
        assert!(matches!(of(403, Value::Null), Err(SendError::NotSent(_))));
        assert!(matches!(of(429, Value::Null), Err(SendError::Limited { .. })));
    }
}
