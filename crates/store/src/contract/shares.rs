//! What a flood from one network takes from the others in the embedded store: nothing.

use std::net::{IpAddr, Ipv6Addr};

use super::*;

const CAPACITY: usize = 64;
const FLOOD: u128 = 10 * CAPACITY as u128;
const ONCE: RateLimit = RateLimit { count: 1, window: LONG };

/// The n-th address (IPv6 /64) of one /48.
fn of_the_flood(n: u128) -> AddressKey {
    let network = 0x2001_0db8_0001_u128 << 80;
    keys::address(IpAddr::V6(Ipv6Addr::from_bits(network | n << 64)))
}

/// Others: each in a network of its own.
fn other(n: u128) -> AddressKey {
    let network = 0x2001_0db9_0000_u128 + n;
    keys::address(IpAddr::V6(Ipv6Addr::from_bits(network << 80)))
}

/// Each kind of counter that an address has.
const KINDS: [fn(AddressKey) -> Counter; 6] = [
    Counter::Pictures,
    Counter::Described,
    Counter::Sounds,
    Counter::WrongAnswers,
    Counter::Checks,
    Counter::Address,
];

async fn picture(store: &MemoryStore, of: AddressKey) -> StoreResult<ImageCodeId> {
    let id = ImageCodeId::random();
    let (counter, text) = (Counter::Pictures(of), text("AAAA"));
    let new = NewChallenge::of(text.clone());
    let issued = store.issue_image_code(&counter, ENOUGH, &id, &new, LONG).await?;
    assert!(matches!(issued, Issue::Live { text: live, .. } if live == text));
    Ok(id)
}

#[tokio::test]
async fn i6_pictures_of_one_network_fill_the_store_and_no_other_network_loses_one() {
    let store = MemoryStore::new(CAPACITY);
    let mut others = vec![picture(&store, other(0)).await.unwrap()];
    for n in 0..FLOOD {
        let its = picture(&store, of_the_flood(n)).await.unwrap();
        // It loses its oldest, so whoever is in it as well has time to read a picture.
        assert!(store.image_code(&its).await.unwrap().is_some());
        if n % CAPACITY as u128 == 0 {
            others.push(picture(&store, other(n)).await.unwrap());
        }
    }
    for id in &others {
        assert!(store.take_image_code(id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn i6_where_all_networks_have_as_much_the_new_one_is_refused() {
    let store = MemoryStore::new(CAPACITY);
    let mut first = Vec::new();
    for n in 0..CAPACITY as u128 {
        first.push(picture(&store, other(n)).await.unwrap());
    }
    let refused = picture(&store, other(CAPACITY as u128)).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    for id in &first {
        assert!(store.take_image_code(id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn i6_counters_of_one_network_fill_the_store_and_each_other_network_is_counted_as_ever() {
    for counter in KINDS {
        let store = MemoryStore::new(CAPACITY);
        let count = async |of| store.count(&counter(of), ONCE).await.unwrap();
        assert_eq!(count(other(0)).await, None);
        for n in 0..FLOOD {
            let _ = count(of_the_flood(n)).await;
            if n % CAPACITY as u128 == 0 {
                assert_eq!(
                    count(other(n + 1)).await,
                    None,
                    "one of another network is not counted"
                );
            }
        }
        for n in 0..FLOOD / CAPACITY as u128 {
            assert!(count(other(n * CAPACITY as u128 + 1)).await.is_some(), "it was forgotten");
        }
        assert!(count(other(0)).await.is_some(), "it was forgotten");
    }
}

/// A place among the counters is given up, not what is counted.
#[tokio::test]
async fn i6_no_address_of_the_network_that_makes_way_gets_more_than_its_limit() {
    let limit = RateLimit { count: 3, window: LONG };
    for counter in KINDS {
        let store = MemoryStore::new(CAPACITY);
        let mut allowed = std::collections::HashMap::<u128, u32>::new();
        for round in 0..4 {
            for n in 0..FLOOD {
                let counted = match round % 2 {
                    0 => store.count(&counter(of_the_flood(n)), limit).await.unwrap().is_none(),
                    _ => matches!(
                        store.acquire(&counter(of_the_flood(n)), &[limit]).await.unwrap(),
                        Acquire::Acquired(_)
                    ),
                };
                *allowed.entry(n).or_default() += u32::from(counted);
                // For whom some have to make way.
                if n % 50 == 0 {
                    let counter = counter(other(n + round));
                    assert_eq!(store.count(&counter, limit).await.unwrap(), None);
                }
            }
        }
        assert!(allowed.values().all(|&allowed| allowed <= limit.count));
        assert!(allowed.values().sum::<u32>() >= CAPACITY as u32, "nobody is counted alone");
    }
}

#[tokio::test]
async fn i6_the_counter_of_a_networks_rest_ends_with_its_window() {
    tokio::time::pause();
    let store = MemoryStore::new(2);
    let count = async |n| store.count(&Counter::Checks(of_the_flood(n)), ONCE).await.unwrap();
    for n in 0..4 {
        let _ = count(n).await;
    }
    assert!(count(9).await.is_some(), "one for all who have none");
    tokio::time::advance(LONG).await;
    assert_eq!(count(9).await, None);
}

#[tokio::test]
async fn what_is_counted_for_the_rest_of_a_network_is_given_back_there() {
    let store = MemoryStore::new(2);
    let limit = RateLimit { count: 3, window: LONG };
    let take = async |n| {
        let counter = Counter::Address(of_the_flood(n));
        match store.acquire(&counter, &[limit]).await.unwrap() {
            Acquire::Acquired(taken) => Some(taken),
            Acquire::NotBefore(_) => None,
        }
    };
    for n in 0..3 {
        assert!(take(n).await.is_some());
    }
    // The third is counted with the rest; so is the fourth.
    let fourth = take(3).await.unwrap();
    assert!(take(4).await.is_none());
    store.release(&fourth).await.unwrap();
    assert!(take(4).await.is_some());
}
