//! Picture codes: issued within the limit, shown again, taken once.

use futures::future::join_all;
use tokio::time::timeout;

use super::*;

/// A live text for an address that got nothing wrong.
fn live(of: &str) -> Issue {
    Issue::Live { text: text(of), climbs: false, left: LONG }
}

/// As if what is left of its life were all of it, after a look that it is no more and not much less.
fn whole(issue: Issue) -> Issue {
    match issue {
        Issue::Live { text, climbs, left } => {
            assert!(within(left, LONG), "{left:?}");
            Issue::Live { text, climbs, left: LONG }
        }
        refused => refused,
    }
}

#[tokio::test]
async fn the_live_text_of_a_picture_is_kept_until_it_is_taken_once() {
    on_each(|store| async move {
        let id = ImageCodeId::random();
        assert_eq!(store.image_code(&id).await.unwrap(), None);
        assert_eq!(taken(&*store, &id).await, None);
        assert_eq!(issue(&*store, &id, "AAAA", LONG).await.unwrap(), text("AAAA"));
        assert_eq!(issue(&*store, &id, "BBBB", LONG).await.unwrap(), text("AAAA"));
        assert_eq!(store.image_code(&id).await.unwrap(), Some(text("AAAA")));
        assert_eq!(taken(&*store, &id).await, Some(text("AAAA")));
        assert_eq!(taken(&*store, &id).await, None);
        assert_eq!(issue(&*store, &id, "CCCC", LONG).await.unwrap(), text("CCCC"));
    })
    .await;
}

#[tokio::test]
async fn a_picture_code_expires_and_its_name_can_be_used_again() {
    with_clock(|store, clock| async move {
        let id = ImageCodeId::random();
        issue(&*store, &id, "AAAA", LONG).await.unwrap();
        clock.pass(LONG).await;
        assert_eq!(store.image_code(&id).await.unwrap(), None);
        assert_eq!(taken(&*store, &id).await, None);
        assert_eq!(issue(&*store, &id, "BBBB", LONG).await.unwrap(), text("BBBB"));
    })
    .await;
}

#[tokio::test]
async fn a_picture_code_that_was_taken_can_be_put_back_and_lives_anew() {
    with_clock(|store, clock| async move {
        let (id, network) = (ImageCodeId::random(), address("192.0.2.1").network());
        let back = async |of| {
            let taken = TakenChallenge { text: text(of), issued_to: None };
            store.put_image_code_back(network, &id, &taken, LONG).await
        };
        for _ in 0..2 {
            issue(&*store, &id, "AAAA", LONG).await.unwrap();
            clock.pass(LONG / 2).await;
            assert_eq!(taken(&*store, &id).await, Some(text("AAAA")));
            back("AAAA").await.unwrap();
            clock.pass(LONG / 2).await;
            assert_eq!(issue(&*store, &id, "BBBB", LONG).await.unwrap(), text("AAAA"));
            assert_eq!(taken(&*store, &id).await, Some(text("AAAA")));
        }
        // What lives there meanwhile stays.
        issue(&*store, &id, "CCCC", LONG).await.unwrap();
        back("AAAA").await.unwrap();
        assert_eq!(taken(&*store, &id).await, Some(text("CCCC")));
        back("AAAA").await.unwrap();
        clock.pass(LONG).await;
        assert_eq!(taken(&*store, &id).await, None);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_takes_of_a_picture_code_one_gets_it() {
    on_each(|store| async move {
        let id = ImageCodeId::random();
        issue(&*store, &id, "AAAA", LONG).await.unwrap();
        let taken = racing(&store, |store, _| async move {
            store.take_image_code(&id).await.unwrap().is_some()
        });
        let taken = taken.await;
        assert_eq!(taken.into_iter().filter(|&taken| taken).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn past_the_limit_no_picture_is_issued_or_shown_again_until_the_window_is_over() {
    with_clock(|store, clock| async move {
        let (counter, limit) =
            (Counter::Pictures(address("192.0.2.1")), RateLimit { count: 3, window: WINDOW });
        let [one, two, three] = [(); 3].map(|()| ImageCodeId::random());
        let issue = async |id, fresh| {
            let new = NewChallenge::of(text(fresh));
            whole(store.issue_image_code(&counter, limit, id, &new, LONG).await.unwrap())
        };
        assert_eq!(issue(&one, "AAAA").await, live("AAAA"));
        assert_eq!(issue(&one, "BBBB").await, live("AAAA"));
        assert_eq!(issue(&two, "CCCC").await, live("CCCC"));
        for id in [&one, &three] {
            match issue(id, "DDDD").await {
                Issue::NotBefore(wait) => assert!(within(wait, WINDOW), "{wait:?}"),
                Issue::Live { .. } => panic!("one more was allowed"),
            }
        }
        assert_eq!(store.image_code(&three).await.unwrap(), None);
        clock.pass(WINDOW).await;
        assert_eq!(issue(&three, "EEEE").await, live("EEEE"));
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_calls_those_within_the_limit_each_put_their_own_text_and_no_other() {
    on_each(|store| async move {
        let (counter, limit) =
            (Counter::Pictures(address("192.0.2.1")), RateLimit { count: 120, window: WINDOW });
        let issued = racing(&store, |store, n| async move {
            let (id, fresh) = (ImageCodeId::random(), text(&n.to_string()));
            let new = NewChallenge::of(fresh.clone());
            let issued = store.issue_image_code(&counter, limit, &id, &new, LONG);
            let issued = match issued.await.unwrap() {
                Issue::Live { text, .. } => Some(text),
                Issue::NotBefore(_) => None,
            };
            assert!(issued.is_none() || issued.as_ref() == Some(&fresh));
            assert_eq!(store.image_code(&id).await.unwrap(), issued);
            issued.is_some()
        });
        let issued = issued.await;
        assert_eq!(issued.into_iter().filter(|&issued| issued).count(), 120);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_calls_for_one_name_all_get_the_same_text() {
    on_each(|store| async move {
        let id = ImageCodeId::random();
        let texts = racing(&store, |store, n| async move {
            issue(&*store, &id, &n.to_string(), LONG).await.unwrap()
        });
        let texts = texts.await;
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    })
    .await;
}

#[tokio::test]
async fn redis_issues_nothing_for_those_who_have_gone_while_they_waited_for_a_call_under_way() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    server.freeze();
    let under_way = tokio::spawn({
        let store = Arc::clone(&store);
        async move { issue(&*store, &ImageCodeId::random(), "AAAA", LONG).await }
    });
    sleep(SHORT).await;
    let gone = [(); 20].map(|()| ImageCodeId::random());
    let calls = gone.iter().map(|id| timeout(SHORT, issue(&*store, id, "BBBB", LONG)));
    assert!(join_all(calls).await.iter().all(Result::is_err));
    server.thaw();
    let _ = under_way.await;
    issue(&*store, &ImageCodeId::random(), "CCCC", LONG).await.unwrap();
    for id in &gone {
        assert_eq!(store.image_code(id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_an_address_got_wrong_within_the_window_decides_whether_it_gets_the_hardest_text() {
    with_clock(|store, clock| async move {
        let store = &*store;
        let wrong = Counter::WrongAnswers(address("192.0.2.1"));
        let limits = [RateLimit { count: 9, window: WRONG_ANSWERS_WINDOW }];
        // How many this address got wrong, found out by how many are too many.
        let known_of = async |of: &str| {
            let mut known = [0; 2];
            for (counter, known) in [Counter::Pictures, Counter::Described].iter().zip(&mut known) {
                for wrong_answers in 1..4 {
                    let (counter, id) = (counter(address(of)), ImageCodeId::random());
                    let hardest = Some(text("HARD"));
                    let new =
                        NewChallenge { hardest, wrong_answers, ..NewChallenge::of(text("AAAA")) };
                    let issued = store.issue_image_code(&counter, ENOUGH, &id, &new, LONG);
                    *known += u32::from(issued.await.unwrap() != live("AAAA"));
                }
            }
            assert_eq!(known[0], known[1], "whichever it asks for");
            known[0]
        };
        let mut taken = Vec::new();
        for count in 0..3 {
            assert_eq!(known_of("192.0.2.1").await, count);
            let Acquire::Acquired(permit) = store.acquire(&wrong, &limits).await.unwrap() else {
                panic!("{count}")
            };
            taken.push(permit);
        }
        store.release(&taken[0]).await.unwrap();
        assert_eq!(known_of("192.0.2.1").await, 2);
        assert_eq!(known_of("192.0.2.2").await, 0);
        clock.pass(WRONG_ANSWERS_WINDOW).await;
        assert_eq!(known_of("192.0.2.1").await, 0);
    })
    .await;
}
