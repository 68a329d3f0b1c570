//! Requests, calls of the store, and the process itself.

use super::*;

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
        "tally",
        "tally_verified",
        "reserve_sms",
        "count",
        "check_sms_code",
        "put_ticket",
    ];
    let counted = |call| format!("menshen_store_duration_seconds_count{{call=\"{call}\"}}");
    let mut names: Vec<_> = routes.iter().flat_map(|route| of(route)).collect();
    names.extend(calls.map(counted));
    let mut expected = once(&names.iter().map(String::as_str).collect::<Vec<_>>());
    // The answer's; address, prefix, country and site for the message.
    let acquired = counted("acquire");
    expected.insert(&acquired, 5.0);
    // The place of an answer that was right; those of address and prefix, once the message is answered.
    let released = counted("release");
    expected.insert(&released, 3.0);
    assert_eq!(moved, expected);

    // What is given back, after a provider that says no.
    menshen.webhook.next(Next::Answer(400));
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-failed");
    let back = Scrape::of(&menshen).await;
    let moved = back.since(&now);
    for (call, times) in
        [("reserve_sms", 1.0), ("refund_sms", 1.0), ("acquire", 5.0), ("release", 5.0)]
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
async fn the_numbers_can_be_had_at_an_address_of_their_own_or_not_at_all() {
    let http = client().build().unwrap();
    let get = async |url: String| http.get(url).send().await.unwrap();
    let own = Menshen::free_address();
    let apart = Program::start(&[("METRICS_ADDR", &own)], &[]);
    apart.until_listening(&own);
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

/// Whoever reaches the site must not read what became of a code (I4) and what the budgets are.
#[tokio::test]
async fn i4_the_public_listener_has_numbers_only_when_asked_for() {
    // Taken by this, or by whoever had it before: the default is the same for all programs.
    let held = TcpListener::bind("127.0.0.1:9464");
    let program = Program::under(&["env", "--unset=METRICS_ADDR"], &[], &[]);
    program.until_serving();
    let http = client().build().unwrap();
    for path in ["/metrics", "/metrics/"] {
        let answer = http.get(format!("{}{path}", program.url)).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    // Nobody named that address, so it is no reason not to start.
    let ended = program.stop();
    assert!(ended.success && ended.stderr.contains("METRICS_ADDR"), "{}", ended.stderr);
    drop(held);

    let public = Program::start(&[("METRICS_ADDR", "public")], &[]);
    public.until_serving();
    let answer = http.get(format!("{}/metrics", public.url)).send().await.unwrap();
    Scrape::read(&answer.text().await.unwrap());
}

#[tokio::test]
async fn an_address_of_the_numbers_that_was_asked_for_and_is_taken_stops_the_start() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = held.local_addr().unwrap().to_string();
    let ended = Program::start(&[("METRICS_ADDR", &taken)], &[]).ended();
    assert!(!ended.success);
    assert!(ended.stderr.contains("METRICS_ADDR: can't listen on"), "{}", ended.stderr);
}
