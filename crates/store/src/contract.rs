//! What every store has to answer, held against all: the embedded one, a real redis-server, and a
//! real Redis Cluster.

#[path = "../../../tests/support/clock.rs"]
mod clock;
#[path = "../../../tests/support/lua_rule.rs"]
pub(crate) mod lua_rule;
#[path = "../../../tests/support/patience.rs"]
mod patience;
#[path = "../../../tests/support/redis_cluster.rs"]
#[expect(dead_code, reason = "what only the tests over HTTP need")]
mod redis_cluster;
#[path = "../../../tests/support/redis_server.rs"]
#[expect(dead_code, reason = "what only the tests over HTTP need")]
mod redis_server;

mod breaker;
mod capacity;
mod climbing;
mod codes;
mod counters;
mod keys;
mod messages;
mod operator;
mod operators;
mod pictures;
mod reverse_messages;
mod set_back;
mod shares;
mod sites;
mod tallies;

use std::sync::{Arc, Mutex, PoisonError, Weak};

use menshen_challenge::Solution;
use menshen_model::{ImageCodeId, MobileNumber};
use tokio::{task::JoinSet, time::sleep};

use super::*;
use clock::Clock;
use patience::until;
use redis_cluster::RedisCluster;
use redis_server::{Ages, RedisServer};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(150);
/// For one command: the contract says what a store answers, not how soon. A machine that is busy with
/// other things keeps this.
const PATIENCE: Duration = Duration::from_secs(30);
/// Of a limit: longer than all calls of a test take on the slowest machine.
const WINDOW: Duration = Duration::from_secs(30);

/// Runs the test on each store.
async fn on_each<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    with_clock(|store, _| test(store)).await;
}

/// Runs the test on each store, and lets it move their clocks.
#[expect(clippy::print_stdout, reason = "a failure says on which store it was")]
async fn with_clock<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>, Clock) -> F) {
    println!("embedded store");
    test(Arc::new(MemoryStore::new(10_000)), Clock(None)).await;
    println!("redis");
    let server = Arc::new(RedisServer::start());
    test(redis_store(&server.url()).await, Clock(Some(Arc::clone(&server) as Arc<dyn Ages>))).await;
    println!("redis cluster");
    let cluster = shared_cluster();
    let alone = cluster.1.lock().await;
    for master in &cluster.0.nodes {
        assert_eq!(master.command(&["FLUSHALL"]), "OK");
    }
    test(redis_store(&cluster.0.url()).await, Clock(Some(Arc::clone(&cluster.0) as Arc<dyn Ages>)))
        .await;
    drop(alone);
}

/// A cluster, and the right to be alone on it.
type Shared = (Arc<RedisCluster>, tokio::sync::Mutex<()>);

/// The cluster of all tests that run or wait just now: it takes seconds to come up.
fn shared_cluster() -> Arc<Shared> {
    static SHARED: Mutex<Weak<Shared>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let cluster = Arc::new((Arc::new(RedisCluster::of_masters()), Default::default()));
        *shared = Arc::downgrade(&cluster);
        cluster
    })
}

async fn redis_store(url: &str) -> Arc<dyn Store> {
    Arc::new(connected(url).await)
}

async fn connected(url: &str) -> RedisStore {
    let config = fred::types::config::Config::from_url(url).unwrap();
    let store = RedisStore::connect(config, "image_code:".to_owned(), PATIENCE).unwrap();
    until("a connection to redis-server", async || store.ping().await.is_ok()).await;
    store
}

/// What no test comes near to.
const ENOUGH: RateLimit = RateLimit { count: u32::MAX, window: LONG };

/// Issues a picture under no limit that counts; gives the live text.
async fn issue(
    store: &dyn Store,
    id: &ImageCodeId,
    fresh: &str,
    life: Duration,
) -> StoreResult<Solution> {
    match store
        .issue_image_code(&Counter::Site, ENOUGH, id, &NewChallenge::of(text(fresh)), life)
        .await?
    {
        Issue::Live { text, .. } => Ok(text),
        Issue::NotBefore(wait) => panic!("one more was allowed, not after {wait:?}"),
    }
}

/// Takes a picture's text out.
async fn taken(store: &dyn Store, id: &ImageCodeId) -> Option<Solution> {
    store.take_image_code(id).await.unwrap().map(|taken| taken.text)
}

fn text(text: &str) -> Solution {
    Solution::stored(text.to_owned())
}

/// A number and two codes for it.
fn phone() -> (PhoneKey, CodeMac, CodeMac) {
    (keys::phone(&mobile()), code("111111"), code("222222"))
}

/// A code for that number.
fn code(digits: &str) -> CodeMac {
    keys::sms_code(&mobile(), digits)
}

fn mobile() -> MobileNumber {
    MobileNumber::of_mainland("+8613800138000")
}

fn address(text: &str) -> AddressKey {
    keys::address(text.parse().unwrap())
}

/// What 200 calls give that race on a store; each is told its number.
async fn racing<T, F>(store: &Arc<dyn Store>, call: impl Fn(Arc<dyn Store>, u128) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let racing: JoinSet<T> = (0..200).map(|n| call(Arc::clone(store), n)).collect();
    racing.join_all().await
}

fn within(wait: Duration, most: Duration) -> bool {
    wait > Duration::ZERO && wait <= most
}

#[tokio::test]
async fn a_ticket_is_taken_once_and_expires() {
    with_clock(|store, clock| async move {
        let (one, other) = (keys::ticket("one"), keys::ticket("other"));
        let ticket = || SealedTicket::stored("c2VhbGVk".to_owned());
        store.put_ticket(&one, &ticket(), LONG).await.unwrap();
        assert!(store.take_ticket(&other, None).await.unwrap().is_none());
        assert!(store.take_ticket(&one, None).await.unwrap() == Some(ticket()));
        assert!(store.take_ticket(&one, None).await.unwrap().is_none());
        store.put_ticket(&other, &ticket(), LONG).await.unwrap();
        clock.pass(LONG).await;
        assert!(store.take_ticket(&other, None).await.unwrap().is_none());
    })
    .await;
}

/// Or a ticket that is handed out again could be redeemed twice.
#[tokio::test]
async fn a_ticket_is_kept_once_also_after_it_was_taken() {
    with_clock(|store, clock| async move {
        let names = [None, RedeemId::parse("3f0c1b9e-8a52-4c6d-9e1f-7b2a4d5c6e8f")];
        for (name, key) in names.iter().zip(["one", "other"].map(keys::ticket)) {
            let [first, second] =
                ["Zmlyc3Q", "c2Vjb25k"].map(|text| SealedTicket::stored(text.to_owned()));
            let kept = store.put_ticket(&key, &first, LONG).await.unwrap();
            assert_eq!(kept, KeptTicket { is_new: true, left: LONG });
            clock.pass(LONG / 2).await;
            let again = store.put_ticket(&key, &second, LONG).await.unwrap();
            assert!(!again.is_new && within(again.left, LONG / 2), "{again:?}");
            assert!(store.take_ticket(&key, name.as_ref()).await.unwrap() == Some(first));
            let late = store.put_ticket(&key, &second, LONG).await.unwrap();
            assert!(!late.is_new && within(late.left, LONG / 2), "{late:?}");
            assert!(store.take_ticket(&key, None).await.unwrap().is_none());
            clock.pass(LONG / 2).await;
            assert!(store.put_ticket(&key, &second, LONG).await.unwrap().is_new);
        }
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_takes_of_a_ticket_under_two_names_one_name_gets_it_each_time() {
    with_clock(|store, clock| async move {
        let key = keys::ticket("one");
        let ticket = || SealedTicket::stored("c2VhbGVk".to_owned());
        store.put_ticket(&key, &ticket(), LONG).await.unwrap();
        let name = |n: u128| RedeemId::parse(&uuid::Uuid::from_u128(n).to_string()).unwrap();
        let taken = racing(&store, |store, n| async move {
            let taken = store.take_ticket(&key, Some(&name(n % 2))).await.unwrap();
            assert!(taken.is_none() || taken == Some(ticket()));
            (n % 2, taken.is_some())
        });
        let taken = taken.await;
        let [even, odd] = [0, 1].map(|of| taken.iter().filter(|&&t| t == (of, true)).count());
        assert!((even, odd) == (100, 0) || (even, odd) == (0, 100), "{even}, {odd}");
        for other in [None, Some(name(2))] {
            assert!(store.take_ticket(&key, other.as_ref()).await.unwrap().is_none());
        }
        // It ends with the ticket's life.
        let key = keys::ticket("two");
        store.put_ticket(&key, &ticket(), LONG).await.unwrap();
        assert!(store.take_ticket(&key, Some(&name(3))).await.unwrap().is_some());
        clock.pass(LONG).await;
        assert!(store.take_ticket(&key, Some(&name(3))).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_full_embedded_store_refuses_the_new_and_keeps_the_live() {
    let store = MemoryStore::new(2);
    let (one, two, three) = (ImageCodeId::random(), ImageCodeId::random(), ImageCodeId::random());
    issue(&store, &one, "AAAA", LONG).await.unwrap();
    issue(&store, &two, "BBBB", LONG).await.unwrap();
    let refused = issue(&store, &three, "CCCC", LONG).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(taken(&store, &one).await, Some(text("AAAA")));
    issue(&store, &three, "CCCC", LONG).await.unwrap();
}

#[tokio::test]
async fn redis_keeps_the_plain_text_under_prefix_and_uuid_for_its_life() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    let id = ImageCodeId::random();
    issue(&*store, &id, "AAAA", Duration::from_secs(100)).await.unwrap();
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
