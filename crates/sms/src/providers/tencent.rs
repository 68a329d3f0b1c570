//! Tencent Cloud's text messages: SendSms, version 2021-01-11
//! (<https://cloud.tencent.com/document/api/382/55981>), signed with TC3-HMAC-SHA256
//! (<https://cloud.tencent.com/document/api/362/4208>).

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

use signature::{Key, authorization};

pub(crate) const PROVIDER: Provider = Provider {
    name: "tencent",
    about: "Tencent Cloud, SendSms",
    settings: &[
        SECRET_ID,
        SECRET_KEY,
        SDK_APP_ID,
        SIGN_NAME,
        TEMPLATE_ID,
        TEMPLATE_PARAMS,
        REGION,
        ENDPOINT,
    ],
    development: None,
    build,
    inbound: Some(&inbound::INBOUND),
    #[cfg(any(test, fuzzing, feature = "fixtures"))]
    vectors: &vectors::VECTORS,
};

const SECRET_ID: Setting = Setting::secret(
    "SMS_TENCENT_SECRET_ID",
    "API key of a user who may send messages (tencent)",
    "with SMS_PROVIDER=tencent the id of an API key",
);
const SECRET_KEY: Setting = Setting::secret(
    "SMS_TENCENT_SECRET_KEY",
    "Its secret (tencent)",
    "with SMS_PROVIDER=tencent the secret of an API key",
);
const SDK_APP_ID: Setting = Setting::text(
    "SMS_TENCENT_SDK_APP_ID",
    "Application in the SMS console, such as 1400006666 (tencent)",
    "with SMS_PROVIDER=tencent the id of an application, such as 1400006666",
);
/// Stands before the text, in brackets.
const SIGN_NAME: Setting = Setting::text(
    "SMS_TENCENT_SIGN_NAME",
    "Approved signature, without brackets (tencent)",
    "with SMS_PROVIDER=tencent an approved signature, without brackets",
);
const TEMPLATE: &str = "with SMS_PROVIDER=tencent the number of an approved template";
const TEMPLATE_ID: Setting =
    Setting::text("SMS_TENCENT_TEMPLATE_ID", "Number of an approved template (tencent)", TEMPLATE)
        .for_each_language(
            "The same in {language} [default: that of SMS_TENCENT_TEMPLATE_ID] (tencent)",
        );
const TEMPLATE_PARAMS: Setting = Setting::list(
    "SMS_TENCENT_TEMPLATE_PARAMS",
    "What the templates have places for, in their order, a comma between (tencent)",
    "code, or code and minutes in the order of the template",
    &[("code", "The message code"), ("minutes", "Its life in minutes")],
)
.or("code");
const REGION: Setting = Setting::text(
    "SMS_TENCENT_REGION",
    "Region of the API (tencent)",
    "a region such as ap-guangzhou",
)
.or("ap-guangzhou");
const ENDPOINT: Setting = Setting::parsed::<Endpoint>(
    "SMS_TENCENT_ENDPOINT",
    "Where the API is (tencent)",
    "https://sms.tencentcloudapi.com",
);

/// What the operator has with Tencent Cloud.
struct Tencent {
    key: Key,
    endpoint: Endpoint,
    region: String,
    sdk_app_id: String,
    sign_name: String,
    /// Numbers of approved templates.
    templates: PerLanguage<String>,
    /// What goes into `{1}`, `{2}` … of the templates.
    template_params: Vec<TemplateParam>,
}

/// What a template may have places for.
#[derive(PartialEq)]
enum TemplateParam {
    /// The message code.
    Code,
    /// Its life in minutes.
    Minutes,
}

fn build(values: &Values) -> Result<Channel, SettingError> {
    let endpoint: Endpoint = values.parsed(&ENDPOINT)?;
    let scheme = endpoint.scheme().to_owned();
    let tencent = Tencent {
        key: Key { id: values.key(&SECRET_ID)?, secret: values.key(&SECRET_KEY)? },
        endpoint,
        region: values.key(&REGION)?,
        sdk_app_id: values.text(&SDK_APP_ID)?,
        sign_name: values.text(&SIGN_NAME)?,
        templates: PerLanguage::text(values, &TEMPLATE_ID)?,
        template_params: values.read(&TEMPLATE_PARAMS, template_params)?,
    };
    Ok(Channel::Http { address: &ENDPOINT, scheme, api: Box::new(tencent) })
}

fn template_params(list: &str) -> Option<Vec<TemplateParam>> {
    let param = |name| match name {
        "code" => Some(TemplateParam::Code),
        "minutes" => Some(TemplateParam::Minutes),
        _ => None,
    };
    let params: Vec<_> = list.split(',').map(param).collect::<Option<_>>()?;
    params.contains(&TemplateParam::Code).then_some(params)
}

impl HttpApi for Tencent {
    fn request(&self, message: &SmsMessage, stamp: &Stamp) -> ApiRequest {
        const JSON: &str = "application/json";
        let (now, host) = (stamp.now, self.endpoint.host());
        let body = self.body(message);
        // The two that have to be signed.
        let signed = [("content-type", JSON), ("host", &host)];
        let authorization = authorization(&self.key, "sms", &signed, &body, now);
        let headers = vec![
            ("authorization", authorization),
            ("content-type", JSON.to_owned()),
            ("host", host),
            ("x-tc-action", "SendSms".to_owned()),
            ("x-tc-version", "2021-01-11".to_owned()),
            ("x-tc-region", self.region.clone()),
            ("x-tc-timestamp", now.unix_timestamp().to_string()),
        ];
        ApiRequest { url: self.endpoint.at("/", None), headers, body }
    }

    fn outcome(&self, answer: &ApiAnswer) -> Result<(), SendError> {
        outcome(answer)
    }
}

impl Tencent {
    /// What is asked for.
    fn body(&self, message: &SmsMessage) -> String {
        let params = self.template_params.iter().map(|param| match param {
            TemplateParam::Code => message.code.as_str().to_owned(),
            TemplateParam::Minutes => message.minutes().to_string(),
        });
        json!({
            "PhoneNumberSet": [message.mobile.e164()],
            "SmsSdkAppId": self.sdk_app_id,
            "SignName": self.sign_name,
            "TemplateId": self.templates.of(message.language),
            "TemplateParamSet": params.collect::<Vec<_>>(),
        })
        .to_string()
    }
}

/// What an answer says about whether the message left, by Tencent's lists of errors for SMS
/// (<https://cloud.tencent.com/document/api/382/59177>) and for every API
/// (<https://cloud.tencent.com/document/api/382/52075>). The status is 200 whatever happened.
fn outcome(answer: &ApiAnswer) -> Result<(), SendError> {
    if answer.status.is_server_error() {
        return answer.by_status();
    }
    let response = &answer.body["Response"];
    let code = response["Error"]["Code"].as_str();
    let Some(code) = code.or_else(|| response["SendStatusSet"][0]["Code"].as_str()) else {
        answer.by_status()?;
        return Err(SendError::Unknown("the answer can't be read".to_owned()));
    };
    let (kind, detail) = code.split_once('.').unwrap_or((code, ""));
    Err(match (kind, detail) {
        ("Ok", "") => return Ok(()),
        ("LimitExceeded" | "RequestLimitExceeded", _) => answer.limited(code),
        // Malformed, or of a person who has unsubscribed from such messages.
        ("InvalidParameterValue", "IncorrectPhoneNumber")
        | ("FailedOperation", "PhoneNumberInBlacklist") => SendError::Refused(shown(code)),
        // Tencent's own side, which may have failed half-way; these alone are found at the door.
        (
            "InternalError",
            "SigVerificationFail"
            | "SigFieldMissing"
            | "RestApiInterfaceNotExist"
            | "RequestTimeException"
            | "JsonParseFail",
        ) => SendError::NotSent(shown(code)),
        ("InternalError", _) | ("FailedOperation", "") => SendError::Unknown(shown(code)),
        (
            "ActionOffline"
            | "AuthFailure"
            | "FailedOperation"
            | "InvalidAction"
            | "InvalidParameter"
            | "InvalidParameterValue"
            | "InvalidRequest"
            | "IpInBlacklist"
            | "IpNotInWhitelist"
            | "MissingParameter"
            | "NoSuchProduct"
            | "NoSuchVersion"
            | "RegionError"
            | "RequestSizeLimitExceeded"
            | "UnauthorizedOperation"
            | "UnknownParameter"
            | "UnsupportedOperation"
            | "UnsupportedProtocol"
            | "UnsupportedRegion",
            _,
        ) => SendError::NotSent(shown(code)),
        _ if answer.status.is_client_error() => SendError::NotSent(shown(code)),
        _ => SendError::Unknown(shown(code)),
    })
}
