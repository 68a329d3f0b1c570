//! Message codes: whose attempts count where, and what a new message or a refund does to them.

use super::{
    messages::{HOUR, LATER, message, message_of, network, reserve, rules},
    *,
};

/// A code that is handed in from this network, with this handle or with none.
pub(super) fn attempt_of(handle: Option<&str>, from: u64, code: &CodeMac) -> CodeAttempt {
    let answer = SealedAnswer::stored("YW5zd2Vy".to_owned());
    let holder = handle.map(|handle| Holder { handle: keys::handle(handle), answer });
    CodeAttempt { code: *code, network: network(from), holder }
}

async fn check_as(store: &dyn Store, handle: Option<&str>, from: u64, code: &CodeMac) -> Check {
    let (phone, ..) = phone();
    store.check_sms_code(&phone, &attempt_of(handle, from, code), &rules()).await.unwrap().check
}

/// Handed in by the person whose number it is.
pub(super) async fn check(store: &dyn Store, code: &CodeMac) -> Check {
    check_as(store, Some("own"), 1, code).await
}

fn wrong() -> CodeMac {
    code("999999")
}

/// Hands a wrong code in so often; after each time an attempt is left.
async fn guess(store: &dyn Store, times: usize) {
    for _ in 0..times {
        assert_eq!(check(store, &wrong()).await, Check::Wrong);
    }
}

fn repeated() -> Check {
    Check::Repeated(SealedAnswer::stored("YW5zd2Vy".to_owned()))
}

#[tokio::test]
async fn the_fifth_attempt_is_still_compared_and_success_ends_the_count() {
    with_clock(|store, clock| async move {
        let (_, right, _) = phone();
        for _ in 0..2 {
            reserve(&*store, &right, &rules()).await;
            guess(&*store, 4).await;
            assert_eq!(check(&*store, &right).await, Check::Passed);
            assert_eq!(check(&*store, &wrong()).await, Check::Expired);
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_right_code_passes_once_and_no_code_is_expired() {
    on_each(|store| async move {
        let (_, right, _) = phone();
        for handle in [Some("own"), None] {
            assert_eq!(check_as(&*store, handle, 1, &right).await, Check::Expired);
        }
        reserve(&*store, &right, &rules()).await;
        assert_eq!(check_as(&*store, None, 1, &right).await, Check::Passed);
        for handle in [Some("own"), None] {
            assert_eq!(check_as(&*store, handle, 1, &right).await, Check::Expired);
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_that_has_passed_is_answered_again_to_its_handle_alone_and_for_a_while() {
    with_clock(|store, clock| async move {
        let (_, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        assert_eq!(check(&*store, &right).await, Check::Passed);
        for _ in 0..2 {
            assert_eq!(check(&*store, &right).await, repeated());
            for handle in [None, Some("another")] {
                assert_eq!(check_as(&*store, handle, 1, &right).await, Check::Expired);
            }
            assert_eq!(check(&*store, &wrong()).await, Check::Expired);
            // Also beside a code that has come since.
            clock.pass(rules().repeat / 2 - Duration::from_secs(1)).await;
        }
        clock.pass(Duration::from_secs(2)).await;
        assert_eq!(check(&*store, &right).await, Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn a_message_code_expires() {
    with_clock(|store, clock| async move {
        let (_, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        clock.pass(rules().code_life).await;
        assert_eq!(check(&*store, &right).await, Check::Expired);
        assert_eq!(check_as(&*store, None, 1, &right).await, Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_neither_the_right_one_nor_a_new_message_helps_the_handle() {
    with_clock(|store, clock| async move {
        let (phone, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        guess(&*store, 4).await;
        for code in [&wrong(), &right, &right] {
            assert_eq!(check(&*store, code).await, Check::Exhausted);
        }
        clock.pass(LATER).await;
        let answer = reserve(&*store, &right, &rules()).await;
        let left = rules().code_life - LATER;
        assert!(matches!(answer, Reserve::Exhausted(wait) if within(wait, left)), "{answer:?}");
        // Another handle is another budget, on its own code alone.
        let other = message_of("other", 1, &code("333333"));
        let answer = store.reserve_sms(&phone, &other, &rules()).await.unwrap();
        assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
        assert_eq!(check(&*store, &right).await, Check::Wrong);
        assert_eq!(check_as(&*store, Some("other"), 1, &code("333333")).await, Check::Passed);
    })
    .await;
}

/// What strangers hand in is theirs: however much it is, the person's own attempts remain.
#[tokio::test]
async fn attempts_without_the_handle_end_nothing_for_who_has_it() {
    on_each(|store| async move {
        let (phone, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        // A stranger who had a message sent to the same number has a handle, too.
        for from in [1, 2, 3, 4] {
            for handle in [None, Some("of nobody")] {
                for _ in 0..20 {
                    check_as(&*store, handle, from, &wrong()).await;
                }
            }
        }
        guess(&*store, 4).await;
        let attempt = attempt_of(Some("own"), 9, &right);
        let passed = store.check_sms_code(&phone, &attempt, &rules()).await.unwrap().check;
        assert_eq!(passed, Check::Passed, "from another network as well");
    })
    .await;
}

#[tokio::test]
async fn without_the_handle_the_network_that_asked_has_five_attempts_and_all_others_together_five()
{
    on_each(|store| async move {
        let (_, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        for (from, answer) in [
            (2, Check::Wrong),
            (3, Check::Wrong),
            (2, Check::Wrong),
            (4, Check::Wrong),
            (5, Check::Exhausted),
            (2, Check::Exhausted),
            (6, Check::Exhausted),
        ] {
            assert_eq!(check_as(&*store, None, from, &wrong()).await, answer, "{from}");
        }
        assert_eq!(check_as(&*store, None, 6, &right).await, Check::Exhausted);
        for _ in 0..4 {
            assert_eq!(check_as(&*store, None, 1, &wrong()).await, Check::Wrong);
        }
        assert_eq!(check_as(&*store, None, 1, &right).await, Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_codes_without_the_handle_leave_the_next_message_its_attempts() {
    with_clock(|store, clock| async move {
        let (phone, first, second) = phone();
        reserve(&*store, &first, &rules()).await;
        for _ in 0..5 {
            check_as(&*store, None, 1, &wrong()).await;
        }
        assert_eq!(check_as(&*store, None, 1, &first).await, Check::Exhausted);
        clock.pass(LATER).await;
        let next = message_of("next", 1, &second);
        let answer = store.reserve_sms(&phone, &next, &rules()).await.unwrap();
        assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
        assert_eq!(check_as(&*store, None, 1, &first).await, Check::Wrong, "it stays used up");
        assert_eq!(check_as(&*store, None, 1, &second).await, Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn after_a_new_message_the_code_before_is_good_within_one_budget_of_attempts() {
    with_clock(|store, clock| async move {
        let (_, first, second) = phone();
        let rules = SmsRules { delays: vec![LATER], ..rules() };
        for (last, answer) in
            [(&first, Check::Passed), (&second, Check::Passed), (&wrong(), Check::Exhausted)]
        {
            reserve(&*store, &first, &rules).await;
            guess(&*store, 2).await;
            clock.pass(LATER).await;
            reserve(&*store, &second, &rules).await;
            guess(&*store, 2).await;
            assert_eq!(check(&*store, last).await, answer);
            // Both are spent by the one that passed.
            for code in [&first, &second].into_iter().filter(|&code| code != last) {
                let over = check(&*store, code).await;
                assert!(matches!(over, Check::Expired | Check::Exhausted), "{over:?}");
            }
            clock.pass(HOUR).await;
        }
    })
    .await;
}

/// I3: one number, one ticket. Who has no handle has attempts left.
#[tokio::test]
async fn a_right_code_spends_the_other_one_of_its_handle_for_everybody() {
    with_clock(|store, clock| async move {
        let (_, first, second) = phone();
        let rules = SmsRules { delays: vec![LATER], ..rules() };
        for (right, other) in [(&first, &second), (&second, &first)] {
            reserve(&*store, &first, &rules).await;
            clock.pass(LATER).await;
            reserve(&*store, &second, &rules).await;
            assert_eq!(check(&*store, right).await, Check::Passed);
            for handle in [Some("own"), None] {
                assert_eq!(check_as(&*store, handle, 1, other).await, Check::Expired);
            }
            clock.pass(HOUR).await;
        }
    })
    .await;
}

#[tokio::test]
async fn each_code_lives_for_its_own_time() {
    with_clock(|store, clock| async move {
        let (_, first, second) = phone();
        reserve(&*store, &first, &rules()).await;
        clock.pass(rules().code_life / 2).await;
        reserve(&*store, &second, &rules()).await;
        clock.pass(rules().code_life / 2).await;
        assert_eq!(check(&*store, &first).await, Check::Wrong);
        assert_eq!(check(&*store, &second).await, Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn a_handle_has_two_live_codes_and_a_number_five() {
    with_clock(|store, clock| async move {
        let (phone, ..) = phone();
        let delays = vec![Duration::from_secs(1)];
        let rules = SmsRules { delays, quotas: Vec::new(), ..rules() };
        let codes: Vec<_> = (0..8).map(|n| code(&format!("{n:06}"))).collect();
        // Three of one's own, then five of others.
        for (n, code) in codes.iter().enumerate() {
            let handle = if n < 3 { "own".to_owned() } else { n.to_string() };
            let message = message_of(&handle, n as u64, code);
            let answer = store.reserve_sms(&phone, &message, &rules).await.unwrap();
            assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
            clock.pass(Duration::from_secs(1)).await;
            if n == 2 {
                assert_eq!(check(&*store, &codes[0]).await, Check::Wrong);
            }
        }
        for code in &codes[..3] {
            let gone = check_as(&*store, None, 99, code).await;
            assert_eq!(gone, Check::Wrong);
        }
        for (n, code) in codes.iter().enumerate().skip(3) {
            assert_eq!(check_as(&*store, Some(&n.to_string()), 98, code).await, Check::Passed);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refund_does_not_give_attempts_back() {
    with_clock(|store, clock| async move {
        let (phone, first, second) = phone();
        reserve(&*store, &first, &rules()).await;
        guess(&*store, 2).await;
        clock.pass(LATER).await;
        let failed = message(&second);
        store.reserve_sms(&phone, &failed, &rules()).await.unwrap();
        store.refund_sms(&phone, &failed, &rules()).await.unwrap();
        reserve(&*store, &first, &rules()).await;
        guess(&*store, 2).await;
        assert_eq!(check(&*store, &second).await, Check::Exhausted, "it never left");
    })
    .await;
}

/// How many answers are so.
fn count(answers: &[Check], of: impl Fn(&Check) -> bool) -> usize {
    answers.iter().filter(|&answer| of(answer)).count()
}

#[tokio::test]
async fn of_200_racing_checks_five_compare_and_one_passes_at_most() {
    on_each(|store| async move {
        let (_, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        let answers = racing(&store, async move |store: Arc<dyn Store>, n| {
            let (_, right, wrong) = phone();
            check(&*store, if n % 2 == 0 { &right } else { &wrong }).await
        });
        let answers = answers.await;
        let passed = count(&answers, |answer| *answer == Check::Passed);
        let wrong = count(&answers, |answer| *answer == Check::Wrong);
        let again = count(&answers, |answer| *answer == repeated());
        assert!(passed <= 1 && passed + wrong <= 5, "{passed} passed, {wrong} wrong");
        assert!(passed == 1 || again == 0, "{again} were answered again");
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_strangers_ten_compare_and_the_handle_passes_among_them() {
    on_each(|store| async move {
        let (_, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        let answers = racing(&store, async move |store: Arc<dyn Store>, n| {
            let (_, right, wrong) = phone();
            match n {
                100 => check(&*store, &right).await,
                _ => check_as(&*store, None, n as u64 % 3, &wrong).await,
            }
        });
        let answers = answers.await;
        assert_eq!(count(&answers, |answer| *answer == Check::Passed), 1);
        // Of each five the last is "exhausted".
        assert!(count(&answers, |answer| *answer == Check::Wrong) <= 8);
    })
    .await;
}

/// A rolling upgrade: the code was sent by a server that knows no handles.
#[tokio::test]
async fn who_has_the_handle_is_told_how_many_attempts_remain_and_nobody_else_is() {
    on_each(|store| async move {
        let (phone, right, _) = phone();
        reserve(&*store, &right, &rules()).await;
        let left = async |handle: Option<&'static str>, code: &CodeMac| {
            let attempt = attempt_of(handle, 1, code);
            store.check_sms_code(&phone, &attempt, &rules()).await.unwrap().tries_left
        };
        for remain in [4, 3, 2, 1, 0, 0] {
            assert_eq!(left(None, &wrong()).await, None);
            assert_eq!(left(Some("of nobody"), &wrong()).await, None);
            assert_eq!(left(Some("own"), &wrong()).await, Some(remain));
        }
        assert_eq!(left(Some("own"), &right).await, Some(0), "it is not compared any more");
    })
    .await;
}

#[tokio::test]
async fn a_code_that_a_server_of_version_0_1_has_sent_is_good_and_takes_five_attempts_of_all() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    let (phone, right, _) = phone();
    let (log, live) =
        ["log", "code"].map(|what| format!("sms:{{{}}}:{what}", phone.as_text())).into();
    let old = || {
        server.command(&["DEL", &log, &live]);
        server.command(&["ZADD", &log, "1000", "00000000000000aa"]);
        let mac = right.as_text();
        server.command(&["HSET", &live, "by", "00000000000000aa", "mac", &mac, "attempts", "2"]);
        server.command(&["PEXPIRE", &live, "300000"]);
    };
    old();
    assert_eq!(check_as(&*store, None, 1, &wrong()).await, Check::Wrong);
    assert_eq!(check_as(&*store, Some("own"), 2, &wrong()).await, Check::Wrong);
    assert_eq!(check_as(&*store, None, 3, &right).await, Check::Passed);
    assert_eq!(check_as(&*store, None, 3, &right).await, Check::Expired);
    old();
    for answer in [Check::Wrong, Check::Wrong, Check::Exhausted, Check::Exhausted] {
        assert_eq!(check_as(&*store, None, 1, &wrong()).await, answer);
    }
    // Beside one of this version, which such a server finds as one of its own.
    old();
    let second = code("222222");
    reserve(&*store, &second, &rules()).await;
    let newest = server.command(&["HMGET", &live, "mac", "attempts"]);
    assert!(newest.contains(&second.as_text()) && newest.contains('0'), "{newest}");
    assert_eq!(check_as(&*store, None, 1, &right).await, Check::Passed);
    assert_eq!(check(&*store, &second).await, Check::Passed);
    assert_eq!(server.command(&["EXISTS", &live]), "0");
}
