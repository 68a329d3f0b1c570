//! Redis dies and comes back.

use std::time::{Duration, Instant};

use menshen::model::ImageCodeId;

use crate::support::{Menshen, RedisServer, Webhook, Wire, menshen::mobile};

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_down_every_call_is_a_quick_503_and_nothing_is_sent() {
    let mut redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let (id, text) = menshen.picture().await;
    let number = mobile();
    redis.kill();

    let picture = format!("/image_codes/{}/", ImageCodeId::random());
    let sound = format!("/image_codes/{id}/audio");
    let mut quickest = Duration::MAX;
    // More than once: right after the loss, and while fred tries to connect again.
    for _ in 0..5 {
        let start = Instant::now();
        let first = menshen.get(&picture).await;
        quickest = quickest.min(start.elapsed());
        let answers = [
            first,
            menshen.get(&sound).await,
            menshen.send(&number, &text, id).await,
            menshen.verify(&number, "123456").await,
            menshen.get("/readyz").await,
        ];
        for answer in answers {
            assert_eq!((answer.status, answer.problem().as_str()), (503, "unavailable"));
            assert!(answer.retry_after() >= 1);
        }
        let seed = format!("/sms_codes/{number}/?image_code={text}&image_code_id={id}");
        assert_eq!(menshen.get(&seed).await.json()["code"], 400);
        assert_eq!(menshen.get("/healthz").await.status, 200);
    }
    assert!(menshen.webhook.messages().is_empty());
    // Five seconds is what a call may take here that is waited for.
    assert!(quickest < Duration::from_secs(4), "{quickest:?}");

    redis.start_again();
    menshen.until_ready().await;
    assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
    assert_eq!(menshen.solve_and_send(&number).await.status, 200);
    assert_eq!(menshen.webhook.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_before_redis_serves_once_it_is_there() {
    let mut redis = RedisServer::start();
    redis.kill();
    let (url, webhook) = (redis.url(), Webhook::start().await);
    let store = ["--redis-url", &*url];
    let program = Menshen::begin(&[], &store, &webhook, &[]);
    program.until_serving();
    assert!(Wire::to(&program.url).await.get("/readyz").await.starts_with("HTTP/1.1 503 "));
    redis.start_again();
    let menshen = Menshen::of(program, &store, webhook).await;
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
}
