//! Tencent Cloud's text messages: SendSms, version 2021-01-11
//! (<https://cloud.tencent.com/document/api/382/55981>), signed with TC3-HMAC-SHA256
//! (<https://cloud.tencent.com/document/api/362/4208>).

use std::time::Duration;

use async_trait::async_trait;
use clap::ValueEnum;
use reqwest::{
    Client,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use serde_json::json;
use time::OffsetDateTime;

use super::{
    Endpoint, PerLanguage, SendError, SmsMessage, SmsProvider,
    http::{self, Answer, shown},
    sign::{self, Key},
};

/// What the operator has with Tencent Cloud.
pub struct Tencent {
    /// Who asks.
    pub key: Key,
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Where the service runs, such as `ap-guangzhou`.
    pub region: String,
    /// Names the application in the SMS console.
    pub sdk_app_id: String,
    /// Stands before the text, in brackets.
    pub sign_name: String,
    /// Numbers of approved templates.
    pub templates: PerLanguage<String>,
    /// What goes into `{1}`, `{2}` … of the templates.
    pub template_params: Vec<TemplateParam>,
}

/// What a template may have places for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateParam {
    /// The message code.
    Code,
    /// Its life in minutes.
    Minutes,
}

/// Sends through Tencent Cloud.
pub struct TencentProvider {
    client: Client,
    account: Tencent,
}

impl TencentProvider {
    /// For this account.
    pub fn new(client: Client, account: Tencent) -> Self {
        Self { client, account }
    }
}

#[async_trait]
impl SmsProvider for TencentProvider {
    fn name(&self) -> &'static str {
        "tencent"
    }

    async fn send(&self, message: &SmsMessage, within: Duration) -> Result<(), SendError> {
        const JSON: &str = "application/json";
        let Tencent { key, endpoint, region, .. } = &self.account;
        let (now, host) = (OffsetDateTime::now_utc(), endpoint.host());
        let body = body(&self.account, message);
        // The two that have to be signed.
        let headers = [("content-type", JSON), ("host", &host)];
        let request = self
            .client
            .post(endpoint.at("/", None))
            .header(AUTHORIZATION, authorization(key, "sms", &headers, &body, now))
            .header(CONTENT_TYPE, JSON)
            .header(HOST, &host)
            .header("x-tc-action", "SendSms")
            .header("x-tc-version", "2021-01-11")
            .header("x-tc-region", region)
            .header("x-tc-timestamp", now.unix_timestamp())
            .body(body);
        outcome(&Answer::read(http::post(request, within).await?).await)
    }
}

/// What is asked for.
fn body(account: &Tencent, message: &SmsMessage) -> String {
    let params = account.template_params.iter().map(|param| match param {
        TemplateParam::Code => message.code.as_str().to_owned(),
        TemplateParam::Minutes => message.minutes().to_string(),
    });
    json!({
        "PhoneNumberSet": [message.mobile.e164()],
        "SmsSdkAppId": account.sdk_app_id,
        "SignName": account.sign_name,
        "TemplateId": account.templates.of(message.language),
        "TemplateParamSet": params.collect::<Vec<_>>(),
    })
    .to_string()
}

/// The header of this name for `POST /` with these headers, in lower case and in the order of their
/// names.
fn authorization(
    key: &Key,
    service: &str,
    headers: &[(&str, &str)],
    body: &str,
    now: OffsetDateTime,
) -> String {
    const ALGORITHM: &str = "TC3-HMAC-SHA256";
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sign::sha256_hex(body.as_bytes()));
    let date = now.date().to_string();
    let scope = format!("{date}/{service}/tc3_request");
    let to_sign = format!(
        "{ALGORITHM}\n{}\n{scope}\n{}",
        now.unix_timestamp(),
        sign::sha256_hex(canonical.as_bytes())
    );
    let secret = format!("TC3{}", key.secret);
    let derived = [date.as_str(), service, "tc3_request"]
        .iter()
        .fold(secret.into_bytes(), |key, part| sign::hmac(&key, part.as_bytes()).to_vec());
    let signature = sign::hex(&sign::hmac(&derived, to_sign.as_bytes()));
    format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        key.id
    )
}

/// What an answer says about whether the message left, by Tencent's lists of errors for SMS
/// (<https://cloud.tencent.com/document/api/382/59177>) and for every API
/// (<https://cloud.tencent.com/document/api/382/52075>). The status is 200 whatever happened.
pub(crate) fn outcome(answer: &Answer) -> Result<(), SendError> {
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

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_signature_is_that_of_the_published_vector() {
        let key = Key { id: "an-id".to_owned(), secret: "*".repeat(32) };
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("host", "cvm.tencentcloudapi.com"),
            ("x-tc-action", "describeinstances"),
        ];
        let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        let now = OffsetDateTime::from_unix_timestamp(1_551_113_065).unwrap();
        assert_eq!(
            authorization(&key, "cvm", &headers, body, now),
            "TC3-HMAC-SHA256 Credential=an-id/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
        );
    }

    #[test]
    fn every_kind_of_answer_has_its_outcome() {
        let of = |status: u16, body: Value| {
            let status = StatusCode::from_u16(status).unwrap();
            outcome(&Answer { status, retry_after: None, body })
        };
        let sent = |code: &str| of(200, json!({"Response": {"SendStatusSet": [{"Code": code}]}}));
        let error = |code: &str| {
            of(200, json!({"Response": {"Error": {"Code": code}, "RequestId": "1"}})).unwrap_err()
        };
        assert_eq!(sent("Ok"), Ok(()));
        for limited in ["LimitExceeded.PhoneNumberDailyLimit", "RequestLimitExceeded"] {
            assert!(matches!(sent(limited), Err(SendError::Limited { .. })), "{limited}");
            assert!(matches!(error(limited), SendError::Limited { .. }), "{limited}");
        }
        for refused in
            ["InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist"]
        {
            assert!(matches!(sent(refused), Err(SendError::Refused(_))), "{refused}");
        }
        for not_sent in [
            "FailedOperation.InsufficientBalanceInSmsPackage",
            "AuthFailure.SignatureFailure",
            "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
            "InternalError.SigVerificationFail",
            "InvalidParameterValue.TemplateParameterFormatError",
        ] {
            assert!(matches!(error(not_sent), SendError::NotSent(_)), "{not_sent}");
        }
        for unknown in ["InternalError.Timeout", "InternalError", "FailedOperation", "Something"] {
            assert!(matches!(error(unknown), SendError::Unknown(_)), "{unknown}");
        }
        for body in [json!({"Response": {"SendStatusSet": []}}), Value::Null] {
            assert!(matches!(of(200, body.clone()), Err(SendError::Unknown(_))));
            assert!(matches!(of(403, body.clone()), Err(SendError::NotSent(_))));
            assert!(matches!(of(502, body), Err(SendError::Unknown(_))));
        }
    }
}
