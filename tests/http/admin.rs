//! `/admin`: who gets in, what the console shows, and what its switches do on every server.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use menshen::model::ImageCodeId;
use tokio::{net::TcpStream, task::JoinSet};

use crate::support::{
    Console, Menshen, RedisServer, Webhook,
    console::TOKEN,
    menshen::{WRONG, mobile},
    site::{abroad, lonely},
    until,
};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// All requests have one address.
const MANY: [&str; 4] = [
    "--image-codes-per-minute=100000",
    "--sms-per-address-hour=off",
    "--sms-per-prefix-hour=off",
    "--sms-countries=CN,HK",
];

/// A server with a console.
async fn embedded(settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    (Menshen::start(&[&of_console[..], settings].concat()).await, address)
}

/// A process with a console, on a Redis that others share.
async fn process(redis: &RedisServer, webhook: &Webhook, settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    let settings = [&of_console[..], &MANY, settings].concat();
    (Menshen::process(redis, webhook.clone(), &settings).await, address)
}

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

/// What is refused at every door while messages are stopped.
async fn is_stopped(menshen: &Menshen) {
    for door in ["api", "page", "form", "seed"] {
        let headers = [("accept-language", "en"), ("sec-fetch-site", "same-origin")];
        let answer = menshen.solve_and_send_at(door, &lonely(), &headers).await;
        match door {
            "api" => {
                assert_eq!((answer.status, answer.problem().as_str()), (503, "sms-paused"));
                assert_eq!(answer.retry_after(), 60);
                assert!(answer.text().contains("has paused its text messages"));
            }
            "page" => assert!(answer.text().contains("has paused"), "{}", answer.text()),
            // Redirected to the page; what it says there is in a cookie.
            "form" => assert_eq!(answer.status, 200),
            // The contract of older front ends has one code for all that is refused.
            _ => assert!(answer.text().contains("已暂停发送短信"), "{}", answer.text()),
        }
    }
}

#[tokio::test]
async fn without_a_token_there_is_no_console_and_it_never_is_on_the_public_listener() {
    let address = Menshen::free_address();
    let without = Menshen::start(&["--admin-addr", &address]).await;
    assert!(TcpStream::connect(&address).await.is_err());
    let (with, address) = embedded(&[]).await;
    for menshen in [&without, &with] {
        for path in ["/admin", "/admin/log-in", "/admin/style.css", "/admin/switch"] {
            assert_eq!(menshen.get(path).await.status, 404, "{path}");
        }
    }
    // And nothing of the gate is at the console.
    let console = Console::of(&address, "Lin").await;
    for path in ["/metrics", "/readyz", "/siteverify", "/pkg/menshen.css"] {
        assert_eq!(console.get(path).await.status, 404, "{path}");
    }
    assert_eq!(console.get("/").await.header("location"), "/admin");
}

#[tokio::test]
async fn only_the_token_lets_in_and_wrong_ones_are_slowed_by_network_and_lock_nobody_out() {
    let (_menshen, address) = embedded(&["--trusted-proxies=127.0.0.1"]).await;
    let stranger = Console::at(&address);
    let form = stranger.get("/admin").await;
    assert_eq!((form.status, form.header("content-security-policy")), (200, POLICY));
    assert_eq!(form.header("cache-control"), "no-store");
    assert!(form.text().contains("name=\"token\"") && !form.text().contains("switches"));
    for path in ["/admin/switch?switch=stop&on=true", "/admin/switch"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"), "{path}");
    }
    assert_eq!(stranger.try_turn("stop", true).await.status, 303);

    let session = Console::of(&address, "Lin").await;
    for token in ["", "wrong", &TOKEN[1..], &TOKEN.to_uppercase(), &format!("{TOKEN}x")] {
        for _ in 0..2 {
            let refused = stranger.log_in("Lin", token).await;
            assert_eq!((refused.status, refused.header("set-cookie")), (403, ""), "{token}");
            assert!(!refused.text().contains(TOKEN));
        }
    }
    let eleventh = stranger.log_in("Lin", "wrong").await;
    assert_eq!((eleventh.status, eleventh.header("set-cookie")), (429, ""));
    assert!((1..=60).contains(&eleventh.header("retry-after").parse::<u32>().unwrap()));
    // Another network has its own tries, and the right token is let in from each at once.
    let elsewhere = [("x-forwarded-for", "2001:db8::1")];
    assert_eq!(stranger.log_in_with("Lin", "wrong", &elsewhere).await.status, 403);
    for headers in [&[][..], &elsewhere] {
        let right = stranger.log_in_with("Lin", TOKEN, headers).await;
        assert_eq!((right.status, right.header("location")), (303, "/admin"));
    }
    assert_eq!(stranger.log_in("Lin", "wrong").await.status, 429);
    // Who is in stays in, and nobody has switched anything.
    let page = session.get("/admin").await;
    assert_eq!((page.status, page.header("content-security-policy")), (200, POLICY));
    assert!(page.text().contains("Logged in: Lin") && !page.text().contains("class=\"switch on\""));

    for made_up in ["console=", "console=AAAA", &format!("{}A", session.session)] {
        let mut console = Console::at(&address);
        console.session = made_up.to_owned();
        assert!(console.get("/admin").await.text().contains("name=\"token\""), "{made_up}");
    }
    let out = session.post("/admin/log-out", &[], &[]).await;
    assert_eq!(
        out.header("set-cookie"),
        "console=; HttpOnly; SameSite=Strict; Path=/admin; Max-Age=0"
    );
}

/// A page of another site can give its own name the console's address, and is the console's own page
/// for the browser then.
#[tokio::test]
async fn a_page_whose_name_was_given_the_consoles_address_can_neither_try_nor_press() {
    let (_menshen, address) = embedded(&["--admin-hosts", "console.example, gate-admin"]).await;
    let port = address.rsplit(':').next().unwrap();
    let console = Console::of(&address, "Lin").await;
    for host in [
        format!("evil.example:{port}"),
        "localhost.evil.example".into(),
        "a.console.example".into(),
    ] {
        let origin = format!("http://{host}");
        let headers =
            [("host", host.as_str()), ("origin", &origin), ("sec-fetch-site", "same-origin")];
        for _ in 0..20 {
            assert_eq!(console.log_in_with("Lin", "wrong", &headers).await.status, 421, "{host}");
        }
        assert_eq!(console.log_in_with("Lin", TOKEN, &headers).await.status, 421, "{host}");
        for path in ["/admin", "/admin/switch?switch=stop&on=true", "/admin/style.css", "/"] {
            let refused = console.get_with(path, &headers).await;
            assert_eq!(refused.status, 421, "{host}{path}");
            assert!(refused.text().contains("ADMIN_HOSTS"), "{}", refused.text());
        }
        let form = [("switch", "stop"), ("on", "true")];
        assert_eq!(console.post("/admin/switch", &form, &headers).await.status, 421, "{host}");
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        "10.0.0.5".to_owned(),
        format!("[::1]:{port}"),
        "Console.Example".to_owned(),
        "gate-admin:443".to_owned(),
    ] {
        let page = console.get_with("/admin", &[("host", &host)]).await;
        assert_eq!(page.status, 200, "{host}");
        assert!(!page.text().contains("class=\"switch on\""), "{host}");
        // None of those counted.
        let wrong = console.log_in_with("Lin", "wrong", &[("host", &host)]).await;
        assert_eq!(wrong.status, 403, "{host}");
    }
}

/// Also where the store is shared, on the servers that it was not done at, and after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_logged_out_is_good_on_no_server_and_other_sessions_go_on() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, at_one) = process(&redis, &webhook, &[]).await;
    let (_two, at_two) = process(&redis, &webhook, &[]).await;
    let (_embedded, alone) = embedded(&[]).await;
    for (here, there) in [(&at_one, &at_two), (&alone, &alone)] {
        let other = Console::of(here, "Mei").await;
        let console = Console::of(here, "Lin").await;
        let mut copy = Console::at(there);
        copy.session = console.session.clone();
        assert!(copy.get("/admin").await.text().contains("Logged in: Lin"));
        let out = console.post("/admin/log-out", &[], &[]).await;
        assert_eq!((out.status, out.header("location")), (303, "/admin"));
        for copy in [&copy, &console] {
            assert!(copy.get("/admin").await.text().contains("name=\"token\""));
            assert_eq!(copy.try_turn("stop", true).await.header("location"), "/admin");
            assert_eq!(copy.get("/admin/switch?switch=stop&on=true").await.status, 303);
        }
        let page = other.get("/admin").await.text();
        assert!(page.contains("Logged in: Mei") && !page.contains("class=\"switch on\""), "{page}");
        // Once more, as by a second click.
        assert_eq!(console.post("/admin/log-out", &[], &[]).await.status, 303);
    }
    drop(one);
    let gone = Console::of(&at_two, "Lin").await;
    gone.post("/admin/log-out", &[], &[]).await;
    let (_again, at_again) = process(&redis, &webhook, &[]).await;
    let mut copy = Console::at(&at_again);
    copy.session = gone.session;
    assert!(copy.get("/admin").await.text().contains("name=\"token\""));

    // What can't be told to the others is not said to be done.
    let console = Console::of(&at_two, "Lin").await;
    redis.kill();
    let out = console.post("/admin/log-out", &[], &[]).await;
    assert_eq!((out.status, out.header("set-cookie")), (503, ""));
    assert_eq!(out.header("content-security-policy"), POLICY);
    assert!(out.text().contains("href=\"/admin\""), "{}", out.text());
}

#[tokio::test]
async fn the_cookie_is_for_the_console_alone_and_other_sites_can_not_press() {
    let (_menshen, address) = embedded(&[]).await;
    let console = Console::of(&address, "Lin").await;
    for (origin, secure) in [("http://a.example", ""), ("https://a.example", "; Secure")] {
        let form = [("name", "Lin"), ("token", TOKEN)];
        let headers = [("origin", origin), ("sec-fetch-site", "same-origin")];
        let answer = console.post("/admin/log-in", &form, &headers).await;
        let (_, attributes) = answer.header("set-cookie").split_once("; ").unwrap();
        let expected = format!("HttpOnly; SameSite=Strict{secure}; Path=/admin; Max-Age=28800");
        assert_eq!(attributes, expected);
    }
    let form = [("switch", "stop"), ("on", "true")];
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        for path in ["/admin/switch", "/admin/log-in", "/admin/log-out"] {
            assert_eq!(console.post(path, &form, &headers).await.status, 403, "{path}");
        }
    }
    // A link alone turns nothing: it asks.
    let asked = console.get("/admin/switch?switch=stop&on=true").await;
    assert!(asked.text().contains("method=\"post\""));
    let page = console.get("/admin").await.text();
    assert!(!page.contains("class=\"switch on\""), "{page}");
    for bad in [[("switch", "other"), ("on", "true")], [("switch", "stop"), ("on", "?")]] {
        assert_eq!(console.post("/admin/switch", &bad, &[]).await.status, 400);
    }
}

#[tokio::test]
async fn a_token_that_is_too_short_stops_the_start() {
    let program = crate::support::Program::start(&[("ADMIN_TOKEN", "fifteen letters")], &[]);
    let ended = program.ended();
    assert!(!ended.success && ended.stderr.contains("ADMIN_TOKEN: 16 random characters"));
    assert!(!ended.stderr.contains("fifteen"));
}

/// I1
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_holds_on_every_server_and_after_a_restart_until_it_is_undone() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, at_one) = process(&redis, &webhook, &[]).await;
    let (two, at_two) = process(&redis, &webhook, &[]).await;
    assert_eq!(two.solve_and_send(&lonely()).await.status, 200);
    let lin = Console::of(&at_one, "Lin {} <b>").await;
    lin.set_switch("stop", true).await;
    // At once, on both.
    is_stopped(&two).await;
    is_stopped(&one).await;
    assert_eq!(webhook.messages().len(), 1);

    // I4: without a solved picture nothing is told; with one, the same of every number. It is spent.
    let (id, text) = one.picture().await;
    assert_eq!(one.send(&lonely(), WRONG, id).await.problem(), "image-code-wrong");
    assert_eq!(one.send(&lonely(), &text, id).await.problem(), "image-code-expired");
    let (id, text) = one.picture().await;
    assert_eq!(one.send(&lonely(), &text, id).await.problem(), "sms-paused");
    assert_eq!(one.send(&lonely(), &text, id).await.problem(), "image-code-expired");
    // What was sent before may still be verified.
    let last = webhook.last();
    assert_eq!(two.verify(&last.mobile, &last.code).await.status, 200);

    let page = Console::of(&at_two, "Mei").await.get("/admin").await.text();
    assert!(page.contains("are all stopped"), "{page}");
    assert!(page.contains("Turned by Lin {} &lt;b&gt; on 2"), "{page}");
    let log = one.stop().stderr;
    assert!(log.contains("a switch was turned") && log.contains("Lin {} <b>"), "{log}");
    assert!(!log.contains(TOKEN));
    drop(two);

    let (again, at_again) = process(&redis, &webhook, &[]).await;
    is_stopped(&again).await;
    assert_eq!(webhook.messages().len(), 1);
    Console::of(&at_again, "Mei").await.set_switch("stop", false).await;
    // Nothing that was refused was counted: the budget of the site would be used up.
    assert_eq!(again.solve_and_send(&lonely()).await.status, 200);
    assert_eq!(webhook.messages().len(), 2);
}

/// I1: a send whose picture is handed in after the answer to the stop does not leave, whoever races.
#[tokio::test(flavor = "multi_thread")]
async fn no_send_that_begins_after_the_stop_leaves_whatever_races_with_it() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, address) = process(&redis, &webhook, &[]).await;
    let (two, _) = process(&redis, &webhook, &[]).await;
    let servers = Arc::new([one, two]);
    let console = Console::of(&address, "Lin").await;
    let over = Arc::new(AtomicBool::new(false));
    let mut racing = JoinSet::new();
    for racer in 0..16 {
        let (servers, over) = (Arc::clone(&servers), Arc::clone(&over));
        racing.spawn(async move {
            let server = &servers[racer % 2];
            let (mut sent, mut paused) = (0, 0);
            // Until it was refused a few times, begun after the stop.
            while paused < 5 {
                let (id, text) = server.picture().await;
                let began_after = over.load(Ordering::SeqCst);
                let answer = server.send(&mobile(), &text, id).await;
                if answer.status == 200 {
                    assert!(!began_after, "it left after the stop");
                    sent += 1;
                } else {
                    assert_eq!(answer.problem(), "sms-paused");
                    paused += u32::from(began_after);
                }
            }
            sent
        });
    }
    webhook.until(40).await;
    console.set_switch("stop", true).await;
    over.store(true, Ordering::SeqCst);
    let sent: usize = racing.join_all().await.into_iter().sum();
    assert_eq!(webhook.messages().len(), sent);
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

/// I1
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_forgot_the_stop_is_told_again_and_one_that_is_down_lets_nothing_out() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (menshen, address) = process(&redis, &webhook, &[]).await;
    let console = Console::of(&address, "Lin").await;
    console.set_switch("stop", true).await;
    redis.kill();
    let page = console.get("/admin").await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("The store does not answer"), "{}", page.text());
    assert!(page.text().contains("are all stopped"), "as last known: {}", page.text());
    let turned = console.try_turn("stop", false).await;
    assert_eq!((turned.status, turned.header("content-security-policy")), (503, POLICY));
    assert!(turned.text().contains("href=\"/admin\""), "no way back: {}", turned.text());
    assert_eq!(webhook.messages().len(), 0);

    redis.start_again();
    menshen.until_ready().await;
    let answer = menshen.solve_and_send(&lonely()).await;
    assert_eq!(answer.problem(), "sms-paused");
    // A server that never knew of it learns it from the store.
    let (fresh, _) = process(&redis, &webhook, &[]).await;
    assert_eq!(fresh.solve_and_send(&lonely()).await.problem(), "sms-paused");
    assert_eq!(webhook.messages().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn raised_pictures_are_the_same_on_every_server_and_say_the_same_as_before() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, address) = process(&redis, &webhook, &[]).await;
    let (two, _) = process(&redis, &webhook, &[]).await;
    let (id, text) = one.picture().await;
    let bytes = async |menshen: &Menshen| menshen.get(&format!("/image_codes/{id}")).await.body;
    let set = bytes(&one).await;
    assert_eq!(bytes(&two).await, set);
    let console = Console::of(&address, "Lin").await;
    let follows = async |wanted: bool| {
        until("the servers follow", async || {
            (bytes(&one).await != set, bytes(&two).await != set) == (wanted, wanted)
        })
        .await;
        assert_eq!(bytes(&one).await, bytes(&two).await);
    };
    console.set_switch("raise", true).await;
    follows(true).await;
    let stored = two.store.image_code(&id).await.unwrap().unwrap();
    assert_eq!(stored.as_str(), text);
    console.set_switch("raise", false).await;
    follows(false).await;
    assert_eq!(one.send(&lonely(), &text, id).await.status, 200);
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
    let page = shows(&console, "1 / 1 · 100 %").await;
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
        assert!(page.contains(there), "{there} in {page}");
    }
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
