//! Limits of messages and of their codes: the last that is allowed and the first that is refused, on
//! the embedded store and through two processes on one Redis.

use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::join_all;
use serde_json::json;

use crate::support::{
    Menshen,
    menshen::{UNLIMITED, WRONG, mobile, other_than},
    site::{abroad, address, elsewhere, lonely, sites},
};

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// Two messages are allowed, the third is not, and one is again when the wait that was told is over.
/// `whom` gives address and number of the next message that counts for the limit.
async fn holds(
    settings: &[&str],
    (status, slug): (u16, &str),
    window: u32,
    whom: impl Fn() -> (String, String),
    other: Option<fn() -> String>,
) {
    for (name, site) in sites(settings).await {
        for _ in 0..2 {
            let (address, number) = whom();
            site.sends(&address, &number).await;
            // Past the delay of a number that is the same.
            site.pass(60).await;
        }
        site.pass(120).await;
        let (address, number) = whom();
        let wait = site.refuses(&address, &number, status, slug).await;
        assert!((window - 300..=window).contains(&wait), "{name}, {slug}: {wait}");
        // Nothing of it is told for a picture that is not solved.
        let (id, _) = site.server().picture().await;
        assert_eq!(site.server().send(&number, WRONG, id).await.problem(), "image-code-wrong");
        // Whom it does not concern is served.
        if let Some(other) = other {
            site.sends(&self::address(), &other()).await;
        }
        site.pass(wait - 60).await;
        assert!(site.refuses(&address, &number, status, slug).await <= 60, "{name}, {slug}");
        site.pass(60).await;
        site.sends(&address, &number).await;
    }
}

#[tokio::test]
async fn a_number_gets_so_many_messages_in_an_hour() {
    let number = mobile();
    let settings = ["--sms-per-number-hour=2", "--sms-resend-delay=60"];
    let whom = || (address(), number.clone());
    holds(&settings, (429, "too-many-messages"), HOUR, whom, Some(mobile)).await;
}

#[tokio::test]
async fn a_number_gets_so_many_messages_in_a_day() {
    let number = mobile();
    let settings = ["--sms-per-number-hour=off", "--sms-per-number-day=2", "--sms-resend-delay=60"];
    // One network alone gets half of them.
    let whom = || (elsewhere(), number.clone());
    holds(&settings, (429, "too-many-messages"), DAY, whom, Some(mobile)).await;
}

#[tokio::test]
async fn an_address_asks_for_so_many_messages_in_an_hour() {
    let one = address();
    let whom = || (one.clone(), lonely());
    let limit = ["--sms-per-address-hour=2"];
    holds(&limit, (429, "address-limited"), HOUR, whom, Some(lonely)).await;
}

#[tokio::test]
async fn an_ipv6_64_counts_as_one_address() {
    let host = AtomicU32::new(0);
    let next = || host.fetch_add(1, Ordering::Relaxed);
    let whom = || (format!("2001:db8:0:7:{:x}::1", next()), lonely());
    let limit = ["--sms-per-address-hour=2"];
    holds(&limit, (429, "address-limited"), HOUR, whom, Some(lonely)).await;
}

#[tokio::test]
async fn a_prefix_gets_so_many_messages_in_an_hour() {
    let last = AtomicU32::new(0);
    let next = || last.fetch_add(1, Ordering::Relaxed);
    let whom = || (address(), format!("1360000{:04}", next()));
    holds(&["--sms-per-prefix-hour=2"], (429, "prefix-limited"), HOUR, whom, Some(lonely)).await;
}

#[tokio::test]
async fn a_message_that_is_answered_takes_no_place_of_its_address_and_its_prefix() {
    for limit in ["--sms-per-address-hour=2", "--sms-per-prefix-hour=2"] {
        for (name, site) in sites(&[limit]).await {
            let one = address();
            let number = |n| format!("1360001{n:04}");
            for n in 0..4 {
                site.sends(&one, &number(n)).await;
                let sent = site.webhook.last();
                // Wherever the code is typed in, and once: it is no longer good the second time.
                let verify = async |address: &str| {
                    site.server().verify_from(address, "api", &number(n), &sent.code).await.status
                };
                assert_eq!(verify(&elsewhere()).await, 200, "{name}");
                assert_eq!(verify(&elsewhere()).await, 422, "{name}");
            }
            for n in 4..6 {
                site.sends(&one, &number(n)).await;
            }
            let refused = site.send(&one, &number(6)).await;
            assert_eq!(refused.status, 429, "{name}, {limit}: nobody has answered these");
        }
    }
}

#[tokio::test]
async fn a_country_gets_so_many_messages_in_an_hour() {
    let whom = || (address(), lonely());
    holds(&["--sms-per-country-hour=2"], (429, "country-limited"), HOUR, whom, Some(abroad)).await;
}

#[tokio::test]
async fn a_country_gets_so_many_messages_in_a_day() {
    let settings = ["--sms-per-country-hour=off", "--sms-per-country-day=2"];
    let whom = || (address(), lonely());
    holds(&settings, (429, "country-limited"), DAY, whom, Some(abroad)).await;
}

#[tokio::test]
async fn the_site_sends_so_many_messages_in_an_hour() {
    let whom = || (address(), lonely());
    holds(&["--sms-budget-hour=2"], (503, "budget-spent"), HOUR, whom, None).await;
}

#[tokio::test]
async fn the_site_sends_so_many_messages_in_a_day() {
    let whom = || (address(), abroad());
    let settings = ["--sms-budget-hour=off", "--sms-budget-day=2"];
    holds(&settings, (503, "budget-spent"), DAY, whom, None).await;
}

#[tokio::test]
async fn the_delay_grows_and_each_answer_tells_the_next_one() {
    for (name, site) in sites(&[]).await {
        let number = mobile();
        // The sixth has to wait until an hour after the first: 60 + 120 + 300 + 600 s are over.
        for delay in [60, 120, 300, 600, HOUR - 1080] {
            let sent = site.send(&elsewhere(), &number).await.json();
            let told = sent["resend_in"].as_u64().unwrap() as u32;
            assert!((delay - 5..=delay).contains(&told), "{name}: {sent}, not {delay}");
            site.pass(told - 30).await;
            let slug = if delay <= 600 { "cooling-down" } else { "too-many-messages" };
            let wait = site.refuses(&elsewhere(), &number, 429, slug).await;
            assert!((1..=30).contains(&wait), "{name}: {wait}");
            site.pass(wait).await;
        }
        site.sends(&elsewhere(), &number).await;
    }
}

#[tokio::test]
async fn limits_are_asked_from_the_narrowest_to_the_widest() {
    let limits = [
        "--sms-per-address-hour=1",
        "--sms-per-prefix-hour=1",
        "--sms-per-country-hour=1",
        "--sms-budget-hour=1",
    ];
    for (_, site) in sites(&limits).await {
        let (address, number) = (address(), mobile());
        site.sends(&address, &number).await;
        site.refuses(&address, &number, 429, "address-limited").await;
        site.refuses(&self::address(), &number, 429, "prefix-limited").await;
        site.refuses(&self::address(), &lonely(), 429, "country-limited").await;
        site.refuses(&self::address(), &abroad(), 503, "budget-spent").await;
    }
}

#[tokio::test]
async fn racing_requests_share_what_is_left_of_a_budget() {
    for (name, site) in sites(&["--sms-budget-hour=7", "--sms-per-address-hour=off"]).await {
        let racing = (0..30).map(async |_| site.send("198.51.100.1", &lonely()).await);
        let answers = join_all(racing).await;
        let sent = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!((sent, site.webhook.messages().len()), (7, 7), "{name}");
        for refused in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(refused.problem(), "budget-spent", "{name}");
        }
    }
}

#[tokio::test]
async fn every_door_counts_and_says_the_same_each_in_its_form() {
    for (name, site) in sites(&["--sms-per-address-hour=4"]).await {
        let address = address();
        let headers = [("accept-language", "zh-CN"), ("x-forwarded-for", address.as_str())];
        let ask = async |door| site.server().solve_and_send_at(door, &lonely(), &headers).await;
        for door in ["api", "page", "form", "seed"] {
            let sent = ask(door).await;
            assert_eq!(sent.status, 200, "{name}, {door}: {}", sent.text());
        }
        assert_eq!(site.webhook.messages().len(), 4, "{name}");
        let words = "你所在的网络获取短信过于频繁，请 60 分钟后再试";
        let api = ask("api").await;
        assert_eq!((api.status, api.problem().as_str()), (429, "address-limited"));
        assert_eq!(api.json()["detail"], words);
        let seed = ask("seed").await;
        assert_eq!((seed.status, seed.json()), (200, json!({"code": 400, "errmsg": words})));
        let page = ask("page").await;
        assert_eq!(page.status, 429, "{name}: {}", page.text());
        assert!(page.header("retry-after").parse::<u32>().unwrap() > HOUR - 60);
        assert!(page.text().contains(words), "{}", page.text());
        ask("form").await;
        assert_eq!(site.webhook.messages().len(), 4, "{name}");
    }
}

#[tokio::test]
async fn an_address_hands_in_so_many_message_codes_in_a_minute_for_whatever_numbers() {
    for (name, site) in sites(&["--sms-checks-per-minute=3"]).await {
        let (one, other, number) = (address(), address(), mobile());
        site.sends(&other, &number).await;
        let right = site.webhook.last().code;
        let ask = async |address: &str, door: &str, number: &str, code: &str| {
            site.server().verify_from(address, door, number, code).await
        };
        // What is never compared is not counted.
        for _ in 0..4 {
            assert_eq!(ask(&one, "api", &number, "12345").await.problem(), "sms-code-malformed");
            assert_eq!(ask(&one, "api", "12345", &right).await.problem(), "mobile-invalid");
        }
        for door in ["api", "page", "api"] {
            let expired = ask(&one, door, &lonely(), &right).await;
            assert_eq!(expired.status, 422, "{name}, {door}: {}", expired.text());
        }
        for _ in 0..6 {
            let refused = ask(&one, "api", &number, &other_than(&right)).await;
            assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-checks"));
            assert!((30..=60).contains(&refused.retry_after()), "{name}");
        }
        let page = ask(&one, "page", &number, &right).await;
        assert_eq!(page.status, 429, "{name}: {}", page.text());
        assert!((30..=60).contains(&page.header("retry-after").parse::<u32>().unwrap()));
        assert!(page.text().contains("你所在的网络验证过于频繁"), "{}", page.text());
        // None of them was an attempt: others are served, and after four the right one is good.
        for _ in 0..3 {
            let wrong = ask(&other, "api", &number, &other_than(&right)).await;
            assert_eq!(wrong.problem(), "sms-code-wrong", "{name}");
        }
        site.pass(60).await;
        let wrong = ask(&other, "api", &number, &other_than(&right)).await;
        assert_eq!(wrong.problem(), "sms-code-wrong", "{name}");
        let verified = ask(&one, "page", &number, &right).await;
        assert_eq!(verified.status, 200, "{name}: {}", verified.text());
    }
}

#[tokio::test]
async fn an_address_that_nobody_trusted_vouches_for_is_the_peers_own() {
    let menshen = Menshen::start(&["--sms-per-address-hour=2"]).await;
    for n in 0..2 {
        let sent = menshen.solve_and_send_from(&format!("198.51.100.{n}"), &lonely()).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
    let refused = menshen.solve_and_send_from("198.51.100.9", &lonely()).await;
    assert_eq!(refused.problem(), "address-limited");
}

#[tokio::test]
async fn what_is_off_is_not_counted() {
    let settings =
        ["--sms-per-number-hour=off", "--sms-per-number-day=off", "--sms-resend-delay=1"];
    for (_, site) in sites(&[&UNLIMITED[..], &settings].concat()).await {
        let (address, number) = (address(), mobile());
        for _ in 0..12 {
            site.sends(&address, &number).await;
            site.pass(1).await;
        }
    }
}
