//! A clock that is set back by an hour: nobody waits for longer than a rule says.

use super::{
    codes::check,
    messages::{HOUR, reserve, rules},
    *,
};

impl Clock {
    /// Sets it back, as an administrator or a bad source of time may. The embedded store goes by a clock
    /// that can't be set (CLOCK_MONOTONIC).
    fn set_back(&self, time: Duration) {
        if let Some(redis) = &self.0 {
            redis.shift(-(time.as_millis() as i64));
        }
    }
}

#[tokio::test]
async fn a_number_waits_for_its_delay_and_no_longer() {
    with_clock(|store, clock| async move {
        let delay = Duration::from_secs(2);
        let rules = SmsRules { delays: vec![delay], quotas: Vec::new(), ..rules() };
        assert!(matches!(
            reserve(&*store, &code("111111"), &rules).await,
            Reserve::Reserved { .. }
        ));
        clock.set_back(HOUR);
        let early = reserve(&*store, &code("111111"), &rules).await;
        if let Reserve::CoolingDown(wait) = early {
            assert!(within(wait, delay), "{wait:?}");
        }
        // Also of those who ask meanwhile.
        clock.pass(delay).await;
        let again = reserve(&*store, &code("222222"), &rules).await;
        assert!(matches!(again, Reserve::Reserved { .. }), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_number_that_used_up_its_quota_waits_for_the_window_and_no_longer() {
    with_clock(|store, clock| async move {
        let quotas = vec![RateLimit { count: 2, window: HOUR }];
        let rules = SmsRules { delays: vec![Duration::ZERO], quotas, ..rules() };
        for _ in 0..2 {
            reserve(&*store, &code("111111"), &rules).await;
        }
        clock.set_back(HOUR * 3);
        // They count all the same.
        let full = reserve(&*store, &code("111111"), &rules).await;
        let Reserve::TooMany(wait) = full else { panic!("{full:?}") };
        assert!(within(wait, HOUR), "{wait:?}");
        clock.pass(wait).await;
        let again = reserve(&*store, &code("222222"), &rules).await;
        assert!(matches!(again, Reserve::Reserved { .. }), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_number_whose_attempts_are_used_up_waits_for_its_codes_life_and_no_longer() {
    with_clock(|store, clock| async move {
        let (_, right, wrong) = phone();
        let rules = SmsRules { delays: vec![Duration::ZERO], quotas: Vec::new(), ..rules() };
        reserve(&*store, &right, &rules).await;
        for _ in 0..rules.attempts {
            check(&*store, &wrong).await;
        }
        clock.set_back(HOUR);
        let used_up = reserve(&*store, &right, &rules).await;
        let Reserve::Exhausted(wait) = used_up else { panic!("{used_up:?}") };
        assert!(within(wait, rules.code_life), "{wait:?}");
        clock.pass(wait).await;
        let again = reserve(&*store, &right, &rules).await;
        assert!(matches!(again, Reserve::Reserved { .. }), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_full_window_ends_after_its_length_at_the_latest() {
    with_clock(|store, clock| async move {
        let limit = RateLimit { count: 1, window: WINDOW };
        let (counted, taken) = (Counter::Pictures(address("192.0.2.1")), Counter::Site);
        let issued = Counter::Pictures(address("192.0.2.2"));
        let issue = async || {
            let id = ImageCodeId::random();
            let new = NewChallenge::of(text("AAAA"));
            store.issue_image_code(&issued, limit, &id, &new, LONG).await.unwrap()
        };
        assert_eq!(store.count(&counted, limit).await.unwrap(), None);
        store.acquire(&taken, &[limit]).await.unwrap();
        assert!(matches!(issue().await, Issue::Live { .. }));
        clock.set_back(HOUR);
        let wait = store.count(&counted, limit).await.unwrap();
        assert!(wait.is_some_and(|wait| within(wait, WINDOW)), "{wait:?}");
        match store.acquire(&taken, &[limit]).await.unwrap() {
            Acquire::NotBefore(wait) => assert!(within(wait, WINDOW), "{wait:?}"),
            Acquire::Acquired(_) => panic!("one more was taken"),
        }
        match issue().await {
            Issue::NotBefore(wait) => assert!(within(wait, WINDOW), "{wait:?}"),
            Issue::Live { .. } => panic!("one more was issued"),
        }
        clock.pass(WINDOW).await;
        assert_eq!(store.count(&counted, limit).await.unwrap(), None);
        assert!(matches!(store.acquire(&taken, &[limit]).await.unwrap(), Acquire::Acquired(_)));
        assert!(matches!(issue().await, Issue::Live { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_breaker_closes_after_its_pause_at_the_latest_and_judges_what_was_sent_before() {
    with_clock(|store, clock| async move {
        let rules = BreakerRules {
            window: HOUR,
            grace: Duration::from_secs(300),
            min_samples: 2,
            percent: 20,
            pause: HOUR / 2,
            enforce: true,
        };
        let scope = BreakerScope::Country(mobile().country());
        let sent = async || store.count_sent(&scope, &rules).await.unwrap();
        for _ in 0..2 {
            sent().await;
        }
        clock.set_back(HOUR * 3);
        // As if they were of now: judged once they are no longer too young to judge, and not three hours later.
        let third = sent().await.sent.unwrap();
        store.release_send(&third).await.unwrap();
        clock.pass(rules.grace + rules.step()).await;
        assert!(sent().await.open.is_some());
        clock.set_back(HOUR * 3);
        let open = store.breaker(&scope).await.unwrap().unwrap();
        assert!(within(open, rules.pause), "{open:?}");
        let open = sent().await.open.unwrap().wait;
        assert!(within(open, rules.pause), "{open:?}");
        clock.pass(rules.pause).await;
        assert_eq!(store.breaker(&scope).await.unwrap(), None);
        assert!(sent().await.open.is_none());
    })
    .await;
}

/// What was written while a clock was wrong by an hour counts once it is right again.
#[tokio::test]
async fn a_clock_that_was_ahead_for_a_while_opens_nothing_afterwards() {
    with_clock(|store, clock| async move {
        let quotas = vec![RateLimit { count: 2, window: HOUR }];
        let rules = SmsRules { delays: vec![Duration::ZERO], quotas, ..rules() };
        reserve(&*store, &code("111111"), &rules).await;
        clock.pass(HOUR / 2).await;
        reserve(&*store, &code("111111"), &rules).await;
        clock.set_back(HOUR / 2);
        let full = reserve(&*store, &code("111111"), &rules).await;
        let Reserve::TooMany(wait) = full else { panic!("{full:?}") };
        assert!(within(wait, HOUR), "{wait:?}");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_asked_in_a_time_to_come_has_asked_just_now() {
    with_clock(|store, clock| async move {
        let address = address("192.0.2.1");
        let network = TallyScope::Network(address.network());
        let scopes = vec![TallyScope::Address(address), network, TallyScope::Fresh];
        let new = NewTally { scopes, country: mobile().country() };
        let is_fresh = async || store.tally(&new).await.unwrap().tallies.len() == 3;
        assert!(is_fresh().await);
        clock.set_back(HOUR * 3);
        assert!(is_fresh().await);
        clock.pass(Duration::from_secs(600)).await;
        assert!(!is_fresh().await);
        clock.pass(HOUR * 24).await;
        assert!(is_fresh().await);
    })
    .await;
}

#[tokio::test]
async fn what_was_counted_for_a_policy_counts_as_of_now_and_is_forgotten_in_time() {
    with_clock(|store, clock| async move {
        let new = NewTally { scopes: vec![TallyScope::Site], country: mobile().country() };
        let site = async || store.tally(&new).await.unwrap().tallies[0].1;
        for _ in 0..3 {
            site().await;
        }
        clock.set_back(HOUR * 3);
        let tally = site().await;
        assert_eq!((tally.day.sent, tally.young), (4, 4));
        clock.pass(HOUR).await;
        assert_eq!(site().await.hour.sent, 1);
        clock.pass(HOUR * 23).await;
        assert_eq!(site().await.day.sent, 2);
    })
    .await;
}
