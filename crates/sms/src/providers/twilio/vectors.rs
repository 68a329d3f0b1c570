//! What it is tested with.

use crate::vectors::{InboundVector, RequestVector, Vectors};

pub(super) const VECTORS: Vectors = Vectors {
    settings: &[
        ("SMS_TWILIO_ACCOUNT_SID", "AC00112233445566778899aabbccddeeff"),
        ("SMS_TWILIO_AUTH_TOKEN", "an-auth-token"),
        ("SMS_TWILIO_FROM", "+15005550006"),
    ],
    requests: &[
        RequestVector { to: "+8613800138000", language: "zh", settings: &[], request: "https://api.twilio.com/2010-04-01/Accounts/AC00112233445566778899aabbccddeeff/Messages.json
authorization: Basic QUMwMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZjphbi1hdXRoLXRva2Vu
content-type: application/x-www-form-urlencoded
To=%2B8613800138000&From=%2B15005550006&Body=%E3%80%90Menshen%E3%80%91%E9%AA%8C%E8%AF%81%E7%A0%81%20012345%EF%BC%8C5%20%E5%88%86%E9%92%9F%E5%86%85%E6%9C%89%E6%95%88%EF%BC%8C%E8%AF%B7%E5%8B%BF%E5%91%8A%E8%AF%89%E4%BB%96%E4%BA%BA%E3%80%82" },
        RequestVector { to: "+85291234567", language: "en", settings: &[], request: "https://api.twilio.com/2010-04-01/Accounts/AC00112233445566778899aabbccddeeff/Messages.json
authorization: Basic QUMwMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZjphbi1hdXRoLXRva2Vu
content-type: application/x-www-form-urlencoded
To=%2B85291234567&From=%2B15005550006&Body=Menshen%3A%20your%20code%20is%20012345.%20It%20expires%20in%205%20min.%20Do%20not%20share%20it." },
    ],
    answers: &[
        (201, r#"{"sid":"SM0","status":"queued"}"#, "sent"),
        (201, "", "unknown"),
        (429, r#"{"code":20429,"status":429}"#, "limited"),
        (429, "", "limited"),
        (400, r#"{"code":21611,"status":400}"#, "limited"),
        (400, r#"{"code":14107,"status":400}"#, "limited"),
        (400, r#"{"code":63038,"status":400}"#, "limited"),
        (400, r#"{"code":21211,"status":400}"#, "refused"),
        (400, r#"{"code":21214,"status":400}"#, "refused"),
        (400, r#"{"code":21217,"status":400}"#, "refused"),
        (400, r#"{"code":21610,"status":400}"#, "refused"),
        (400, r#"{"code":21614,"status":400}"#, "refused"),
        (400, r#"{"code":21635,"status":400}"#, "refused"),
        (401, r#"{"code":20003,"status":401}"#, "not_sent"),
        (400, r#"{"code":21408,"status":400}"#, "not_sent"),
        (400, r#"{"code":21608,"status":400}"#, "not_sent"),
        (403, r#"{"code":20005,"status":403}"#, "not_sent"),
        (500, r#"{"code":20500,"status":500}"#, "unknown"),
        (503, "", "unknown"),
        (404, "", "not_sent"),
    ],
    success: "sid",
};

/// What is received, in the second 1,700,000,000.
pub(super) const INBOUND: &[InboundVector] = &[
    InboundVector {
        secret: "0123456789abcdef0123456789abcdef",
        address: "https://sms.example.com/inbound/twilio",
        token: "",
        headers: &[("x-twilio-signature", "op8nGxqQSBKBj1YPXitPEte8Wdg=")],
        body: r#"ToCountry=US&MessageSid=SM00112233445566778899aabbccddeeff&Body=Register+Example+7K3Q9M8T&From=%2B8613800138000&To=%2B15005550006&NumMedia=0&AccountSid=AC00112233445566778899aabbccddeeff"#,
        messages: &[(Some("+8613800138000"), "Register Example 7K3Q9M8T", None)],
    },
    InboundVector {
        secret: "0123456789abcdef0123456789abcdef",
        address: "https://sms.example.com/inbound/twilio",
        token: "",
        headers: &[("x-twilio-signature", "w/Nq3QXdSwVJ9t6ZqqSBrggQBTA=")],
        body: r#"ToCountry=US&MessageSid=SM00112233445566778899aabbccddeeff&Body=Register+Example+7K3Q9M8T&From=%2B8613800138000&To=%2B15005550006&NumMedia=0&AccountSid=AC00112233445566778899aabbccddeeff"#,
        messages: &[(Some("+8613800138000"), "Register Example 7K3Q9M8T", None)],
    },
    InboundVector {
        secret: "0123456789abcdef0123456789abcdef",
        address: "https://sms.example.com/inbound/twilio",
        token: "",
        headers: &[("x-twilio-signature", "7L2t52Qz1M5HjGHNtTx8XVp3cIM=")],
        body: r#"From=Example&Body=a&Body=a"#,
        messages: &[(None, "a", None)],
    },
];
