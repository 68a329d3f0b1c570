//! How much the embedded store takes (I6): so many entries of each kind, and no live one makes way.

use std::net::{IpAddr, Ipv6Addr};

use super::{
    codes::attempt_of,
    messages::{message, rules},
    *,
};
use menshen_model::MobileNumber;

const CAPACITY: u128 = 16;

/// Each kind of entry that requests can make more and more of.
const KINDS: [Kind; 14] = [
    Kind::Picture,
    Kind::Pictures,
    Kind::Described,
    Kind::Sounds,
    Kind::WrongAnswers,
    Kind::Asked,
    Kind::Checks,
    Kind::ReverseMessages,
    Kind::ReverseMessage,
    Kind::Address,
    Kind::Prefix,
    Kind::Message,
    Kind::Ticket,
    Kind::BreakerScope,
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Picture,
    Pictures,
    Described,
    Sounds,
    WrongAnswers,
    Asked,
    Checks,
    ReverseMessages,
    ReverseMessage,
    Address,
    Prefix,
    Message,
    Ticket,
    BreakerScope,
}

/// The n-th entry of a kind, each with a key of its own.
struct Entry(Kind, u128);

impl Entry {
    fn image_code_id(&self) -> ImageCodeId {
        format!("00000000-0000-4000-8000-{:012x}", self.1).parse().unwrap()
    }

    fn mobile(&self) -> MobileNumber {
        MobileNumber::of_mainland(&format!("+86138{:04}0000", self.1))
    }

    fn counter(&self) -> Option<Counter> {
        // Each in a network of its own, or the others would make way.
        let address = || keys::address(IpAddr::V6(Ipv6Addr::from_bits(self.1 << 80)));
        match self.0 {
            Kind::Pictures => Some(Counter::Pictures(address())),
            Kind::Described => Some(Counter::Described(address())),
            Kind::Sounds => Some(Counter::Sounds(address())),
            Kind::WrongAnswers => Some(Counter::WrongAnswers(address())),
            Kind::Asked => Some(Counter::Asked(self.image_code_id())),
            Kind::Checks => Some(Counter::Checks(address())),
            Kind::ReverseMessages => Some(Counter::ReverseMessages(address())),
            Kind::Address => Some(Counter::Address(address())),
            Kind::Prefix => Some(Counter::Prefix(keys::prefix(&self.mobile()))),
            _ => None,
        }
    }

    /// Whether what is counted is never given back.
    fn is_for_good(&self) -> bool {
        matches!(
            self.0,
            Kind::Pictures
                | Kind::Described
                | Kind::Sounds
                | Kind::Asked
                | Kind::Checks
                | Kind::ReverseMessages
        )
    }

    async fn put(&self, store: &MemoryStore) -> StoreResult<()> {
        let once = RateLimit { count: 1, window: LONG };
        match self.counter() {
            Some(counter) if self.is_for_good() => {
                return store.count(&counter, once).await.map(drop);
            }
            Some(counter) => return store.acquire(&counter, &[once]).await.map(drop),
            None => {}
        }
        match self.0 {
            Kind::Picture => issue(store, &self.image_code_id(), "AAAA", LONG).await.map(drop),
            Kind::Message => {
                let phone = keys::phone(&self.mobile());
                store.reserve_sms(&phone, &message(&code("111111")), &rules()).await.map(drop)
            }
            Kind::Ticket => {
                let ticket = SealedTicket::stored("c2VhbGVk".to_owned());
                store.put_ticket(&keys::ticket(&self.1.to_string()), &ticket, LONG).await.map(drop)
            }
            Kind::ReverseMessage => {
                let network = Network::new(self.1 as u64);
                let awaited = AwaitedMessage { holder: keys::handle("one"), network, life: LONG };
                store.put_reverse_message(&self.reverse(), &awaited).await.map(drop)
            }
            _ => store.count_sent(&self.scope(), &breaker()).await.map(drop),
        }
    }

    fn reverse(&self) -> ReverseKey {
        keys::reverse(&self.mobile(), "7K3Q9M8T")
    }

    fn scope(&self) -> BreakerScope {
        BreakerScope::Prefix(keys::prefix(&self.mobile()))
    }

    /// Whether the store still knows it; a picture, a code and a ticket are spent by that.
    async fn is_live(&self, store: &MemoryStore) -> bool {
        if let Some(counter) = self.counter() {
            let once = [RateLimit { count: 1, window: LONG }];
            return matches!(store.acquire(&counter, &once).await, Ok(Acquire::NotBefore(_)));
        }
        match self.0 {
            Kind::Picture => store.take_image_code(&self.image_code_id()).await.unwrap().is_some(),
            Kind::Message => {
                let phone = keys::phone(&self.mobile());
                let attempt = attempt_of(Some("own"), 1, &code("111111"));
                let checked = store.check_sms_code(&phone, &attempt, &rules()).await.unwrap();
                checked.check == Check::Passed
            }
            Kind::Ticket => {
                store.take_ticket(&keys::ticket(&self.1.to_string()), None).await.unwrap().is_some()
            }
            Kind::ReverseMessage => {
                let receipt = store.receive_reverse_message(&self.reverse(), LONG).await;
                receipt.unwrap() == Receipt::Awaited
            }
            // It is counted in, not looked at: one that is known can be counted in a full store.
            _ => store.count_sent(&self.scope(), &breaker()).await.is_ok(),
        }
    }
}

fn breaker() -> BreakerRules {
    BreakerRules {
        window: LONG * 60,
        grace: LONG,
        min_samples: 1000,
        percent: 1,
        pause: LONG,
        enforce: true,
    }
}

#[tokio::test]
async fn i6_each_kind_of_entry_is_bounded_by_itself_and_a_flood_pushes_out_nothing_live() {
    let store = MemoryStore::new(CAPACITY as usize);
    for kind in KINDS {
        for n in 0..4 * CAPACITY {
            let put = Entry(kind, n).put(&store).await;
            // All others may be full already: each has places of its own.
            let full = matches!(put, Err(StoreError::Full));
            assert_eq!(full, n >= CAPACITY, "{kind:?} {n}: {put:?}");
        }
    }
    for kind in KINDS {
        for n in 0..CAPACITY {
            assert!(Entry(kind, n).is_live(&store).await, "{kind:?} {n}");
        }
    }
}
