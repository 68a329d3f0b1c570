//! Redis dies and comes back.

use std::time::{Duration, Instant};

use menshen::model::ImageCodeId;

use crate::support::{
    Menshen, RedisServer, Webhook,
    menshen::{PATIENT, mobile},
};

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_down_every_call_is_a_quick_503_and_nothing_is_sent() {
    let mut redis = RedisServer::start();
    // With the time-outs that are the default: how soon is what is asked here.
    let webhook = Webhook::start().await;
    let menshen = Menshen::with(webhook, &["--redis-url", &redis.url()]).await;
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
        // Five calls, each of which has a second.
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        for answer in answers {
            assert_eq!((answer.status, answer.problem().as_str()), (503, "unavailable"));
            assert!(answer.retry_after() >= 1);
        }
        let seed = format!("/sms_codes/{number}/?image_code={text}&image_code_id={id}");
        assert_eq!(menshen.get(&seed).await.json()["code"], 400);
        assert_eq!(menshen.get("/healthz").await.status, 200);
    }
    assert!(menshen.webhook.messages().is_empty());
    // Half a second is what a call may take that is waited for.
    assert!(quickest < Duration::from_millis(400), "{quickest:?}");

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
    let url = redis.url();
    let starting = tokio::spawn(async move {
        let webhook = Webhook::start().await;
        Menshen::with(webhook, &["--redis-url", &url, PATIENT]).await
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    redis.start_again();
    let menshen = starting.await.unwrap();
    assert_eq!(menshen.solve_and_send(&mobile()).await.status, 200);
}
