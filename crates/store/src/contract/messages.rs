//! Messages to a number: delays, quotas and refunds.

use super::{codes::check, *};

pub(super) const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The first delay: the number may get another message, and the code lives on.
pub(super) const LATER: Duration = Duration::from_secs(60);

/// The rules as they are by default.
pub(super) fn rules() -> SmsRules {
    SmsRules {
        delays: [60, 120, 300, 600].map(Duration::from_secs).into(),
        delays_reset: DAY,
        quotas: vec![RateLimit { count: 5, window: HOUR }, RateLimit { count: 10, window: DAY }],
        network_quotas: Vec::new(),
        code_life: Duration::from_secs(300),
        attempts: 5,
        repeat: Duration::from_secs(60),
    }
}

/// A network that people are in.
pub(super) fn network(number: u64) -> Network {
    Network::new(number)
}

/// A message with a name of its own, for this handle and from this network.
pub(super) fn message_of(handle: &str, from: u64, code: &CodeMac) -> NewMessage {
    let reservation = ReservationId::random();
    let (handle, network) = (keys::handle(handle), network(from));
    NewMessage { reservation, code: *code, handle, network, is_stranger: true, counted: None }
}

/// One of the person whose number it is.
pub(super) fn message(code: &CodeMac) -> NewMessage {
    message_of("own", 1, code)
}

/// Reserves for that person.
pub(super) async fn reserve(store: &dyn Store, code: &CodeMac, rules: &SmsRules) -> Reserve {
    let (phone, ..) = phone();
    store.reserve_sms(&phone, &message(code), rules).await.unwrap()
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
            let failed = message(&code);
            let answer = store.reserve_sms(&phone, &failed, &rules).await.unwrap();
            assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
            let second = reserve(&*store, &code, &rules).await;
            assert!(matches!(second, Reserve::TooMany(_)), "{second:?}");
            // Twice is not more than once.
            store.refund_sms(&phone, &failed, &rules).await.unwrap();
            store.refund_sms(&phone, &failed, &rules).await.unwrap();
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

/// I6: where no quota bounds them either. The embedded store's log has the same test beside it.
#[tokio::test]
async fn in_redis_no_more_messages_are_remembered_than_the_rules_look_at_nor_for_longer() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    let second = Duration::from_secs(1);
    let rules = SmsRules {
        delays: vec![second, second],
        delays_reset: HOUR,
        quotas: Vec::new(),
        ..rules()
    };
    for _ in 0..12 {
        next(&*store, &rules).await;
        server.pass(second);
    }
    let log = format!("sms:{{{}}}:log", phone().0.as_text());
    assert_eq!(server.command(&["ZCARD", &log]), "4", "two of each kind");
    server.pass(HOUR);
    assert_eq!(server.command(&["EXISTS", &log]), "0");
}

#[tokio::test]
async fn of_200_racing_reservations_of_a_number_one_gets_it() {
    on_each(|store| async move {
        let answers = racing(&store, |store, _| async move {
            let (phone, code, _) = phone();
            let rules = rules();
            store.reserve_sms(&phone, &message(&code), &rules).await.unwrap()
        });
        let answers = answers.await;
        assert_eq!(
            answers.iter().filter(|answer| matches!(answer, Reserve::Reserved { .. })).count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_refund_frees_the_number_and_kills_the_code_that_never_left() {
    on_each(|store| async move {
        let (phone, first, second) = phone();
        let rules = rules();
        let (failed, later) = (message(&first), message(&second));
        store.reserve_sms(&phone, &failed, &rules).await.unwrap();
        store.refund_sms(&phone, &failed, &rules).await.unwrap();
        assert_eq!(check(&*store, &first).await, Check::Expired);
        let again = store.reserve_sms(&phone, &later, &rules).await.unwrap();
        assert!(matches!(again, Reserve::Reserved { .. }), "{again:?}");
        // A refund that comes late has nothing to take back any more.
        store.refund_sms(&phone, &failed, &rules).await.unwrap();
        let third = store.reserve_sms(&phone, &failed, &rules).await.unwrap();
        assert!(matches!(third, Reserve::CoolingDown(_)), "{third:?}");
        assert_eq!(check(&*store, &second).await, Check::Passed);
    })
    .await;
}

/// Ten messages that somebody else asks for must not be all that the number gets.
#[tokio::test]
async fn one_network_gets_its_share_of_a_number_and_the_rest_is_for_others() {
    with_clock(|store, clock| async move {
        let (phone, code, _) = phone();
        let second = Duration::from_secs(1);
        let rules = SmsRules {
            delays: vec![second],
            quotas: vec![RateLimit { count: 4, window: DAY }],
            network_quotas: vec![RateLimit { count: 2, window: DAY }],
            ..rules()
        };
        let ask = async |from| {
            let answer = store.reserve_sms(&phone, &message_of("a", from, &code), &rules).await;
            clock.pass(second).await;
            answer.unwrap()
        };
        assert_eq!(ask(7).await, Reserve::Reserved { next: second });
        // It is told when this network's next one may follow.
        let told = ask(7).await;
        assert!(matches!(told, Reserve::Reserved { next } if about(next, 86_400 - 1)), "{told:?}");
        for _ in 0..2 {
            let refused = ask(7).await;
            assert!(
                matches!(refused, Reserve::TooMany(wait) if about(wait, 86_400)),
                "{refused:?}"
            );
        }
        assert_eq!(ask(1).await, Reserve::Reserved { next: second });
        assert!(matches!(ask(2).await, Reserve::Reserved { .. }));
        // Beyond that it is the number's own quota.
        for network in [1, 2, 3, 7] {
            assert!(matches!(ask(network).await, Reserve::TooMany(_)), "{network}");
        }
        clock.pass(DAY).await;
        assert_eq!(ask(7).await, Reserve::Reserved { next: second });
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_refunded_takes_nothing_of_its_networks_share() {
    on_each(|store| async move {
        let (phone, code, _) = phone();
        let network_quotas = vec![RateLimit { count: 1, window: DAY }];
        let rules = SmsRules { network_quotas, ..rules() };
        for _ in 0..3 {
            let failed = message(&code);
            let answer = store.reserve_sms(&phone, &failed, &rules).await.unwrap();
            assert!(matches!(answer, Reserve::Reserved { .. }), "{answer:?}");
            store.refund_sms(&phone, &failed, &rules).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn messages_that_strangers_ask_for_close_no_number_to_who_asks_from_a_known_network() {
    with_clock(|store, clock| async move {
        let (phone, one, _) = phone();
        let quotas = vec![RateLimit { count: 3, window: HOUR }];
        let rules = SmsRules { quotas, ..rules() };
        let ask = async |from, is_stranger| {
            let message = NewMessage { is_stranger, ..message_of("own", from, &one) };
            store.reserve_sms(&phone, &message, &rules).await.unwrap()
        };
        for (from, delay) in [(1, 60), (2, 120), (3, 300)] {
            assert!(matches!(ask(from, true).await, Reserve::Reserved { .. }));
            // The first delay is everybody's: a phone rings once in a while.
            let Reserve::CoolingDown(wait) = ask(9, false).await else { panic!("at once") };
            assert!(about(wait, 60), "{wait:?}");
            clock.pass(Duration::from_secs(delay)).await;
        }
        assert!(matches!(ask(4, true).await, Reserve::TooMany(_)));
        for delay in [60, 120, 300] {
            let reserved = ask(9, false).await;
            let Reserve::Reserved { next } = reserved else { panic!("{reserved:?}") };
            assert!(delay == 300 || about(next, delay), "{next:?}");
            clock.pass(Duration::from_secs(delay)).await;
        }
        assert!(matches!(ask(9, false).await, Reserve::TooMany(_)), "its own quota holds");
        clock.pass(HOUR).await;
        assert!(matches!(ask(9, false).await, Reserve::Reserved { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_message_of_a_stranger_that_is_given_back_is_forgotten() {
    on_each(|store| async move {
        let (phone, one, _) = phone();
        for is_stranger in [true, false] {
            let message = NewMessage { is_stranger, ..message(&one) };
            let reserved = store.reserve_sms(&phone, &message, &rules()).await.unwrap();
            assert!(matches!(reserved, Reserve::Reserved { .. }), "{reserved:?}");
            store.refund_sms(&phone, &message, &rules()).await.unwrap();
        }
    })
    .await;
}
