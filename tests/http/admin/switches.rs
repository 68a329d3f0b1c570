//! What the switches do, on every server.

use super::*;

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
async fn raised_pictures_are_hardest_on_every_server_and_those_that_are_there_stay_as_they_are() {
    let (redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, address) = process(&redis, &webhook, &[]).await;
    let (two, _) = process(&redis, &webhook, &[]).await;
    let (id, text) = one.picture().await;
    let bytes = async |menshen: &Menshen, id: ImageCodeId| {
        menshen.get(&format!("/image_codes/{id}")).await.body
    };
    let set = bytes(&one, id).await;
    assert_eq!(bytes(&two, id).await, set);
    let console = Console::of(&address, "Lin").await;
    // The level of a picture that this server issues, which is the same at the other.
    let level_at = async |menshen: &Menshen| {
        let (id, text) = menshen.picture().await;
        let shown = bytes(&one, id).await;
        assert_eq!(bytes(&two, id).await, shown);
        level(id, &text, &shown)
    };
    let follow = async |wanted: Difficulty| {
        until("the servers follow", async || {
            [level_at(&one).await, level_at(&two).await] == [wanted, wanted]
        })
        .await;
        assert_eq!([bytes(&one, id).await, bytes(&two, id).await], [set.clone(), set.clone()]);
    };
    console.set_switch("raise", true).await;
    follow(Difficulty::Hard).await;
    let stored = two.store.image_code(&id).await.unwrap().unwrap();
    assert_eq!(stored.as_str(), text);
    console.set_switch("raise", false).await;
    follow(Difficulty::Normal).await;
    assert_eq!(one.send(&lonely(), &text, id).await.status, 200);
}
