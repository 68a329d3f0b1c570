//! Messages to a number: delays, quotas, codes and refunds.

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The first delay: the number may get another message, and the code lives on.
const LATER: Duration = Duration::from_secs(60);

/// The rules as they are by default.
fn rules() -> SmsRules {
    SmsRules {
        delays: [60, 120, 300, 600].map(Duration::from_secs).into(),
        delays_reset: DAY,
        quotas: vec![RateLimit { count: 5, window: HOUR }, RateLimit { count: 10, window: DAY }],
        code_life: Duration::from_secs(300),
        attempts: 5,
    }
}

/// Reserves with a name of its own.
async fn reserve(store: &dyn Store, code: &CodeMac, rules: &SmsRules) -> Reserve {
    let (phone, ..) = phone();
    store.reserve_sms(&phone, &ReservationId::random(), code, rules).await.unwrap()
}

/// Reserves, and says after how long the next message may follow.
async fn next(store: &dyn Store, rules: &SmsRules) -> Duration {
    match reserve(store, &code("111111"), rules).await {
        Reserve::Reserved { next } => next,
        refused => panic!("{refused:?}"),
    }
}

/// Whether a wait is so long, but for the time that the test itself takes.
fn about(wait: Duration, whole: u64) -> bool {
    let whole = Duration::from_secs(whole);
    within(wait, whole) && wait > whole - Duration::from_secs(10)
}

#[tokio::test]
async fn the_delay_grows_with_each_message_and_is_told() {
    with_clock(|store, clock| async move {
        let rules = SmsRules { quotas: Vec::new(), ..rules() };
        for delay in [60, 120, 300, 600, 600, 600] {
            let told = next(&*store, &rules).await;
            assert_eq!(told, Duration::from_secs(delay));
            // The last second before it, and the delay itself.
            clock.pass(told - Duration::from_secs(1)).await;
            let early = reserve(&*store, &code("222222"), &rules).await;
            let Reserve::CoolingDown(wait) = early else { panic!("{early:?}") };
            assert!(within(wait, Duration::from_secs(1)), "{wait:?}");
            clock.pass(wait).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_that_was_left_alone_starts_with_the_first_delay_again() {
    with_clock(|store, clock| async move {
        // Messages are remembered for longer than they count for the delay.
        let quotas = vec![RateLimit { count: 100, window: DAY }];
        let rules = SmsRules { quotas, delays_reset: HOUR, ..rules() };
        for delay in [60, 120, 300] {
            let told = next(&*store, &rules).await;
            assert_eq!(told, Duration::from_secs(delay));
            clock.pass(told).await;
        }
        clock.pass(HOUR).await;
        assert_eq!(next(&*store, &rules).await, Duration::from_secs(60));
    })
    .await;
}

#[tokio::test]
async fn a_number_gets_five_messages_in_any_hour_and_ten_in_any_day() {
    with_clock(|store, clock| async move {
        let rules = rules();
        // Delays of 60 + 120 + 300 + 600 s: the fifth message leaves 1080 s after the first.
        for delay in [60, 120, 300, 600] {
            assert!(about(next(&*store, &rules).await, delay));
            clock.pass(Duration::from_secs(delay)).await;
        }
        let told = next(&*store, &rules).await;
        assert!(
            about(told, 3600 - 1080),
            "the fifth tells when the hour has a place again: {told:?}"
        );
        clock.pass(Duration::from_secs(700)).await;
        let sixth = reserve(&*store, &code("222222"), &rules).await;
        let Reserve::TooMany(wait) = sixth else { panic!("{sixth:?}") };
        assert!(about(wait, 3600 - 1080 - 700), "{wait:?}");

        // The hour rolls: one place after another, as the messages were sent.
        clock.pass(wait).await;
        let told = next(&*store, &rules).await;
        assert!(about(told, 600), "{told:?}");
        clock.pass(HOUR).await;
        for _ in 0..3 {
            assert!(about(next(&*store, &rules).await, 600));
            clock.pass(Duration::from_secs(600)).await;
        }
        // The tenth, 3600 + 3600 + 1800 s after the first.
        let told = next(&*store, &rules).await;
        assert!(about(told, 86_400 - 9000), "{told:?}");
        clock.pass(HOUR).await;
        let eleventh = reserve(&*store, &code("222222"), &rules).await;
        let Reserve::TooMany(wait) = eleventh else { panic!("{eleventh:?}") };
        assert!(about(wait, 86_400 - 9000 - 3600), "{wait:?}");
        clock.pass(wait).await;
        next(&*store, &rules).await;
    })
    .await;
}

#[tokio::test]
async fn a_refund_gives_delay_and_quotas_back_as_if_nothing_had_been_sent() {
    with_clock(|store, clock| async move {
        let (phone, code, _) = phone();
        let quotas =
            vec![RateLimit { count: 2, window: HOUR }, RateLimit { count: 3, window: DAY }];
        let rules = SmsRules { quotas, ..rules() };
        assert!(about(next(&*store, &rules).await, 60));
        clock.pass(Duration::from_secs(60)).await;
        for _ in 0..4 {
            let failed = ReservationId::random();
            let answer = store.reserve_sms(&phone, &failed, &code, &rules).await.unwrap();
            assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
            let second = reserve(&*store, &code, &rules).await;
            assert!(matches!(second, Reserve::TooMany(_)), "{second:?}");
            // Twice is not more than once.
            store.refund_sms(&phone, &failed).await.unwrap();
            store.refund_sms(&phone, &failed).await.unwrap();
        }
        // The second in the hour, after the first delay: nothing that failed has been counted.
        assert!(about(next(&*store, &rules).await, 3600 - 60));
        clock.pass(HOUR).await;
        next(&*store, &rules).await;
        assert!(matches!(reserve(&*store, &code, &rules).await, Reserve::TooMany(_)));
    })
    .await;
}

#[tokio::test]
async fn what_is_remembered_of_a_number_has_an_end() {
    with_clock(|store, clock| async move {
        let delays = vec![Duration::from_secs(1)];
        let quotas = vec![RateLimit { count: 2, window: HOUR }];
        let rules = SmsRules { delays, delays_reset: HOUR, quotas, ..rules() };
        assert_eq!((rules.memory(), rules.remembered()), (HOUR, 2));
        // More messages than are remembered, and the quota still holds.
        for _ in 0..2 {
            for _ in 0..2 {
                next(&*store, &rules).await;
                clock.pass(Duration::from_secs(1)).await;
            }
            assert!(matches!(reserve(&*store, &code("111111"), &rules).await, Reserve::TooMany(_)));
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_fifth_attempt_is_still_compared_and_success_ends_the_count() {
    with_clock(|store, clock| async move {
        let (phone, right, wrong) = phone();
        for _ in 0..2 {
            reserve(&*store, &right, &rules()).await;
            for left in (1..5).rev() {
                let answer = store.check_sms_code(&phone, &wrong, 5).await.unwrap();
                assert_eq!(answer, Check::Wrong(left));
            }
            assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Passed);
            assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_reservations_of_a_number_one_gets_it() {
    on_both(|store| async move {
        let mut racing = JoinSet::new();
        for _ in 0..200 {
            let store = Arc::clone(&store);
            racing.spawn(async move {
                let (phone, code, _) = phone();
                let rules = rules();
                let reservation = ReservationId::random();
                store.reserve_sms(&phone, &reservation, &code, &rules).await.unwrap()
            });
        }
        let answers = racing.join_all().await;
        assert_eq!(
            answers.iter().filter(|answer| matches!(answer, Reserve::Reserved { .. })).count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn the_right_code_passes_once_and_no_code_is_expired() {
    on_both(|store| async move {
        let (phone, right, _) = phone();
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
        let reservation = ReservationId::random();
        store.reserve_sms(&phone, &reservation, &right, &rules()).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Passed);
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn a_message_code_expires() {
    with_clock(|store, clock| async move {
        let (phone, right, _) = phone();
        let rules = rules();
        store.reserve_sms(&phone, &ReservationId::random(), &right, &rules).await.unwrap();
        clock.pass(rules.code_life).await;
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_neither_the_right_one_nor_a_new_message_helps() {
    with_clock(|store, clock| async move {
        let (phone, right, wrong) = phone();
        let reservation = ReservationId::random();
        store.reserve_sms(&phone, &reservation, &right, &rules()).await.unwrap();
        for left in (1..5).rev() {
            let answer = store.check_sms_code(&phone, &wrong, 5).await.unwrap();
            assert_eq!(answer, Check::Wrong(left));
        }
        for code in [&wrong, &right, &right] {
            let answer = store.check_sms_code(&phone, code, 5).await.unwrap();
            let Check::Exhausted(wait) = answer else { panic!("{answer:?}") };
            assert!(within(wait, rules().code_life), "{wait:?}");
        }
        clock.pass(LATER).await;
        let answer = store.reserve_sms(&phone, &reservation, &right, &rules()).await.unwrap();
        assert!(
            matches!(answer, Reserve::Exhausted(wait) if within(wait, rules().code_life)),
            "{answer:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_message_kills_the_older_code_and_gives_no_new_attempts() {
    with_clock(|store, clock| async move {
        let (phone, first, second) = phone();
        store.reserve_sms(&phone, &ReservationId::random(), &first, &rules()).await.unwrap();
        let wrong = code("999999");
        assert_eq!(store.check_sms_code(&phone, &wrong, 5).await.unwrap(), Check::Wrong(4));
        assert_eq!(store.check_sms_code(&phone, &wrong, 5).await.unwrap(), Check::Wrong(3));
        clock.pass(LATER).await;
        store.reserve_sms(&phone, &ReservationId::random(), &second, &rules()).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &first, 5).await.unwrap(), Check::Wrong(2));
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn a_refund_frees_the_number_and_kills_the_code_that_never_left() {
    on_both(|store| async move {
        let (phone, first, second) = phone();
        let rules = rules();
        let (failed, later) = (ReservationId::random(), ReservationId::random());
        store.reserve_sms(&phone, &failed, &first, &rules).await.unwrap();
        store.refund_sms(&phone, &failed).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &first, 5).await.unwrap(), Check::Expired);
        let again = store.reserve_sms(&phone, &later, &second, &rules).await.unwrap();
        assert!(matches!(again, Reserve::Reserved { .. }), "{again:?}");
        // A refund that comes late has nothing to take back any more.
        store.refund_sms(&phone, &failed).await.unwrap();
        let third = store.reserve_sms(&phone, &failed, &first, &rules).await.unwrap();
        assert!(matches!(third, Reserve::CoolingDown(_)), "{third:?}");
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn a_refund_does_not_give_attempts_back() {
    with_clock(|store, clock| async move {
        let (phone, first, second) = phone();
        store.reserve_sms(&phone, &ReservationId::random(), &first, &rules()).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Wrong(4));
        clock.pass(LATER).await;
        let failed = ReservationId::random();
        store.reserve_sms(&phone, &failed, &first, &rules()).await.unwrap();
        store.refund_sms(&phone, &failed).await.unwrap();
        store.reserve_sms(&phone, &ReservationId::random(), &first, &rules()).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Wrong(3));
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_checks_five_compare_and_one_passes_at_most() {
    on_both(|store| async move {
        let (phone_key, right, _) = phone();
        store.reserve_sms(&phone_key, &ReservationId::random(), &right, &rules()).await.unwrap();
        let mut racing = JoinSet::new();
        for n in 0..200 {
            let store = Arc::clone(&store);
            racing.spawn(async move {
                let (phone, right, wrong) = phone();
                let code = if n % 2 == 0 { right } else { wrong };
                store.check_sms_code(&phone, &code, 5).await.unwrap()
            });
        }
        let answers = racing.join_all().await;
        let count = |of: fn(&Check) -> bool| answers.iter().filter(|&answer| of(answer)).count();
        let passed = count(|answer| *answer == Check::Passed);
        let wrong = count(|answer| matches!(answer, Check::Wrong(_)));
        assert!(passed <= 1 && passed + wrong <= 5, "{passed} passed, {wrong} wrong");
    })
    .await;
}
