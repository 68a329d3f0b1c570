//! What every store has to answer, held against both: the embedded one and a real redis-server.

#[path = "../../../tests/support/redis_server.rs"]
#[expect(dead_code, reason = "what only the tests over HTTP need")]
mod redis_server;

use std::sync::Arc;

use tokio::{task::JoinSet, time::sleep};

use super::*;
use crate::server::keys::Keys;
use redis_server::RedisServer;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(150);
const RULES: SmsRules = SmsRules { cool_down: SHORT, code_life: LONG, attempts: 5 };

/// Runs the test on both stores.
#[expect(clippy::print_stdout, reason = "a failure says on which store it was")]
async fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    println!("embedded store");
    test(Arc::new(MemoryStore::new(10_000))).await;
    println!("redis");
    let server = RedisServer::start();
    test(redis_store(&server).await).await;
}

async fn redis_store(server: &RedisServer) -> Arc<dyn Store> {
    let config = fred::types::config::Config::from_url(&server.url()).unwrap();
    let store = RedisStore::connect(config, "image_code:".to_owned()).unwrap();
    for _ in 0..100 {
        if store.ping().await.is_ok() {
            return Arc::new(store);
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("no connection to redis-server");
}

fn text(text: &str) -> ImageText {
    ImageText::stored(text.to_owned())
}

/// A number and two codes for it.
fn phone() -> (PhoneKey, CodeMac, CodeMac) {
    let keys = Keys::new(b"contract");
    (keys.phone(&mobile()), code("111111"), code("222222"))
}

/// A code for that number.
fn code(digits: &str) -> CodeMac {
    Keys::new(b"contract").sms_code(&mobile(), digits)
}

fn mobile() -> crate::model::MobileNumber {
    crate::model::MobileNumber::from_e164("+8613800138000".to_owned())
}

fn within(wait: Duration, most: Duration) -> bool {
    wait > Duration::ZERO && wait <= most
}

#[tokio::test]
async fn the_live_text_of_a_picture_is_kept_until_it_is_taken_once() {
    on_both(|store| async move {
        let id = ImageCodeId::random();
        assert_eq!(store.image_code(&id).await.unwrap(), None);
        assert_eq!(store.take_image_code(&id).await.unwrap(), None);
        assert_eq!(store.put_image_code(&id, &text("AAAA"), LONG).await.unwrap(), text("AAAA"));
        assert_eq!(store.put_image_code(&id, &text("BBBB"), LONG).await.unwrap(), text("AAAA"));
        assert_eq!(store.image_code(&id).await.unwrap(), Some(text("AAAA")));
        assert_eq!(store.take_image_code(&id).await.unwrap(), Some(text("AAAA")));
        assert_eq!(store.take_image_code(&id).await.unwrap(), None);
        assert_eq!(store.put_image_code(&id, &text("CCCC"), LONG).await.unwrap(), text("CCCC"));
    })
    .await;
}

#[tokio::test]
async fn a_picture_code_expires_and_its_name_can_be_used_again() {
    on_both(|store| async move {
        let id = ImageCodeId::random();
        store.put_image_code(&id, &text("AAAA"), SHORT).await.unwrap();
        sleep(SHORT * 2).await;
        assert_eq!(store.image_code(&id).await.unwrap(), None);
        assert_eq!(store.take_image_code(&id).await.unwrap(), None);
        assert_eq!(store.put_image_code(&id, &text("BBBB"), LONG).await.unwrap(), text("BBBB"));
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_takes_of_a_picture_code_one_gets_it() {
    on_both(|store| async move {
        let id = ImageCodeId::random();
        store.put_image_code(&id, &text("AAAA"), LONG).await.unwrap();
        let mut racing = JoinSet::new();
        for _ in 0..200 {
            let store = Arc::clone(&store);
            racing.spawn(async move { store.take_image_code(&id).await.unwrap().is_some() });
        }
        let taken = racing.join_all().await;
        assert_eq!(taken.into_iter().filter(|&taken| taken).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn each_kind_is_counted_for_each_address_and_anew_after_the_window() {
    on_both(|store| async move {
        let keys = Keys::new(b"contract");
        let (one, other) = (
            keys.address("192.0.2.1".parse().unwrap()),
            keys.address("192.0.2.2".parse().unwrap()),
        );
        let limit = RateLimit { count: 3, window: Duration::from_millis(400) };
        let count = |kind, address| store.count(kind, address, limit);
        for _ in 0..3 {
            assert_eq!(count(Counted::Pictures, &one).await.unwrap(), Allowed::Yes);
        }
        let Allowed::NotBefore(wait) = count(Counted::Pictures, &one).await.unwrap() else {
            panic!("the fourth was allowed");
        };
        assert!(within(wait, limit.window), "{wait:?}");
        assert_eq!(count(Counted::Pictures, &other).await.unwrap(), Allowed::Yes);
        for _ in 0..3 {
            assert_eq!(count(Counted::Sounds, &one).await.unwrap(), Allowed::Yes);
        }
        let refused = count(Counted::Sounds, &one).await.unwrap();
        assert!(matches!(refused, Allowed::NotBefore(_)), "{refused:?}");
        sleep(wait + Duration::from_millis(50)).await;
        assert_eq!(count(Counted::Pictures, &one).await.unwrap(), Allowed::Yes);
    })
    .await;
}

#[tokio::test]
async fn a_number_cools_down_after_a_reservation() {
    on_both(|store| async move {
        let (phone, code, _) = phone();
        let reservation = ReservationId::random();
        let reserve = || store.reserve_sms(&phone, &reservation, &code, RULES);
        assert_eq!(reserve().await.unwrap(), Reserve::Reserved);
        let Reserve::CoolingDown(wait) = reserve().await.unwrap() else {
            panic!("reserved twice");
        };
        assert!(within(wait, SHORT), "{wait:?}");
        sleep(SHORT * 2).await;
        assert_eq!(reserve().await.unwrap(), Reserve::Reserved);
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
                let rules = SmsRules { cool_down: LONG, ..RULES };
                let reservation = ReservationId::random();
                store.reserve_sms(&phone, &reservation, &code, rules).await.unwrap()
            });
        }
        let answers = racing.join_all().await;
        assert_eq!(answers.iter().filter(|&&answer| answer == Reserve::Reserved).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_right_code_passes_once_and_no_code_is_expired() {
    on_both(|store| async move {
        let (phone, right, _) = phone();
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
        let reservation = ReservationId::random();
        store.reserve_sms(&phone, &reservation, &right, RULES).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Passed);
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn a_message_code_expires() {
    on_both(|store| async move {
        let (phone, right, _) = phone();
        let rules = SmsRules { code_life: SHORT, ..RULES };
        store.reserve_sms(&phone, &ReservationId::random(), &right, rules).await.unwrap();
        sleep(SHORT * 2).await;
        assert_eq!(store.check_sms_code(&phone, &right, 5).await.unwrap(), Check::Expired);
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_neither_the_right_one_nor_a_new_message_helps() {
    on_both(|store| async move {
        let (phone, right, wrong) = phone();
        let reservation = ReservationId::random();
        store.reserve_sms(&phone, &reservation, &right, RULES).await.unwrap();
        for left in (1..5).rev() {
            let answer = store.check_sms_code(&phone, &wrong, 5).await.unwrap();
            assert_eq!(answer, Check::Wrong(left));
        }
        for code in [&wrong, &right, &right] {
            let answer = store.check_sms_code(&phone, code, 5).await.unwrap();
            let Check::Exhausted(wait) = answer else { panic!("{answer:?}") };
            assert!(within(wait, LONG), "{wait:?}");
        }
        sleep(SHORT * 2).await;
        let answer = store.reserve_sms(&phone, &reservation, &right, RULES).await.unwrap();
        assert!(matches!(answer, Reserve::Exhausted(wait) if within(wait, LONG)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_message_kills_the_older_code_and_gives_no_new_attempts() {
    on_both(|store| async move {
        let (phone, first, second) = phone();
        store.reserve_sms(&phone, &ReservationId::random(), &first, RULES).await.unwrap();
        let wrong = code("999999");
        assert_eq!(store.check_sms_code(&phone, &wrong, 5).await.unwrap(), Check::Wrong(4));
        assert_eq!(store.check_sms_code(&phone, &wrong, 5).await.unwrap(), Check::Wrong(3));
        sleep(SHORT * 2).await;
        store.reserve_sms(&phone, &ReservationId::random(), &second, RULES).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &first, 5).await.unwrap(), Check::Wrong(2));
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn a_refund_frees_the_number_and_kills_the_code_that_never_left() {
    on_both(|store| async move {
        let (phone, first, second) = phone();
        let rules = SmsRules { cool_down: LONG, ..RULES };
        let (failed, later) = (ReservationId::random(), ReservationId::random());
        store.reserve_sms(&phone, &failed, &first, rules).await.unwrap();
        store.refund_sms(&phone, &failed).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &first, 5).await.unwrap(), Check::Expired);
        let again = store.reserve_sms(&phone, &later, &second, rules).await.unwrap();
        assert_eq!(again, Reserve::Reserved);
        // A refund that comes late has nothing to take back any more.
        store.refund_sms(&phone, &failed).await.unwrap();
        let third = store.reserve_sms(&phone, &failed, &first, rules).await.unwrap();
        assert!(matches!(third, Reserve::CoolingDown(_)), "{third:?}");
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Passed);
    })
    .await;
}

#[tokio::test]
async fn a_refund_does_not_give_attempts_back() {
    on_both(|store| async move {
        let (phone, first, second) = phone();
        store.reserve_sms(&phone, &ReservationId::random(), &first, RULES).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Wrong(4));
        sleep(SHORT * 2).await;
        let failed = ReservationId::random();
        store.reserve_sms(&phone, &failed, &first, RULES).await.unwrap();
        store.refund_sms(&phone, &failed).await.unwrap();
        store.reserve_sms(&phone, &ReservationId::random(), &first, RULES).await.unwrap();
        assert_eq!(store.check_sms_code(&phone, &second, 5).await.unwrap(), Check::Wrong(3));
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_checks_five_compare_and_one_passes_at_most() {
    on_both(|store| async move {
        let (phone_key, right, _) = phone();
        store.reserve_sms(&phone_key, &ReservationId::random(), &right, RULES).await.unwrap();
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

#[tokio::test]
async fn a_ticket_is_taken_once_and_expires() {
    on_both(|store| async move {
        let keys = Keys::new(b"contract");
        let (one, other) = (keys.ticket("one"), keys.ticket("other"));
        let ticket = || SealedTicket::stored("c2VhbGVk".to_owned());
        store.put_ticket(&one, &ticket(), LONG).await.unwrap();
        assert!(store.take_ticket(&other).await.unwrap().is_none());
        assert!(store.take_ticket(&one).await.unwrap() == Some(ticket()));
        assert!(store.take_ticket(&one).await.unwrap().is_none());
        store.put_ticket(&other, &ticket(), SHORT).await.unwrap();
        sleep(SHORT * 2).await;
        assert!(store.take_ticket(&other).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_full_embedded_store_refuses_the_new_and_keeps_the_live() {
    let store = MemoryStore::new(2);
    let (one, two, three) = (ImageCodeId::random(), ImageCodeId::random(), ImageCodeId::random());
    store.put_image_code(&one, &text("AAAA"), LONG).await.unwrap();
    store.put_image_code(&two, &text("BBBB"), LONG).await.unwrap();
    let refused = store.put_image_code(&three, &text("CCCC"), LONG).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(store.take_image_code(&one).await.unwrap(), Some(text("AAAA")));
    store.put_image_code(&three, &text("CCCC"), LONG).await.unwrap();
}

#[tokio::test]
async fn redis_keeps_the_plain_text_under_prefix_and_uuid_for_its_life() {
    let server = RedisServer::start();
    let store = redis_store(&server).await;
    let id = ImageCodeId::random();
    store.put_image_code(&id, &text("AAAA"), Duration::from_secs(100)).await.unwrap();
    let config = fred::types::config::Config::from_url(&server.url()).unwrap();
    let reader = fred::clients::Client::new(config, None, None, None);
    let connection = fred::interfaces::ClientLike::init(&reader).await.unwrap();
    use fred::interfaces::KeysInterface;
    let key = format!("image_code:{id}");
    assert_eq!(reader.get::<String, _>(&key).await.unwrap(), "AAAA");
    let life: i64 = reader.pttl(&key).await.unwrap();
    assert!((99_000..=100_000).contains(&life), "{life}");
    connection.abort();
}
