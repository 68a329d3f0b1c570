//! Messages that people send to the site: each is taken once, by who asked for it.

use super::*;

const KEEP: Duration = Duration::from_secs(20);

fn key() -> ReverseKey {
    keys::reverse(&mobile(), "7K3Q9M8T")
}

fn awaited(holder: &str) -> AwaitedMessage {
    let network = address("192.0.2.1").network();
    AwaitedMessage { holder: keys::handle(holder), network, life: LONG }
}

fn answer(ticket: &str) -> SealedAnswer {
    SealedAnswer::stored(ticket.to_owned())
}

fn holder(holder: &str, ticket: &str) -> Holder {
    Holder { handle: keys::handle(holder), answer: answer(ticket) }
}

async fn receive(store: &dyn Store) -> Receipt {
    store.receive_reverse_message(&key(), KEEP).await.unwrap()
}

async fn take(store: &dyn Store, who: &str, ticket: &str) -> Arrival {
    store.take_reverse_message(&key(), &holder(who, ticket), KEEP).await.unwrap()
}

#[tokio::test]
async fn a_message_that_has_come_is_taken_once_and_told_again_for_a_while() {
    with_clock(|store, clock| async move {
        assert_eq!(receive(&*store).await, Receipt::Unknown);
        assert_eq!(take(&*store, "one", "a").await, Arrival::Expired);
        assert!(store.put_reverse_message(&key(), &awaited("one")).await.unwrap());
        let early = take(&*store, "one", "a").await;
        assert!(matches!(early, Arrival::Awaited(left) if within(left, LONG)), "{early:?}");
        assert_eq!(receive(&*store).await, Receipt::Awaited);
        assert_eq!(take(&*store, "one", "b").await, Arrival::Taken);
        assert_eq!(take(&*store, "one", "c").await, Arrival::Repeated(answer("b")));
        assert_eq!(receive(&*store).await, Receipt::Again);
        assert_eq!(take(&*store, "one", "d").await, Arrival::Repeated(answer("b")));
        clock.pass(KEEP).await;
        assert_eq!(take(&*store, "one", "e").await, Arrival::Expired);
        assert_eq!(receive(&*store).await, Receipt::Unknown);
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_what_somebody_else_has_asked_for() {
    on_each(|store| async move {
        store.put_reverse_message(&key(), &awaited("one")).await.unwrap();
        // Nor does it become theirs.
        assert!(!store.put_reverse_message(&key(), &awaited("other")).await.unwrap());
        assert_eq!(take(&*store, "other", "a").await, Arrival::Expired);
        receive(&*store).await;
        assert_eq!(take(&*store, "other", "a").await, Arrival::Expired);
        assert_eq!(take(&*store, "one", "a").await, Arrival::Taken);
        assert_eq!(take(&*store, "other", "a").await, Arrival::Expired);
    })
    .await;
}

#[tokio::test]
async fn a_late_message_is_nothing_and_one_in_the_last_moment_is_kept_a_while() {
    with_clock(|store, clock| async move {
        store.put_reverse_message(&key(), &awaited("one")).await.unwrap();
        clock.pass(LONG).await;
        assert_eq!(receive(&*store).await, Receipt::Unknown);
        assert_eq!(take(&*store, "one", "a").await, Arrival::Expired);

        store.put_reverse_message(&key(), &awaited("one")).await.unwrap();
        clock.pass(LONG - KEEP / 2).await;
        assert_eq!(receive(&*store).await, Receipt::Awaited);
        clock.pass(KEEP / 2).await;
        // Nor does one that comes again prolong it.
        assert_eq!(receive(&*store).await, Receipt::Again);
        assert_eq!(take(&*store, "one", "a").await, Arrival::Taken);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_messages_one_is_the_first_and_of_200_racing_takes_all_get_one_answer() {
    on_each(|store| async move {
        store.put_reverse_message(&key(), &awaited("one")).await.unwrap();
        let received = racing(&store, |store, _| async move { receive(&*store).await }).await;
        let first = received.iter().filter(|receipt| **receipt == Receipt::Awaited);
        assert_eq!(first.count(), 1);
        assert!(received.iter().all(|receipt| *receipt != Receipt::Unknown));
        let takes =
            racing(
                &store,
                |store, n| async move { (n, take(&*store, "one", &n.to_string()).await) },
            );
        let takes = takes.await;
        let mut taken = takes.iter().filter(|(_, arrival)| *arrival == Arrival::Taken);
        let (Some((first, _)), None) = (taken.next(), taken.next()) else { panic!("one takes it") };
        let repeated = Arrival::Repeated(answer(&first.to_string()));
        assert!(takes.iter().all(|(n, arrival)| n == first || *arrival == repeated));
    })
    .await;
}
