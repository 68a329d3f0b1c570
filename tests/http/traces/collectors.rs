//! Collectors that are away, hang or fail, and none at all.

use super::*;

/// How often it is said that traces are not taken, and why.
fn said(log: &str, why: &str) -> usize {
    log.lines().filter(|line| line.contains("takes no traces") && line.contains(why)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_hangs_or_fails_costs_no_request_anything_and_is_told_once() {
    let redis = RedisServer::start();
    for (mood, why) in [
        (Some(Mood::Answer(500)), "it answered 500"),
        (Some(Mood::Hang), "no answer in time"),
        (None, "no connection"),
    ] {
        let (collector, webhook) = (Collector::start().await, Webhook::start().await);
        let away = format!("http://{}", Menshen::free_address());
        collector.be(mood.unwrap_or(Mood::Hang));
        let url = if mood.is_some() { &collector.url } else { &away };
        let many = "--image-codes-per-minute=1000000";
        let settings = ["--stop-grace=0", many, "--otel-exporter-otlp-endpoint", url];
        let menshen = Menshen::process(&redis, webhook, &settings).await;
        let start = Instant::now();
        for _ in 0..20 {
            menshen.picture().await;
        }
        assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
        // One message alone may take 3 s.
        assert!(start.elapsed() < Duration::from_secs(60), "{why}: {:?}", start.elapsed());
        let more_than_once = || match mood {
            Some(_) => collector.asked() >= 3,
            // Messages leave once a second.
            None => start.elapsed() > Duration::from_secs(5),
        };
        until("messages are sent", async || {
            menshen.get("/nothing").await;
            more_than_once()
        })
        .await;
        let ended = menshen.stop();
        assert!(ended.success, "{}", ended.stderr);
        assert_eq!(said(&ended.stderr, why), 1, "{}", ended.stderr);
        assert_eq!(said(&ended.stderr, ""), 1, "{}", ended.stderr);
        // Neither where it is nor what it says.
        assert!(!ended.stderr.contains(url.as_str()), "{}", ended.stderr);
        assert!(collector.messages().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_that_nobody_takes_are_bounded() {
    let collector = Collector::start().await;
    collector.be(Mood::Hang);
    let settings = [&to(&collector)[..], &["--max-connections=1000"]].concat();
    let menshen = Menshen::start(&settings).await;
    // A span each.
    let mut clients = JoinSet::new();
    for _ in 0..20 {
        let mut wire = Wire::to(&menshen.url).await;
        clients.spawn(async move {
            for _ in 0..500 {
                assert!(wire.get("/nothing").await.starts_with("HTTP/1.1 404 "));
            }
        });
    }
    clients.join_all().await;
    collector.be(Mood::Answer(200));
    until("what waits is told", async || collector.spans().len() >= 4096).await;
    // The queue is sent whole, and in its order.
    menshen.get("/image_codes/last").await;
    let told = collector.until("GET /image_codes/{id}").await.len();
    // And what was on its way.
    assert!(told <= 4096 + 2 * 512, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_sends_what_waits_and_takes_no_longer_than_without_traces() {
    let redis = RedisServer::start();
    let collector = Collector::start().await;
    let many = "--image-codes-per-minute=1000000";
    let settings = [&to(&collector)[..], &["--stop-grace=0", many]].concat();
    let menshen = Menshen::process(&redis, Webhook::start().await, &settings).await;
    // More than one message, a moment before the end.
    for _ in 0..200 {
        menshen.picture().await;
    }
    assert!(menshen.stop().success);
    let spans = collector.spans();
    let pictures = spans.iter().filter(|span| span.path == "GET /image_codes/{id}");
    assert_eq!(pictures.count(), 200);

    // Nothing is left of the ten seconds: a request never ends, and the collector hangs.
    let settings = [&to(&collector)[..], &["--body-timeout=60", many]].concat();
    let menshen = Menshen::process(&redis, Webhook::start().await, &settings).await;
    collector.be(Mood::Hang);
    menshen.picture().await;
    let mut stuck = Wire::to(&menshen.url).await;
    let start = "POST /siteverify HTTP/1.1\r\nhost: menshen\r\ncontent-length: 9\r\n\r\n";
    stuck.begin(start).await;
    let signalled = Instant::now();
    let ended = menshen.stop();
    let took = signalled.elapsed();
    assert!(ended.success, "{}", ended.stderr);
    // Its body might come for a minute.
    assert!((Duration::from_secs(9)..Duration::from_secs(60)).contains(&took), "{took:?}");
    assert!(ended.stderr.contains("has not taken the last traces"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_does_not_wait_for_traces() {
    let collector = Collector::start().await;
    collector.be(Mood::Hang);
    let program = Program::start(&[], &[&to(&collector)[..], &["--stop-grace=60"]].concat());
    program.until_serving();
    Wire::to(&program.url).await.get("/nothing").await;
    program.signal("TERM");
    until("it stops", async || {
        Wire::to(&program.url).await.get("/readyz").await.starts_with("HTTP/1.1 503 ")
    })
    .await;
    program.signal("INT");
    let ended = program.ended();
    assert!(ended.success, "{}", ended.stderr);
    assert!(!ended.stderr.contains("has not taken the last traces"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_endpoint_nothing_is_sent_whatever_else_is_set() {
    let collector = Collector::start().await;
    let own = format!("{}/v1/traces", collector.url);
    let environment = [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=key"),
        ("OTEL_TRACES_SAMPLER", "always_on"),
    ];
    let program = Program::start(&environment, &[]);
    program.until_serving();
    Wire::to(&program.url).await.get("/nothing").await;
    let ended = program.stop();
    assert!(ended.success && !ended.stderr.contains("traces"), "{}", ended.stderr);
    assert_eq!(collector.asked(), 0);
}
