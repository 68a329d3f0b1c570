//! Two sites in one place: nothing of the one is found by the other.

use std::collections::BTreeMap;

use menshen_model::SiteId;

use super::{codes::check, messages::message, *};

const ONE: RateLimit = RateLimit { count: 1, window: WINDOW };

/// Runs the test on the stores of two sites, wherever stores are.
#[expect(clippy::print_stdout, reason = "a failure says on which store it was")]
async fn on_two_sites<F: Future<Output = ()>>(
    test: impl Fn(Arc<dyn Store>, Arc<dyn Store>, Clock) -> F,
) {
    let two = |stores: Stores, clock: Option<Arc<dyn Ages>>| {
        let shop = "shop".parse().unwrap();
        test(stores.of_site(&SiteId::DEFAULT), stores.of_site(&shop), Clock(clock))
    };
    println!("embedded store");
    two(Stores::in_memory(100), None).await;
    println!("redis");
    let server = Arc::new(RedisServer::start());
    let stores = Stores::on_redis(connected(&server.url()).await);
    two(stores, Some(Arc::clone(&server) as _)).await;
    println!("redis cluster");
    let cluster = shared_cluster();
    let alone = cluster.1.lock().await;
    for master in &cluster.0.nodes {
        assert_eq!(master.command(&["FLUSHALL"]), "OK");
    }
    let stores = Stores::on_redis(connected(&cluster.0.url()).await);
    two(stores, Some(Arc::clone(&cluster.0) as _)).await;
    drop(alone);
}

#[test]
fn a_site_has_one_store() {
    let stores = Stores::in_memory(1);
    let [one, again] = [(); 2].map(|()| stores.of_site(&SiteId::DEFAULT));
    assert!(Arc::ptr_eq(&one, &again));
    assert!(!Arc::ptr_eq(&one, &stores.of_site(&"shop".parse().unwrap())));
}

#[tokio::test]
async fn what_one_site_counts_is_not_counted_for_another() {
    on_two_sites(|a, b, _| async move {
        let country = mobile().country();
        for counter in [
            Counter::Site,
            Counter::Country(country),
            Counter::Prefix(keys::prefix(&mobile())),
            Counter::Address(address("192.0.2.1")),
        ] {
            for store in [&a, &b] {
                let taken = store.acquire(&counter, &[ONE]).await.unwrap();
                assert!(matches!(taken, Acquire::Acquired(_)));
                let full = store.acquire(&counter, &[ONE]).await.unwrap();
                assert!(matches!(full, Acquire::NotBefore(_)));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_breaker_of_one_site_is_not_open_for_another() {
    on_two_sites(|a, b, clock| async move {
        let rules = BreakerRules {
            window: Duration::from_secs(3600),
            grace: Duration::from_secs(300),
            min_samples: 2,
            percent: 20,
            pause: Duration::from_secs(900),
            enforce: true,
        };
        for scope in [
            BreakerScope::Country(mobile().country()),
            BreakerScope::Prefix(keys::prefix(&mobile())),
        ] {
            for store in [&a, &a, &b] {
                store.count_sent(&scope, &rules).await.unwrap();
            }
            clock.pass(Duration::from_secs(900)).await;
            for store in [&a, &b] {
                store.count_sent(&scope, &rules).await.unwrap();
            }
            assert!(a.breaker(&scope).await.unwrap().is_some());
            assert_eq!(b.breaker(&scope).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_picture_a_message_and_a_ticket_of_one_site_are_nothing_to_another() {
    on_two_sites(|a, b, _| async move {
        let id = ImageCodeId::random();
        issue(&*a, &id, "AAAA", LONG).await.unwrap();
        assert_eq!(b.image_code(&id).await.unwrap(), None);
        assert_eq!(taken(&*b, &id).await, None);
        assert_eq!(issue(&*b, &id, "BBBB", LONG).await.unwrap(), text("BBBB"));
        assert_eq!(taken(&*a, &id).await, Some(text("AAAA")));
        assert_eq!(taken(&*b, &id).await, Some(text("BBBB")));

        let (phone, right, other) = phone();
        let rules = SmsRules {
            delays: vec![LONG],
            delays_reset: LONG,
            quotas: vec![ONE],
            network_quotas: Vec::new(),
            code_life: LONG,
            attempts: 5,
            repeat: LONG,
        };
        let reserve = async |store: &Arc<dyn Store>, code| {
            let reserved = store.reserve_sms(&phone, &message(code), &rules).await;
            matches!(reserved.unwrap(), Reserve::Reserved { .. })
        };
        assert!(reserve(&a, &right).await);
        assert_eq!(check(&*b, &right).await, Check::Expired);
        assert!(reserve(&b, &other).await && !reserve(&a, &right).await);
        assert_eq!(check(&*b, &right).await, Check::Wrong);
        assert_eq!(check(&*a, &right).await, Check::Passed);
        assert_eq!(check(&*b, &other).await, Check::Passed);

        let (key, ticket) = (keys::ticket("one"), SealedTicket::stored("c2VhbGVk".to_owned()));
        a.put_ticket(&key, &ticket, LONG).await.unwrap();
        assert!(b.take_ticket(&key, None).await.unwrap().is_none());
        assert!(a.take_ticket(&key, None).await.unwrap() == Some(ticket));

        let (key, network) = (keys::reverse(&mobile(), "7K3Q9M8T"), address("192.0.2.1").network());
        let awaited = AwaitedMessage { holder: keys::handle("one"), network, life: LONG };
        assert!(a.put_reverse_message(&key, &awaited).await.unwrap());
        let receive =
            async |store: &Arc<dyn Store>| store.receive_reverse_message(&key, LONG).await.unwrap();
        assert_eq!((receive(&b).await, receive(&a).await), (Receipt::Unknown, Receipt::Awaited));
    })
    .await;
}

#[tokio::test]
async fn switches_and_history_of_one_site_are_not_anothers() {
    on_two_sites(|a, b, _| async move {
        let stop = SwitchState { on: true, at: 1, by: "Lin".to_owned() };
        assert!(a.set_switch(KillSwitch::Stop, &stop).await.unwrap());
        assert!(a.switches().await.unwrap().is_on(KillSwitch::Stop));
        assert_eq!(b.switches().await.unwrap(), Switches::default());
        let rules = StoredRules { version: 1, text: "all of them".to_owned() };
        assert!(a.set_rules(0, &rules).await.unwrap());
        assert_eq!(b.rules().await.unwrap(), StoredRules::default());
        a.add_to_audit(&operators::entry("Lin")).await.unwrap();
        assert!(b.audit(None, 10).await.unwrap().is_empty());

        let at = 500_000 * 3600;
        let known = PrefixCounts { sent: 1, verified: 0, over: 0 };
        let counts = Counts {
            named: BTreeMap::from([("sent".to_owned(), 1)]),
            prefixes: BTreeMap::from([("+861380013".to_owned(), known)]),
        };
        a.add_to_history(at, &counts).await.unwrap();
        for span in [Span::Minutes, Span::Hours] {
            let [of_a, of_b] =
                [a.history(at, span).await.unwrap(), b.history(at, span).await.unwrap()];
            assert_eq!(of_a.prefixes, [("+861380013".to_owned(), known)]);
            assert!(
                of_b.prefixes.is_empty() && of_b.steps.iter().all(|step| step.named.is_empty())
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_one_site_counts_for_its_policy_is_nothing_to_another() {
    on_two_sites(|a, b, _| async move {
        let new = NewTally { scopes: vec![TallyScope::Site], country: mobile().country() };
        for n in 1..=2 {
            assert_eq!(a.tally(&new).await.unwrap().tallies[0].1.day.sent, n);
        }
        assert_eq!(b.tally(&new).await.unwrap().tallies[0].1.day.sent, 1);
    })
    .await;
}
