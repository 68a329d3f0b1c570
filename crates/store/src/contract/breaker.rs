//! The breaker: what is judged, when it opens, and when it closes again.

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
/// Long enough for messages of now to be judged: their codes' life, and a step of the window.
const RIPE: Duration = Duration::from_secs(300 + 300);

fn rules() -> BreakerRules {
    BreakerRules {
        window: HOUR,
        grace: Duration::from_secs(300),
        min_samples: 10,
        percent: 20,
        pause: HOUR / 2,
        enforce: true,
    }
}

fn country() -> BreakerScope {
    BreakerScope::Country(mobile().country())
}

/// Counts so many messages, of which so many are answered.
async fn send(store: &dyn Store, scope: &BreakerScope, sent: u32, verified: u32) {
    for _ in 0..sent {
        let judged = store.count_sent(scope, &rules()).await.unwrap();
        assert!(judged.sent.is_some() && judged.open.is_none(), "{:?}", judged.open);
    }
    for _ in 0..verified {
        store.count_verified(scope, &rules()).await.unwrap();
    }
}

/// Whether one more message is counted; it is then taken back.
async fn is_closed(store: &dyn Store, scope: &BreakerScope) -> bool {
    let judged = store.count_sent(scope, &rules()).await.unwrap();
    assert_eq!(judged.sent.is_some(), judged.open.is_none());
    if let Some(sent) = &judged.sent {
        store.release_send(sent).await.unwrap();
    }
    judged.sent.is_some()
}

#[tokio::test]
async fn it_opens_when_too_few_of_enough_messages_were_answered() {
    with_clock(|store, clock| async move {
        for (sent, verified, opens) in [(10, 1, true), (10, 2, false), (9, 0, false)] {
            let told = format!("{verified} of {sent}");
            send(&*store, &country(), sent, verified).await;
            let almost = rules().grace - Duration::from_secs(10);
            clock.pass(almost).await;
            assert!(is_closed(&*store, &country()).await, "{told}: they are young");
            clock.pass(RIPE - almost).await;
            let judged = store.count_sent(&country(), &rules()).await.unwrap();
            assert_eq!((judged.sent.is_none(), judged.open.is_some()), (opens, opens), "{told}");
            if let Some(open) = judged.open {
                assert_eq!(open.opened_by, Some(ConversionRate { sent, verified }));
                assert_eq!(open.wait, rules().pause);
                let still = store.count_sent(&country(), &rules()).await.unwrap().open.unwrap();
                assert!(within(still.wait, rules().pause), "{:?}", still.wait);
                assert_eq!(still.opened_by, None);
            }
            // Everything is forgotten.
            clock.pass(HOUR * 2).await;
        }
    })
    .await;
}

#[tokio::test]
async fn it_closes_after_its_pause_and_judges_new_messages_alone() {
    with_clock(|store, clock| async move {
        send(&*store, &country(), 10, 0).await;
        clock.pass(RIPE).await;
        assert!(!is_closed(&*store, &country()).await);
        clock.pass(rules().pause - Duration::from_secs(5)).await;
        assert!(!is_closed(&*store, &country()).await);
        clock.pass(Duration::from_secs(5)).await;
        send(&*store, &country(), 9, 0).await;
        clock.pass(RIPE).await;
        assert!(is_closed(&*store, &country()).await, "what opened it was judged again");
        send(&*store, &country(), 1, 0).await;
        clock.pass(RIPE).await;
        assert!(!is_closed(&*store, &country()).await);
    })
    .await;
}

#[tokio::test]
async fn messages_older_than_the_window_are_not_judged() {
    with_clock(|store, clock| async move {
        send(&*store, &country(), 9, 0).await;
        clock.pass(RIPE).await;
        // One more before the others are too old, and then after it.
        send(&*store, &country(), 1, 0).await;
        clock.pass(HOUR).await;
        assert!(is_closed(&*store, &country()).await);
        send(&*store, &country(), 8, 0).await;
        clock.pass(RIPE).await;
        assert!(is_closed(&*store, &country()).await);
    })
    .await;
}

#[tokio::test]
async fn when_it_only_records_messages_are_counted_all_the_same() {
    with_clock(|store, clock| async move {
        let rules = BreakerRules { enforce: false, ..rules() };
        send(&*store, &country(), 10, 0).await;
        clock.pass(RIPE).await;
        for first in [true, false] {
            let judged = store.count_sent(&country(), &rules).await.unwrap();
            assert!(judged.sent.is_some());
            assert_eq!(judged.open.unwrap().opened_by.is_some(), first);
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_taken_back_is_not_judged() {
    with_clock(|store, clock| async move {
        send(&*store, &country(), 9, 0).await;
        let judged = store.count_sent(&country(), &rules()).await.unwrap();
        let never_sent = judged.sent.unwrap();
        store.release_send(&never_sent).await.unwrap();
        clock.pass(RIPE).await;
        assert!(is_closed(&*store, &country()).await);
        send(&*store, &country(), 1, 0).await;
        clock.pass(RIPE).await;
        assert!(!is_closed(&*store, &country()).await);

        // A step that is forgotten can't be taken back from another one.
        clock.pass(rules().pause).await;
        send(&*store, &country(), 10, 0).await;
        let forgotten = CountedSend { step: never_sent.step - 1, ..never_sent };
        store.release_send(&forgotten).await.unwrap();
        clock.pass(RIPE).await;
        assert!(!is_closed(&*store, &country()).await);
    })
    .await;
}

#[tokio::test]
async fn each_group_is_judged_by_itself() {
    with_clock(|store, clock| async move {
        let prefix = BreakerScope::Prefix(keys::prefix(&mobile()));
        send(&*store, &country(), 20, 10).await;
        send(&*store, &prefix, 10, 0).await;
        clock.pass(RIPE).await;
        assert!(!is_closed(&*store, &prefix).await);
        assert!(is_closed(&*store, &country()).await);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_messages_none_passes_a_breaker_that_one_of_them_opens() {
    with_clock(|store, clock| async move {
        send(&*store, &country(), 10, 0).await;
        clock.pass(RIPE).await;
        let judged = racing(&store, |store, _| async move {
            store.count_sent(&country(), &rules()).await.unwrap()
        });
        let judged = judged.await;
        let opened = |judged: &Verdict| judged.open.is_some_and(|open| open.opened_by.is_some());
        assert_eq!(judged.iter().filter(|judged| judged.sent.is_some()).count(), 0);
        assert_eq!(judged.iter().filter(|&judged| opened(judged)).count(), 1);
    })
    .await;
}
