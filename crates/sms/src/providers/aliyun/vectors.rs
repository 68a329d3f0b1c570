//! What it is tested with.
//!
//! The signatures were computed apart from this program.

use crate::vectors::{InboundVector, RequestVector, Vectors};

pub(super) const VECTORS: Vectors = Vectors {
    settings: &[
        ("SMS_ALIYUN_ACCESS_KEY_ID", "an-access-key-id"),
        ("SMS_ALIYUN_ACCESS_KEY_SECRET", "an-access-key-secret"),
        ("SMS_ALIYUN_SIGN_NAME", "门神"),
        ("SMS_ALIYUN_TEMPLATE_CODE", "SMS_1"),
    ],
    requests: &[
        RequestVector { to: "+8613800138000", language: "zh", settings: &[], request: "https://dysmsapi.aliyuncs.com/?PhoneNumbers=13800138000&SignName=%E9%97%A8%E7%A5%9E&TemplateCode=SMS_1&TemplateParam=%7B%22code%22%3A%22012345%22%7D
host: dysmsapi.aliyuncs.com
x-acs-action: SendSms
x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-acs-date: 2023-11-14T22:13:20Z
x-acs-signature-nonce: 000102030405060708090a0b0c0d0e0f
x-acs-version: 2017-05-25
authorization: ACS3-HMAC-SHA256 Credential=an-access-key-id,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=7007bfc59c27acbf84b0bc89abde7b2a40716380f3c298a97b6ff5200555d484
" },
        RequestVector {
            to: "+85291234567",
            language: "en",
            settings: &[("SMS_ALIYUN_TEMPLATE_CODE_EN", "SMS_2")],
            request: "https://dysmsapi.aliyuncs.com/?PhoneNumbers=85291234567&SignName=%E9%97%A8%E7%A5%9E&TemplateCode=SMS_2&TemplateParam=%7B%22code%22%3A%22012345%22%7D
host: dysmsapi.aliyuncs.com
x-acs-action: SendSms
x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-acs-date: 2023-11-14T22:13:20Z
x-acs-signature-nonce: 000102030405060708090a0b0c0d0e0f
x-acs-version: 2017-05-25
authorization: ACS3-HMAC-SHA256 Credential=an-access-key-id,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=cdb2dbc8a9ac3b3dd44e57cdc999d0ca8f1596bb145603159e39d4e1396f224f
",
        },
    ],
    answers: &[
        (200, r#"{"Code":"OK","BizId":"1"}"#, "sent"),
        (200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#, "limited"),
        (200, r#"{"Code":"isv.DAY_LIMIT_CONTROL"}"#, "limited"),
        (200, r#"{"Code":"isv.MONTH_LIMIT_CONTROL"}"#, "limited"),
        (200, r#"{"Code":"Throttling"}"#, "limited"),
        (200, r#"{"Code":"Throttling.User"}"#, "limited"),
        (200, r#"{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}"#, "refused"),
        (200, r#"{"Code":"isv.AMOUNT_NOT_ENOUGH"}"#, "not_sent"),
        (200, r#"{"Code":"isv.OUT_OF_SERVICE"}"#, "not_sent"),
        (200, r#"{"Code":"isp.RAM_PERMISSION_DENY"}"#, "not_sent"),
        (400, r#"{"Code":"SignatureDoesNotMatch"}"#, "not_sent"),
        (403, r#"{"Code":"Forbidden.RAM"}"#, "not_sent"),
        (200, r#"{"Code":"isp.SYSTEM_ERROR"}"#, "unknown"),
        (200, r#"{"Code":"isp.GATEWAY_ERROR"}"#, "unknown"),
        (200, r#"{"Code":"Something"}"#, "unknown"),
        (400, r#"{"Code":"SignatureNonceUsed"}"#, "unknown"),
        (503, r#"{"Code":"ServiceUnavailable"}"#, "unknown"),
        (500, r#"{"Code":"OK"}"#, "unknown"),
        (200, "", "unknown"),
        (403, "", "not_sent"),
        (429, "", "limited"),
    ],
    success: "OK",
};

/// What is received, in the second 1,700,000,000.
pub(super) const INBOUND: &[InboundVector] = &[InboundVector {
    secret: "a-token-of-the-operator",
    address: "https://sms.example.com/inbound/aliyun/a-token-of-the-operator",
    token: "a-token-of-the-operator",
    headers: &[],
    body: r#"[{"phone_number":"13800138000","send_time":"2023-11-15 06:13:20","content":"注册 Example 7K3Q9M8T","dest_code":"1234","sequence_id":"1234567890"},{"phone_number":"0085291234567","send_time":"2023-11-15 06:13:20","content":"hello","dest_code":"1234","sequence_id":1234567891},{"phone_number":"10690001","send_time":"","content":"","dest_code":"","sequence_id":""}]"#,
    messages: &[
        (Some("+8613800138000"), "注册 Example 7K3Q9M8T", None),
        (Some("+85291234567"), "hello", None),
        (Some("+10690001"), "", None),
    ],
}];
