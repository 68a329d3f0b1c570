//! Packages that others wrote agree with Menshen's signatures: the SDKs of the vendors, and the
//! one of Standard Webhooks (`tests/clients`; `scripts/setup clients` installs them).

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::support::{Menshen, Webhook, menshen::mobile, webhook};

const ALIYUN: [&str; 2] = ["aliyun-id", "aliyun-secret"];
const TENCENT: [&str; 2] = ["tencent-id", "tencent-secret"];

/// The server in Python; ends when its standard input does.
struct Verifier {
    address: String,
    _process: Child,
}

impl Verifier {
    /// `None` where the packages can't be had.
    #[expect(clippy::print_stderr, reason = "says that nothing was tested")]
    fn start() -> Option<Self> {
        let Some(python) = env::var_os("MENSHEN_PYTHON") else {
            eprintln!("skipped: MENSHEN_PYTHON is no Python with tests/clients/requirements.txt");
            return None;
        };
        let mut process = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/verify.py"))
            .args([ALIYUN, TENCENT].concat())
            .arg(webhook::SECRET)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port: u16 = port.trim().parse().expect("a port");
        Some(Self { address: format!("http://127.0.0.1:{port}"), _process: process })
    }
}

async fn sends(settings: &[String]) {
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let menshen = Menshen::run(Webhook::start().await, &settings).await;
    for language in ["zh", "en"] {
        let sent = menshen.solve_and_send_in(language, &mobile()).await;
        assert_eq!(sent.status, 200, "{settings:?}: {}", sent.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_packages_sign_and_verify_the_same() {
    let Some(verifier) = Verifier::start() else { return };
    let address = &verifier.address;
    let flag = |name: &str, value: &str| format!("--sms-{name}={value}");
    sends(&[
        flag("provider", "aliyun"),
        flag("aliyun-endpoint", address),
        flag("aliyun-access-key-id", ALIYUN[0]),
        flag("aliyun-access-key-secret", ALIYUN[1]),
        // Everything that is easily encoded in another way.
        flag("aliyun-sign-name", "门神 +&=/?%~*'()!"),
        flag("aliyun-template-code", "SMS_1"),
    ])
    .await;
    sends(&[
        flag("provider", "tencent"),
        flag("tencent-endpoint", address),
        flag("tencent-secret-id", TENCENT[0]),
        flag("tencent-secret-key", TENCENT[1]),
        flag("tencent-sdk-app-id", "1400006666"),
        flag("tencent-sign-name", "门神 \"+\\"),
        flag("tencent-template-id", "1"),
    ])
    .await;
    sends(&[
        flag("provider", "webhook"),
        flag("webhook-url", &format!("{address}/sms")),
        flag("webhook-secret", webhook::SECRET),
    ])
    .await;
    // And it does say no.
    let wrong = [
        flag("provider", "webhook"),
        flag("webhook-url", &format!("{address}/sms")),
        flag("webhook-secret", &format!("whsec_{}", "A".repeat(32))),
    ];
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let menshen = Menshen::run(Webhook::start().await, &wrong).await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-failed");
}
