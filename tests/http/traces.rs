//! Traces by OTLP, as a collector gets them.

#[path = "traces/collectors.rs"]
mod collectors;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    collector::{Collector, Mood, Told},
    logs::{Run, three_vendors},
    support::{
        Menshen, Program, RedisServer, Webhook, Wire,
        menshen::{SECRET, SITE_SECRET, WRONG, mobile},
        until,
        webhook::{self, Next},
    },
};

/// What a span may say, and in which words where they are few.
const ATTRIBUTES: [&str; 7] = [
    "error.type",
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "menshen.provider",
    "menshen.refusal",
    "url.scheme",
];

fn to(collector: &Collector) -> [&str; 2] {
    ["--otel-exporter-otlp-endpoint", &collector.url]
}

fn paths(spans: &[Told]) -> BTreeSet<&str> {
    spans.iter().map(|span| span.path.as_str()).collect()
}

fn one<'a>(spans: &'a [Told], path: &str) -> &'a Told {
    let mut found = spans.iter().filter(|span| span.path == path);
    let span = found.next().unwrap_or_else(|| panic!("no {path} in {:#?}", paths(spans)));
    assert!(found.next().is_none(), "more than one {path}");
    span
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_told_step_by_step_on_both_stores() {
    let redis = RedisServer::start();
    for on_redis in [false, true] {
        let (collector, webhook) = (Collector::start().await, Webhook::start().await);
        let menshen = match on_redis {
            true => Menshen::process(&redis, webhook.clone(), &to(&collector)).await,
            false => Menshen::with(webhook.clone(), &to(&collector)).await,
        };
        let number = mobile();
        let ticket = menshen.ticket(&number).await;
        let redeem = json!({"secret": SITE_SECRET, "response": ticket});
        assert_eq!(menshen.post("/siteverify", &redeem).await.json()["success"], true);
        let spans = collector.until("POST /siteverify").await;

        for there in [
            "GET /image_codes/{id}",
            "GET /image_codes/{id} > gate.draw",
            "GET /image_codes/{id} > gate.draw > store.issue_image_code",
            "POST /api/v1/sms-codes > gate.solve > store.take_image_code",
            "POST /api/v1/sms-codes > gate.hold > store.acquire",
            "POST /api/v1/sms-codes > gate.hold > store.count_sent",
            "POST /api/v1/sms-codes > store.reserve_sms",
            "POST /api/v1/sms-codes > gate.send > provider.send",
            "POST /api/v1/sms-codes/verify > gate.check > store.check_sms_code",
            "POST /api/v1/sms-codes/verify > gate.check > store.put_ticket",
            "POST /siteverify > gate.redeem > store.take_ticket",
        ] {
            assert!(paths(&spans).contains(there), "{there} in {:#?}", paths(&spans));
        }
        let request = one(&spans, "POST /api/v1/sms-codes");
        let expected = [
            ("http.request.method", "POST"),
            ("http.response.status_code", "200"),
            ("http.route", "/api/v1/sms-codes"),
            ("url.scheme", "http"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(request.attributes, BTreeMap::from(expected));
        let sent = one(&spans, "POST /api/v1/sms-codes > gate.send > provider.send");
        assert_eq!(
            (sent.kind, &*sent.attributes["menshen.provider"]),
            (SpanKind::Client, "webhook")
        );
        for span in &spans {
            // What the server does by itself and what watches ask is in none.
            let is_request = span.attributes.contains_key("http.request.method");
            assert_eq!(span.parent.is_empty(), is_request, "{span:?}");
            assert_eq!(span.kind == SpanKind::Server, is_request, "{span:?}");
            assert!(!span.path.contains("/readyz"), "{span:?}");
            assert!(!span.is_error, "{span:?}");
            let (start, end) = (span.span.start_time_unix_nano, span.span.end_time_unix_nano);
            assert!(start <= end, "{span:?}");
        }
        // Each request is a trace of its own.
        let requests = spans.iter().filter(|span| span.parent.is_empty());
        let traces: BTreeSet<_> = requests.clone().map(|span| &span.trace).collect();
        assert_eq!(traces.len(), requests.count());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_failures_are_told_by_their_names() {
    let mut redis = RedisServer::start();
    let (collector, webhook) = (Collector::start().await, Webhook::start().await);
    let menshen = Menshen::process(&redis, webhook.clone(), &to(&collector)).await;
    let (id, _) = menshen.picture().await;
    assert_eq!(menshen.send(&mobile(), WRONG, id).await.problem(), "image-code-wrong");
    let spans = collector.until("POST /api/v1/sms-codes").await;
    let refused = one(&spans, "POST /api/v1/sms-codes");
    assert_eq!(refused.attributes["menshen.refusal"], "image-code-wrong");
    assert_eq!(refused.attributes["http.response.status_code"], "422");
    // The person's fault is none of the server's.
    assert!(!refused.is_error && !refused.attributes.contains_key("error.type"));

    webhook.next(Next::Answer(429));
    assert_eq!(menshen.solve_and_send(&mobile()).await.problem(), "send-failed");
    let spans = collector.until("POST /api/v1/sms-codes > gate.refund > store.refund_sms").await;
    let failed = one(&spans, "POST /api/v1/sms-codes > gate.send > provider.send");
    assert!(failed.is_error && failed.attributes["error.type"] == "limited", "{failed:?}");

    redis.kill();
    let answer = menshen.get(&format!("/image_codes/{}", ImageCodeId::random())).await;
    assert_eq!(answer.status, 503);
    let is_down = |span: &Told| span.is_error && span.name == "GET /image_codes/{id}";
    until("the failure is told", async || collector.spans().iter().any(is_down)).await;
    let spans = collector.spans();
    let request = spans.iter().find(|span| is_down(span)).unwrap();
    assert_eq!(request.attributes["error.type"], "503");
    assert_eq!(request.attributes["menshen.refusal"], "unavailable");
    let call = spans
        .iter()
        .find(|span| span.trace == request.trace && span.name == "store.issue_image_code");
    let call = call.unwrap();
    assert!(call.is_error && call.attributes["error.type"] == "down", "{call:?}");
}

/// I5: nothing that came with a request or belongs to a person is in any message, wherever in it.
#[tokio::test(flavor = "multi_thread")]
async fn no_number_code_name_or_address_is_in_a_trace_on_both_stores() {
    let redis = RedisServer::start();
    for on_redis in [false, true] {
        let (collector, webhook) = (Collector::start().await, Webhook::start().await);
        let redis_url = redis.url();
        let store = if on_redis { vec!["--redis-url", &redis_url] } else { Vec::new() };
        let settings = [&store, &to(&collector)[..]].concat();
        let menshen = Menshen::with(webhook.clone(), &settings).await;
        let mut run = Run::new(&menshen.url, menshen.store.clone());
        run.everything(&webhook).await;
        let vendors = three_vendors().await;
        let by = Menshen::by(&vendors.each_ref(), &settings).await;
        let mut other = Run::new(&by.url, by.store.clone());
        other.by_vendors(&vendors).await;
        // A method, a header and a trace that nobody knows.
        let strange = Method::from_bytes(b"STRANGE").unwrap();
        let headers = [
            ("user-agent", "a-strange-agent"),
            ("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"),
            ("tracestate", "strange=state"),
            ("baggage", "strange=baggage"),
        ];
        let number = mobile();
        menshen.call(strange, &format!("/{number}"), &headers, String::new()).await;
        let spans = collector.until("HTTP").await;
        until("the other server's are told", async || {
            let errors = collector.spans();
            errors
                .iter()
                .any(|span| span.attributes.get("error.type").is_some_and(|of| of == "refused"))
        })
        .await;

        // That there is something to be found in.
        assert!(spans.len() > 100 && run.secrets.len() > 10 && run.names.len() > 10);
        assert!(!run.tickets.is_empty());
        let always = [SECRET, SITE_SECRET, webhook::SECRET, "STRANGE", "strange", "127.0.0.1"];
        let secrets = [run.secrets, other.secrets, run.tickets, run.names, other.names].concat();
        let secrets = secrets.iter().map(String::as_str).chain(always).chain([&*number]);
        let messages: Vec<u8> =
            collector.messages().into_iter().flat_map(|(_, body)| body.to_vec()).collect();
        for secret in secrets {
            let found = messages.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in a trace");
        }
        for span in collector.spans() {
            assert!(span.span.events.is_empty() && span.span.links.is_empty(), "{span:?}");
            assert!(span.span.trace_state.is_empty(), "{span:?}");
            assert_eq!(span.span.status.as_ref().map_or("", |status| &status.message), "");
            for name in span.attributes.keys() {
                assert!(ATTRIBUTES.contains(&name.as_str()), "{name}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_on_where_a_trusted_proxy_began_it_and_nowhere_else() {
    const TRACE: &str = "0123456789abcdef0123456789abcdef";
    let sampled = format!("00-{TRACE}-00000000000000aa-01");
    let other = format!("00-{TRACE}-00000000000000bb-00");
    let trusted = ["--trusted-proxies", "127.0.0.1/32"];
    let picture = format!("/image_codes/{}", ImageCodeId::random());
    let call = async |menshen: &Menshen, headers: &[(&str, &str)]| {
        assert_eq!(menshen.call(Method::GET, &picture, headers, String::new()).await.status, 200);
    };
    let parents = |collector: &Collector| -> Vec<(String, String)> {
        let spans = collector.spans().into_iter();
        let requests = spans.filter(|span| span.kind == SpanKind::Server);
        requests.map(|span| (span.trace, span.parent)).collect()
    };

    let collector = Collector::start().await;
    let menshen = Menshen::start(&[&to(&collector)[..], &trusted].concat()).await;
    call(&menshen, &[("traceparent", &sampled), ("tracestate", "a=b")]).await;
    // Left out, as the proxy wishes.
    call(&menshen, &[("traceparent", &other)]).await;
    // One that is broken, and two of which nobody knows which is right.
    call(&menshen, &[("traceparent", "00-no-trace-01")]).await;
    call(&menshen, &[("traceparent", &sampled), ("traceparent", &sampled)]).await;
    until("three requests are told", async || parents(&collector).len() == 3).await;
    let told = parents(&collector);
    assert_eq!(told[0], (TRACE.to_owned(), "00000000000000aa".to_owned()));
    assert!(
        told[1..].iter().all(|(trace, parent)| trace != TRACE && parent.is_empty()),
        "{told:?}"
    );
    // Nothing else that was said of it is kept.
    assert!(collector.spans().iter().all(|span| span.span.trace_state.is_empty()));
    // Its steps are part of it.
    let steps = collector.spans().into_iter().filter(|span| span.name == "gate.draw");
    assert!(steps.into_iter().any(|span| span.trace == TRACE));

    // Nobody is trusted: neither the trace nor the choice is the client's.
    let collector = Collector::start().await;
    let menshen = Menshen::start(&to(&collector)).await;
    call(&menshen, &[("traceparent", &sampled)]).await;
    call(&menshen, &[("traceparent", &other)]).await;
    until("both requests are told", async || parents(&collector).len() == 2).await;
    let told = parents(&collector);
    assert!(told.iter().all(|(trace, parent)| trace != TRACE && parent.is_empty()), "{told:?}");
    let silent = Collector::start().await;
    let none = [&to(&silent)[..], &["--otel-traces-sampler=parentbased_always_off"]].concat();
    let menshen = Menshen::start(&none).await;
    call(&menshen, &[("traceparent", &sampled)]).await;
    // A trusted one chooses.
    let chosen = Menshen::start(&[&none[..], &trusted].concat()).await;
    call(&chosen, &[]).await;
    call(&chosen, &[("traceparent", &sampled)]).await;
    until("one request is told", async || !parents(&silent).is_empty()).await;
    assert_eq!(parents(&silent), [(TRACE.to_owned(), "00000000000000aa".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_the_share_that_was_asked_for_is_traced_whole() {
    let collector = Collector::start().await;
    let started = async |sampler: &str, ratio: &str| {
        let (sampler, ratio) = (
            format!("--otel-traces-sampler={sampler}"),
            format!("--otel-traces-sampler-arg={ratio}"),
        );
        let many = "--image-codes-per-minute=1000000";
        Menshen::start(&[&to(&collector)[..], &[&sampler, &ratio, many]].concat()).await
    };
    for (sampler, ratio) in [("always_off", "1"), ("traceidratio", "0")] {
        started(sampler, ratio).await.picture().await;
    }
    let half = started("parentbased_traceidratio", "0.5").await;
    for _ in 0..200 {
        half.picture().await;
    }
    // Told after all of them, since it is of the same server.
    let all = started("traceidratio", "1").await;
    let number = mobile();
    assert_eq!(all.get(&format!("/sms_codes/{number}")).await.status, 200);
    collector.until("GET /sms_codes/{mobile}").await;
    let count = |path: &str| collector.spans().iter().filter(|span| span.path == path).count();
    until("each trace is whole", async || {
        count("GET /image_codes/{id} > gate.draw > store.issue_image_code")
            == count("GET /image_codes/{id}")
    })
    .await;
    // Chance misses this once in 10^20 times.
    let traced = count("GET /image_codes/{id}");
    assert!((30..170).contains(&traced), "{traced} of 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_is_shown_what_it_asks_for_and_whose_traces_they_are() {
    let collector = Collector::start().await;
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20a%2Cb, x-tenant=shop"),
    ];
    let named = [
        ("OTEL_SERVICE_NAME", "gate"),
        ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=one,deployment.environment.name=test"),
    ];
    for (variables, name) in
        [(environment.to_vec(), "menshen"), ([environment, named].concat(), "gate")]
    {
        let before = collector.messages().len();
        let program = Program::start(&variables, &[]);
        program.until_serving();
        Wire::to(&program.url).await.get("/nothing").await;
        assert!(program.stop().success);
        let messages = collector.messages().split_off(before);
        assert!(!messages.is_empty());
        for (headers, _) in messages {
            assert_eq!(headers["content-type"], "application/x-protobuf");
            assert_eq!(headers["authorization"], "Bearer a,b");
            assert_eq!(headers["x-tenant"], "shop");
        }
        let resource = collector.resources().pop().unwrap();
        assert_eq!(resource["service.name"], name);
        assert_eq!(resource["service.version"], env!("CARGO_PKG_VERSION"));
        let instance = resource.get("service.instance.id").map(String::as_str);
        assert_eq!(instance, (name == "gate").then_some("one"), "{resource:?}");
    }
    // The flag wins.
    let flags = ["--otel-exporter-otlp-headers=authorization=other"];
    let program = Program::start(&environment, &flags);
    program.until_serving();
    Wire::to(&program.url).await.get("/nothing").await;
    assert!(program.stop().success);
    assert_eq!(collector.messages().pop().unwrap().0["authorization"], "other");
}
