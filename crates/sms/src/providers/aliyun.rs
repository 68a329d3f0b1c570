//! Aliyun's text messages: SendSms of Dysmsapi, version 2017-05-25
//! (<https://help.aliyun.com/document_detail/55284.html>), signed with ACS3-HMAC-SHA256
//! (<https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature>).

mod inbound;
mod signature;
#[cfg(any(test, fuzzing, feature = "fixtures"))]
mod vectors;

use serde_json::json;

use crate::{
    endpoint::Endpoint,
    http::{ApiAnswer, ApiRequest, HttpApi, Stamp, shown},
    message::SmsMessage,
    per_language::PerLanguage,
    provider::{Channel, Provider},
    send_error::SendError,
    setting::{Setting, SettingError, Values},
};

use signature::{Call, Key};

pub(crate) const PROVIDER: Provider = Provider {
    name: "aliyun",
    about: "Aliyun, SendSms of Dysmsapi",
    settings: &[ACCESS_KEY_ID, ACCESS_KEY_SECRET, SIGN_NAME, TEMPLATE_CODE, ENDPOINT],
    development: None,
    build,
    inbound: Some(&inbound::INBOUND),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: &vectors::VECTORS,
};

const ACCESS_KEY_ID: Setting = Setting::secret(
    "SMS_ALIYUN_ACCESS_KEY_ID",
    "Access key of a RAM user who may send messages (aliyun)",
    "with SMS_PROVIDER=aliyun the id of an access key",
);
const ACCESS_KEY_SECRET: Setting = Setting::secret(
    "SMS_ALIYUN_ACCESS_KEY_SECRET",
    "Its secret (aliyun)",
    "with SMS_PROVIDER=aliyun the secret of an access key",
);
/// Stands before the text, in brackets.
const SIGN_NAME: Setting = Setting::text(
    "SMS_ALIYUN_SIGN_NAME",
    "Approved signature, without brackets (aliyun)",
    "with SMS_PROVIDER=aliyun an approved signature, without brackets",
);
const TEMPLATE: &str =
    "with SMS_PROVIDER=aliyun the code of an approved template, such as SMS_123456789";
const TEMPLATE_CODE: Setting = Setting::text(
    "SMS_ALIYUN_TEMPLATE_CODE",
    "Approved template with the parameter `code`, such as SMS_123456789 (aliyun)",
    TEMPLATE,
)
.for_each_language("The same in {language} [default: that of SMS_ALIYUN_TEMPLATE_CODE] (aliyun)");
const ENDPOINT: Setting = Setting::parsed::<Endpoint>(
    "SMS_ALIYUN_ENDPOINT",
    "Where the API is (aliyun)",
    "https://dysmsapi.aliyuncs.com",
);

/// What the operator has with Aliyun.
struct Aliyun {
    key: Key,
    endpoint: Endpoint,
    sign_name: String,
    /// Codes of approved templates with the one parameter `code`.
    templates: PerLanguage<String>,
}

fn build(values: &Values) -> Result<Channel, SettingError> {
    let key = Key { id: values.key(&ACCESS_KEY_ID)?, secret: values.key(&ACCESS_KEY_SECRET)? };
    let sign_name = values.text(&SIGN_NAME)?;
    let templates = PerLanguage::text(values, &TEMPLATE_CODE)?;
    let endpoint: Endpoint = values.parsed(&ENDPOINT)?;
    Ok(Channel::Http {
        address: &ENDPOINT,
        scheme: endpoint.scheme().to_owned(),
        api: Box::new(Aliyun { key, endpoint, sign_name, templates }),
    })
}

impl HttpApi for Aliyun {
    fn request(&self, message: &SmsMessage, stamp: &Stamp) -> ApiRequest {
        let host = self.endpoint.host();
        let parameters = self.parameters(message);
        let call = Call {
            host: &host,
            action: "SendSms",
            version: "2017-05-25",
            parameters: &parameters.each_ref().map(|(name, value)| (*name, value.as_str())),
        };
        let signed = call.sign(&self.key, stamp.now, &format!("{:032x}", stamp.nonce));
        let mut headers = signed.headers.to_vec();
        headers.push(("authorization", signed.authorization));
        let url = self.endpoint.at("/", Some(&signed.query));
        ApiRequest { url, headers, body: String::new() }
    }

    fn outcome(&self, answer: &ApiAnswer) -> Result<(), SendError> {
        outcome(answer)
    }
}

impl Aliyun {
    /// What is asked for.
    fn parameters(&self, message: &SmsMessage) -> [(&'static str, String); 4] {
        let e164 = message.mobile.e164();
        // Mainland numbers go without a country code, all others with it; none with a plus.
        let number = e164.strip_prefix("+86").unwrap_or(e164.trim_start_matches('+'));
        [
            ("PhoneNumbers", number.to_owned()),
            ("SignName", self.sign_name.clone()),
            ("TemplateCode", self.templates.of(message.language).clone()),
            ("TemplateParam", json!({"code": message.code.as_str()}).to_string()),
        ]
    }
}

/// What an answer says about whether the message left, by Aliyun's lists of errors for SMS
/// (<https://help.aliyun.com/document_detail/101346.html>) and for every API
/// (<https://help.aliyun.com/document_detail/435312.html>).
fn outcome(answer: &ApiAnswer) -> Result<(), SendError> {
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
