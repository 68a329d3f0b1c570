//! What it is tested with.
//!
//! The signatures were computed apart from this program.

use crate::vectors::{InboundVector, RequestVector, Vectors};

pub(super) const VECTORS: Vectors = Vectors {
    settings: &[
        ("SMS_TENCENT_SECRET_ID", "a-secret-id"),
        ("SMS_TENCENT_SECRET_KEY", "a-secret-key"),
        ("SMS_TENCENT_SDK_APP_ID", "1400006666"),
        ("SMS_TENCENT_SIGN_NAME", "门神"),
        ("SMS_TENCENT_TEMPLATE_ID", "1"),
    ],
    requests: &[
        RequestVector {
            to: "+8613800138000",
            language: "zh",
            settings: &[],
            request: r#"https://sms.tencentcloudapi.com/
authorization: TC3-HMAC-SHA256 Credential=a-secret-id/2023-11-14/sms/tc3_request, SignedHeaders=content-type;host, Signature=d0ee69e4eb62c7ad13765073adeccda84da129286e548ce914316601be3502fb
content-type: application/json
host: sms.tencentcloudapi.com
x-tc-action: SendSms
x-tc-version: 2021-01-11
x-tc-region: ap-guangzhou
x-tc-timestamp: 1700000000
{"PhoneNumberSet":["+8613800138000"],"SignName":"门神","SmsSdkAppId":"1400006666","TemplateId":"1","TemplateParamSet":["012345"]}"#,
        },
        RequestVector {
            to: "+85291234567",
            language: "en",
            settings: &[
                ("SMS_TENCENT_TEMPLATE_ID_EN", "2"),
                ("SMS_TENCENT_TEMPLATE_PARAMS", "minutes,code"),
            ],
            request: r#"https://sms.tencentcloudapi.com/
authorization: TC3-HMAC-SHA256 Credential=a-secret-id/2023-11-14/sms/tc3_request, SignedHeaders=content-type;host, Signature=c2a7e45dfcc2b9d303fff23845b1420a3250ac3924d30787b6d9428b3ba0a8b5
content-type: application/json
host: sms.tencentcloudapi.com
x-tc-action: SendSms
x-tc-version: 2021-01-11
x-tc-region: ap-guangzhou
x-tc-timestamp: 1700000000
{"PhoneNumberSet":["+85291234567"],"SignName":"门神","SmsSdkAppId":"1400006666","TemplateId":"2","TemplateParamSet":["5","012345"]}"#,
        },
    ],
    answers: &[
        (200, r#"{"Response":{"SendStatusSet":[{"Code":"Ok"}]}}"#, "sent"),
        (
            200,
            r#"{"Response":{"SendStatusSet":[{"Code":"LimitExceeded.PhoneNumberDailyLimit"}]}}"#,
            "limited",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"LimitExceeded.PhoneNumberDailyLimit"},"RequestId":"1"}}"#,
            "limited",
        ),
        (200, r#"{"Response":{"SendStatusSet":[{"Code":"RequestLimitExceeded"}]}}"#, "limited"),
        (
            200,
            r#"{"Response":{"Error":{"Code":"RequestLimitExceeded"},"RequestId":"1"}}"#,
            "limited",
        ),
        (
            200,
            r#"{"Response":{"SendStatusSet":[{"Code":"InvalidParameterValue.IncorrectPhoneNumber"}]}}"#,
            "refused",
        ),
        (
            200,
            r#"{"Response":{"SendStatusSet":[{"Code":"FailedOperation.PhoneNumberInBlacklist"}]}}"#,
            "refused",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"FailedOperation.InsufficientBalanceInSmsPackage"},"RequestId":"1"}}"#,
            "not_sent",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure"},"RequestId":"1"}}"#,
            "not_sent",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"UnauthorizedOperation.SmsSdkAppIdVerifyFail"},"RequestId":"1"}}"#,
            "not_sent",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"InternalError.SigVerificationFail"},"RequestId":"1"}}"#,
            "not_sent",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"InvalidParameterValue.TemplateParameterFormatError"},"RequestId":"1"}}"#,
            "not_sent",
        ),
        (
            200,
            r#"{"Response":{"Error":{"Code":"InternalError.Timeout"},"RequestId":"1"}}"#,
            "unknown",
        ),
        (200, r#"{"Response":{"Error":{"Code":"InternalError"},"RequestId":"1"}}"#, "unknown"),
        (200, r#"{"Response":{"Error":{"Code":"FailedOperation"},"RequestId":"1"}}"#, "unknown"),
        (200, r#"{"Response":{"Error":{"Code":"Something"},"RequestId":"1"}}"#, "unknown"),
        (200, r#"{"Response":{"SendStatusSet":[]}}"#, "unknown"),
        (403, r#"{"Response":{"SendStatusSet":[]}}"#, "not_sent"),
        (502, r#"{"Response":{"SendStatusSet":[]}}"#, "unknown"),
        (200, "", "unknown"),
        (403, "", "not_sent"),
        (502, "", "unknown"),
        (429, "", "limited"),
    ],
    success: "Ok",
};

/// What is received, in the second 1,700,000,000.
pub(super) const INBOUND: &[InboundVector] = &[InboundVector {
    secret: "a-token-of-the-operator",
    address: "https://sms.example.com/inbound/tencent/a-token-of-the-operator",
    token: "a-token-of-the-operator",
    headers: &[],
    body: r#"{"extend":"12","mobile":"13800138000","nationcode":"86","sign":"Example","text":"注册 Example 7K3Q9M8T","time":1700000000}"#,
    messages: &[(Some("+8613800138000"), "注册 Example 7K3Q9M8T", Some(1_700_000_000))],
}];
