//! Counters: the last allowed and the first refused, windows, and what is given back.

use super::*;

fn limit(count: u32) -> RateLimit {
    RateLimit { count, window: WINDOW }
}

async fn acquire(store: &dyn Store, counter: &Counter, limits: &[RateLimit]) -> Option<Permit> {
    match store.acquire(counter, limits).await.unwrap() {
        Acquire::Acquired(taken) => Some(taken),
        Acquire::NotBefore(wait) => {
            let longest = limits.iter().map(|limit| limit.window).max().unwrap();
            assert!(within(wait, longest), "{wait:?}");
            None
        }
    }
}

/// How long the next has to wait.
async fn wait(store: &dyn Store, counter: &Counter, limits: &[RateLimit]) -> Duration {
    match store.acquire(counter, limits).await.unwrap() {
        Acquire::Acquired(_) => panic!("one more was allowed"),
        Acquire::NotBefore(wait) => wait,
    }
}

/// How many of 200 racing calls on one counter pass.
async fn passing<F>(store: &Arc<dyn Store>, call: impl Fn(Arc<dyn Store>, Counter) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let counter = Counter::Pictures(address("192.0.2.1"));
    let passed = racing(store, |store, _| call(store, counter)).await;
    passed.into_iter().filter(|&passed| passed).count()
}

#[tokio::test]
async fn each_counter_counts_by_itself_and_anew_after_its_window() {
    with_clock(|store, clock| async move {
        let store = &*store;
        let counters = [
            Counter::Pictures(address("192.0.2.1")),
            Counter::Pictures(address("192.0.2.2")),
            Counter::Sounds(address("192.0.2.1")),
            Counter::LoggedOut(keys::session("one")),
            Counter::WrongAnswers(address("192.0.2.1")),
            Counter::Checks(address("192.0.2.1")),
            Counter::Address(address("192.0.2.1")),
            Counter::Prefix(keys::prefix(&mobile())),
            Counter::Country(mobile().country()),
            Counter::Site,
        ];
        for counter in &counters {
            for _ in 0..3 {
                assert!(acquire(store, counter, &[limit(3)]).await.is_some(), "{}", counter.name());
            }
            assert!(acquire(store, counter, &[limit(3)]).await.is_none(), "{}", counter.name());
        }
        let left = wait(store, &Counter::Site, &[limit(3)]).await;
        assert!(within(left, WINDOW), "{left:?}");
        clock.pass(left).await;
        for counter in &counters {
            assert!(acquire(store, counter, &[limit(3)]).await.is_some(), "{}", counter.name());
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_windows_the_full_one_refuses_and_nothing_is_counted_in_the_other() {
    with_clock(|store, clock| async move {
        let store = &*store;
        let counter = Counter::Pictures(address("192.0.2.1"));
        let both = [limit(2), RateLimit { count: 3, window: LONG * 10 }];
        assert!(acquire(store, &counter, &both).await.is_some());
        assert!(acquire(store, &counter, &both).await.is_some());
        for _ in 0..5 {
            let left = wait(store, &counter, &both).await;
            assert!(within(left, WINDOW), "{left:?}");
        }
        clock.pass(WINDOW).await;
        assert!(acquire(store, &counter, &both).await.is_some(), "the third in the long window");
        let left = wait(store, &counter, &both).await;
        assert!(left > WINDOW, "{left:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_can_be_taken_again_but_no_more_than_that() {
    on_each(|store| async move {
        let store = &*store;
        let counter = Counter::Pictures(address("192.0.2.1"));
        let both = [RateLimit { count: 2, window: LONG }, RateLimit { count: 2, window: LONG * 2 }];
        let first = acquire(store, &counter, &both).await.unwrap();
        let second = acquire(store, &counter, &both).await.unwrap();
        assert!(acquire(store, &counter, &both).await.is_none());
        store.release(&first).await.unwrap();
        assert!(acquire(store, &counter, &both).await.is_some());
        assert!(acquire(store, &counter, &both).await.is_none());

        // Never below zero, whoever gives back whatever.
        for _ in 0..4 {
            store.release(&second).await.unwrap();
        }
        assert!(acquire(store, &counter, &both).await.is_some());
        assert!(acquire(store, &counter, &both).await.is_some());
        assert!(acquire(store, &counter, &both).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_after_its_window_is_not_given_to_the_next_one() {
    on_each(|store| async move {
        let store = &*store;
        let counter = Counter::Pictures(address("192.0.2.1"));
        // Waited for in earnest: what was taken knows when its windows end. A busy machine makes three
        // calls in less.
        let short = Duration::from_secs(2);
        let both = [RateLimit { count: 1, window: short }, RateLimit { count: 2, window: LONG }];
        let late = acquire(store, &counter, &both).await.unwrap();
        sleep(short + Duration::from_millis(20)).await;
        assert!(acquire(store, &counter, &both).await.is_some());
        store.release(&late).await.unwrap();
        let left = wait(store, &counter, &both).await;
        assert!(within(left, short), "the new window was given what the old one lost: {left:?}");
        // The long window still runs, so there it was given back.
        sleep(left + Duration::from_millis(20)).await;
        assert!(acquire(store, &counter, &both).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_takes_as_many_as_are_allowed_get_one() {
    on_each(|store| async move {
        let limit = RateLimit { count: 7, window: LONG };
        let passed = passing(&store, move |store, counter| async move {
            acquire(&*store, &counter, &[limit]).await.is_some()
        });
        assert_eq!(passed.await, 7);
    })
    .await;
}

#[tokio::test]
async fn what_is_counted_for_good_is_refused_past_the_limit_until_its_window_ends() {
    with_clock(|store, clock| async move {
        let counters = [
            Counter::Pictures(address("192.0.2.1")),
            Counter::Pictures(address("192.0.2.2")),
            Counter::Sounds(address("192.0.2.1")),
            Counter::LoggedOut(keys::session("one")),
            Counter::WrongAnswers(address("192.0.2.1")),
            Counter::Checks(address("192.0.2.1")),
        ];
        let count = async |counter| store.count(counter, limit(3)).await.unwrap();
        for counter in &counters {
            for _ in 0..3 {
                assert_eq!(count(counter).await, None, "{}", counter.name());
            }
            // Whoever goes on asking does not wait any longer for it.
            let mut left = WINDOW;
            for _ in 0..5 {
                let wait = count(counter).await.unwrap();
                assert!(within(wait, left), "{wait:?}");
                left = wait;
            }
        }
        clock.pass(WINDOW).await;
        for counter in &counters {
            assert_eq!(count(counter).await, None, "{}", counter.name());
        }
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_counts_as_many_as_are_allowed_pass() {
    on_each(|store| async move {
        let limit = RateLimit { count: 7, window: LONG };
        let passed = passing(&store, move |store, counter| async move {
            store.count(&counter, limit).await.unwrap().is_none()
        });
        assert_eq!(passed.await, 7);
    })
    .await;
}

/// I6
#[tokio::test]
async fn a_full_count_in_redis_that_has_lost_its_end_refuses_and_gets_another() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    let counter = Counter::Pictures(address("192.0.2.1"));
    let key = format!("count:{{{}}}:{}", counter.name(), WINDOW.as_millis());
    server.command(&["SET", &key, "3"]);
    assert_eq!(server.command(&["PTTL", &key]), "-1");
    for _ in 0..2 {
        let wait = store.count(&counter, limit(3)).await.unwrap();
        assert!(wait.is_some_and(|wait| within(wait, WINDOW)), "{wait:?}");
    }
}
