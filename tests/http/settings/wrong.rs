//! What is wrong stops the start, by the setting's name.

use super::*;

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
        ("CHALLENGE", "each kind once", &[("CHALLENGE", "pick,text,pick")]),
        ("CHALLENGE", "work at the beginning", &[("CHALLENGE", "text,work")]),
        ("CHALLENGE", "work", &[("CHALLENGE", "puzzle")]),
        (
            "CHALLENGE",
            "a list with math in it, which IMAGE_CODE_KIND asks for",
            &[("CHALLENGE", "pick,text"), ("IMAGE_CODE_KIND", "math")],
        ),
        (
            "CHALLENGE",
            "pick and text with codes of other lengths",
            &[("CHALLENGE", "pick,text"), ("IMAGE_CODE_LENGTH", "4")],
        ),
        ("IMAGE_CODE_FORMAT", "png", &[("IMAGE_CODE_FORMAT", "gif")]),
        ("IMAGE_CODE_LEVEL", "easy, normal, hard", &[("IMAGE_CODE_LEVEL", "impossible")]),
        (
            "IMAGE_CODES_PER_MINUTE",
            "a whole number from 1 to 1000000",
            &[("IMAGE_CODES_PER_MINUTE", "-1")],
        ),
        (
            "IMAGE_CODE_WRONG_PER_10_MINUTES",
            "a whole number from 0 to 1000000",
            &[("IMAGE_CODE_WRONG_PER_10_MINUTES", "-1")],
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
        ("TEST_NUMBERS", "a code of six digits", &[("TEST_NUMBERS", "+8613800000000")]),
        ("TEST_NUMBERS", "a code of six digits", &[("TEST_NUMBERS", "+8613800000000=12345")]),
        ("TEST_NUMBERS", "with its country code", &[("TEST_NUMBERS", "13800000000=123456")]),
        ("TEST_NUMBERS", "of SMS_COUNTRIES", &[("TEST_NUMBERS", "+12015550123=123456")]),
        (
            "TEST_IMAGE_CODE",
            "set together with TEST_NUMBERS",
            &[("TEST_IMAGE_CODE", "a-text-of-enough-letters")],
        ),
        (
            "TEST_IMAGE_CODE",
            "16 random letters and digits or more",
            &[("TEST_NUMBERS", "+8613800000000=123456"), ("TEST_IMAGE_CODE", "----------fifteen")],
        ),
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

#[test]
fn an_address_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Program::start(&[], &["--leptos-site-addr", &address]).ended();
    assert!(!ended.success && ended.stderr.contains(&address), "{}", ended.stderr);
}
