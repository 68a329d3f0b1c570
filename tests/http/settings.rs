//! The real program with settings of all kinds.

use clap::CommandFactory;
use menshen::server::Settings;

use crate::support::{Program, webhook};

const LONG_SECRET: (&str, &str) = ("MENSHEN_SECRET", "0123456789abcdef0123456789abcdef");
const REDIS: (&str, &str) = ("REDIS_URL", "redis://127.0.0.1:1");

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
        "REDIS_URL",
        "MENSHEN_SECRET",
        "IMAGE_CODE_TTL",
        "IMAGE_CODE_LENGTH",
        "IMAGE_CODE_FORMAT",
        "IMAGE_CODE_KEY_PREFIX",
        "IMAGE_CODE_SOUNDS_PER_MINUTE",
        "SMS_PROVIDER",
        "SMS_CODE_TTL",
        "SMS_WEBHOOK_URL",
        "SMS_WEBHOOK_SECRET",
        "SMS_COUNTRIES",
        "TRUSTED_PROXIES",
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
    let cases: [(&str, &[(&str, &str)]); 27] = [
        ("LEPTOS_SITE_ADDR", &[("LEPTOS_SITE_ADDR", "localhost")]),
        ("LEPTOS_SITE_ADDR", &[("LEPTOS_SITE_ADDR", "192.0.2.1:80")]),
        ("TRUSTED_PROXIES", &[("TRUSTED_PROXIES", "10.0.0.0/8,everybody")]),
        ("IMAGE_CODE_TTL", &[("IMAGE_CODE_TTL", "0")]),
        ("IMAGE_CODE_TTL", &[("IMAGE_CODE_TTL", "soon")]),
        ("IMAGE_CODE_LENGTH", &[("IMAGE_CODE_LENGTH", "3")]),
        ("IMAGE_CODE_LENGTH", &[("IMAGE_CODE_LENGTH", "100000")]),
        ("IMAGE_CODE_FORMAT", &[("IMAGE_CODE_FORMAT", "gif")]),
        ("IMAGE_CODE_LEVEL", &[("IMAGE_CODE_LEVEL", "impossible")]),
        ("IMAGE_CODES_PER_MINUTE", &[("IMAGE_CODES_PER_MINUTE", "-1")]),
        ("IMAGE_CODE_SOUNDS_PER_MINUTE", &[("IMAGE_CODE_SOUNDS_PER_MINUTE", "0")]),
        ("MEMORY_STORE_CAPACITY", &[("MEMORY_STORE_CAPACITY", "0")]),
        ("SMS_PROVIDER", &[("SMS_PROVIDER", "pigeon")]),
        ("SMS_CODE_TTL", &[("SMS_CODE_TTL", "601")]),
        ("SMS_RESEND_DELAY", &[("SMS_RESEND_DELAY", "")]),
        ("SMS_COUNTRIES", &[("SMS_COUNTRIES", "CN,China")]),
        ("LOG_LEVEL", &[("LOG_LEVEL", "loud")]),
        ("LOG_FORMAT", &[("LOG_FORMAT", "xml")]),
        ("REDIS_URL", &[("REDIS_URL", ""), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "http://127.0.0.1:6379"), LONG_SECRET]),
        ("REDIS_URL", &[("REDIS_URL", "redis-sentinel://127.0.0.1:26379"), LONG_SECRET]),
        ("MENSHEN_SECRET", &[("MENSHEN_SECRET", "short")]),
        ("MENSHEN_SECRET", &[REDIS]),
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

#[test]
fn a_wrong_secret_is_not_repeated() {
    let secrets = [("MENSHEN_SECRET", "hunter2"), ("REDIS_URL", "redis//:hunter2@127.0.0.1")];
    for (name, value) in secrets {
        let ended = Program::start(&[LONG_SECRET, (name, value)], &[]).ended();
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
