//! Packages that others wrote agree with Menshen's signatures: the SDKs of the vendors, and the
//! one of Standard Webhooks (`tests/clients`; `scripts/setup clients` installs them).

use crate::support::{Foreign, Menshen, Webhook, menshen::mobile, webhook};

const ALIYUN: [&str; 2] = ["aliyun-id", "aliyun-secret"];
const TENCENT: [&str; 2] = ["tencent-id", "tencent-secret"];

/// Whether messages arrive with these settings, signed with these keys.
async fn sends(settings: &[(&str, &str)], keys: &[(&str, &str)]) -> bool {
    let flags = settings.iter().chain(keys).map(|(name, value)| format!("--sms-{name}={value}"));
    let flags: Vec<String> = flags.collect();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let menshen = Menshen::run(Webhook::start().await, &flags).await;
    let mut sent = Vec::new();
    for language in ["zh", "en"] {
        let answer = menshen.solve_and_send_in(language, &mobile()).await;
        assert!(answer.status == 200 || answer.problem() == "send-failed", "{}", answer.text());
        sent.push(answer.status == 200);
    }
    assert_eq!(sent[0], sent[1], "{flags:?}");
    sent[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_packages_sign_and_verify_the_same() {
    let arguments = [&ALIYUN[..], &TENCENT, &[webhook::SECRET]].concat();
    let Some(verifier) = Foreign::python("verify.py", &arguments, &[]) else { return };
    let address = verifier.url.as_str();
    let url = format!("{address}/sms");
    let aliyun = [
        ("provider", "aliyun"),
        ("aliyun-endpoint", address),
        ("aliyun-access-key-id", ALIYUN[0]),
        // Everything that is easily encoded in another way.
        ("aliyun-sign-name", "门神 +&=/?%~*'()!"),
        ("aliyun-template-code", "SMS_1"),
    ];
    let tencent = [
        ("provider", "tencent"),
        ("tencent-endpoint", address),
        ("tencent-secret-id", TENCENT[0]),
        ("tencent-sdk-app-id", "1400006666"),
        ("tencent-sign-name", "门神 \"+\\"),
        ("tencent-template-id", "1"),
    ];
    let webhook = [("provider", "webhook"), ("webhook-url", url.as_str())];
    let other = format!("whsec_{}", "A".repeat(32));
    for (settings, key, right, wrong) in [
        (aliyun.as_slice(), "aliyun-access-key-secret", ALIYUN[1], "another"),
        (&tencent, "tencent-secret-key", TENCENT[1], "another"),
        (&webhook, "webhook-secret", webhook::SECRET, &other),
    ] {
        assert!(sends(settings, &[(key, right)]).await, "{key}");
        assert!(!sends(settings, &[(key, wrong)]).await, "{key}");
    }
}
