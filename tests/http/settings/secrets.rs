//! Secrets: where they come from, and what is never shown of them.

use super::*;

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
