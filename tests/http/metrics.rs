//! `GET /metrics`: each step of the flow moves its own numbers and no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::TcpListener,
    process::Command,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use menshen::{
    model::ImageCodeId,
    server::store::{Lever, Turned},
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{
    Foreign, Menshen, Program, RedisServer, Scrape, Vendor, Webhook,
    menshen::{SITE_SECRET, mobile, other_than},
    site::lonely,
    vendor::{self, ALIYUN, TWILIO},
    webhook::Next,
};

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the flow moved since then, without requests, calls of the store, and what the store tells.
fn flow<'a>(now: &'a Scrape, then: &Scrape) -> BTreeMap<&'a str, f64> {
    let mut moved = now.since(then);
    moved.retain(|name, _| {
        let aside = [
            "menshen_http_",
            "menshen_store_",
            "menshen_connections",
            "menshen_budget_",
            "menshen_country_budget_",
        ];
        !aside.iter().any(|beginning| name.starts_with(beginning))
    });
    moved
}

/// Each of these once.
fn once<'a>(names: &[&'a str]) -> BTreeMap<&'a str, f64> {
    names.iter().map(|&name| (name, 1.0)).collect()
}

/// What was counted since the last look.
struct Watch<'a>(&'a Menshen, Scrape);

impl<'a> Watch<'a> {
    async fn on(menshen: &'a Menshen) -> Self {
        Self(menshen, Scrape::of(menshen).await)
    }

    /// Just these parts of the flow were counted, each once.
    async fn moved(&mut self, names: &[&str]) {
        let now = Scrape::of(self.0).await;
        assert_eq!(flow(&now, &self.1), once(names));
        self.1 = now;
    }
}

const PICTURE: &str = "menshen_pictures_total";
const RIGHT: &str = "menshen_image_codes_taken_total{outcome=\"right\"}";
const SENT: &str = "menshen_messages_sent_total{provider=\"webhook\",country=\"CN\"}";
const ASKED: &str = "menshen_provider_duration_seconds_count{provider=\"webhook\"}";

#[tokio::test]
async fn each_step_of_the_flow_moves_its_own_counters_and_no_others() {
    let menshen = Menshen::start(&[]).await;
    let mut watch = Watch::on(&menshen).await;
    let number = mobile();

    let (id, text) = menshen.picture().await;
    watch.moved(&[PICTURE]).await;
    assert_eq!(menshen.get(&format!("/image_codes/{id}/audio")).await.status, 200);
    watch.moved(&["menshen_sounds_total"]).await;
    menshen.get(&format!("/image_codes/{}/audio", ImageCodeId::random())).await;
    watch.moved(&["menshen_refusals_total{reason=\"image-code-not-found\"}"]).await;

    menshen.send("12345", &text, id).await;
    watch.moved(&["menshen_refusals_total{reason=\"mobile-invalid\"}"]).await;
    menshen.send(&number, "????", id).await;
    watch
        .moved(&[
            "menshen_image_codes_taken_total{outcome=\"wrong\"}",
            "menshen_refusals_total{reason=\"image-code-wrong\"}",
        ])
        .await;
    menshen.send(&number, &text, id).await;
    watch
        .moved(&[
            "menshen_image_codes_taken_total{outcome=\"expired\"}",
            "menshen_refusals_total{reason=\"image-code-expired\"}",
        ])
        .await;

    menshen.solve_and_send(&number).await;
    watch.moved(&[PICTURE, RIGHT, SENT, ASKED]).await;
    menshen.solve_and_send(&number).await;
    watch.moved(&[PICTURE, RIGHT, "menshen_refusals_total{reason=\"cooling-down\"}"]).await;

    let code = menshen.webhook.last().code;
    menshen.verify(&number, &other_than(&code)).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"wrong\"}",
            "menshen_refusals_total{reason=\"sms-code-wrong\"}",
        ])
        .await;
    let verified = menshen.verify(&number, &code).await.json();
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"passed\"}",
            "menshen_numbers_verified_total{country=\"CN\"}",
            "menshen_tickets_issued_total",
        ])
        .await;
    menshen.verify(&number, &code).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"expired\"}",
            "menshen_refusals_total{reason=\"sms-code-wrong\"}",
        ])
        .await;

    let ticket = verified["ticket"].as_str().unwrap();
    for (secret, ticket, code) in [
        ("", ticket, Some("missing-input-secret")),
        ("wrong", ticket, Some("invalid-input-secret")),
        (SITE_SECRET, "", Some("missing-input-response")),
        (SITE_SECRET, "A", Some("invalid-input-response")),
        (SITE_SECRET, ticket, None),
        (SITE_SECRET, ticket, Some("timeout-or-duplicate")),
    ] {
        menshen.post("/siteverify", &json!({"secret": secret, "response": ticket})).await;
        let failed =
            code.map(|code| format!("menshen_siteverify_failures_total{{code=\"{code}\"}}"));
        watch.moved(&[failed.as_deref().unwrap_or("menshen_tickets_redeemed_total")]).await;
    }
    menshen.post("/siteverify", &json!([1])).await;
    watch.moved(&["menshen_siteverify_failures_total{code=\"bad-request\"}"]).await;
}

#[tokio::test]
async fn attempts_past_the_last_are_counted_as_exhausted() {
    let menshen = Menshen::start(&[]).await;
    let number = mobile();
    menshen.solve_and_send(&number).await;
    let wrong = other_than(&menshen.webhook.last().code);
    for _ in 0..4 {
        menshen.verify(&number, &wrong).await;
    }
    let mut watch = Watch::on(&menshen).await;
    for _ in 0..2 {
        menshen.verify(&number, &wrong).await;
        watch
            .moved(&[
                "menshen_sms_codes_checked_total{outcome=\"exhausted\"}",
                "menshen_refusals_total{reason=\"sms-code-wrong\"}",
            ])
            .await;
    }
}

#[tokio::test]
async fn what_a_provider_does_is_counted_by_its_name_country_and_kind_of_failure() {
    let menshen = Menshen::start(&["--sms-countries=CN,HK"]).await;
    let mut watch = Watch::on(&menshen).await;
    for (status, kind, slug) in [
        (400, "not_sent", "send-failed"),
        (429, "limited", "send-failed"),
        (422, "refused", "send-refused"),
        (500, "unknown", "send-unknown"),
    ] {
        menshen.webhook.next(Next::Answer(status));
        menshen.solve_and_send(&mobile()).await;
        let failed =
            format!("menshen_messages_failed_total{{provider=\"webhook\",kind=\"{kind}\"}}");
        let refused = format!("menshen_refusals_total{{reason=\"{slug}\"}}");
        watch.moved(&[PICTURE, RIGHT, ASKED, &failed, &refused]).await;
    }
    let abroad = "+85291234567";
    menshen.solve_and_send(abroad).await;
    watch.moved(&[PICTURE, RIGHT, ASKED, &SENT.replace("CN", "HK")]).await;
    menshen.verify(abroad, &menshen.webhook.last().code).await;
    watch
        .moved(&[
            "menshen_sms_codes_checked_total{outcome=\"passed\"}",
            "menshen_numbers_verified_total{country=\"HK\"}",
            "menshen_tickets_issued_total",
        ])
        .await;

    let (first, second) = (Vendor::start(&ALIYUN).await, Vendor::start(&TWILIO).await);
    let chain = Menshen::by(&[&first, &second], &[]).await;
    let mut watch = Watch::on(&chain).await;
    first.next(vendor::Next::Error("isv.AMOUNT_NOT_ENOUGH"));
    chain.solve_and_send(&mobile()).await;
    let of = |provider| ASKED.replace("webhook", provider);
    watch
        .moved(&[
            PICTURE,
            RIGHT,
            &of("aliyun"),
            "menshen_messages_failed_total{provider=\"aliyun\",kind=\"not_sent\"}",
            &of("twilio"),
            &SENT.replace("webhook", "twilio"),
        ])
        .await;
}

#[tokio::test]
async fn each_limit_that_refuses_is_counted_by_its_name() {
    for (limit, slug) in [
        ("--sms-per-number-hour=1", "too-many-messages"),
        ("--sms-per-address-hour=1", "address-limited"),
        ("--sms-per-prefix-hour=1", "prefix-limited"),
        ("--sms-per-country-hour=1", "country-limited"),
        ("--sms-budget-hour=1", "budget-spent"),
        ("--image-codes-per-minute=1", "too-many-pictures"),
        ("--image-code-sounds-per-minute=1", "too-many-sounds"),
    ] {
        let menshen = Menshen::start(&[limit]).await;
        let number = mobile();
        menshen.solve_and_send(&number).await;
        let sound = format!("/image_codes/{}/audio", ImageCodeId::random());
        menshen.get(&sound).await;
        let then = Scrape::of(&menshen).await;
        if slug == "too-many-sounds" {
            menshen.get(&sound).await;
        } else if slug == "too-many-pictures" {
            menshen.get(&format!("/image_codes/{}", ImageCodeId::random())).await;
        } else {
            menshen.solve_and_send(&number).await;
        }
        let refused = format!("menshen_refusals_total{{reason=\"{slug}\"}}");
        let now = Scrape::of(&menshen).await;
        let mut moved = flow(&now, &then);
        moved.retain(|name, _| name.contains("refusals"));
        assert_eq!(moved, once(&[&refused]), "{limit}");
    }
}

#[tokio::test]
async fn a_breaker_that_opens_is_counted_and_says_until_when() {
    let redis = RedisServer::start();
    let breaker = ["--sms-breaker=enforce", "--sms-breaker-floor=2", "--sms-breaker-pause=90"];
    let menshen = Menshen::on(&redis, &breaker).await;
    for _ in 0..2 {
        menshen.solve_and_send(&lonely()).await;
    }
    redis.pass(Duration::from_secs(300 + 300));
    let then = Scrape::of(&menshen).await;
    let until = "menshen_breaker_open_until_timestamp_seconds{country=\"CN\"}";
    assert_eq!(then.0[until], 0.0);
    for _ in 0..2 {
        menshen.solve_and_send(&lonely()).await;
    }
    let now = Scrape::of(&menshen).await;
    let moved = flow(&now, &then);
    let of = "{of=\"country\",country=\"CN\"}";
    assert_eq!(moved[format!("menshen_breaker_openings_total{of}").as_str()], 1.0);
    assert_eq!(moved[format!("menshen_breaker_messages_total{of}").as_str()], 2.0);
    assert_eq!(moved["menshen_refusals_total{reason=\"sending-paused\"}"], 2.0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((time + 60.0..=time + 91.0).contains(&now.0[until]), "{}", now.0[until] - time);
}

#[tokio::test]
async fn the_breaker_of_a_prefix_is_counted_as_such_and_leaves_the_countrys_alone() {
    let redis = RedisServer::start();
    let breaker = ["--sms-breaker=enforce", "--sms-breaker-floor=2"];
    let menshen = Menshen::on(&redis, &breaker).await;
    // Numbers that differ in their last digits alone.
    for _ in 0..2 {
        assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    }
    redis.pass(Duration::from_secs(300 + 300));
    let then = Scrape::of(&menshen).await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "sending-paused");
    let now = Scrape::of(&menshen).await;
    let mut moved = flow(&now, &then);
    moved.retain(|name, _| name.contains("breaker"));
    let of = "{of=\"prefix\",country=\"CN\"}";
    let names = ["openings", "messages"].map(|what| format!("menshen_breaker_{what}_total{of}"));
    assert_eq!(moved, once(&names.each_ref().map(String::as_str)));
    assert_eq!(now.0["menshen_breaker_open_until_timestamp_seconds{country=\"CN\"}"], 0.0);
}

/// Scrapes until this is so: what the store tells is kept for a few seconds.
async fn until(menshen: &Menshen, what: impl Fn(&Scrape) -> bool) {
    let give_up = Instant::now() + Duration::from_secs(20);
    loop {
        let scrape = Scrape::of(menshen).await;
        if what(&scrape) {
            return;
        }
        assert!(Instant::now() < give_up, "{scrape:?}");
        sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn budgets_breakers_and_switches_are_told_by_every_server_as_the_store_knows_them() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let settings = [
        "--sms-budget-hour=5",
        "--sms-budget-day=off",
        "--sms-per-country-hour=3",
        "--sms-per-country-day=4",
        "--sms-breaker-floor=2",
        "--sms-breaker-pause=90",
        "--sms-countries=CN,HK",
    ];
    let one = Menshen::process(&redis, webhook.clone(), &settings).await;
    let two = Menshen::process(&redis, webhook, &settings).await;
    for _ in 0..2 {
        assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    }
    let left = |scrape: &Scrape| {
        [
            "budget_left{",
            "country_budget_left{country=\"CN\",",
            "country_budget_left{country=\"HK\",",
        ]
        .map(|of| {
            ["hour", "day"]
                .map(|window| scrape.0.get(&format!("menshen_{of}window=\"{window}\"}}")).copied())
        })
    };
    let expected = [[Some(3.0), None], [Some(1.0), Some(2.0)], [Some(3.0), Some(4.0)]];
    until(&one, |scrape| left(scrape) == expected).await;
    until(&two, |scrape| left(scrape) == expected).await;

    // The one meets the open breaker, the other knows of it.
    redis.pass(Duration::from_secs(300 + 300));
    assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    let open = |scrape: &Scrape, country| {
        let until = scrape.0
            [&format!("menshen_breaker_open_until_timestamp_seconds{{country=\"{country}\"}}")];
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
        until > time && until <= time + 91.0
    };
    until(&two, |scrape| open(scrape, "CN") && !open(scrape, "HK")).await;
    redis.pass(Duration::from_secs(90));
    until(&one, |scrape| !open(scrape, "CN")).await;

    let on = Turned { on: true, at: 1, by: "Lin".to_owned() };
    assert!(one.store.turn(Lever::Stop, &on).await.unwrap());
    for menshen in [&one, &two] {
        until(menshen, |scrape| {
            let of = |switch| scrape.0[&format!("menshen_switch{{switch=\"{switch}\"}}")];
            (of("stop"), of("raise")) == (1.0, 0.0)
        })
        .await;
    }

    redis.kill();
    until(&one, |scrape| left(scrape) == [[None; 2]; 3]).await;
}

#[tokio::test]
async fn however_often_the_numbers_are_asked_for_the_store_is_asked_once_in_three_seconds() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let used = "menshen_store_duration_seconds_count{call=\"used\"}";
    let start = Instant::now();
    for _ in 0..30 {
        Scrape::of(&menshen).await;
    }
    let scrape = Scrape::of(&menshen).await;
    // The budget of the site and that of the one country.
    let looks = scrape.0[used] / 2.0;
    let most = 1.0 + (start.elapsed().as_secs_f64() / 3.0).floor();
    assert!((1.0..=most).contains(&looks), "{looks} looks, {most} at most");
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status_and_calls_of_the_store_by_name() {
    let mut redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &["--sms-breaker=off"]).await;
    let then = Scrape::of(&menshen).await;
    menshen.ticket(&mobile()).await;
    let now = Scrape::of(&menshen).await;
    let mut moved = now.since(&then);
    // What is looked at beside the flow, however often.
    let aside = ["used", "breaker"].map(|call| format!("call=\"{call}\""));
    moved.retain(|name, _| {
        let counted = name.starts_with("menshen_http_") || name.starts_with("menshen_store_");
        counted && !aside.iter().any(|call| name.contains(call))
    });
    // Once before the limits and once before the provider, beside one look a second.
    let switches = "menshen_store_duration_seconds_count{call=\"switches\"}";
    assert!(moved.remove(switches).is_some_and(|looks| looks >= 2.0), "{moved:?}");
    let of = |route: &str| {
        [
            format!("menshen_http_requests_total{{route=\"{route}\",status=\"200\"}}"),
            format!("menshen_http_request_duration_seconds_count{{route=\"{route}\"}}"),
        ]
    };
    let routes = ["/metrics", "/image_codes/{id}", "/api/v1/sms-codes", "/api/v1/sms-codes/verify"];
    let calls = [
        "issue_image_code",
        "take_image_code",
        "reserve_sms",
        "count",
        "check_sms_code",
        "put_ticket",
    ];
    let counted = |call| format!("menshen_store_duration_seconds_count{{call=\"{call}\"}}");
    let mut names: Vec<_> = routes.iter().flat_map(|route| of(route)).collect();
    names.extend(calls.map(counted));
    let mut expected = once(&names.iter().map(String::as_str).collect::<Vec<_>>());
    // One for the check; address, prefix, country and site for the message.
    let takes = counted("take");
    expected.insert(&takes, 4.0);
    assert_eq!(moved, expected);

    // What is given back, after a provider that says no.
    menshen.webhook.next(Next::Answer(400));
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-failed");
    let back = Scrape::of(&menshen).await;
    let moved = back.since(&now);
    for (call, times) in
        [("reserve_sms", 1.0), ("refund_sms", 1.0), ("take", 4.0), ("give_back", 4.0)]
    {
        assert_eq!(moved.get(counted(call).as_str()), Some(&times), "{call}");
    }
    let now = back;

    redis.kill();
    let id = ImageCodeId::random();
    assert_eq!(menshen.get(&format!("/image_codes/{id}")).await.status, 503);
    let down = Scrape::of(&menshen).await;
    let moved = down.since(&now);
    assert_eq!(moved["menshen_store_errors_total{call=\"issue_image_code\"}"], 1.0);
    assert_eq!(moved["menshen_refusals_total{reason=\"unavailable\"}"], 1.0);
    let of = "menshen_http_requests_total{route=\"/image_codes/{id}\",status=\"503\"}";
    assert_eq!(moved[of], 1.0);
}

#[tokio::test]
async fn how_long_providers_routes_and_the_store_took_is_told_in_seconds() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    // Of one that took more than half a second: that, and far less than as many milliseconds.
    let took = |scrape: &Scrape, name: &str, labels: &str| {
        let of = |part: &str, labels: &str| {
            let series = format!("menshen_{name}_seconds_{part}{{{labels}}}");
            *scrape.0.get(&series).unwrap_or_else(|| panic!("{series}: {scrape:?}"))
        };
        let sum = of("sum", labels);
        assert!((0.45..20.0).contains(&sum), "{name}: {sum} s");
        let quick = of("bucket", &format!("le=\"0.1\",{labels}"));
        (of("count", labels), quick)
    };
    menshen.webhook.next(Next::Late(Duration::from_millis(600), 204));
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    let scrape = Scrape::of(&menshen).await;
    assert_eq!(took(&scrape, "provider_duration", "provider=\"webhook\""), (1.0, 0.0));
    assert_eq!(took(&scrape, "http_request_duration", "route=\"/api/v1/sms-codes\""), (1.0, 0.0));

    // A store that hangs: the call that fails took its half second.
    redis.freeze();
    let asked = menshen.get(&format!("/image_codes/{}/audio", ImageCodeId::random())).await;
    assert_eq!(asked.status, 503);
    let then = scrape.0["menshen_store_duration_seconds_count{call=\"count\"}"];
    let hung = Scrape::of(&menshen).await;
    let (count, quick) = took(&hung, "store_duration", "call=\"count\"");
    assert_eq!((count, quick <= then), (then + 1.0, true));
    redis.thaw();
}

#[tokio::test]
async fn the_version_that_runs_is_told() {
    let menshen = Menshen::start(&[]).await;
    let scrape = Scrape::of(&menshen).await;
    let build = scrape.0.iter().filter(|(name, _)| name.starts_with("menshen_build_info"));
    let build: Vec<_> = build.map(|(name, value)| (name.as_str(), *value)).collect();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(build, [(format!("menshen_build_info{{version=\"{version}\"}}").as_str(), 1.0)]);
}

#[tokio::test]
async fn no_flood_of_strange_requests_makes_new_series() {
    let menshen = Menshen::start(&[]).await;
    let flood = async |word: &str| {
        for path in [
            format!("/{word}"),
            format!("/api/v1/{word}"),
            format!("/image_codes/{word}"),
            format!("/image_codes/{word}/audio"),
            format!("/sms_codes/{word}?image_code={word}"),
            format!("/pkg/{word}.js"),
        ] {
            menshen.get(&path).await;
            let method = Method::from_bytes(word.as_bytes()).unwrap();
            let headers = [("accept-language", word), ("origin", word), ("user-agent", word)];
            menshen.call(method, &path, &headers, word.to_owned()).await;
        }
        let form = json!({"mobile": word, "image_code": word, "image_code_id": word});
        menshen.post("/api/v1/sms-codes", &form).await;
        menshen.post("/siteverify", &json!({"secret": word, "response": word})).await;
    };
    let countries = ["+85291234567", "+6591234567", "+12125552368", "+33612345678"];
    let abroad = async |number: &str| {
        let (id, text) = menshen.picture().await;
        assert_eq!(menshen.send(number, &text, id).await.problem(), "country-not-served");
    };
    flood("STRANGE0").await;
    abroad(countries[0]).await;
    // Twice: the first is not yet counted when it is answered.
    Scrape::of(&menshen).await;
    let then = Scrape::of(&menshen).await;
    for n in 1..10 {
        flood(&format!("STRANGE{n}")).await;
    }
    for number in &countries[1..] {
        abroad(number).await;
    }
    let now = Scrape::of(&menshen).await;
    let new: Vec<_> = now.0.keys().filter(|name| !then.0.contains_key(*name)).collect();
    assert!(new.is_empty(), "{new:?}");
    assert!(!now.0.keys().any(|name| name.contains("STRANGE")));
    let nothing = "menshen_http_requests_total{route=\"(none)\",status=\"404\"}";
    assert!(now.0[nothing] >= 30.0, "{}", now.0[nothing]);
}

#[tokio::test]
async fn two_processes_count_each_their_own() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let one = Menshen::process(&redis, webhook.clone(), &[]).await;
    let two = Menshen::process(&redis, webhook, &[]).await;
    let (id, text) = one.picture().await;
    assert_eq!(two.send(&mobile(), &text, id).await.status, 200);
    let (one, two) = (Scrape::of(&one).await, Scrape::of(&two).await);
    assert_eq!((one.0[PICTURE], one.0[RIGHT], one.0[SENT]), (1.0, 0.0, 0.0));
    assert_eq!((two.0[PICTURE], two.0[RIGHT], two.0[SENT]), (0.0, 1.0, 1.0));
}

#[tokio::test]
async fn both_formats_are_read_by_others() {
    let menshen = Menshen::start(&[]).await;
    menshen.ticket(&mobile()).await;
    let file = |kind: &str, text: &str| {
        let name = format!("menshen-metrics-{}-{kind}.txt", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let mut samples = Vec::new();
    for (kind, accept, content_type) in [
        ("prometheus", "*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("openmetrics", "application/openmetrics-text;version=1.0.0", OPENMETRICS),
    ] {
        let headers = [("accept", accept)];
        let answer = menshen.call(Method::GET, "/metrics", &headers, String::new()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type));
        assert_eq!(answer.header("cache-control"), "no-store");
        let path = file(kind, &answer.text());
        let read = Foreign::python_program("read_metrics.py", &[kind, &path]);
        if kind == "prometheus" {
            promtool(&["check", "metrics"], &path);
        }
        fs::remove_file(path).unwrap();
        let Some(read) = read else { return };
        assert!(read.status.success(), "{kind}: {}", String::from_utf8_lossy(&read.stderr));
        samples.push(String::from_utf8(read.stdout).unwrap().lines().map(str::to_owned).collect());
    }
    let [prometheus, openmetrics]: [BTreeSet<String>; 2] = samples.try_into().unwrap();
    assert!(prometheus.contains(PICTURE) && prometheus.len() > 20, "{prometheus:?}");
    assert_eq!(prometheus, openmetrics);
}

#[tokio::test]
async fn the_numbers_can_be_had_at_an_address_of_their_own_or_not_at_all() {
    let http = reqwest::Client::new();
    let get = async |url: String| http.get(url).send().await.unwrap();
    let own = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let apart = Program::start(&[("METRICS_ADDR", &own)], &[]);
    apart.until_serving();
    assert_eq!(get(format!("{}/metrics", apart.url)).await.status(), 404);
    for path in ["/metrics", "/metrics/"] {
        let answer = get(format!("http://{own}{path}")).await;
        assert_eq!(answer.status(), 200);
        Scrape::read(&answer.text().await.unwrap());
    }
    // The gate is not there.
    let id = ImageCodeId::random();
    for path in ["/", "/readyz", "/siteverify", &format!("/image_codes/{id}")] {
        assert_eq!(get(format!("http://{own}{path}")).await.status(), 404, "{path}");
    }
    assert!(apart.stop().success);

    let off = Program::start(&[("METRICS_ADDR", "off")], &[]);
    off.until_serving();
    assert_eq!(get(format!("{}/metrics", off.url)).await.status(), 404);
}

/// A metric as a text names it, and what stands in its braces: `label`, `="value"` or another matcher.
fn named(text: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("menshen_") {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        // A route has braces too, in quotes.
        let braces = rest.strip_prefix('{').and_then(|rest| {
            let mut quoted = false;
            let end = rest.find(|c| {
                quoted ^= c == '"';
                c == '}' && !quoted
            });
            Some(&rest[..end?])
        });
        let labels = braces.into_iter().flat_map(|labels| labels.split(','));
        let labels =
            labels.map(|label| label.split_at(label.find(['=', '!']).unwrap_or(label.len())));
        named.push((name, labels.collect()));
    }
    named
}

#[tokio::test]
async fn the_alert_rules_and_the_documentation_name_what_there_is() {
    let menshen = Menshen::start(&[]).await;
    menshen.ticket(&mobile()).await;
    let scrape = Scrape::of(&menshen).await;
    let is_there = |name: &str, labels: &[(&str, &str)]| {
        scrape.0.keys().any(|series| {
            let bare = series.split('{').next().unwrap();
            // A histogram is told by its name alone, or by one of its series.
            (bare == name || bare.strip_suffix("_count") == Some(name))
                && labels.iter().all(|(label, matcher)| {
                    // Any value will do for a matcher that is not `="value"`.
                    let value = if matcher.starts_with("=\"") { matcher } else { "=\"" };
                    series.contains(&format!("{label}{value}"))
                })
        })
    };
    let alerts = named(include_str!("../../docs/alerts.yml"));
    let documented = named(include_str!("../../docs/operations.md"));
    assert!(alerts.len() > 15 && documented.len() > 20, "{alerts:?} {documented:?}");
    for (name, labels) in alerts.iter().chain(&documented) {
        assert!(is_there(name, labels), "{name} {labels:?}");
    }
    for series in scrape.0.keys() {
        let name = series.split('{').next().unwrap();
        let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|s| name.strip_suffix(s));
        let name = histogram.unwrap_or(name);
        assert!(documented.iter().any(|(there, _)| *there == name), "{name} is not documented");
    }
}

/// Every query of the dashboard and its legend.
fn dashboard() -> Vec<(String, String)> {
    let dashboard: Value = serde_json::from_str(include_str!("../../docs/grafana.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    targets.map(|target| (text(&target["expr"]), text(&target["legendFormat"]))).collect()
}

/// What stands between these, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[tokio::test]
async fn the_dashboard_is_valid_and_asks_for_what_there_is() {
    let menshen = Menshen::start(&[]).await;
    menshen.ticket(&mobile()).await;
    let scrape = Scrape::of(&menshen).await;
    let queries = dashboard();
    assert!(queries.len() > 20, "{queries:?}");
    for (query, legend) in &queries {
        let named = named(query);
        assert!(!named.is_empty(), "{query}");
        // What the scraper adds, beside what the metrics of this query have.
        let mut labels = BTreeSet::from(["instance"]);
        for (name, matchers) in &named {
            let series = scrape.0.keys().filter(|series| series.split('{').next() == Some(name));
            let series: Vec<_> = series.collect();
            assert!(!series.is_empty(), "{name} is not there: {query}");
            for (label, matcher) in matchers {
                let value = if matcher.starts_with("=\"") { matcher } else { "=\"" };
                let wanted = format!("{label}{value}");
                assert!(series.iter().any(|series| series.contains(&wanted)), "{wanted}: {query}");
            }
            let braces = series[0].split_once('{').map_or("", |(_, labels)| labels);
            // `name="value",name="value"`: what stands before each `="`.
            let names = braces.split("=\"").map(|part| part.rsplit([',', '"']).next().unwrap());
            labels.extend(names.filter(|name| !name.contains('}')));
        }
        let by = between(query, "by (", ")");
        let by = by.iter().flat_map(|list| list.split(", "));
        for label in by.chain(between(legend, "{{", "}}")) {
            assert!(labels.contains(label), "{label} is none of {labels:?}: {query} {legend}");
        }
    }
    // That each is PromQL is for Prometheus itself to say.
    let rule = |(n, (query, _)): (usize, &(String, String))| {
        let query = query.replace("$__rate_interval", "5m");
        json!({"record": format!("query_{n}"), "expr": query})
    };
    let rules: Vec<_> = queries.iter().enumerate().map(rule).collect();
    let rules = json!({"groups": [{"name": "dashboard", "rules": rules}]});
    let path = std::env::temp_dir().join(format!("menshen-dashboard-{}.json", std::process::id()));
    fs::write(&path, rules.to_string()).unwrap();
    promtool(&["check", "rules", path.to_str().unwrap()], "/dev/null");
    fs::remove_file(path).unwrap();
}

#[test]
fn the_alert_rules_fire_when_they_should() {
    promtool(&["check", "rules", "docs/alerts.yml"], "/dev/null");
    promtool(&["test", "rules", "docs/alerts.test.yml"], "/dev/null");
}

/// What comes with Prometheus has to agree.
fn promtool(arguments: &[&str], input: &str) {
    let mut promtool = Command::new("promtool");
    promtool.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    let said = promtool.stdin(fs::File::open(input).unwrap()).output();
    let said = said.expect("promtool is missing: scripts/setup promtool");
    let told = [said.stdout, said.stderr].concat();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&told));
}
