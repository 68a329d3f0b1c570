//! Short runs, each the same every time: what has to hold of the gate as it is by default.

use super::{
    habits::Habits,
    outcome::{Prices, Run},
    scenarios,
    simulation::{self, Options, StoreKind},
};

/// Without flags all is as by default.
#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    habits: Habits,
    #[command(flatten)]
    prices: Prices,
}

/// A scenario in so many times as few hours, with these settings.
fn run(name: &str, shorter: f64, settings: &[&str]) -> Run {
    let Defaults { habits, prices } = clap::Parser::parse_from(["simulate"]);
    let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
    let store = StoreKind::Embedded;
    let options = Options { seed: 1, store, settings, habits, prices, shorter };
    let run = simulation::run(scenarios::named(name).unwrap(), &options).unwrap();
    let people = &run.ledger.people;
    assert_eq!(
        people.sent + people.sent_in + people.refused + people.gave_up,
        people.asked,
        "{name}"
    );
    run
}

/// That each target holds.
fn holds(name: &str, shorter: f64) -> Run {
    let run = run(name, shorter, &[]);
    for target in run.scenario.targets {
        assert!(target.holds(&run), "{name}: {}\n{}", target.says.en, super::table::terminal(&run));
    }
    run
}

#[test]
fn on_ordinary_days_nobody_is_refused_and_hardly_anybody_stepped_up() {
    for name in ["ordinary", "spike", "small-ordinary", "small-launch", "small-spike"] {
        let run = holds(name, 4.0);
        assert!(run.ledger.people.asked > 0, "{name}");
    }
}

#[test]
fn an_address_that_guesses_blindly_may_expect_a_hundredth_of_a_message_a_day() {
    // A whole day: what a kind may be guessed at is counted by the day.
    for name in ["guesses", "guesses-math"] {
        assert!(holds(name, 1.0).ledger.attack.guesses > 5000);
    }
}

#[test]
fn a_strangers_wrong_codes_keep_no_owner_from_verifying() {
    assert!(holds("wrong-codes", 4.0).ledger.people.verified > 3);
}

#[test]
fn an_attack_from_everywhere_or_from_one_network_gets_little_and_people_hardly_notice() {
    for (name, shorter, messages) in [("crowd", 2.0, 400), ("slash56", 2.0, 60)] {
        let run = run(name, shorter, &[]);
        assert!(run.ledger.attack.messages <= messages, "{}", super::table::terminal(&run));
        assert!(run.refused() <= 10.0, "{}", super::table::terminal(&run));
        assert!(run.ledger.people.sent > 10, "{name}");
    }
    // By the limits alone it would get a thousand an hour.
    let record = run("crowd", 12.0, &["--sms-policy=record"]);
    assert!(record.ledger.attack.messages > 900 && record.refused() > 50.0);
}
