//! What the console shows.

use super::*;

/// Waits for a look at the front page that shows this.
async fn shows(console: &Console, what: &str) -> String {
    let mut page = String::new();
    until(what, async || {
        page = console.get("/admin").await.text();
        page.contains(what)
    })
    .await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_the_store_does_not_tell_are_not_shown_as_none() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (_menshen, address) = process(&redis, &webhook, &[]).await;
    let console = Console::of(&address, "Lin").await;
    // What reads them; the rest of the page is there.
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "-mget"]), "OK");
    let page = shows(&console, "The store does not answer").await;
    assert!(page.contains("id=\"funnel-heading\""), "{page}");
    assert!(!page.contains("There are no limits."), "{page}");
    assert_eq!(redis.command(&["ACL", "SETUSER", "default", "+mget"]), "OK");
    shows(&console, "Whole site · hour").await;
}

/// I5
#[tokio::test(flavor = "multi_thread")]
async fn the_console_adds_all_servers_up_and_shows_no_whole_number() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let breaker = ["--sms-budget-hour=50", "--sms-budget-day=off"];
    let (one, address) = process(&redis, &webhook, &breaker).await;
    let (two, _) = process(&redis, &webhook, &breaker).await;
    let numbers = [lonely(), lonely(), abroad()];
    for (menshen, number) in [(&one, &numbers[0]), (&two, &numbers[1]), (&two, &numbers[2])] {
        assert_eq!(menshen.solve_and_send(number).await.status, 200);
    }
    let last = webhook.last();
    assert_eq!(two.verify(&last.mobile, &last.code).await.status, 200);
    assert_eq!(one.solve_and_send(&numbers[1]).await.problem(), "cooling-down");
    one.send(&numbers[0], "?", ImageCodeId::random()).await;

    let console = Console::of(&address, "Lin").await;
    // Two of CN, none answered; the one of HK was.
    shows(&console, "0 / 2 · 0 %").await;
    shows(&console, "1 / 1 · 100 %").await;
    for there in [
        "Pictures</th><td>4</td>",
        "Solved</th><td>4</td><td>100 %</td>",
        "Messages sent</th><td>3</td><td>75 %</td>",
        "Verified</th><td>1</td>",
        ">cooling-down</text>",
        ">image-code-expired</text>",
        "3 / 50",
        "Whole site · hour",
    ] {
        shows(&console, there).await;
    }
    let page = console.get("/admin").await.text();
    let longer = console.get("/admin?span=hours").await.text();
    assert!(longer.contains("Pictures</th><td>4</td>"), "{longer}");
    for number in &numbers {
        let national = number.trim_start_matches("+852");
        let prefix = &national[..national.len() - 4];
        for page in [&page, &longer] {
            assert!(page.contains(&format!("{prefix}****")), "{prefix} in {page}");
            assert!(!page.contains(national), "{page}");
        }
    }
    for message in webhook.messages() {
        assert!(!page.contains(&message.code), "{page}");
    }
    // Nor does the store keep one.
    let kept: BTreeSet<String> =
        redis.dump().into_iter().map(|(key, value)| format!("{key} {value}")).collect();
    for number in &numbers {
        assert!(!kept.iter().any(|line| line.contains(number.as_str())), "{number}");
    }
    // Both languages, and no script in either.
    let zh = console.get("/admin?lang=zh").await.text();
    assert!(zh.contains("紧急开关") && page.contains("Emergency switches"));
    for page in [&zh, &page] {
        assert!(!page.contains("<script") && !page.contains(" style="), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_counted_right_before_it_stopped_is_not_lost() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, _) = process(&redis, &webhook, &["--stop-grace=0"]).await;
    assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    assert!(one.stop().success);
    let (_two, address) = process(&redis, &webhook, &[]).await;
    let page = Console::of(&address, "Lin").await.get("/admin").await.text();
    assert!(page.contains("Messages sent</th><td>1</td>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_for_tests_is_none_of_the_consoles() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let settings = ["--stop-grace=0", "--test-numbers=+8613800000000=271828"];
    let (one, _) = process(&redis, &webhook, &settings).await;
    assert_eq!(one.solve_and_send("13800000000").await.status, 200);
    assert_eq!(one.verify("13800000000", "271828").await.status, 200);
    assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    assert!(one.stop().success);
    let (_two, address) = process(&redis, &webhook, &[]).await;
    let page = Console::of(&address, "Lin").await.get("/admin").await.text();
    for there in ["Messages sent</th><td>1</td>", "0 / 1 · 0 %"] {
        assert!(page.contains(there), "{there}: {page}");
    }
    assert!(!page.contains("1380000"), "{page}");
}

/// I6
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_prefixes_leaves_a_bounded_history() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let unlimited = ["--sms-per-country-hour=off", "--sms-per-country-day=off"];
    let (menshen, address) = process(&redis, &webhook, &unlimited).await;
    let menshen = Arc::new(menshen);
    let mut flood = JoinSet::new();
    for racer in 0..8 {
        let menshen = Arc::clone(&menshen);
        flood.spawn(async move {
            for n in 0..40 {
                let number = format!("136{:04}0000", racer * 1000 + n);
                assert_eq!(menshen.solve_and_send(&number).await.status, 200);
            }
        });
    }
    flood.join_all().await;
    let console = Console::of(&address, "Lin").await;
    shows(&console, "0 / 320 · 0 %").await;
    let history: Vec<_> =
        redis.keys().into_iter().filter(|key| key.starts_with("{history}")).collect();
    // A few minutes and hours at the most, each hour with two keys of prefixes.
    assert!((4..=12).contains(&history.len()), "{history:?}");
    for key in history.iter().filter(|key| key.contains(":prefixes:")) {
        let kept: u32 = redis.command(&["ZCARD", key]).parse().unwrap();
        assert!(kept <= 200, "{key} {kept}");
    }
}
