//! The real program with settings of all kinds.

#[path = "settings/providers.rs"]
mod providers;
#[path = "settings/secrets.rs"]
mod secrets;
#[path = "settings/wrong.rs"]
mod wrong;

use clap::CommandFactory;
use menshen::server::Settings;

use crate::support::{Menshen, Program, Wire, webhook};

const LONG_SECRET: (&str, &str) = ("MENSHEN_SECRET", "0123456789abcdef0123456789abcdef");
const REDIS: (&str, &str) = ("REDIS_URL", "redis://127.0.0.1:1");
const COLLECTOR: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
const SENTINEL_USER: (&str, &str) = (
    "REDIS_URL",
    "redis-sentinel://127.0.0.1:26379?sentinelServiceName=mymaster&sentinelUsername=menshen",
);
const TLS: (&str, &str) = ("REDIS_URL", "rediss://127.0.0.1:1");

#[test]
fn help_lists_every_setting_with_its_flag_variable_and_default() {
    let help = Program::start(&[("SMS_WEBHOOK_SECRET", webhook::SECRET)], &["--help"]).ended();
    assert!(help.success);
    assert!(
        help.stdout.starts_with("A self-hosted gate in front of SMS sign-up"),
        "{}",
        help.stdout
    );
    for name in [
        "LEPTOS_SITE_ADDR",
        "METRICS_ADDR",
        "REDIS_URL",
        "REDIS_CA_FILE",
        "REDIS_TIMEOUT_MS",
        "MENSHEN_SECRET",
        "SITE_SECRET",
        "IMAGE_CODE_TTL",
        "IMAGE_CODE_LENGTH",
        "IMAGE_CODE_FORMAT",
        "IMAGE_CODE_KEY_PREFIX",
        "IMAGE_CODE_SOUNDS_PER_MINUTE",
        "SMS_PROVIDER",
        "SMS_CODE_TTL",
        "SMS_CHECKS_PER_MINUTE",
        "SMS_WEBHOOK_URL",
        "SMS_WEBHOOK_SECRET",
        "SMS_COUNTRIES",
        "PHONE_METADATA",
        "SMS_RESEND_DELAY",
        "SMS_PER_NUMBER_DAY",
        "SMS_BUDGET_HOUR",
        "SMS_TEXT_EN",
        "SMS_ALIYUN_ACCESS_KEY_SECRET",
        "SMS_TENCENT_REGION",
        "SMS_TWILIO_MESSAGING_SERVICE_SID",
        "PUBLIC_URL",
        "BASE_PATH",
        "TRUSTED_PROXIES",
        "FRAME_ANCESTORS",
        "MAX_CONNECTIONS",
        "KEEP_ALIVE_TIMEOUT",
        "STOP_GRACE",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
    ] {
        let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
        assert!(help.stdout.contains(&format!("{flag} <{name}>")), "{name}: {}", help.stdout);
    }
    assert!(help.stdout.contains("[default: 127.0.0.1:3000]"));
    assert!(help.stdout.contains("[default: 100]"));
    let one_line = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains("[default: 127.0.0.1:9464, unless it is taken]"), "{one_line}");
    assert!(!help.stdout.contains(webhook::SECRET), "a secret of the environment is shown");
}

#[test]
fn every_flag_has_a_variable_of_the_same_name() {
    for argument in Settings::command().get_arguments() {
        let Some(variable) = argument.get_env() else {
            assert!(["help", "version"].contains(&argument.get_id().as_str()), "{argument}");
            continue;
        };
        let flag = variable.to_str().unwrap().to_lowercase().replace('_', "-");
        assert_eq!(argument.get_long(), Some(flag.as_str()));
    }
}

/// As compose files and templates pass on what nobody has set.
#[tokio::test]
async fn an_empty_variable_is_as_one_that_is_not_set() {
    let names = Settings::command();
    let names = names.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
    // Empty it means something.
    let names = names.filter(|name| *name != "IMAGE_CODE_KEY_PREFIX");
    let names: Vec<String> = names
        .flat_map(|name| [name.to_owned(), format!("{name}_FILE")])
        .chain(
            ["LEPTOS_SITE_ROOT", "LEPTOS_HASH_FILES", "SSL_CERT_FILE", "SSL_CERT_DIR"]
                .map(str::to_owned),
        )
        .collect();
    let environment: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    let address = Menshen::free_address();
    let mut program = Program::start(&environment, &["--leptos-site-addr", &address]);
    program.url = format!("http://{address}");
    program.until_serving();
    let answer = Wire::to(&program.url).await.get("/healthz").await;
    assert!(answer.ends_with("ok\n"), "{answer}");
    let printed = program.stop().stderr;
    assert!(printed.contains("SITE_SECRET is not set"), "{printed}");
}

#[test]
fn lists_may_have_spaces_and_a_proxy_may_be_one_address() {
    // All of it is read: what is wrong is the last thing that is looked at.
    for setting in [
        ("TRUSTED_PROXIES", "10.0.0.1, 2001:db8::1, fd00::/8"),
        ("CORS_ORIGINS", "https://a.example, http://127.0.0.1:8080"),
        ("CORS_ORIGINS", "*"),
        ("SMS_RESEND_DELAY", "60, 120"),
    ] {
        let ended = Program::start(&[setting, ("LEPTOS_SITE_ADDR", "192.0.2.1:80")], &[]).ended();
        assert!(ended.stderr.contains("LEPTOS_SITE_ADDR: can't listen on"), "{}", ended.stderr);
        assert!(!ended.stderr.contains(setting.0), "{}", ended.stderr);
    }
}

/// Everything that a provider has to have.
fn complete(provider: &str) -> Vec<(&'static str, &'static str)> {
    match provider {
        "aliyun" => vec![
            ("SMS_ALIYUN_ACCESS_KEY_ID", "an-id"),
            ("SMS_ALIYUN_ACCESS_KEY_SECRET", "a-secret"),
            ("SMS_ALIYUN_SIGN_NAME", "门神"),
            ("SMS_ALIYUN_TEMPLATE_CODE", "SMS_1"),
        ],
        "tencent" => vec![
            ("SMS_TENCENT_SECRET_ID", "an-id"),
            ("SMS_TENCENT_SECRET_KEY", "a-secret"),
            ("SMS_TENCENT_SDK_APP_ID", "1400006666"),
            ("SMS_TENCENT_SIGN_NAME", "门神"),
            ("SMS_TENCENT_TEMPLATE_ID", "1"),
        ],
        _ => vec![
            ("SMS_TWILIO_ACCOUNT_SID", "AC00112233445566778899aabbccddeeff"),
            ("SMS_TWILIO_AUTH_TOKEN", "a-secret"),
            ("SMS_TWILIO_FROM", "+15005550006"),
        ],
    }
}
