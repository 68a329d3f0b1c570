//! Tallies: what is counted for whom, since when somebody is known, and what is forgotten.

use menshen_model::Country;

use super::{
    codes::attempt_of,
    messages::{HOUR, message, rules},
    *,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn china() -> Country {
    mobile().country()
}

/// A message from the first network to the first number.
fn new() -> NewTally {
    let address = address("192.0.2.1");
    NewTally {
        scopes: vec![
            TallyScope::Address(address),
            TallyScope::Network(address.network()),
            TallyScope::System(4134),
            TallyScope::Prefix(keys::prefix(&mobile())),
            TallyScope::Country(china()),
            TallyScope::Unknown,
            TallyScope::Fresh,
            TallyScope::Site,
        ],
        country: china(),
    }
}

/// A message from another network to the same number.
fn from(other: &str) -> NewTally {
    let mut new = new();
    new.scopes[0] = TallyScope::Address(address(other));
    new.scopes[1] = TallyScope::Network(address(other).network());
    new
}

fn of(tallied: &Tallied, scope: &TallyScope) -> Tally {
    let found = tallied.tallies.iter().find(|(of, _)| of == scope);
    found.unwrap_or_else(|| panic!("not counted for {}", scope.name())).1
}

fn network(text: &str) -> TallyScope {
    TallyScope::Network(address(text).network())
}

fn counts_for(tallied: &Tallied, scope: &TallyScope) -> bool {
    tallied.tallies.iter().any(|(of, _)| of == scope)
}

#[tokio::test]
async fn a_message_counts_in_each_scope_and_its_answer_where_the_message_did() {
    on_each(|store| async move {
        let first = store.tally(&new()).await.unwrap();
        assert_eq!(first.tallies.len(), new().scopes.len());
        for (scope, tally) in &first.tallies {
            let once = Answered { sent: 1, verified: 0 };
            assert_eq!((tally.hour, tally.day, tally.young), (once, once, 1), "{}", scope.name());
        }
        store.tally_verified(&first.receipt).await.unwrap();
        let other = store.tally(&from("198.51.100.1")).await.unwrap();
        let both = Answered { sent: 2, verified: 1 };
        for scope in &new().scopes[2..] {
            let tally = of(&other, scope);
            assert_eq!((tally.hour, tally.day, tally.young), (both, both, 1), "{}", scope.name());
            assert_eq!((tally.best_day, tally.busiest_hour), (1, 0), "{}", scope.name());
        }
        assert_eq!(of(&other, &network("198.51.100.1")).day, Answered { sent: 1, verified: 0 });
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_taken_back_was_never_counted() {
    on_each(|store| async move {
        let kept = store.tally(&new()).await.unwrap();
        let taken_back = store.tally(&new()).await.unwrap();
        store.untally(&taken_back.receipt).await.unwrap();
        let third = store.tally(&new()).await.unwrap();
        for (scope, tally) in &third.tallies {
            assert_eq!((tally.day.sent, tally.young), (2, 2), "{}", scope.name());
        }
        // Never below nothing.
        for receipt in [&kept.receipt, &third.receipt, &third.receipt, &third.receipt] {
            store.untally(receipt).await.unwrap();
        }
        let alone = store.tally(&new()).await.unwrap();
        for (scope, tally) in &alone.tallies {
            assert_eq!((tally.day.sent, tally.young), (1, 1), "{}", scope.name());
        }
        assert_eq!(of(&alone, &network("192.0.2.1")).countries, 1);
    })
    .await;
}

#[tokio::test]
async fn a_network_is_known_from_the_hour_after_next_and_settled_a_day_later() {
    with_clock(|store, clock| async move {
        let known = async || {
            let tallied = store.tally(&new()).await.unwrap();
            store.untally(&tallied.receipt).await.unwrap();
            let tally = of(&tallied, &network("192.0.2.1"));
            assert_eq!(counts_for(&tallied, &TallyScope::Unknown), !tally.is_known);
            assert!(!(tally.is_known && counts_for(&tallied, &TallyScope::Fresh)));
            (tally.is_known, tally.is_settled)
        };
        assert_eq!(known().await, (false, false));
        let tallied = store.tally(&new()).await.unwrap();
        store.tally_verified(&tallied.receipt).await.unwrap();
        assert_eq!(known().await, (false, false), "nobody makes themselves known on the spot");
        clock.pass(HOUR * 2).await;
        assert_eq!(known().await, (true, false));
        clock.pass(DAY).await;
        assert_eq!(known().await, (true, true));
        // Others are not known for it.
        let other = store.tally(&from("198.51.100.1")).await.unwrap();
        assert!(counts_for(&other, &TallyScope::Unknown) && counts_for(&other, &TallyScope::Fresh));
        clock.pass(DAY * 16).await;
        assert_eq!(known().await, (false, false), "it was forgotten");
    })
    .await;
}

#[tokio::test]
async fn hours_are_forgotten_after_a_day_and_days_after_a_fortnight() {
    with_clock(|store, clock| async move {
        for verified in [3, 2] {
            for n in 0..4 {
                let tallied = store.tally(&new()).await.unwrap();
                if n < verified {
                    store.tally_verified(&tallied.receipt).await.unwrap();
                }
            }
            clock.pass(DAY).await;
        }
        let site = of(&store.tally(&new()).await.unwrap(), &TallyScope::Site);
        assert_eq!((site.day.sent, site.young), (1, 1));
        assert_eq!((site.best_day, site.busiest_hour), (3, 3));
        clock.pass(HOUR).await;
        let site = of(&store.tally(&new()).await.unwrap(), &TallyScope::Site);
        assert_eq!((site.hour.sent, site.day.sent, site.young), (1, 2, 1));
        clock.pass(DAY * 14).await;
        let site = of(&store.tally(&new()).await.unwrap(), &TallyScope::Site);
        assert_eq!((site.day.sent, site.best_day, site.busiest_hour), (1, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn of_one_network_that_nobody_knows_two_messages_count_for_all_such_until_they_are_answered()
{
    on_each(|store| async move {
        let unknown = |tallied: &Tallied| of(tallied, &TallyScope::Unknown).day.sent;
        let mut receipts = Vec::new();
        for counted in [1, 2, 2, 2] {
            let tallied = store.tally(&new()).await.unwrap();
            assert_eq!(unknown(&tallied), counted);
            receipts.push(tallied.receipt);
        }
        // One that does not count there is neither answered nor taken back there.
        store.tally_verified(&receipts[3]).await.unwrap();
        store.untally(&receipts[2]).await.unwrap();
        assert_eq!(unknown(&store.tally(&from("198.51.100.1")).await.unwrap()), 3);
        store.tally_verified(&receipts[0]).await.unwrap();
        let next = store.tally(&new()).await.unwrap();
        assert_eq!(of(&next, &TallyScope::Unknown).day, Answered { sent: 4, verified: 1 });
    })
    .await;
}

#[tokio::test]
async fn what_unknown_networks_asked_for_in_the_last_minutes_is_known_whatever_came_of_it() {
    with_clock(|store, clock| async move {
        let asked = async |address| {
            let tallied = store.tally(&from(address)).await.unwrap();
            store.untally(&tallied.receipt).await.unwrap();
            of(&tallied, &TallyScope::Unknown).asked
        };
        for n in 1..=4 {
            assert_eq!(asked("192.0.2.1").await, n);
        }
        // Within this step and the next one, which begins at some time within five minutes.
        clock.pass(Duration::from_secs(290)).await;
        assert_eq!(asked("198.51.100.1").await, 5);
        clock.pass(Duration::from_secs(600)).await;
        assert_eq!(asked("198.51.100.1").await, 1);
        let site = of(&store.tally(&new()).await.unwrap(), &TallyScope::Site);
        assert_eq!(site.asked, 0, "of unknown networks alone");
    })
    .await;
}

/// How many fresh addresses have asked, where this one is fresh. The message is taken back.
async fn fresh(store: &Arc<dyn Store>, new: &NewTally) -> Option<u32> {
    let tallied = store.tally(new).await.unwrap();
    store.untally(&tallied.receipt).await.unwrap();
    counts_for(&tallied, &TallyScope::Fresh).then(|| of(&tallied, &TallyScope::Fresh).asked)
}

#[tokio::test]
async fn an_address_that_has_not_asked_for_a_day_is_fresh_for_minutes_and_counts_once() {
    with_clock(|store, clock| async move {
        let fresh = async |address| fresh(&store, &from(address)).await;
        assert_eq!([fresh("192.0.2.1").await, fresh("192.0.2.1").await], [Some(1); 2]);
        assert_eq!(fresh("198.51.100.1").await, Some(2));
        // Within this step and the next one, which begins at some time within five minutes.
        clock.pass(Duration::from_secs(290)).await;
        assert_eq!(fresh("192.0.2.1").await, Some(2));
        clock.pass(Duration::from_secs(600)).await;
        // That nothing was sent makes no difference.
        assert_eq!([fresh("192.0.2.1").await, fresh("203.0.113.1").await], [None, Some(1)]);
        clock.pass(HOUR * 23).await;
        assert_eq!(fresh("192.0.2.1").await, None);
        clock.pass(HOUR).await;
        assert_eq!(fresh("192.0.2.1").await, Some(1));
    })
    .await;
}

#[tokio::test]
async fn of_one_network_four_addresses_a_day_are_fresh_and_the_others_never_were() {
    with_clock(|store, clock| async move {
        // Each in a narrow network of its own, within one that is wide.
        let fresh = async |n: u8| {
            let narrow = TallyScope::Network(address(&format!("10.0.{n}.1")).network());
            let address = TallyScope::Address(address(&format!("192.0.2.{n}")));
            let scopes = vec![address, narrow, network("2001:db8::1"), TallyScope::Fresh];
            fresh(&store, &NewTally { scopes, ..new() }).await
        };
        for n in 1..=4 {
            assert_eq!(fresh(n).await, Some(n.into()));
        }
        assert_eq!([fresh(5).await, fresh(5).await, fresh(4).await], [None, None, Some(4)]);
        clock.pass(HOUR * 23).await;
        assert_eq!([fresh(5).await, fresh(6).await], [None, None]);
        clock.pass(HOUR).await;
        assert_eq!([fresh(5).await, fresh(6).await], [Some(1), Some(2)]);
    })
    .await;
}

#[tokio::test]
async fn countries_of_a_network_are_those_that_it_has_not_answered_in() {
    with_clock(|store, clock| async move {
        let to = async |country: &str| {
            let country = Country::from_code(country).unwrap();
            let tallied = store.tally(&NewTally { country, ..new() }).await.unwrap();
            let site = of(&tallied, &TallyScope::Site);
            assert_eq!(site.countries, 0, "of networks alone");
            (tallied.receipt.clone(), of(&tallied, &network("192.0.2.1")).countries)
        };
        assert_eq!(to("CN").await.1, 1);
        let (in_france, two) = to("FR").await;
        assert_eq!(two, 2);
        assert_eq!(to("FR").await.1, 2);
        store.tally_verified(&in_france).await.unwrap();
        assert_eq!(to("FR").await.1, 1);
        assert_eq!(to("DE").await.1, 2);
        clock.pass(DAY).await;
        assert_eq!(to("FR").await.1, 0);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_messages_each_is_told_of_those_before_it() {
    on_each(|store| async move {
        let told = racing(&store, |store, _| async move {
            let tallied = store.tally(&new()).await.unwrap();
            (of(&tallied, &TallyScope::Site).hour.sent, of(&tallied, &TallyScope::Site).day.sent)
        });
        let mut days: Vec<_> = told.await.into_iter().map(|(_, day)| day).collect();
        days.sort_unstable();
        assert_eq!(days, (1..=200).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_right_code_gives_back_what_its_message_was_counted_by() {
    on_each(|store| async move {
        let (phone, right, wrong) = phone();
        let receipt = store.tally(&new()).await.unwrap().receipt;
        let counter = Counter::Address(address("192.0.2.1"));
        let limit = RateLimit { count: 2, window: HOUR };
        let Acquire::Acquired(place) = store.acquire(&counter, &[limit]).await.unwrap() else {
            panic!("there is a place");
        };
        let receipt = MessageReceipt { tally: receipt, places: vec![place] };
        let message = NewMessage { counted: Some(receipt.clone()), ..message(&right) };
        store.reserve_sms(&phone, &message, &rules()).await.unwrap();
        let check = async |code| {
            let attempt = attempt_of(Some("own"), 7, code);
            store.check_sms_code(&phone, &attempt, &rules()).await.unwrap()
        };
        assert_eq!(check(&wrong).await.check, Check::Wrong);
        let checked = check(&right).await;
        assert_eq!(checked, Checked { counted: Some(receipt), ..Check::Passed.into() });
        // The place as well, in whichever store it was.
        for place in checked.counted.unwrap().places {
            store.release(&place).await.unwrap();
        }
        assert_eq!(store.used(&counter, &[limit]).await.unwrap(), [0]);
        // It is counted once.
        let again = check(&right).await;
        assert!(matches!(again.check, Check::Repeated(_)) && again.counted.is_none());
    })
    .await;
}

#[tokio::test]
async fn the_last_ten_thousand_decisions_are_kept_the_newest_first() {
    on_each(|store| async move {
        let record = |at_ms| DecisionRecord {
            id: format!("{at_ms:x}"),
            at_ms,
            verdict: "refuse".to_owned(),
            outcome: "sending-paused".to_owned(),
            enforced: true,
            reasons: vec!["pool".to_owned(), "prefix".to_owned()],
            country: "CN".to_owned(),
            prefix: "+861380013".to_owned(),
            network: "192.0.2.0/24".to_owned(),
            system: Some(4134),
            phone: "AAAA".to_owned(),
            address: "BBBB".to_owned(),
        };
        assert_eq!(store.decisions(10).await.unwrap(), []);
        let all: Vec<_> = (0..DECISIONS as u64 + 5).map(record).collect();
        for some in all.chunks(700) {
            store.add_decisions(some).await.unwrap();
        }
        let newest = record(DECISIONS as u64 + 4);
        assert_eq!(store.decisions(1).await.unwrap(), [newest]);
        assert_eq!(store.decisions(0).await.unwrap(), []);
        let kept = store.decisions(usize::MAX).await.unwrap();
        assert_eq!((kept.len(), kept.last().map(|last| last.at_ms)), (DECISIONS, Some(5)));
    })
    .await;
}

/// I6
#[tokio::test]
async fn in_a_full_embedded_store_who_was_answered_is_known_for_longest() {
    let store = MemoryStore::new(4);
    let known = store.tally(&new()).await.unwrap();
    store.tally_verified(&known.receipt).await.unwrap();
    for n in 0..100 {
        let tallied = store.tally(&from(&format!("198.51.{n}.1"))).await.unwrap();
        assert_eq!(of(&tallied, &TallyScope::Site).day.sent, n + 2);
    }
    let again = of(&store.tally(&new()).await.unwrap(), &network("192.0.2.1"));
    assert_eq!(again.day, Answered { sent: 2, verified: 1 });
}
