//! Who comes, who attacks, and what has to hold.

use super::{
    fleet::Fleet,
    griefers::Grief,
    networks::{Numbers, Sources},
    outcome::Run,
    people::Visitors,
};

/// One of them.
pub struct Scenario {
    /// The name on the command line.
    pub name: &'static str,
    /// In the table.
    pub about: &'static str,
    /// Settings of the program that differ from its defaults.
    pub settings: &'static [&'static str],
    /// Hours of people alone, before anything is counted.
    pub past: f64,
    /// Hours that are measured.
    pub hours: f64,
    pub visitors: Visitors,
    /// What comes beside them, and from which hour to which.
    pub attack: Option<(Attack, f64, f64)>,
    /// Whether the document shows it over time.
    pub is_plotted: bool,
    /// Whether the messages of the attack go abroad.
    pub abroad: bool,
    pub targets: &'static [Target],
}

/// An attack.
#[derive(Debug, Clone, Copy)]
pub enum Attack {
    Fleet(Fleet),
    Guesses,
    /// Of numbers whose owners come half an hour later.
    Grief(Grief),
}

/// What has to hold.
pub struct Target {
    pub says: &'static str,
    pub holds: fn(&Run) -> bool,
}

/// The scenario of this name.
pub fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// An ordinary site, attacked for twelve hours after three days alone.
const USUAL: Scenario = Scenario {
    name: "",
    about: "",
    settings: &[],
    past: 72.0,
    hours: 12.0,
    visitors: Visitors::of_mainland(60.0),
    attack: None,
    is_plotted: false,
    abroad: false,
    targets: &[],
};

/// Of a site that has a number which receives.
const RECEIVES: &[&str] = &[
    "--sms-inbound-provider=webhook",
    "--sms-inbound-secret=whsec_b2YgdGhlIHNpbXVsYXRpb24sIGFuZCBub25lIGVsc2U=",
    "--sms-inbound-number=10690001",
    "--sms-inbound-name=Example",
];

const CROWD: Fleet = Fleet {
    sources: Sources::Scattered(10_000),
    numbers: Numbers::Attacked,
    answered: 0.0,
    patience: 200,
};

const fn for_hours(fleet: Fleet, hours: f64) -> Option<(Attack, f64, f64)> {
    Some((Attack::Fleet(fleet), 0.0, hours))
}

const DEAR: Target = Target {
    says: "attacker pays ≥ 3 × the site",
    holds: |run| run.ratio().is_none_or(|ratio| ratio >= 3.0),
};
const NONE_REFUSED: Target =
    Target { says: "refused 0", holds: |run| run.ledger.people.refused == 0 };
const TENTH_REFUSED: Target =
    Target { says: "refused ≤ 10 %", holds: |run| run.refused() <= 10.0 };
const FEW_STEPPED_UP: Target =
    Target { says: "stepped up ≤ 2 %", holds: |run| run.stepped_up() <= 2.0 };
const FEW_MESSAGES: Target =
    Target { says: "messages ≤ 400", holds: |run| run.ledger.attack.messages <= 400 };
const AMONG_MESSAGES: Target =
    Target { says: "messages ≤ 1,500", holds: |run| run.ledger.attack.messages <= 1500 };
const NONE_LOCKED_OUT: Target = Target {
    says: "right codes refused 0",
    holds: |run| run.ledger.people.locked_out == 0 && run.ledger.people.verified > 0,
};
const BOUNDED_HOUR: Target = Target {
    says: "best hour ≤ 3 × the site's busiest",
    holds: |run| run.best_hour() <= 3 * run.ledger.busiest_hour(),
};

const GUESSED: Target = Target {
    says: "expected messages a day ≤ 0.01",
    holds: |run| run.ledger.attack.guesses > 0 && run.expected_a_day() <= 0.01,
};

const ORDINARY: &[Target] = &[NONE_REFUSED, FEW_STEPPED_UP];
const ATTACKED: &[Target] = &[FEW_MESSAGES, TENTH_REFUSED];

/// 1,000 people a day, 200 of them in the busiest hour.
const LARGE: Visitors = Visitors { rush: Some((10.0, 11.0, 4.8)), ..Visitors::of_mainland(35.0) };
/// Fewer than 20 a day.
const SMALL: Visitors = Visitors { rush: Some((10.0, 11.0, 4.8)), ..Visitors::of_mainland(0.65) };

const fn day(visitors: Visitors) -> Scenario {
    Scenario { hours: 24.0, visitors, targets: ORDINARY, ..USUAL }
}

const fn times(visitors: Visitors, times: f64) -> Visitors {
    Visitors { per_hour: visitors.per_hour * times, ..visitors }
}

const fn spike(visitors: Visitors) -> Visitors {
    Visitors { rush: Some((10.0, 12.0, 5.0)), ..visitors }
}

/// The attack of those days: two hours, while the spike lasts.
const RAID: Fleet = Fleet { sources: Sources::Scattered(1000), ..CROWD };

/// All, in the order of the table.
pub static SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "crowd",
        about: "10,000 addresses, never answered, 12 h",
        attack: for_hours(CROWD, 12.0),
        is_plotted: true,
        targets: &[FEW_MESSAGES, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-thrifty",
        about: "10,000 addresses, thrifty, never answered, 12 h",
        attack: for_hours(Fleet { patience: 20, ..CROWD }, 12.0),
        targets: &[FEW_MESSAGES, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-quarter",
        about: "10,000 addresses, a quarter answered, 12 h",
        attack: for_hours(Fleet { answered: 0.25, ..CROWD }, 12.0),
        is_plotted: true,
        targets: &[BOUNDED_HOUR, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-all",
        about: "10,000 addresses, all answered, 12 h",
        attack: for_hours(Fleet { answered: 1.0, ..CROWD }, 12.0),
        targets: &[BOUNDED_HOUR, TENTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "crowd-among-people",
        about: "10,000 addresses, a tenth in people's networks, 12 h",
        attack: for_hours(Fleet { sources: Sources::AmongPeople(10_000), ..CROWD }, 12.0),
        is_plotted: true,
        targets: &[
            AMONG_MESSAGES,
            Target { says: "refused ≤ 15 %", holds: |run| run.refused() <= 15.0 },
        ],
        ..USUAL
    },
    Scenario {
        name: "crowd-reverse",
        about: "10,000 addresses, never answered, 12 h, with reverse messages",
        settings: RECEIVES,
        attack: for_hours(CROWD, 12.0),
        targets: &[FEW_MESSAGES, NONE_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "among-people-reverse",
        about: "10,000 addresses, a tenth in people's networks, 12 h, with reverse messages",
        settings: RECEIVES,
        attack: for_hours(Fleet { sources: Sources::AmongPeople(10_000), ..CROWD }, 12.0),
        targets: &[AMONG_MESSAGES, NONE_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "slash56",
        about: "one IPv6 /56, 3 h",
        hours: 3.0,
        attack: for_hours(Fleet { sources: Sources::Slash56, ..CROWD }, 3.0),
        is_plotted: true,
        targets: &[
            Target { says: "messages ≤ 60", holds: |run| run.ledger.attack.messages <= 60 },
            Target { says: "refused ≤ 1 %", holds: |run| run.refused() <= 1.0 },
        ],
        ..USUAL
    },
    Scenario {
        name: "slash32",
        about: "one IPv6 /32, 20,000 of its /48s, 12 h",
        attack: for_hours(Fleet { sources: Sources::Slash32(20_000), ..CROWD }, 12.0),
        targets: ATTACKED,
        ..USUAL
    },
    Scenario {
        name: "small-site",
        about: "small site (20 people an hour), 100 addresses, 4 h",
        hours: 4.0,
        visitors: Visitors::of_mainland(20.0),
        attack: for_hours(Fleet { sources: Sources::Scattered(100), ..CROWD }, 4.0),
        is_plotted: true,
        targets: &[Target { says: "refused ≤ 5 %", holds: |run| run.refused() <= 5.0 }],
        ..USUAL
    },
    Scenario {
        name: "guesses",
        about: "one address that guesses blindly, 24 h, characters",
        past: 0.0,
        hours: 24.0,
        visitors: Visitors::of_mainland(0.0),
        attack: Some((Attack::Guesses, 0.0, 24.0)),
        targets: &[GUESSED],
        ..USUAL
    },
    Scenario {
        name: "guesses-math",
        about: "one address that guesses blindly, 24 h, sums",
        settings: &["--image-code-kind=math"],
        past: 0.0,
        hours: 24.0,
        visitors: Visitors::of_mainland(0.0),
        attack: Some((Attack::Guesses, 0.0, 24.0)),
        targets: &[GUESSED],
        ..USUAL
    },
    Scenario {
        name: "wrong-codes",
        about: "a stranger's wrong code every two seconds, 12 h",
        past: 0.0,
        visitors: Visitors::of_mainland(0.0),
        attack: Some((Attack::Grief(Grief::WrongCodes), 0.0, 12.0)),
        targets: &[NONE_REFUSED, NONE_LOCKED_OUT],
        ..USUAL
    },
    Scenario {
        name: "one-number",
        about: "messages to one number from three networks, before its owner comes",
        attack: Some((Attack::Grief(Grief::Messages(3)), 0.0, 12.0)),
        targets: &[NONE_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "one-prefix",
        about: "three addresses against the prefix of 20 people an hour, 4 h",
        hours: 4.0,
        visitors: Visitors { numbers: Numbers::OnePrefix, ..Visitors::of_mainland(20.0) },
        attack: for_hours(
            Fleet { sources: Sources::Scattered(3), numbers: Numbers::OnePrefix, ..CROWD },
            4.0,
        ),
        targets: &[Target { says: "refused ≤ 5 %", holds: |run| run.refused() <= 5.0 }],
        ..USUAL
    },
    Scenario {
        name: "one-country",
        about: "10,000 addresses to Thailand, where a fifth of the people are, 12 h",
        settings: &["--sms-countries=CN,TH"],
        visitors: Visitors { abroad: 0.2, ..Visitors::of_mainland(60.0) },
        attack: for_hours(Fleet { numbers: Numbers::Abroad, ..CROWD }, 12.0),
        abroad: true,
        targets: &[FEW_MESSAGES, TENTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "launch",
        about: "launch: 300 people in the first hour",
        past: 0.0,
        visitors: Visitors { rush: Some((0.0, 1.0, 5.0)), ..Visitors::of_mainland(60.0) },
        ..day(LARGE)
    },
    Scenario {
        name: "ordinary",
        about: "1,000 people a day, 200 in the busiest hour",
        ..day(LARGE)
    },
    Scenario { name: "doubled", about: "a day of twice as many", ..day(times(LARGE, 2.0)) },
    Scenario { name: "spike", about: "two hours of five times as many", ..day(spike(LARGE)) },
    Scenario {
        name: "campaign",
        about: "two hours of five times as many, from networks that nobody knows",
        targets: &[NONE_REFUSED],
        ..day(Visitors { rush_is_new: true, ..spike(LARGE) })
    },
    Scenario {
        name: "quiet-attack",
        about: "1,000 addresses on a quiet day, 2 h",
        attack: Some((Attack::Fleet(RAID), 4.0, 6.0)),
        targets: ATTACKED,
        ..day(LARGE)
    },
    Scenario {
        name: "spike-attack",
        about: "1,000 addresses during the spike, 2 h",
        attack: Some((Attack::Fleet(RAID), 10.0, 12.0)),
        is_plotted: true,
        targets: ATTACKED,
        ..day(spike(LARGE))
    },
    Scenario {
        name: "small-launch",
        about: "small site, launch: 20 people in the first hour",
        past: 0.0,
        visitors: Visitors { rush: Some((0.0, 1.0, 30.0)), ..SMALL },
        ..day(SMALL)
    },
    Scenario {
        name: "small-ordinary",
        about: "small site, fewer than 20 people a day",
        ..day(SMALL)
    },
    Scenario {
        name: "small-doubled",
        about: "small site, a day of twice as many",
        ..day(times(SMALL, 2.0))
    },
    Scenario {
        name: "small-spike",
        about: "small site, two hours of five times as many",
        ..day(spike(SMALL))
    },
    Scenario {
        name: "small-quiet-attack",
        about: "small site, 1,000 addresses on a quiet day, 2 h",
        attack: Some((Attack::Fleet(RAID), 4.0, 6.0)),
        targets: ATTACKED,
        ..day(SMALL)
    },
    Scenario {
        name: "small-spike-attack",
        about: "small site, 1,000 addresses during the spike, 2 h",
        attack: Some((Attack::Fleet(RAID), 10.0, 12.0)),
        targets: ATTACKED,
        ..day(spike(SMALL))
    },
];
