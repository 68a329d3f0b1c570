//! What operators set for numbers and networks, what becomes of messages by it, and what is written down of it.

#[path = "operators/api.rs"]
mod api;
#[path = "operators/audit.rs"]
mod audit;

use serde_json::{Value, json};

use crate::support::{
    Answer, Console, Menshen, RedisServer, Webhook,
    console::TOKEN,
    menshen::{WRONG, mobile},
};

/// All requests have one address.
const MANY: [&str; 2] = ["--image-codes-per-minute=100000", "--sms-per-address-hour=off"];

/// A process with a console, on a Redis that others share.
async fn process(redis: &RedisServer, webhook: &Webhook, settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    let settings = [&of_console[..], settings].concat();
    (Menshen::process(redis, webhook.clone(), &settings).await, address)
}

/// A server with a console on the embedded store.
async fn embedded(settings: &[&str]) -> (Menshen, String) {
    let address = Menshen::free_address();
    let of_console = ["--admin-token", TOKEN, "--admin-addr", &address];
    (Menshen::start(&[&of_console[..], settings].concat()).await, address)
}

/// Fills in the form for an entry.
async fn try_save(console: &Console, fields: &[(&str, &str)]) -> Answer {
    console.post("/admin/rules", fields, &[("accept-language", "en")]).await
}

async fn save(console: &Console, kind: &str, value: &str, effect: &str) {
    let fields = [("kind", kind), ("value", value), ("effect", effect)];
    let answer = try_save(console, &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/rules"), "{value}");
}

/// Presses the first button that removes an entry.
async fn remove_first(console: &Console) {
    let page = console.get("/admin/rules").await.text();
    let (_, rest) = page.split_once("name=\"id\" value=\"").expect("an entry");
    let id = rest.split('"').next().unwrap();
    let answer = console.post("/admin/rules/remove", &[("id", id)], &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/rules"));
}

/// I1: on every server, from the answer to the form on.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_denied_gets_no_message_on_any_server_from_the_moment_it_is_saved() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, at_one) = process(&redis, &webhook, &MANY).await;
    let (two, _) = process(&redis, &webhook, &MANY).await;
    let console = Console::of(&at_one, "Lin").await;
    for (kind, of) in [
        ("number", "+8613912345678"),
        ("prefix", "+86139"),
        ("network", "127.0.0.0/8"),
        ("network", "127.0.0.1"),
        ("country", "cn"),
    ] {
        let number = "13912345678";
        save(&console, kind, of, "deny").await;
        for menshen in [&two, &one] {
            let refused = menshen.solve_and_send(number).await;
            assert_eq!((refused.status, refused.problem().as_str()), (422, "not-allowed"), "{of}");
            assert!(
                refused.text().contains("sends no messages to this number or from your network")
            );
        }
        assert!(webhook.messages().is_empty());
        remove_first(&console).await;
        assert!(console.get("/admin/rules").await.text().contains("Nothing here."));
    }
    // Nothing that was refused was counted: the number is sent its message.
    assert_eq!(two.solve_and_send("13912345678").await.status, 200);
}

/// I4: byte by byte the same as of a number that is not denied, until a picture is solved.
#[tokio::test]
async fn without_a_solved_picture_nobody_is_told_that_a_number_is_denied() {
    let (menshen, address) = embedded(&[]).await;
    let console = Console::of(&address, "Lin").await;
    let (denied, other) = (mobile(), mobile());
    save(&console, "number", &denied, "deny").await;
    let told = async |number: &str| {
        let (id, text) = menshen.picture().await;
        let wrong = menshen.send(number, WRONG, id).await;
        let spent = menshen.send(number, &text, id).await;
        let malformed = menshen.send(number, "?", menshen.picture().await.0).await;
        let verified = menshen.verify(number, "123456").await;
        [wrong, spent, malformed, verified].map(|answer| (answer.status, answer.text()))
    };
    assert_eq!(told(&denied).await, told(&other).await);
    // With one the picture is spent, as by any other refusal.
    let (id, text) = menshen.picture().await;
    assert_eq!(menshen.send(&denied, &text, id).await.problem(), "not-allowed");
    assert_eq!(menshen.send(&other, &text, id).await.problem(), "image-code-expired");
}

#[tokio::test]
async fn what_is_allowed_passes_by_shared_limits_and_step_ups_but_not_by_its_own_nor_the_budget() {
    let shared = ["--sms-per-prefix-hour=1", "--sms-per-country-hour=1", "--sms-budget-hour=3"];
    let step_up = ["--sms-step-up=challenge"];
    let (menshen, address) = embedded(&[&shared[..], &step_up].concat()).await;
    let console = Console::of(&address, "Lin").await;
    let [one, two, three, four] = [0; 4].map(|_| mobile());
    assert_eq!(menshen.solve_and_send(&one).await.problem(), "step-up-required");
    save(&console, "network", "127.0.0.1", "allow").await;
    for number in [&one, &two] {
        assert_eq!(menshen.solve_and_send(number).await.status, 200);
    }
    assert_eq!(menshen.solve_and_send(&one).await.problem(), "cooling-down");
    assert_eq!(menshen.solve_and_send(&three).await.status, 200);
    assert_eq!(menshen.solve_and_send(&four).await.problem(), "budget-spent");
    // What passes by uses nothing up.
    remove_first(&console).await;
    assert_eq!(menshen.solve_and_send(&four).await.problem(), "budget-spent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cap_holds_on_all_servers_together_and_a_failed_message_is_given_back() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, address) = process(&redis, &webhook, &MANY).await;
    let (two, _) = process(&redis, &webhook, &MANY).await;
    let console = Console::of(&address, "Lin").await;
    for (kind, of, slug) in [
        ("prefix", "+86139", "prefix-limited"),
        ("network", "127.0.0.0/8", "address-limited"),
        ("country", "CN", "country-limited"),
    ] {
        let fields = [("kind", kind), ("value", of), ("effect", "cap"), ("per_hour", "2")];
        assert_eq!(try_save(&console, &fields).await.status, 303);
        for menshen in [&one, &two] {
            let sent = menshen.solve_and_send(&mobile()).await;
            assert_eq!(sent.status, 200, "{of}: {}", sent.text());
        }
        for menshen in [&one, &two] {
            let refused = menshen.solve_and_send(&mobile()).await;
            assert_eq!((refused.status, refused.problem().as_str()), (429, slug), "{of}");
            assert!((1..=3600).contains(&refused.retry_after()));
        }
        remove_first(&console).await;
        assert_eq!(two.solve_and_send(&mobile()).await.status, 200);
    }
}

#[tokio::test]
async fn only_who_has_logged_in_sees_the_pages_and_other_sites_can_not_press() {
    let (menshen, address) = embedded(&[]).await;
    let stranger = Console::at(&address);
    let deny = [("kind", "country"), ("value", "CN"), ("effect", "deny")];
    for path in ["/admin/rules", "/admin/decisions", "/admin/audit"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"), "{path}");
    }
    assert_eq!(try_save(&stranger, &deny).await.header("location"), "/admin");
    let console = Console::of(&address, "Lin").await;
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        for (path, form) in [("/admin/rules", &deny[..]), ("/admin/rules/remove", &[("id", "x")])] {
            assert_eq!(console.post(path, form, &headers).await.status, 403, "{path}");
        }
    }
    assert_eq!(console.post("/admin/rules/remove", &[], &[]).await.status, 400);
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
}

#[tokio::test]
async fn the_form_says_what_is_wrong_keeps_what_was_typed_and_saves_nothing() {
    let (_menshen, address) = embedded(&[]).await;
    let console = Console::of(&address, "Lin").await;
    for (fields, said) in [
        ([("kind", "network"), ("value", "our \"office\""), ("effect", "deny")], "does not fit"),
        ([("kind", "other"), ("value", "CN"), ("effect", "deny")], "does not fit"),
        // No server knows the system of an address yet.
        ([("kind", "system"), ("value", "AS64500"), ("effect", "deny")], "does not fit"),
        ([("kind", "country"), ("value", "CN"), ("effect", "cap")], "A cap needs a number"),
        ([("kind", "country"), ("value", "CN"), ("effect", "more")], "A cap needs a number"),
    ] {
        let answer = try_save(&console, &fields).await;
        let page = answer.text();
        assert_eq!(answer.status, 422);
        assert!(page.contains(said) && page.contains("Nothing here."), "{page}");
        assert!(
            page.contains(&format!("value=\"{}\"", fields[1].1.replace('"', "&quot;"))),
            "{page}"
        );
    }
    let cap = [("kind", "number"), ("value", "13900000000"), ("effect", "cap"), ("per_hour", "1")];
    assert_eq!(try_save(&console, &cap).await.status, 422);
    let hours = [("kind", "country"), ("value", "CN"), ("effect", "deny"), ("hours", "0")];
    assert!(try_save(&console, &hours).await.text().contains("The hours are a number"));
    assert!(console.get("/admin/rules").await.text().contains("Nothing here."));
}

/// I5
#[tokio::test(flavor = "multi_thread")]
async fn a_number_on_a_list_stands_nowhere_as_a_whole() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (menshen, address) = process(&redis, &webhook, &MANY).await;
    let console = Console::of(&address, "Lin").await;
    let fields =
        [("kind", "number"), ("value", "13987654321"), ("effect", "deny"), ("note", "<b>")];
    assert_eq!(try_save(&console, &fields).await.status, 303);
    assert_eq!(menshen.solve_and_send("13987654321").await.problem(), "not-allowed");
    let page = console.get("/admin/rules").await.text();
    assert!(page.contains("+861398765****") && page.contains("&lt;b&gt;"), "{page}");
    let audit = console.get("/admin/audit").await.text();
    let kept =
        redis.command(&["HGETALL", "switches"]) + &redis.command(&["XRANGE", "audit", "-", "+"]);
    let log = menshen.stop().stderr;
    for text in [&page, &audit, &kept, &log] {
        assert!(!text.contains("13987654321"), "{text}");
    }
    assert!(kept.contains("+861398765****"), "{kept}");
}

/// I1
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_forgot_a_denial_is_told_again_and_one_that_is_down_lets_nothing_out() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (menshen, address) = process(&redis, &webhook, &MANY).await;
    let console = Console::of(&address, "Lin").await;
    save(&console, "country", "CN", "deny").await;
    redis.kill();
    let page = console.get("/admin/rules").await;
    assert_eq!(page.status, 503);
    redis.start_again();
    menshen.until_ready().await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "not-allowed");
    let (fresh, _) = process(&redis, &webhook, &MANY).await;
    assert_eq!(fresh.solve_and_send(&mobile()).await.problem(), "not-allowed");
    assert!(webhook.messages().is_empty());
}
