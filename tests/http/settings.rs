//! The real program with settings of all kinds.

use clap::CommandFactory;
use menshen::server::Settings;

use crate::support::{Program, webhook};

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
        "SMS_RESEND_DELAY",
        "SMS_PER_NUMBER_DAY",
        "SMS_BUDGET_HOUR",
        "SMS_TEXT_EN",
        "SMS_ALIYUN_ACCESS_KEY_SECRET",
        "SMS_TENCENT_REGION",
        "SMS_TWILIO_MESSAGING_SERVICE_SID",
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

#[test]
fn a_wrong_setting_stops_the_start_by_its_name() {
    let webhook_url = ("SMS_WEBHOOK_URL", "http://127.0.0.1:9/");
    let webhook_secret = ("SMS_WEBHOOK_SECRET", webhook::SECRET);
    let webhook = ("SMS_PROVIDER", "webhook");
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("LEPTOS_SITE_ADDR", &[("LEPTOS_SITE_ADDR", "localhost")]),
        ("LEPTOS_SITE_ADDR", &[("LEPTOS_SITE_ADDR", "192.0.2.1:80")]),
        ("METRICS_ADDR", &[("METRICS_ADDR", "9464")]),
        ("METRICS_ADDR", &[("METRICS_ADDR", "192.0.2.1:80")]),
        ("TRUSTED_PROXIES", &[("TRUSTED_PROXIES", "10.0.0.0/8,everybody")]),
        ("FRAME_ANCESTORS", &[("FRAME_ANCESTORS", "")]),
        ("FRAME_ANCESTORS", &[("FRAME_ANCESTORS", "*")]),
        ("FRAME_ANCESTORS", &[("FRAME_ANCESTORS", "https://a.example/page")]),
        ("IMAGE_CODE_TTL", &[("IMAGE_CODE_TTL", "0")]),
        ("IMAGE_CODE_TTL", &[("IMAGE_CODE_TTL", "soon")]),
        ("IMAGE_CODE_LENGTH", &[("IMAGE_CODE_LENGTH", "3")]),
        ("IMAGE_CODE_LENGTH", &[("IMAGE_CODE_LENGTH", "100000")]),
        ("IMAGE_CODE_FORMAT", &[("IMAGE_CODE_FORMAT", "gif")]),
        ("IMAGE_CODE_LEVEL", &[("IMAGE_CODE_LEVEL", "impossible")]),
        ("IMAGE_CODES_PER_MINUTE", &[("IMAGE_CODES_PER_MINUTE", "-1")]),
        ("IMAGE_CODE_SOUNDS_PER_MINUTE", &[("IMAGE_CODE_SOUNDS_PER_MINUTE", "0")]),
        ("MEMORY_STORE_CAPACITY", &[("MEMORY_STORE_CAPACITY", "0")]),
        ("MAX_CONNECTIONS", &[("MAX_CONNECTIONS", "15")]),
        ("MAX_REQUESTS", &[("MAX_REQUESTS", "0")]),
        ("HEADER_TIMEOUT", &[("HEADER_TIMEOUT", "0")]),
        ("BODY_TIMEOUT", &[("BODY_TIMEOUT", "61")]),
        ("ANSWER_TIMEOUT", &[("ANSWER_TIMEOUT", "1m")]),
        ("KEEP_ALIVE_TIMEOUT", &[("KEEP_ALIVE_TIMEOUT", "off")]),
        ("STOP_GRACE", &[("STOP_GRACE", "-1")]),
        ("SMS_PROVIDER", &[("SMS_PROVIDER", "pigeon")]),
        ("SMS_CODE_TTL", &[("SMS_CODE_TTL", "601")]),
        ("SMS_CHECKS_PER_MINUTE", &[("SMS_CHECKS_PER_MINUTE", "0")]),
        ("SMS_RESEND_DELAY", &[("SMS_RESEND_DELAY", "")]),
        ("SMS_RESEND_DELAY", &[("SMS_RESEND_DELAY", "60,0")]),
        ("SMS_RESEND_DELAY", &[("SMS_RESEND_DELAY", "60,30")]),
        ("SMS_RESEND_RESET", &[("SMS_RESEND_RESET", "300")]),
        ("SMS_PER_NUMBER_HOUR", &[("SMS_PER_NUMBER_HOUR", "0")]),
        ("SMS_PER_NUMBER_HOUR", &[("SMS_PER_NUMBER_HOUR", "11")]),
        ("SMS_PER_NUMBER_DAY", &[("SMS_PER_NUMBER_DAY", "101")]),
        ("SMS_PER_ADDRESS_HOUR", &[("SMS_PER_ADDRESS_HOUR", "many")]),
        ("SMS_PER_PREFIX_HOUR", &[("SMS_PER_PREFIX_HOUR", "-1")]),
        ("SMS_PER_COUNTRY_HOUR", &[("SMS_PER_COUNTRY_DAY", "100")]),
        ("SMS_BUDGET_HOUR", &[("SMS_BUDGET_DAY", "100")]),
        ("SMS_BUDGET_DAY", &[("SMS_BUDGET_DAY", "")]),
        ("SMS_BREAKER", &[("SMS_BREAKER", "on")]),
        ("SMS_BREAKER_PERCENT", &[("SMS_BREAKER_PERCENT", "0.2")]),
        ("SMS_BREAKER_FLOOR", &[("SMS_BREAKER_FLOOR", "0")]),
        ("SMS_BREAKER_WINDOW", &[("SMS_BREAKER_WINDOW", "60")]),
        ("SMS_BREAKER_PAUSE", &[("SMS_BREAKER_PAUSE", "86401")]),
        ("SMS_COUNTRIES", &[("SMS_COUNTRIES", "CN,China")]),
        ("LOG_LEVEL", &[("LOG_LEVEL", "loud")]),
        ("LOG_FORMAT", &[("LOG_FORMAT", "xml")]),
        ("REDIS_URL", &[("REDIS_URL", ""), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "http://127.0.0.1:6379"), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis-sentinel://127.0.0.1:26379"), LONG_SECRET]),
        ("REDIS_URL", &[SENTINEL_USER, LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis-cluster://127.0.0.1:6379?node=two"), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis-cluster://127.0.0.1:6379/1"), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis://127.0.0.1:6379?node=10.0.0.2:6379"), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis://menshen@127.0.0.1:6379"), LONG_SECRET]),
        ("REDIS_CA_FILE", &[REDIS, ("REDIS_CA_FILE", "/dev/null"), LONG_SECRET]),
        ("REDIS_CA_FILE", &[TLS, ("REDIS_CA_FILE", "/dev/null"), LONG_SECRET]),
        ("REDIS_CA_FILE", &[TLS, ("REDIS_CA_FILE", "/nowhere"), LONG_SECRET]),
        ("REDIS_CA_FILE", &[("REDIS_CA_FILE", "/dev/null")]),
        ("MENSHEN_SECRET", &[("MENSHEN_SECRET", "short")]),
        ("MENSHEN_SECRET", &[REDIS]),
        ("SITE_SECRET", &[("SITE_SECRET", "fifteen letters")]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://127.0.0.1")]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a/v1/traces")]),
        ("OTEL_EXPORTER_OTLP_HEADERS", &[COLLECTOR, ("OTEL_EXPORTER_OTLP_HEADERS", "key")]),
        ("OTEL_EXPORTER_OTLP_HEADERS", &[("OTEL_EXPORTER_OTLP_HEADERS", "")]),
        ("OTEL_TRACES_SAMPLER", &[("OTEL_TRACES_SAMPLER", "sometimes")]),
        ("OTEL_TRACES_SAMPLER_ARG", &[("OTEL_TRACES_SAMPLER_ARG", "1.5")]),
        ("OTEL_TRACES_SAMPLER_ARG", &[("OTEL_TRACES_SAMPLER_ARG", "")]),
        ("SMS_PROVIDER", &[REDIS, LONG_SECRET]),
        ("SMS_WEBHOOK_URL", &[webhook, webhook_secret]),
        ("SMS_WEBHOOK_URL", &[webhook, webhook_secret, ("SMS_WEBHOOK_URL", "ftp://a/b")]),
        ("SMS_WEBHOOK_SECRET", &[webhook, webhook_url, ("SMS_WEBHOOK_SECRET", "whsec_short")]),
    ];
    for (name, environment) in cases {
        let ended = Program::start(environment, &[]).ended();
        assert!(!ended.success, "{environment:?}");
        assert!(ended.stderr.contains(name), "{environment:?}: {}", ended.stderr);
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

#[test]
fn a_secret_may_come_from_a_file_and_is_never_shown() {
    let folder = std::env::temp_dir().join(format!("menshen-secrets-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let short = file("short", b"hunter2\n");
    let secret = file("secret", b"0123456789abcdef0123456789abcdef\n");
    let binary = file("binary", b"hunter2\xff");
    let missing = folder.join("missing").to_str().unwrap().to_owned();

    // Read, and found to be too short.
    let told = |environment: &[(&str, &str)]| {
        let ended = Program::start(environment, &[]).ended();
        assert!(!ended.success, "{environment:?}");
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
        ended.stderr
    };
    let wrong = told(&[("MENSHEN_SECRET_FILE", &short)]);
    assert!(wrong.contains("MENSHEN_SECRET: 16 random characters"), "{wrong}");
    // Right, so that the next thing is missing.
    let wrong = told(&[REDIS, ("MENSHEN_SECRET_FILE", &secret)]);
    assert!(wrong.contains("SMS_PROVIDER"), "{wrong}");
    let both = told(&[LONG_SECRET, ("MENSHEN_SECRET_FILE", &secret)]);
    assert!(both.contains("MENSHEN_SECRET_FILE: not set together with MENSHEN_SECRET"), "{both}");
    for path in [&binary, &missing] {
        let unread = told(&[("SMS_TWILIO_AUTH_TOKEN_FILE", path)]);
        assert!(unread.contains("SMS_TWILIO_AUTH_TOKEN_FILE: "), "{unread}");
        assert!(unread.contains(path.as_str()), "{unread}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    let secrets = [
        ("MENSHEN_SECRET", "hunter2"),
        ("REDIS_URL", "redis//:hunter2@127.0.0.1"),
        ("REDIS_URL", "redis-cluster://:hunter2@127.0.0.1?hunter2=1&node=hunter2"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://name:hunter2@127.0.0.1:4318"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization hunter2"),
        ("SMS_ALIYUN_ACCESS_KEY_SECRET", "hunter2 "),
        ("SMS_TENCENT_SECRET_KEY", "hunter2\n"),
        ("SMS_TWILIO_ACCOUNT_SID", "AChunter2"),
    ];
    for (name, value) in secrets {
        let provider = ["aliyun", "tencent", "twilio"]
            .into_iter()
            .find(|provider| name.contains(&provider.to_uppercase()));
        let mut environment = vec![LONG_SECRET];
        environment.extend(provider.into_iter().flat_map(complete));
        environment.extend(provider.map(|provider| ("SMS_PROVIDER", provider)));
        // The last of a name counts.
        environment.push((name, value));
        let ended = Program::start(&environment, &[]).ended();
        assert!(!ended.success && ended.stderr.contains(name), "{}", ended.stderr);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
}

#[test]
fn an_address_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Program::start(&[], &["--leptos-site-addr", &address]).ended();
    assert!(!ended.success && ended.stderr.contains(&address), "{}", ended.stderr);
}
