//! What it is tested with.
//!
//! The signatures were computed apart from this program.

use crate::vectors::{InboundVector, RequestVector, Vectors};

pub(super) const VECTORS: Vectors = Vectors {
    settings: &[
        ("SMS_WEBHOOK_URL", "https://shop.example/sms?key=a-key"),
        ("SMS_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ],
    requests: &[
        RequestVector {
            to: "+8613800138000",
            language: "zh",
            settings: &[],
            request: r#"https://shop.example/sms?key=a-key
content-type: application/json
webhook-id: msg_000102030405060708090a0b0c0d0e0f
webhook-timestamp: 1700000000
webhook-signature: v1,b+v5ohPzLNA31tEtx56o0Hycld9zSVA2B1su4ccfTXg=
{"data":{"code":"012345","expires_in":300,"language":"zh-CN","mobile":"+8613800138000","text":"【Menshen】验证码 012345，5 分钟内有效，请勿告诉他人。"},"timestamp":"2023-11-14T22:13:20Z","type":"sms_code.requested"}"#,
        },
        RequestVector {
            to: "+85291234567",
            language: "en",
            settings: &[],
            request: r#"https://shop.example/sms?key=a-key
content-type: application/json
webhook-id: msg_000102030405060708090a0b0c0d0e0f
webhook-timestamp: 1700000000
webhook-signature: v1,wZXigFAuRIh57TqlkG64FPoY8eZ8whOqMvBeO1qFs/U=
{"data":{"code":"012345","expires_in":300,"language":"en","mobile":"+85291234567","text":"Menshen: your code is 012345. It expires in 5 min. Do not share it."},"timestamp":"2023-11-14T22:13:20Z","type":"sms_code.requested"}"#,
        },
    ],
    answers: &[
        (200, "", "sent"),
        (204, "", "sent"),
        (422, "", "refused"),
        (429, "", "limited"),
        (302, "", "not_sent"),
        (404, "", "not_sent"),
        (500, "", "unknown"),
        (503, "", "unknown"),
    ],
    success: "",
};

/// What is received, in the second 1,700,000,000.
pub(super) const INBOUND: &[InboundVector] = &[InboundVector {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    address: "https://sms.example.com/inbound/webhook",
    token: "",
    headers: &[
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        (
            "webhook-signature",
            "v1a,eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg= v1,eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg= v1,pkWKxrjtn0tW5bXjd1quGIxu4xCoH2kT69qyd5ygGyA=",
        ),
    ],
    body: r#"{"type":"message.received","timestamp":"2023-11-14T22:13:20Z","data":{"mobile":"+8613800138000","text":"注册 Example 7K3Q9M8T"}}"#,
    messages: &[(Some("+8613800138000"), "注册 Example 7K3Q9M8T", Some(1_700_000_000))],
}];
