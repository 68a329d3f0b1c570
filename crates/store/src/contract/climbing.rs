//! Which of two texts a picture gets: by wrong answers, and under pressure by whether a network is known.

use menshen_model::Country;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

fn network(of: &str) -> Network {
    address(of).network()
}

/// `CALM` for most, `CLIMBED` where networks are given and none is known, `HARDEST` for who got so many wrong.
fn new(wrong_answers: u32, networks: &[&str]) -> NewChallenge {
    let networks = networks.iter().map(|of| network(of)).collect();
    let [calm, climbed, hardest] = ["CALM", "CLIMBED", "HARDEST"].map(text);
    NewChallenge { climbed: Some(climbed), hardest: Some(hardest), calm, wrong_answers, networks }
}

/// What this address is shown under a name of its own, and whether it climbs.
async fn shown(store: &dyn Store, of: &str, new: &NewChallenge) -> (String, bool) {
    let (counter, id) = (Counter::Pictures(address(of)), ImageCodeId::random());
    match store.issue_image_code(&counter, ENOUGH, &id, new, LONG).await.unwrap() {
        Issue::Live { text, climbs, left, .. } => {
            assert_eq!(left, LONG);
            assert_eq!(store.image_code(&id).await.unwrap().as_ref(), Some(&text));
            (text.as_str().to_owned(), climbs)
        }
        Issue::NotBefore(wait) => panic!("not before {wait:?}"),
    }
}

fn calm() -> (String, bool) {
    ("CALM".to_owned(), false)
}

fn climbed() -> (String, bool) {
    ("CLIMBED".to_owned(), true)
}

fn hardest() -> (String, bool) {
    ("HARDEST".to_owned(), true)
}

/// Somebody in this network is sent a message and answers it.
async fn answers(store: &dyn Store, of: &str, country: Country) {
    let scopes = vec![TallyScope::Network(network(of)), TallyScope::Unknown];
    let tallied = store.tally(&NewTally { scopes, country }).await.unwrap();
    store.tally_verified(&tallied.receipt).await.unwrap();
}

#[tokio::test]
async fn without_pressure_an_address_climbs_by_its_wrong_answers_alone() {
    on_each(|store| async move {
        let store = &*store;
        let wrong = Counter::WrongAnswers(address("192.0.2.1"));
        let limits = [RateLimit { count: 9, window: WRONG_ANSWERS_WINDOW }];
        for _ in 0..2 {
            assert_eq!(shown(store, "192.0.2.1", &new(2, &[])).await, calm());
            store.acquire(&wrong, &limits).await.unwrap();
        }
        assert_eq!(shown(store, "192.0.2.1", &new(2, &[])).await, hardest());
        assert_eq!(shown(store, "192.0.2.2", &new(2, &[])).await, calm());
    })
    .await;
}

#[tokio::test]
async fn under_pressure_only_networks_stay_calm_that_are_known_for_long_enough() {
    with_clock(|store, clock| async move {
        let (store, country) = (&*store, mobile().country());
        let pressed = new(9, &["198.51.100.1", "192.0.2.1"]);
        assert_eq!(shown(store, "192.0.2.1", &pressed).await, climbed());
        answers(store, "192.0.2.1", country).await;
        // Nobody makes themselves known on the spot.
        assert_eq!(shown(store, "192.0.2.1", &pressed).await, climbed());
        clock.pass(3 * HOUR).await;
        assert_eq!(shown(store, "192.0.2.1", &pressed).await, calm());
        // Whichever of the networks it is.
        assert_eq!(shown(store, "192.0.2.1", &new(9, &["192.0.2.1"])).await, calm());
        assert_eq!(shown(store, "192.0.2.1", &new(9, &["198.51.100.1"])).await, climbed());
        // Who guesses gets the hardest all the same, known or not.
        assert_eq!(shown(store, "192.0.2.1", &new(0, &["192.0.2.1"])).await, hardest());
        assert_eq!(shown(store, "192.0.2.1", &new(0, &["198.51.100.1"])).await, hardest());
    })
    .await;
}

#[tokio::test]
async fn what_is_live_stays_whatever_comes_and_says_how_long_it_lives() {
    with_clock(|store, clock| async move {
        let (store, id) = (&*store, ImageCodeId::random());
        let counter = Counter::Pictures(address("192.0.2.1"));
        let issue = async |new: &NewChallenge| {
            store.issue_image_code(&counter, ENOUGH, &id, new, LONG).await.unwrap()
        };
        issue(&new(9, &[])).await;
        clock.pass(LONG / 2).await;
        let Issue::Live { text: live, climbs, left, .. } = issue(&new(9, &["192.0.2.1"])).await
        else {
            panic!("it is refused");
        };
        assert_eq!((live, climbs), (text("CALM"), true));
        assert!(within(left, LONG / 2), "{left:?}");
    })
    .await;
}

#[tokio::test]
async fn a_picture_of_calm_hours_is_nobodys_and_under_pressure_its_widest_network_is_kept() {
    with_clock(|store, clock| async move {
        let store = &*store;
        let (id, counter) = (ImageCodeId::random(), Counter::Pictures(address("192.0.2.1")));
        let issue = async |networks: &[&str]| {
            store.issue_image_code(&counter, ENOUGH, &id, &new(9, networks), LONG).await.unwrap();
        };
        let take = async || store.take_image_code(&id).await.unwrap();
        let issued_to = |of: &str, taken: &TakenChallenge| taken.issued_to == Some(network(of));
        issue(&[]).await;
        assert!(take().await.unwrap().issued_to.is_none());
        issue(&["192.0.2.1", "198.51.100.1"]).await;
        // Whoever is shown the live one again.
        issue(&["203.0.113.1"]).await;
        let taken = take().await.unwrap();
        assert!(issued_to("198.51.100.1", &taken) && take().await.is_none());
        // It goes back with the text, and ends with it.
        let own = network("203.0.113.1");
        store.put_image_code_back(own, &id, &taken, LONG).await.unwrap();
        assert!(take().await.unwrap() == taken);
        store.put_image_code_back(own, &id, &taken, LONG).await.unwrap();
        clock.pass(LONG).await;
        issue(&[]).await;
        assert!(take().await.unwrap().issued_to.is_none());
    })
    .await;
}
