//! The real program with settings of all kinds.

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

#[test]
fn a_wrong_setting_stops_the_start_by_its_name() {
    let webhook_url = ("SMS_WEBHOOK_URL", "http://127.0.0.1:9/");
    let webhook_secret = ("SMS_WEBHOOK_SECRET", webhook::SECRET);
    let webhook = ("SMS_PROVIDER", "webhook");
    // Whose name is said, and what it should be.
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let cases: &[Case<'_>] = &[
        ("LEPTOS_SITE_ADDR", "such as 127.0.0.1:3000", &[("LEPTOS_SITE_ADDR", "localhost")]),
        (
            "LEPTOS_SITE_ADDR",
            "can't listen on 192.0.2.1:80",
            &[("LEPTOS_SITE_ADDR", "192.0.2.1:80")],
        ),
        ("METRICS_ADDR", "such as 127.0.0.1:9464, off, or public", &[("METRICS_ADDR", "9464")]),
        ("METRICS_ADDR", "can't listen on 192.0.2.1:80", &[("METRICS_ADDR", "192.0.2.1:80")]),
        (
            "TRUSTED_PROXIES",
            "networks or addresses such as 10.0.0.0/8",
            &[("TRUSTED_PROXIES", "10.0.0.0/8,everybody")],
        ),
        (
            "FRAME_ANCESTORS",
            "none, or self and origins such as https://www.example.com",
            &[("FRAME_ANCESTORS", "*")],
        ),
        (
            "FRAME_ANCESTORS",
            "none, or self and origins such as https://www.example.com",
            &[("FRAME_ANCESTORS", "https://a.example/page")],
        ),
        ("IMAGE_CODE_TTL", "a whole number from 1 to 3600", &[("IMAGE_CODE_TTL", "0")]),
        ("IMAGE_CODE_TTL", "a whole number from 1 to 3600", &[("IMAGE_CODE_TTL", "soon")]),
        ("IMAGE_CODE_LENGTH", "a whole number from 4 to 8", &[("IMAGE_CODE_LENGTH", "3")]),
        ("IMAGE_CODE_LENGTH", "a whole number from 4 to 8", &[("IMAGE_CODE_LENGTH", "100000")]),
        ("IMAGE_CODE_FORMAT", "png", &[("IMAGE_CODE_FORMAT", "gif")]),
        ("IMAGE_CODE_LEVEL", "easy, normal, hard", &[("IMAGE_CODE_LEVEL", "impossible")]),
        (
            "IMAGE_CODES_PER_MINUTE",
            "a whole number from 1 to 1000000",
            &[("IMAGE_CODES_PER_MINUTE", "-1")],
        ),
        (
            "IMAGE_CODE_SOUNDS_PER_MINUTE",
            "a whole number from 1 to 1000000",
            &[("IMAGE_CODE_SOUNDS_PER_MINUTE", "0")],
        ),
        (
            "MEMORY_STORE_CAPACITY",
            "a whole number from 1 to 10000000",
            &[("MEMORY_STORE_CAPACITY", "0")],
        ),
        ("MAX_CONNECTIONS", "a whole number from 16 to 1000000", &[("MAX_CONNECTIONS", "15")]),
        ("MAX_REQUESTS", "a whole number from 1 to 1000000", &[("MAX_REQUESTS", "0")]),
        ("HEADER_TIMEOUT", "a whole number from 1 to 60", &[("HEADER_TIMEOUT", "0")]),
        ("BODY_TIMEOUT", "a whole number from 1 to 60", &[("BODY_TIMEOUT", "61")]),
        ("ANSWER_TIMEOUT", "a whole number from 1 to 600", &[("ANSWER_TIMEOUT", "1m")]),
        ("KEEP_ALIVE_TIMEOUT", "a whole number from 1 to 3600", &[("KEEP_ALIVE_TIMEOUT", "off")]),
        ("STOP_GRACE", "a whole number from 0 to 60", &[("STOP_GRACE", "-1")]),
        (
            "SMS_PROVIDER",
            "console, webhook, aliyun, tencent, twilio",
            &[("SMS_PROVIDER", "pigeon")],
        ),
        ("SMS_CODE_TTL", "a whole number from 1 to 600", &[("SMS_CODE_TTL", "601")]),
        (
            "SMS_CHECKS_PER_MINUTE",
            "a whole number from 1 to 1000000",
            &[("SMS_CHECKS_PER_MINUTE", "0")],
        ),
        ("SMS_RESEND_DELAY", "a whole number from 1 to 3600", &[("SMS_RESEND_DELAY", "60,0")]),
        (
            "SMS_RESEND_DELAY",
            "none shorter than the one before it",
            &[("SMS_RESEND_DELAY", "60,30")],
        ),
        (
            "SMS_RESEND_RESET",
            "at least as long as the longest delay in SMS_RESEND_DELAY",
            &[("SMS_RESEND_RESET", "300")],
        ),
        ("SMS_PER_NUMBER_HOUR", "a number from 1 to 100, or off", &[("SMS_PER_NUMBER_HOUR", "0")]),
        ("SMS_PER_NUMBER_HOUR", "no more than the day allows", &[("SMS_PER_NUMBER_HOUR", "11")]),
        ("SMS_PER_NUMBER_DAY", "a number from 1 to 100, or off", &[("SMS_PER_NUMBER_DAY", "101")]),
        (
            "SMS_PER_ADDRESS_HOUR",
            "a number from 1 to 1000000000, or off",
            &[("SMS_PER_ADDRESS_HOUR", "many")],
        ),
        (
            "SMS_PER_PREFIX_HOUR",
            "a number from 1 to 1000000000, or off",
            &[("SMS_PER_PREFIX_HOUR", "-1")],
        ),
        ("SMS_PER_COUNTRY_HOUR", "no more than the day allows", &[("SMS_PER_COUNTRY_DAY", "100")]),
        ("SMS_BUDGET_HOUR", "no more than the day allows", &[("SMS_BUDGET_DAY", "100")]),
        ("SMS_BREAKER", "off, record, enforce", &[("SMS_BREAKER", "on")]),
        ("SMS_BREAKER_PERCENT", "a whole number from 1 to 100", &[("SMS_BREAKER_PERCENT", "0.2")]),
        ("SMS_BREAKER_FLOOR", "a whole number from 1 to 1000000", &[("SMS_BREAKER_FLOOR", "0")]),
        ("SMS_BREAKER_WINDOW", "a whole number from 600 to 86400", &[("SMS_BREAKER_WINDOW", "60")]),
        ("SMS_BREAKER_PAUSE", "a whole number from 60 to 86400", &[("SMS_BREAKER_PAUSE", "86401")]),
        ("SMS_COUNTRIES", "country codes of ISO 3166-1", &[("SMS_COUNTRIES", "CN,China")]),
        ("PHONE_METADATA", "that can be read", &[("PHONE_METADATA", "/nowhere")]),
        ("PHONE_METADATA", "that can be read: it is no file", &[("PHONE_METADATA", "/dev/zero")]),
        (
            "PHONE_METADATA",
            "a file that scripts/phone-metadata has made",
            &[("PHONE_METADATA", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))],
        ),
        ("LOG_LEVEL", "error, warn, info, debug, trace", &[("LOG_LEVEL", "loud")]),
        ("LOG_FORMAT", "human, json", &[("LOG_FORMAT", "xml")]),
        (
            "REDIS_URL",
            "an address such as redis://127.0.0.1:6379",
            &[("REDIS_URL", "http://127.0.0.1:6379"), LONG_SECRET],
        ),
        (
            "REDIS_URL",
            "?sentinelServiceName=",
            &[("REDIS_URL", "redis-sentinel://127.0.0.1:26379"), LONG_SECRET],
        ),
        (
            "REDIS_URL",
            "node=10.0.0.2:6379",
            &[("REDIS_URL", "redis-cluster://127.0.0.1:6379?node=two"), LONG_SECRET],
        ),
        (
            "REDIS_URL",
            "without a path",
            &[("REDIS_URL", "redis-cluster://127.0.0.1:6379/1"), LONG_SECRET],
        ),
        (
            "REDIS_URL",
            "without anything behind a ?",
            &[("REDIS_URL", "redis://127.0.0.1:6379?node=10.0.0.2:6379"), LONG_SECRET],
        ),
        (
            "REDIS_URL",
            "with a user's name its password as well",
            &[("REDIS_URL", "redis://menshen@127.0.0.1:6379"), LONG_SECRET],
        ),
        (
            "REDIS_CA_FILE",
            "only with a REDIS_URL of rediss://",
            &[REDIS, ("REDIS_CA_FILE", "/dev/null"), LONG_SECRET],
        ),
        (
            "REDIS_CA_FILE",
            "a file with a certificate in PEM at least",
            &[TLS, ("REDIS_CA_FILE", "/dev/null"), LONG_SECRET],
        ),
        (
            "REDIS_CA_FILE",
            "a file of certificates in PEM that can be read",
            &[TLS, ("REDIS_CA_FILE", "/nowhere"), LONG_SECRET],
        ),
        ("REDIS_CA_FILE", "set only together with REDIS_URL", &[("REDIS_CA_FILE", "/dev/null")]),
        ("MENSHEN_SECRET", "16 random characters or more", &[("MENSHEN_SECRET", "short")]),
        ("MENSHEN_SECRET", "required with REDIS_URL: 16 random characters or more", &[REDIS]),
        ("SITE_SECRET", "16 random characters or more", &[("SITE_SECRET", "fifteen letters")]),
        ("REDIS_URL", "a sentinelPassword as well", &[SENTINEL_USER, LONG_SECRET]),
        (COLLECTOR.0, "such as http://127.0.0.1:4318", &[(COLLECTOR.0, "collector:4318")]),
        (COLLECTOR.0, "such as http://127.0.0.1:4318", &[(COLLECTOR.0, "ftp://127.0.0.1")]),
        (COLLECTOR.0, "such as http://127.0.0.1:4318", &[(COLLECTOR.0, "http://a/v1/traces")]),
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "name=value",
            &[COLLECTOR, ("OTEL_EXPORTER_OTLP_HEADERS", "key")],
        ),
        ("OTEL_TRACES_SAMPLER", "traceidratio", &[("OTEL_TRACES_SAMPLER", "sometimes")]),
        ("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1", &[("OTEL_TRACES_SAMPLER_ARG", "1.5")]),
        ("SMS_PROVIDER", "ALLOW_CONSOLE_WITH_REDIS", &[REDIS, LONG_SECRET]),
        ("SMS_WEBHOOK_URL", "http:// or https://", &[webhook, webhook_secret]),
        (
            "SMS_WEBHOOK_URL",
            "http:// or https://",
            &[webhook, webhook_secret, ("SMS_WEBHOOK_URL", "ftp://a/b")],
        ),
        (
            "SMS_WEBHOOK_SECRET",
            "whsec_ and then 24 to 64 random bytes in base64",
            &[webhook, webhook_url, ("SMS_WEBHOOK_SECRET", "whsec_short")],
        ),
        ("ADMIN_ADDR", "such as 127.0.0.1:3000", &[("ADMIN_ADDR", "3002")]),
        ("TRUSTED_PROXIES", "networks or addresses", &[("TRUSTED_PROXIES", "10.0.0.1:80")]),
        ("CORS_ORIGINS", "origins such as", &[("CORS_ORIGINS", "https://www.example.com/")]),
        ("CORS_ORIGINS", "origins such as", &[("CORS_ORIGINS", "https://a.example, shop")]),
        ("CORS_ORIGINS", "origins such as", &[("CORS_ORIGINS", "https://*.example.com")]),
    ];
    for (name, should, environment) in cases {
        let ended = Program::start(environment, &[]).ended();
        assert!(!ended.success, "{environment:?}");
        assert!(ended.stderr.contains(name), "{environment:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(should), "{environment:?}, {should}: {}", ended.stderr);
    }
}

#[test]
fn a_flag_without_a_value_is_wrong_by_its_name() {
    for (flag, name) in [
        ("--frame-ancestors=", "frame-ancestors"),
        ("--sms-resend-delay=", "sms-resend-delay"),
        ("--sms-budget-day=", "SMS_BUDGET_DAY"),
        ("--redis-url=", "REDIS_URL"),
        ("--otel-exporter-otlp-endpoint=", COLLECTOR.0),
        ("--otel-traces-sampler-arg=", "otel-traces-sampler-arg"),
        ("--site-secret=", "SITE_SECRET"),
        ("--menshen-secret=", "MENSHEN_SECRET"),
        ("--admin-token=", "ADMIN_TOKEN"),
    ] {
        let environment = if flag == "--menshen-secret=" { &[][..] } else { &[LONG_SECRET] };
        let ended = Program::start(environment, &[flag]).ended();
        let told = ended.stderr.to_lowercase().replace('_', "-");
        let name = name.to_lowercase().replace('_', "-");
        assert!(!ended.success && told.contains(&name), "{flag}: {}", ended.stderr);
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

/// Everything hidden, with what is asked for where it is used.
const SECRETS: [(&str, &str); 14] = [
    ("REDIS_URL", "redis://127.0.0.1:1"),
    ("MENSHEN_SECRET", "hunter2hunter2hunter2"),
    ("SITE_SECRET", "hunter2hunter2hunter2"),
    ("ADMIN_TOKEN", "hunter2hunter2hunter2"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2"),
    ("SMS_WEBHOOK_URL", "http://127.0.0.1:9/hunter2"),
    ("SMS_WEBHOOK_SECRET", webhook::SECRET),
    ("SMS_ALIYUN_ACCESS_KEY_ID", "hunter2"),
    ("SMS_ALIYUN_ACCESS_KEY_SECRET", "hunter2"),
    ("SMS_TENCENT_SECRET_ID", "hunter2"),
    ("SMS_TENCENT_SECRET_KEY", "hunter2"),
    ("SMS_TWILIO_ACCOUNT_SID", "AC00112233445566778899aabbccddeeff"),
    ("SMS_TWILIO_AUTH_TOKEN", "hunter2"),
];

#[test]
fn what_a_shell_or_an_editor_leaves_around_a_secret_stops_the_start_by_its_name() {
    let told = |name: &str, value: &str, what: &str| {
        let ended = Program::start(&[(name, value)], &[]).ended();
        let line = ended.stderr.lines().last().unwrap_or_default();
        let start = format!("menshen can't go on: {name}: without the ");
        assert!(!ended.success && line.starts_with(&start), "{name}={value:?}: {line}");
        assert!(line.contains(what), "{name}={value:?}: {line}");
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    };
    for (name, value) in SECRETS {
        told(name, &format!("{value}\r"), "line break");
        told(name, &format!("\"{value}\""), "quotes");
    }
    let secret = "hunter2hunter2hunter2";
    for (value, what) in [
        (format!("'{secret}'"), "quotes"),
        (format!("{secret} "), "space"),
        (format!("\t{secret}"), "control"),
        (format!("{secret}\u{a0}"), "space"),
        (format!("{secret}\n\n"), "line break"),
        (format!("{secret}\n{secret}"), "line break"),
        (format!("\u{feff}{secret}"), "byte order mark"),
        (format!("{secret}\u{200b}"), "invisible"),
    ] {
        told("SITE_SECRET", &value, what);
    }
}

#[tokio::test]
async fn a_secret_of_a_file_is_what_was_meant_whatever_editor_wrote_it() {
    let folder = std::env::temp_dir().join(format!("menshen-meant-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("secret");
    let file = [("SITE_SECRET_FILE", path.to_str().unwrap())];
    let secret = "hunter2hunter2hunter2";
    for content in ["{}", "{}\n", "{}\r\n", "{}\n\n", "{}\r\n\r\n", "\u{feff}{}\r\n"] {
        std::fs::write(&path, content.replace("{}", secret)).unwrap();
        let program = Program::start(&file, &[]);
        program.until_serving();
        let form = format!("secret={secret}");
        let mut wire = Wire::to(&program.url).await;
        wire.say(&format!(
            "POST /siteverify HTTP/1.1\r\nhost: menshen\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        ))
        .await;
        let answer = wire.answer().await;
        assert!(answer.contains("missing-input-response"), "{content:?}: {answer}");
    }
    let utf_16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [
        format!("{secret} \n").as_bytes(),
        format!("\"{secret}\"\n").as_bytes(),
        format!("{secret}\n{secret}\n").as_bytes(),
        b"",
        b"\n",
        &utf_16,
        &[&[0xff, 0xfe], utf_16.as_slice()].concat(),
    ] {
        std::fs::write(&path, content).unwrap();
        let ended = Program::start(&file, &[]).ended();
        assert!(!ended.success, "{content:?}");
        assert!(ended.stderr.contains("SITE_SECRET_FILE: "), "{content:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
    std::fs::remove_dir_all(&folder).unwrap();
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
fn of_a_flag_where_none_is_expected_the_value_is_not_repeated() {
    for arguments in
        [&["--", "--site-secret=hunter2"][..], &["sample", "--", "--redis-url=hunter2"]]
    {
        let ended = Program::start(&[], arguments).ended();
        let flag = arguments.last().unwrap().split('=').next().unwrap();
        assert!(!ended.success && ended.stderr.contains(flag), "{}", ended.stderr);
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
