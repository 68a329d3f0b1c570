//! Phone numbers, as people write them, and the numbering plans that they are read by.

use std::{env, fs, path::PathBuf};

use crate::support::{Menshen, Program};

#[tokio::test]
async fn one_number_is_one_however_it_is_written() {
    for (countries, number, forms) in [
        (
            "CN",
            "+8613800138000",
            [
                "\u{2068}+86 (138) 0013‑8000\u{2069}",
                "１３８００１３８０００",
                "tel:+86-138-0013-8000",
            ],
        ),
        ("AR", "+5491123456789", ["+54 9 11 2345 6789", "+54 11 2345-6789", "011 15-2345-6789"]),
        ("MX", "+525512345678", ["+52 55 1234 5678", "+52 1 55 1234 5678", "044 55 1234 5678"]),
        ("CI", "+2250707123456", ["+225 07 07 12 34 56", "07.07.12.34.56", "225 0707123456"]),
    ] {
        let menshen = Menshen::start(&["--sms-countries", countries]).await;
        let sent = menshen.solve_and_send(forms[0]).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        let message = menshen.webhook.last();
        assert_eq!(message.mobile, number);
        // The limits of a number hold for all its forms.
        let again = menshen.solve_and_send(forms[1]).await;
        assert_eq!((again.status, again.problem().as_str()), (429, "cooling-down"), "{countries}");
        let verified = menshen.verify(forms[2], &message.code).await;
        assert_eq!(verified.status, 200, "{}", verified.text());
        assert_eq!(menshen.webhook.messages().len(), 1);
    }
}

/// What a test writes; it goes when the test has ended.
struct Plans(PathBuf);

impl Plans {
    /// The plans that are built in, of another release and with this number in Hong Kong.
    fn with_mobile(version: &str, number: &str) -> Self {
        let built_in = include_str!("../../crates/phone/src/plans.json");
        let (_, rest) = built_in.split_once(r#""version": ""#).unwrap();
        let (built_in_version, _) = rest.split_once('"').unwrap();
        let text = built_in.replacen(built_in_version, version, 1);
        let (head, hong_kong) = text.split_once(r#"{"region": "HK""#).unwrap();
        let changed = hong_kong.replacen(r#""mobile": ""#, &format!(r#""mobile": "{number}|"#), 1);
        let path = format!("menshen-plans-{version}-{}.json", std::process::id());
        let path = env::temp_dir().join(path);
        fs::write(&path, format!(r#"{head}{{"region": "HK"{changed}"#)).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Plans {
    fn drop(&mut self) {
        // The system clears the folder as well.
        let _ = fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn newer_numbering_plans_come_from_a_file() {
    let plans = Plans::with_mobile("10.0.1", "11112222");
    let built_in = Menshen::start(&["--sms-countries=HK"]).await;
    let refused = built_in.solve_and_send("1111 2222").await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "mobile-invalid"));
    let newer = Menshen::start(&["--sms-countries=HK", "--phone-metadata", plans.path()]).await;
    assert_eq!(newer.solve_and_send("1111 2222").await.status, 200);
    assert_eq!(newer.webhook.last().mobile, "+85211112222");
}

#[test]
fn the_verbose_version_names_the_numbering_plans_and_the_plain_one_stays_as_it_was() {
    let plans = Plans::with_mobile("10.0.2", "11112222");
    let printed = |environment: &[_], arguments: &[_]| {
        let ended = Program::start(environment, arguments).ended();
        assert!(ended.success, "{}", ended.stderr);
        ended.stdout
    };
    let plain = format!("menshen {}\n", env!("CARGO_PKG_VERSION"));
    let broken = ("LEPTOS_SITE_ADDR", "nowhere");
    assert_eq!(printed(&[broken], &["--version"]), plain);
    assert_eq!(printed(&[broken], &["-V"]), plain);
    let built_in = printed(&[], &["--version", "--verbose"]);
    let (first, rest) = built_in.split_once('\n').unwrap();
    assert_eq!(format!("{first}\n"), plain);
    let version = rest.strip_prefix("numbering plans: libphonenumber ").unwrap().trim_end();
    assert!(version.starts_with("9.") && !version.contains('\n'), "{version}");
    assert_eq!(printed(&[], &["--verbose", "-V"]), built_in);

    let newer = format!("{plain}numbering plans: libphonenumber 10.0.2\n");
    let setting = ("PHONE_METADATA", plans.path());
    assert_eq!(printed(&[setting], &["--version", "--verbose"]), newer);
    let flags = ["--version", "--verbose", "--phone-metadata", plans.path()];
    assert_eq!(printed(&[], &flags), newer);

    let alone = Program::start(&[], &["--verbose"]).ended();
    assert!(!alone.success && alone.stderr.contains("--version"), "{}", alone.stderr);
}
