//! Message codes: attempts, and what a new message or a refund does to them.

use super::{
    messages::{HOUR, LATER, reserve, rules},
    *,
};

/// Hands a wrong code in so often; after each time an attempt is left.
async fn guess(store: &dyn Store, wrong: &CodeMac, times: usize) {
    let (phone, ..) = phone();
    for _ in 0..times {
        assert_eq!(store.check_sms_code(&phone, wrong, 5).await.unwrap(), Check::Wrong);
    }
}

#[tokio::test]
async fn the_fifth_attempt_is_still_compared_and_success_ends_the_count() {
    with_clock(|store, clock| async move {
        let (phone, right, wrong) = phone();
        for _ in 0..2 {
            reserve(&*store, &right, &rules()).await;
            guess(&*store, &wrong, 4).await;
            assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Passed);
            assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_right_code_passes_once_and_no_code_is_expired() {
    on_each(|store| async move {
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
        guess(&*store, &wrong, 4).await;
        for code in [&wrong, &right, &right] {
            let answer = store.check_sms_code(&phone, code, 5).await.unwrap();
            assert_eq!(answer, Check::Exhausted);
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
        let wrong = code("999999");
        let rules = SmsRules { delays: vec![LATER], ..rules() };
        // The fifth attempt is right at first; then it is one more guess.
        for (last, answer) in [(&second, Check::Passed), (&wrong, Check::Exhausted)] {
            reserve(&*store, &first, &rules).await;
            guess(&*store, &wrong, 2).await;
            clock.pass(LATER).await;
            reserve(&*store, &second, &rules).await;
            guess(&*store, &first, 2).await;
            assert_eq!(store.check_sms_code(&phone, last, 5).await.unwrap(), answer);
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_refund_does_not_give_attempts_back() {
    with_clock(|store, clock| async move {
        let (phone, first, second) = phone();
        store.reserve_sms(&phone, &ReservationId::random(), &first, &rules()).await.unwrap();
        guess(&*store, &second, 2).await;
        clock.pass(LATER).await;
        let failed = ReservationId::random();
        store.reserve_sms(&phone, &failed, &first, &rules()).await.unwrap();
        store.refund_sms(&phone, &failed).await.unwrap();
        reserve(&*store, &first, &rules()).await;
        guess(&*store, &second, 2).await;
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Exhausted);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_checks_five_compare_and_one_passes_at_most() {
    on_each(|store| async move {
        let (phone_key, right, _) = phone();
        store.reserve_sms(&phone_key, &ReservationId::random(), &right, &rules()).await.unwrap();
        let answers = racing(&store, |store, n| async move {
            let (phone, right, wrong) = phone();
            let code = if n % 2 == 0 { right } else { wrong };
            store.check_sms_code(&phone, &code, 5).await.unwrap()
        });
        let answers = answers.await;
        let count = |of: fn(&Check) -> bool| answers.iter().filter(|&answer| of(answer)).count();
        let passed = count(|answer| *answer == Check::Passed);
        let wrong = count(|answer| *answer == Check::Wrong);
        assert!(passed <= 1 && passed + wrong <= 5, "{passed} passed, {wrong} wrong");
    })
    .await;
}
