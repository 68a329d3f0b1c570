//! What a provider has to have, and what it has to reach.

use super::*;

/// What a container without the package ca-certificates is like.
const NO_AUTHORITIES: [(&str, &str); 2] =
    [("SSL_CERT_FILE", "/nowhere/certificates.pem"), ("SSL_CERT_DIR", "/nowhere")];

#[test]
fn without_certificates_of_authorities_http_works_and_https_is_refused_by_the_settings_name() {
    let with = |settings: &[(&'static str, &'static str)]| [&NO_AUTHORITIES, settings].concat();
    let webhook = [("SMS_PROVIDER", "webhook"), ("SMS_WEBHOOK_SECRET", webhook::SECRET)];
    let plain = [&webhook[..], &[("SMS_WEBHOOK_URL", "http://127.0.0.1:9/"), COLLECTOR]].concat();
    let tls = [&webhook[..], &[("SMS_WEBHOOK_URL", "https://127.0.0.1:9/")]].concat();
    let local = [complete("twilio"), vec![("SMS_TWILIO_ENDPOINT", "http://127.0.0.1:9")]].concat();
    let local = [local, vec![("SMS_PROVIDER", "twilio")]].concat();
    for settings in [plain.as_slice(), &local, &[]] {
        let program = Program::start(&with(settings), &[]);
        program.until_serving();
        assert!(program.stop().success, "{settings:?}");
    }
    let of = |provider| [complete(provider), vec![("SMS_PROVIDER", provider)]].concat();
    let console = ("ALLOW_CONSOLE_WITH_REDIS", "true");
    for (name, settings) in [
        ("SMS_WEBHOOK_URL", tls.as_slice()),
        (COLLECTOR.0, &[(COLLECTOR.0, "https://127.0.0.1:4318")]),
        ("SMS_ALIYUN_ENDPOINT", &of("aliyun")),
        ("SMS_TENCENT_ENDPOINT", &of("tencent")),
        ("SMS_TWILIO_ENDPOINT", &of("twilio")),
        ("REDIS_CA_FILE", &[TLS, LONG_SECRET, console]),
    ] {
        let ended = Program::start(&with(settings), &[]).ended();
        let told = ended.stderr.lines().last().unwrap_or_default();
        assert!(!ended.success && told.contains(&format!("go on: {name}: ")), "{name}: {told}");
        assert!(told.contains("ca-certificates"), "{name}: {told}");
    }
}

#[test]
fn what_a_provider_lacks_is_asked_for_by_its_name() {
    for provider in ["aliyun", "tencent", "twilio"] {
        let complete = complete(provider);
        for (name, _) in &complete {
            for missing in [None, Some("")] {
                let others = complete.iter().copied().filter(|(other, _)| other != name);
                let rest = missing.map(|empty| (*name, empty));
                let environment: Vec<_> =
                    others.chain([("SMS_PROVIDER", provider)]).chain(rest).collect();
                let ended = Program::start(&environment, &[]).ended();
                assert!(!ended.success, "{environment:?}");
                assert!(ended.stderr.contains(&format!("{name}: ")), "{name}: {}", ended.stderr);
                assert!(!ended.stderr.contains("a-secret"), "{}", ended.stderr);
            }
        }
    }
}

#[test]
fn a_wrong_setting_of_a_provider_stops_the_start_by_its_name() {
    for (provider, name, value) in [
        ("aliyun,aliyun", "SMS_PROVIDER", "aliyun,aliyun"),
        ("console,aliyun", "SMS_PROVIDER", "console,aliyun"),
        ("aliyun,pigeon", "SMS_PROVIDER", "aliyun,pigeon"),
        ("aliyun", "SMS_ALIYUN_ENDPOINT", "http://dysmsapi.aliyuncs.com"),
        ("aliyun", "SMS_ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com/path"),
        ("aliyun", "SMS_ALIYUN_TEMPLATE_CODE_EN", " "),
        ("aliyun", "SMS_ALIYUN_SIGN_NAME", "门神\r"),
        ("aliyun", "SMS_ALIYUN_SIGN_NAME", "\"门神\""),
        ("tencent", "SMS_TENCENT_TEMPLATE_ID", "1\r"),
        ("twilio", "SMS_TWILIO_FROM", "+15005550006\r"),
        ("tencent", "SMS_TENCENT_REGION", "ap guangzhou"),
        ("tencent", "SMS_TENCENT_TEMPLATE_PARAMS", "minutes"),
        ("tencent", "SMS_TENCENT_TEMPLATE_PARAMS", "name"),
        ("twilio", "SMS_TWILIO_ACCOUNT_SID", "AC/../.."),
        ("twilio", "SMS_TWILIO_FROM", ""),
        ("console", "SMS_TEXT_ZH", "验证码"),
        ("console", "SMS_TEXT_EN", "{code} {name}"),
    ] {
        let first = provider.split(',').find(|name| *name != "console").unwrap_or(provider);
        let mut environment = complete(first);
        environment.retain(|(other, _)| *other != name);
        environment.extend([("SMS_PROVIDER", provider), (name, value)]);
        let ended = Program::start(&environment, &[]).ended();
        assert!(!ended.success, "{environment:?}");
        assert!(ended.stderr.contains(name), "{environment:?}: {}", ended.stderr);
    }
    let mut both = complete("twilio");
    let service = ("SMS_TWILIO_MESSAGING_SERVICE_SID", "MG00112233445566778899aabbccddeeff");
    both.extend([("SMS_PROVIDER", "twilio"), service]);
    let ended = Program::start(&both, &[]).ended();
    assert!(!ended.success && ended.stderr.contains(service.0), "{}", ended.stderr);
}
