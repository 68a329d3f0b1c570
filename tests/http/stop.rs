//! How the program ends: nothing that has begun is lost, and nothing lasts for ever.

use std::{
    os::unix::net::UnixDatagram,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{
    Menshen, PATIENCE, Program, RedisServer, Webhook, Wire, client, menshen::mobile, until,
    webhook::Next,
};

/// The program with a webhook, on Redis, so that pictures can be looked up.
async fn started(redis: &RedisServer, settings: &[&str]) -> Menshen {
    Menshen::process(redis, Webhook::start().await, settings).await
}

/// A request for a message, as it goes over the wire.
async fn request(menshen: &Menshen, mobile: &str) -> String {
    let (id, text) = menshen.picture().await;
    let body = json!({"mobile": mobile, "image_code": text, "image_code_id": id}).to_string();
    format!(
        "POST /api/v1/sms-codes HTTP/1.1\r\nhost: menshen\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_what_is_under_way_and_closes_what_is_idle() {
    let redis = RedisServer::start();
    for signal in ["TERM", "INT"] {
        let menshen = started(&redis, &["--stop-grace=0"]).await;
        let mut idle = Wire::to(&menshen.url).await;
        idle.get("/healthz").await;
        let silent = Wire::to(&menshen.url).await;
        let number = mobile();
        menshen.webhook.next(Next::Held(204));
        let send = request(&menshen, &number).await;
        let mut sending = Wire::to(&menshen.url).await;
        sending.say(&send).await;
        menshen.webhook.until(1).await;
        menshen.program().signal(signal);

        assert_eq!(idle.end().await, "", "{signal}");
        menshen.webhook.release();
        let answer = sending.answer().await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{signal}: {answer}");
        assert!(answer.contains("connection: close\r\n"), "{signal}: {answer}");
        assert_eq!(sending.end().await, "", "{signal}");
        drop(silent);
        let receiver = menshen.webhook.clone();
        let ended = menshen.program_ended();
        assert!(ended.success, "{signal}: {}", ended.stderr);
        assert!(!ended.stderr.contains("still under way"), "{signal}: {}", ended.stderr);
        assert_eq!(receiver.messages().len(), 1);
        // What was sent can be used at another server.
        let other = Menshen::process(&redis, receiver.clone(), &[]).await;
        assert_eq!(other.verify(&number, &receiver.last().code).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_just_made_may_yet_send_its_request_and_a_silent_one_is_not_waited_for()
 {
    // It has a second for that, which a machine with other things to do may miss.
    for tries in 1.. {
        let program = Program::start(&[], &["--stop-grace=0"]);
        program.until_serving();
        let _silent = Wire::to(&program.url).await;
        let mut late = Wire::to(&program.url).await;
        program.signal("INT");
        let address = program.url.trim_start_matches("http://").to_owned();
        until("no more are taken", async || TcpStream::connect(&address).await.is_err()).await;
        let said = late.0.write_all(b"GET /healthz HTTP/1.1\r\nhost: menshen\r\n\r\n").await;
        let answer = if said.is_ok() { late.end().await } else { String::new() };
        let ended = program.ended();
        assert!(ended.success && !ended.stderr.contains("still under way"), "{}", ended.stderr);
        if answer.starts_with("HTTP/1.1 200 ") {
            return;
        }
        assert!(tries < 5, "the request is lost: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn during_the_grace_it_says_that_it_stops_and_serves_on() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--stop-grace=60"]).await;
    let mut kept = Wire::to(&menshen.url).await;
    assert!(!kept.get("/healthz").await.contains("connection: close"));
    menshen.program().signal("TERM");
    until("not ready", async || menshen.get("/readyz").await.status == 503).await;
    let refused = menshen.get("/readyz").await;
    assert_eq!((refused.problem(), refused.retry_after()), ("unavailable".to_owned(), 1));
    assert_eq!(refused.json()["reason"], "stopping");
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
    // Clients go elsewhere with their next request.
    assert!(kept.get("/healthz").await.contains("connection: close\r\n"));
    assert_eq!(kept.end().await, "");
    // All this was within the grace: it goes on taking connections.
    assert_eq!(menshen.get("/readyz").await.status, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_the_grace_is_over_and_not_before() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--stop-grace=2"]).await;
    let signalled = Instant::now();
    menshen.program().signal("TERM");
    assert!(menshen.program_ended().success);
    assert!(signalled.elapsed() >= Duration::from_secs(2), "{:?}", signalled.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_elsewhere_once_it_is_not_ready_loses_no_request() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--stop-grace=60"]).await;
    let url = menshen.url.clone();
    // As balancers do: on connections that are kept, and on new ones.
    let answered = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let clients = [0, 8].map(|kept| {
        let (url, all) = (url.clone(), Arc::clone(&answered));
        tokio::spawn(async move {
            let http = client().pool_max_idle_per_host(kept).build().unwrap();
            for answered in 0.. {
                all[usize::from(kept > 0)].store(answered, Ordering::Relaxed);
                let answer = http.get(format!("{url}/readyz")).send().await;
                let answer = answer.unwrap_or_else(|error| panic!("{error:?} after {answered}"));
                if answer.status() == 503 {
                    return;
                }
                let picture = format!("{url}/image_codes/{}", ImageCodeId::random());
                assert!(
                    [200, 429].contains(&http.get(picture).send().await.unwrap().status().as_u16())
                );
            }
            unreachable!("it stops")
        })
    });
    let enough = || answered.iter().all(|answered| answered.load(Ordering::Relaxed) > 5);
    until("both are served", async || enough()).await;
    menshen.program().signal("TERM");
    for client in clients {
        client.await.unwrap();
    }
    // Nobody is left.
    menshen.program().signal("TERM");
    assert!(menshen.program_ended().success);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_whose_client_has_gone_is_waited_for() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--stop-grace=0"]).await;
    let number = mobile();
    // It was certainly not sent, so the number is free again: the server has to hear of it.
    menshen.webhook.next(Next::Held(429));
    let mut gone = Wire::to(&menshen.url).await;
    gone.say(&request(&menshen, &number).await).await;
    menshen.webhook.until(1).await;
    drop(gone);
    menshen.program().signal("TERM");
    let address = menshen.url.trim_start_matches("http://").to_owned();
    until("no more are taken", async || TcpStream::connect(&address).await.is_err()).await;
    let receiver = menshen.webhook.clone();
    receiver.release();
    assert!(menshen.program_ended().success);
    let other = Menshen::process(&redis, receiver.clone(), &[]).await;
    assert_eq!(other.solve_and_send(&number).await.status, 200);
    assert_eq!(receiver.messages().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_cut_off_after_10_seconds_and_no_message_is_sent_twice() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--body-timeout=60"]).await;
    let number = mobile();
    let send = request(&menshen, &number).await;
    // All but the last byte.
    let (start, _) = send.split_at(send.len() - 1);
    let mut stuck = Wire::to(&menshen.url).await;
    stuck.begin(start).await;
    let signalled = Instant::now();
    menshen.program().signal("TERM");
    assert_eq!(stuck.end().await, "");
    let receiver = menshen.webhook.clone();
    let ended = menshen.program_ended();
    let took = signalled.elapsed();
    // Its body might come for a minute.
    assert!((Duration::from_secs(9)..Duration::from_secs(60)).contains(&took), "{took:?}");
    assert!(ended.success && ended.stderr.contains("still under way"), "{}", ended.stderr);
    // Its picture was not spent, and nothing was sent.
    let other = Menshen::process(&redis, receiver.clone(), &[]).await;
    let mut again = Wire::to(&other.url).await;
    again.say(&send).await;
    assert!(again.answer().await.starts_with("HTTP/1.1 200 "));
    assert_eq!(receiver.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_stops_at_once() {
    let redis = RedisServer::start();
    let menshen = started(&redis, &["--stop-grace=60"]).await;
    menshen.webhook.next(Next::Hang);
    let mut stuck = Wire::to(&menshen.url).await;
    stuck.say(&request(&menshen, &mobile()).await).await;
    menshen.webhook.until(1).await;
    let signalled = Instant::now();
    menshen.program().signal("TERM");
    until("it stops", async || menshen.get("/readyz").await.status == 503).await;
    menshen.program().signal("INT");
    let ended = menshen.program_ended();
    assert!(signalled.elapsed() < Duration::from_secs(60), "{:?}", signalled.elapsed());
    assert!(ended.success && ended.stderr.contains("stopped at once"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_reloads_nothing_and_says_so() {
    let program = Program::start(&[], &[]);
    program.until_serving();
    program.signal("HUP");
    program.until_logged("SIGHUP: nothing is reloaded");
    program.signal("HUP");
    assert!(Wire::to(&program.url).await.get("/healthz").await.ends_with("ok\n"));
    let ended = program.stop();
    assert!(
        ended.success && ended.stderr.contains("SIGHUP: nothing is reloaded"),
        "{}",
        ended.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_manager_is_told_when_it_is_ready_alive_and_about_to_stop() {
    let path = std::env::temp_dir().join(format!("menshen-notify-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut line = [0; 100];
        let length = socket.recv(&mut line).unwrap();
        String::from_utf8(line[..length].to_vec()).unwrap()
    };
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "200000")];
    let program = Program::start(&environment, &[]);
    assert_eq!(told(), "READY=1\n");
    // It serves by then.
    assert!(Wire::to(&program.url).await.get("/healthz").await.ends_with("ok\n"));
    for _ in 0..3 {
        assert_eq!(told(), "WATCHDOG=1\n");
    }
    program.signal("TERM");
    let mut last = told();
    while last == "WATCHDOG=1\n" {
        last = told();
    }
    assert_eq!(last, "STOPPING=1\n");
    assert!(program.ended().success);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_at_once_and_says_why_it_is_not_ready() {
    let mut redis = RedisServer::start();
    redis.kill();
    let secret = ("MENSHEN_SECRET", "0123456789abcdef0123456789abcdef");
    let url = redis.url();
    let environment = [("REDIS_URL", url.as_str()), secret, ("ALLOW_CONSOLE_WITH_REDIS", "true")];
    let program = Program::start(&environment, &[]);
    program.until_serving();
    let asked = async |language: &str| {
        let path = format!("/readyz?lang={language}");
        Wire::to(&program.url).await.get(&path).await
    };
    // Where there is much else to do it may run out of time before it knows why.
    let told = async |language: &str| {
        let mut text = String::new();
        until("unreachable", async || {
            text = asked(language).await;
            assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
            text.contains(r#""reason":"store-unreachable""#)
        })
        .await;
        text
    };
    let text = told("en").await;
    assert!(
        text.contains("retry-after: 1\r\n")
            && text.contains("Nothing answers at the store's address")
            && !text.contains(&url),
        "{text}"
    );
    redis.start_again();
    until("ready", async || asked("en").await.ends_with("\r\n\r\nok\n")).await;
    redis.kill();
    until("not ready", async || asked("en").await.starts_with("HTTP/1.1 503 ")).await;
    let text = told("zh").await;
    assert!(text.contains("存储地址没有响应"), "{text}");
}
