//! A provider that fails: what the person is told, and what is given back.

use std::sync::Arc;

use crate::support::{Menshen, RedisServer, Webhook, menshen::mobile, until, webhook::Next};

#[tokio::test]
async fn after_a_clear_refusal_the_number_is_free_again_and_the_code_is_dead() {
    let menshen = Menshen::start(&[]).await;
    for (answer, slug) in [(400, "send-failed"), (401, "send-failed"), (429, "send-failed")] {
        let number = mobile();
        menshen.webhook.next(Next::Answer(answer));
        let failed = menshen.solve_and_send(&number).await;
        assert_eq!((failed.status, failed.problem().as_str()), (503, slug));
        assert!(failed.retry_after() >= 1);
        let never_sent = menshen.webhook.last().code;
        assert_eq!(menshen.verify(&number, &never_sent).await.problem(), "sms-code-wrong");
        assert_eq!(menshen.solve_and_send(&number).await.status, 200);
    }
}

#[tokio::test]
async fn a_number_that_the_provider_refuses_is_the_persons_to_change() {
    let menshen = Menshen::start(&[]).await;
    menshen.webhook.next(Next::Answer(422));
    let refused = menshen.solve_and_send(&mobile()).await;
    assert_eq!((refused.status, refused.problem().as_str()), (422, "send-refused"));
}

#[tokio::test]
async fn when_the_message_may_have_left_nothing_is_given_back_and_its_code_is_good() {
    let menshen = Menshen::start(&[]).await;
    for next in [Next::Answer(500), Next::Hang] {
        let number = mobile();
        menshen.webhook.next(next);
        let unknown = menshen.solve_and_send(&number).await;
        assert_eq!((unknown.status, unknown.problem().as_str()), (503, "send-unknown"));
        assert_eq!(unknown.retry_after(), 60);
        assert_eq!(menshen.solve_and_send(&number).await.problem(), "cooling-down");
        let code = menshen.webhook.last().code;
        assert_eq!(menshen.verify(&number, &code).await.status, 200);
    }
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_a_clear_failure() {
    let mut nowhere = Webhook::start().await;
    // Port 9 is "discard"; nothing listens there.
    nowhere.url = "http://127.0.0.1:9/sms".to_owned();
    let menshen = Menshen::with(nowhere, &[]).await;
    let number = mobile();
    for _ in 0..2 {
        assert_eq!(menshen.solve_and_send(&number).await.problem(), "send-failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_client_leaves_half_way_a_failed_send_is_still_given_back() {
    let menshen = Arc::new(Menshen::start(&["--image-codes-per-minute=100000"]).await);
    let number = mobile();
    menshen.webhook.next(Next::Held(400));
    let client = tokio::spawn({
        let (menshen, number) = (Arc::clone(&menshen), number.clone());
        async move { menshen.solve_and_send(&number).await }
    });
    menshen.webhook.until(1).await;
    client.abort();
    assert_eq!(menshen.solve_and_send(&number).await.problem(), "cooling-down");
    menshen.webhook.release();
    until("it is given back", async || menshen.solve_and_send(&number).await.status == 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i5_a_proxy_of_the_environment_is_not_told_numbers_and_codes() {
    let (redis, proxy) = (RedisServer::start(), Webhook::start().await);
    let names =
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    let proxies = names.map(|name| (name, proxy.url.as_str()));
    let environment = [&proxies[..], &[("no_proxy", ""), ("NO_PROXY", "")]].concat();
    let (url, webhook) = (redis.url(), Webhook::start().await);
    let store = ["--redis-url", &url];
    let menshen = Menshen::process_in(&environment, &store, webhook, &[]).await;
    let sent = menshen.solve_and_send(&mobile()).await;
    assert!(proxy.messages().is_empty(), "the proxy has read a message");
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert_eq!(menshen.webhook.messages().len(), 1);
}
