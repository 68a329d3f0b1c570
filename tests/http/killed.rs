//! A server that is killed in the middle of a send.

use std::time::Duration;

use tokio::{net::TcpListener, time::timeout};

use crate::support::{Menshen, PATIENCE, RedisServer, Webhook, menshen::mobile, webhook::Next};

/// Where the message is when the server is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Message {
    /// Reserved, and with the server: the provider has taken the connection and read nothing.
    NotDelivered,
    /// With the provider, which has not answered.
    Delivered,
}

/// Longer than the start of a server takes on the busiest machine.
const COOL_DOWN: &str = "--sms-resend-delay=60";

async fn killed(message: Message) {
    let redis = RedisServer::start();
    let receiver = Webhook::start().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut provider = receiver.clone();
    match message {
        Message::Delivered => receiver.next(Next::Hang),
        Message::NotDelivered => provider.url = format!("http://{}", silent.local_addr().unwrap()),
    }
    let menshen = Menshen::process(&redis, provider, &[COOL_DOWN]).await;
    let number = mobile();
    let (id, text) = menshen.picture().await;
    let held = {
        let moment = async {
            if message == Message::NotDelivered {
                return Some(silent.accept().await.unwrap());
            }
            receiver.until(1).await;
            None
        };
        tokio::select! {
            answer = menshen.send(&number, &text, id) => panic!("{message:?}: {}", answer.text()),
            held = timeout(PATIENCE, moment) => held.unwrap(),
        }
    };
    // As `kill -9` does.
    drop(menshen);
    drop(held);

    let so_far = receiver.messages().len();
    assert_eq!(so_far, usize::from(message == Message::Delivered));
    let again = Menshen::process(&redis, receiver.clone(), &[COOL_DOWN]).await;
    assert_eq!(again.send(&number, &text, id).await.problem(), "image-code-expired");
    let cooling = again.solve_and_send(&number).await;
    assert_eq!((cooling.status, cooling.problem().as_str()), (429, "cooling-down"), "{message:?}");
    assert!(cooling.retry_after() <= 60);
    redis.pass(Duration::from_secs(cooling.retry_after().into()));
    // Nobody has sent it after all.
    assert_eq!(receiver.messages().len(), so_far);
    let twice = timeout(Duration::from_millis(10), silent.accept()).await;
    assert!(twice.is_err(), "{message:?}");

    assert_eq!(again.solve_and_send(&number).await.status, 200, "{message:?}");
    assert_eq!(receiver.messages().len(), so_far + 1);
    assert_eq!(again.verify(&number, &receiver.last().code).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_servers_message_is_not_sent_later_and_the_number_is_free_after_its_cool_down() {
    tokio::join!(killed(Message::NotDelivered), killed(Message::Delivered));
}
