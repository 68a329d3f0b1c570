//! What operators look at and switch: budgets, breakers, switches, the history.

use std::collections::BTreeMap;

use super::*;
use crate::history::PREFIXES;

/// A time in the middle of an hour, in seconds since 1970.
const AT: u64 = 500_000 * 3600 + 1800;

fn turned(on: bool, at: u64) -> SwitchState {
    SwitchState { on, at, by: "an operator \"'{}\u{95e8}".to_owned() }
}

fn counts(named: &[(&str, u64)], prefixes: &[(&str, u64, u64)]) -> Counts {
    Counts {
        named: named.iter().map(|&(name, n)| (name.to_owned(), n)).collect(),
        prefixes: prefixes
            .iter()
            .map(|&(prefix, sent, verified)| {
                (prefix.to_owned(), PrefixCounts { sent, verified, over: 0 })
            })
            .collect(),
    }
}

#[tokio::test]
async fn what_is_used_up_is_told_without_being_counted_and_ends_with_the_window() {
    with_clock(|store, clock| async move {
        let limit = |count, seconds| RateLimit { count, window: Duration::from_secs(seconds) };
        let limits = [limit(5, 3600), limit(9, 86_400)];
        let used = async || store.used(&Counter::Site, &limits).await.unwrap();
        assert_eq!(used().await, [0, 0]);
        assert!(store.used(&Counter::Site, &[]).await.unwrap().is_empty());
        for _ in 0..3 {
            store.acquire(&Counter::Site, &limits).await.unwrap();
        }
        assert_eq!(used().await, [3, 3]);
        assert_eq!(used().await, [3, 3]);
        clock.pass(Duration::from_secs(3601)).await;
        assert_eq!(used().await, [0, 3]);
        assert_eq!(
            store.used(&Counter::Country(mobile().country()), &limits).await.unwrap(),
            [0, 0]
        );
    })
    .await;
}

#[tokio::test]
async fn an_open_breaker_is_told_until_it_closes() {
    with_clock(|store, clock| async move {
        let rules = BreakerRules {
            window: Duration::from_secs(3600),
            grace: Duration::from_secs(300),
            min_samples: 2,
            percent: 20,
            pause: Duration::from_secs(900),
            enforce: true,
        };
        let scope = BreakerScope::Country(mobile().country());
        assert_eq!(store.breaker(&scope).await.unwrap(), None);
        for _ in 0..2 {
            store.count_sent(&scope, &rules).await.unwrap();
        }
        clock.pass(Duration::from_secs(600)).await;
        // Looking opens nothing.
        assert_eq!(store.breaker(&scope).await.unwrap(), None);
        store.count_sent(&scope, &rules).await.unwrap();
        let wait = store.breaker(&scope).await.unwrap().unwrap();
        assert!(
            within(wait, rules.pause) && wait > rules.pause - Duration::from_secs(5),
            "{wait:?}"
        );
        clock.pass(rules.pause).await;
        assert_eq!(store.breaker(&scope).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_switch_stays_as_the_later_word_says_and_each_stands_for_itself() {
    on_each(|store| async move {
        assert_eq!(store.switches().await.unwrap(), Switches::default());
        assert!(store.set_switch(KillSwitch::Stop, &turned(true, 1_000)).await.unwrap());
        for late in [1_000, 999] {
            assert!(!store.set_switch(KillSwitch::Stop, &turned(false, late)).await.unwrap());
        }
        assert!(store.set_switch(KillSwitch::Raise, &turned(true, 5)).await.unwrap());
        let switches = store.switches().await.unwrap();
        assert_eq!(switches.stop, Some(turned(true, 1_000)));
        assert_eq!(switches.raise, Some(turned(true, 5)));
        assert!(store.set_switch(KillSwitch::Stop, &turned(false, 1_001)).await.unwrap());
        assert!(!store.switches().await.unwrap().is_on(KillSwitch::Stop));
        assert!(store.switches().await.unwrap().is_on(KillSwitch::Raise));
    })
    .await;
}

#[tokio::test]
async fn what_is_added_is_there_by_the_minute_and_by_the_hour() {
    on_each(|store| async move {
        let at = AT + 7;
        store.add_to_history(at - 60, &counts(&[("a", 1)], &[])).await.unwrap();
        store
            .add_to_history(at, &counts(&[("a", 2), ("b", 1)], &[("+8613800", 2, 1)]))
            .await
            .unwrap();
        store
            .add_to_history(at, &counts(&[("a", 3)], &[("+8613800", 1, 0), ("+86139", 9, 0)]))
            .await
            .unwrap();

        let minutes = store.history(at + 20, Span::Minutes).await.unwrap();
        assert_eq!(minutes.steps.len(), 60);
        let of = |pairs: &[(&str, u64)]| -> BTreeMap<String, u64> {
            pairs.iter().map(|&(name, n)| (name.to_owned(), n)).collect()
        };
        assert_eq!(minutes.steps[59], Step { began: AT, named: of(&[("a", 5), ("b", 1)]) });
        assert_eq!(minutes.steps[58], Step { began: AT - 60, named: of(&[("a", 1)]) });
        assert!(minutes.steps[..58].iter().all(|step| step.named.is_empty()));
        let known = |sent, verified| PrefixCounts { sent, verified, over: 0 };
        let prefixes = [("+86139".to_owned(), known(9, 0)), ("+8613800".to_owned(), known(3, 1))];
        assert_eq!(minutes.prefixes, prefixes);

        let hours = store.history(at + 3600, Span::Hours).await.unwrap();
        assert_eq!(hours.steps.len(), 48);
        assert_eq!(hours.steps[46].named, of(&[("a", 6), ("b", 1)]));
        assert_eq!((hours.steps[47].began, hours.steps[47].named.len()), (AT - 1800 + 3600, 0));
        assert_eq!(hours.prefixes, prefixes);

        // What is too old is not shown.
        let later = store.history(at + 3600, Span::Minutes).await.unwrap();
        assert!(later.steps.iter().all(|step| step.named.is_empty()));
        let gone = store.history(at + 49 * 3600, Span::Hours).await.unwrap();
        assert!(gone.prefixes.is_empty() && gone.steps.iter().all(|step| step.named.is_empty()));
    })
    .await;
}

/// I6: whoever sends to ever new prefixes takes up no more room, and hides nothing.
#[tokio::test]
async fn of_a_flood_of_prefixes_so_many_are_kept_and_the_busiest_are_among_them() {
    on_each(|store| async move {
        let add = async |prefix: &str| {
            store.add_to_history(AT, &counts(&[], &[(prefix, 1, 0)])).await.unwrap();
        };
        for n in 0..PREFIXES * 3 {
            add(&format!("+1{n:05}")).await;
            if n % 10 == 0 {
                add("+8613800").await;
                store.add_to_history(AT, &counts(&[], &[("+8613800", 0, 1)])).await.unwrap();
                // Nothing was sent there, so it takes no place from others.
                store.add_to_history(AT, &counts(&[], &[("+44", 0, 1)])).await.unwrap();
            }
        }
        let kept = store.history(AT, Span::Minutes).await.unwrap().prefixes;
        assert_eq!(kept.len(), PREFIXES);
        let all: u64 = kept.iter().map(|(_, counts)| counts.sent).sum();
        assert_eq!(all, (PREFIXES * 3 + PREFIXES * 3 / 10) as u64, "what is evicted is taken over");
        let (busiest, counts) = &kept[0];
        assert_eq!((busiest.as_str(), counts.over), ("+8613800", 0));
        assert_eq!(
            (counts.sent, counts.verified),
            ((PREFIXES * 3 / 10) as u64, (PREFIXES * 3 / 10) as u64)
        );
        assert!(kept[1..].iter().any(|(_, counts)| counts.over > 0));
    })
    .await;
}

#[tokio::test]
async fn every_key_of_the_history_ends_by_itself() {
    let server = RedisServer::start();
    let store = redis_store(&server.url()).await;
    store.add_to_history(AT, &counts(&[("a", 1)], &[("+86138", 1, 1)])).await.unwrap();
    let mut keys = server.keys();
    // That the store was asked whether it takes writes is another one.
    keys.retain(|key| key.starts_with("{history}"));
    assert_eq!(keys.len(), 4, "{keys:?}");
    for key in keys {
        let left: i64 = server.command(&["TTL", &key]).parse().unwrap();
        assert!((0..=49 * 3600).contains(&left), "{key}: {left}");
    }
}
