//! Who comes, who attacks, and what has to hold.

use super::{
    fleet::Fleet,
    griefers::Grief,
    networks::{Numbers, Sources},
    people::Visitors,
    targets::{
        AMONG_MESSAGES, ATTACKED, BOUNDED_HOUR, DEAR, FEW_MESSAGES, GUESSED, HARDLY_MESSAGES,
        HUNDREDTH_REFUSED, NONE_LOCKED_OUT, NONE_REFUSED, ORDINARY, OWNERS_NOT_REFUSED,
        SEVENTH_REFUSED, TENTH_REFUSED, TWENTIETH_REFUSED, Target,
    },
    words::Words,
};

/// One of them.
pub struct Scenario {
    /// The name on the command line.
    pub name: &'static str,
    /// In the table.
    pub about: Words,
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

/// The scenario of this name.
pub fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// An ordinary site, attacked for twelve hours after three days alone.
const USUAL: Scenario = Scenario {
    name: "",
    about: Words::new("", ""),
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
    // As fast as people read pictures for pay: four in a second.
    pace: 0.25,
};

/// He asks no more often than strangers do, each time from an address that has not asked before.
const PATIENT: Fleet =
    Fleet { sources: Sources::Scattered(1000), patience: u32::MAX, pace: 200.0, ..CROWD };

const fn for_hours(fleet: Fleet, hours: f64) -> Option<(Attack, f64, f64)> {
    Some((Attack::Fleet(fleet), 0.0, hours))
}

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
        about: Words::new(
            "10,000 addresses, never answered, 12 h",
            "一万个地址，从不填回，12 小时",
        ),
        attack: for_hours(CROWD, 12.0),
        is_plotted: true,
        targets: &[FEW_MESSAGES, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-thrifty",
        about: Words::new(
            "10,000 addresses, thrifty, never answered, 12 h",
            "一万个地址，精打细算，从不填回，12 小时",
        ),
        attack: for_hours(Fleet { patience: 20, ..CROWD }, 12.0),
        targets: &[FEW_MESSAGES, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-quarter",
        about: Words::new(
            "10,000 addresses, a quarter answered, 12 h",
            "一万个地址，填回四分之一，12 小时",
        ),
        attack: for_hours(Fleet { answered: 0.25, ..CROWD }, 12.0),
        is_plotted: true,
        targets: &[BOUNDED_HOUR, TENTH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "crowd-all",
        about: Words::new("10,000 addresses, all answered, 12 h", "一万个地址，全部填回，12 小时"),
        attack: for_hours(Fleet { answered: 1.0, ..CROWD }, 12.0),
        targets: &[BOUNDED_HOUR, TENTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "crowd-among-people",
        about: Words::new(
            "10,000 addresses, a tenth in people's networks, 12 h",
            "一万个地址，十分之一在真人的网络里，12 小时",
        ),
        attack: for_hours(Fleet { sources: Sources::AmongPeople(10_000), ..CROWD }, 12.0),
        is_plotted: true,
        targets: &[AMONG_MESSAGES, SEVENTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "crowd-reverse",
        about: Words::new(
            "10,000 addresses, never answered, 12 h, with reverse messages",
            "一万个地址，从不填回，12 小时，可用上行短信",
        ),
        settings: RECEIVES,
        attack: for_hours(CROWD, 12.0),
        targets: &[FEW_MESSAGES, NONE_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "among-people-reverse",
        about: Words::new(
            "10,000 addresses, a tenth in people's networks, 12 h, with reverse messages",
            "一万个地址，十分之一在真人的网络里，12 小时，可用上行短信",
        ),
        settings: RECEIVES,
        attack: for_hours(Fleet { sources: Sources::AmongPeople(10_000), ..CROWD }, 12.0),
        targets: &[AMONG_MESSAGES, NONE_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "slash56",
        about: Words::new("one IPv6 /56, 3 h", "一个 IPv6 /56，3 小时"),
        hours: 3.0,
        attack: for_hours(Fleet { sources: Sources::Slash56, ..CROWD }, 3.0),
        is_plotted: true,
        targets: &[HARDLY_MESSAGES, HUNDREDTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "slash32",
        about: Words::new(
            "one IPv6 /32, 20,000 of its /48s, 12 h",
            "一个 IPv6 /32 里的两万个 /48，12 小时",
        ),
        attack: for_hours(Fleet { sources: Sources::Slash32(20_000), ..CROWD }, 12.0),
        targets: ATTACKED,
        ..USUAL
    },
    Scenario {
        name: "small-site",
        about: Words::new(
            "small site (20 people an hour), 100 addresses, 4 h",
            "小站点（每小时 20 人），100 个地址，4 小时",
        ),
        hours: 4.0,
        visitors: Visitors::of_mainland(20.0),
        attack: for_hours(Fleet { sources: Sources::Scattered(100), ..CROWD }, 4.0),
        is_plotted: true,
        targets: &[TWENTIETH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "patient",
        about: Words::new(
            "1,000 addresses, each used once and slowly, never answered, 12 h",
            "1,000 个地址，慢慢地每个只用一次，从不填回，12 小时",
        ),
        attack: for_hours(PATIENT, 12.0),
        targets: ATTACKED,
        ..USUAL
    },
    Scenario {
        name: "small-site-patient",
        about: Words::new(
            "small site (20 people an hour), 100 addresses, each used once and slowly, 4 h",
            "小站点（每小时 20 人），100 个地址，慢慢地每个只用一次，4 小时",
        ),
        hours: 4.0,
        visitors: Visitors::of_mainland(20.0),
        attack: for_hours(Fleet { sources: Sources::Scattered(100), ..PATIENT }, 4.0),
        targets: ATTACKED,
        ..USUAL
    },
    Scenario {
        name: "guesses",
        about: Words::new(
            "one address that guesses blindly, 24 h, characters",
            "一个地址乱猜字符，24 小时",
        ),
        past: 0.0,
        hours: 24.0,
        visitors: Visitors::of_mainland(0.0),
        attack: Some((Attack::Guesses, 0.0, 24.0)),
        targets: &[GUESSED],
        ..USUAL
    },
    Scenario {
        name: "guesses-math",
        about: Words::new(
            "one address that guesses blindly, 24 h, sums",
            "一个地址乱猜算式，24 小时",
        ),
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
        about: Words::new(
            "a stranger's wrong code every two seconds, 12 h",
            "陌生人每两秒填一个错误的验证码，12 小时",
        ),
        past: 0.0,
        visitors: Visitors::of_mainland(0.0),
        attack: Some((Attack::Grief(Grief::WrongCodes), 0.0, 12.0)),
        targets: &[NONE_REFUSED, NONE_LOCKED_OUT],
        ..USUAL
    },
    Scenario {
        name: "one-number",
        about: Words::new(
            "messages to one number from three networks, before its owner comes",
            "机主到来之前，有人从三个网络向其号码发短信",
        ),
        attack: Some((Attack::Grief(Grief::Messages(3)), 0.0, 12.0)),
        targets: &[OWNERS_NOT_REFUSED, HUNDREDTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "one-prefix",
        about: Words::new(
            "three addresses against the prefix of 20 people an hour, 4 h",
            "三个地址攻击每小时 20 人所在的号段，4 小时",
        ),
        hours: 4.0,
        visitors: Visitors { numbers: Numbers::OnePrefix, ..Visitors::of_mainland(20.0) },
        attack: for_hours(
            Fleet { sources: Sources::Scattered(3), numbers: Numbers::OnePrefix, ..CROWD },
            4.0,
        ),
        targets: &[TWENTIETH_REFUSED, DEAR],
        ..USUAL
    },
    Scenario {
        name: "one-country",
        about: Words::new(
            "10,000 addresses to Thailand, where a fifth of the people are, 12 h",
            "一万个地址发往泰国，五分之一的用户在那里，12 小时",
        ),
        settings: &["--sms-countries=CN,TH"],
        visitors: Visitors { abroad: 0.2, ..Visitors::of_mainland(60.0) },
        attack: for_hours(Fleet { numbers: Numbers::Abroad, ..CROWD }, 12.0),
        abroad: true,
        targets: &[FEW_MESSAGES, TENTH_REFUSED],
        ..USUAL
    },
    Scenario {
        name: "launch",
        about: Words::new("launch: 300 people in the first hour", "上线：第一小时 300 人"),
        past: 0.0,
        visitors: Visitors { rush: Some((0.0, 1.0, 5.0)), ..Visitors::of_mainland(60.0) },
        ..day(LARGE)
    },
    Scenario {
        name: "ordinary",
        about: Words::new(
            "1,000 people a day, 200 in the busiest hour",
            "每天 1,000 人，最忙的一小时 200 人",
        ),
        ..day(LARGE)
    },
    Scenario {
        name: "doubled",
        about: Words::new("a day of twice as many", "人数翻倍的一天"),
        ..day(times(LARGE, 2.0))
    },
    Scenario {
        name: "spike",
        about: Words::new("two hours of five times as many", "两小时内人数为五倍"),
        ..day(spike(LARGE))
    },
    Scenario {
        name: "campaign",
        about: Words::new(
            "two hours of five times as many, from networks that nobody knows",
            "两小时内人数为五倍，来自没有人认识的网络",
        ),
        targets: &[NONE_REFUSED],
        ..day(Visitors { rush_is_new: true, ..spike(LARGE) })
    },
    Scenario {
        name: "quiet-attack",
        about: Words::new(
            "1,000 addresses on a quiet day, 2 h",
            "平静的一天，1,000 个地址，2 小时",
        ),
        attack: Some((Attack::Fleet(RAID), 4.0, 6.0)),
        targets: ATTACKED,
        ..day(LARGE)
    },
    Scenario {
        name: "spike-attack",
        about: Words::new(
            "1,000 addresses during the spike, 2 h",
            "高峰期间，1,000 个地址，2 小时",
        ),
        attack: Some((Attack::Fleet(RAID), 10.0, 12.0)),
        is_plotted: true,
        targets: ATTACKED,
        ..day(spike(LARGE))
    },
    Scenario {
        name: "small-launch",
        about: Words::new(
            "small site, launch: 20 people in the first hour",
            "小站点上线：第一小时 20 人",
        ),
        past: 0.0,
        visitors: Visitors { rush: Some((0.0, 1.0, 30.0)), ..SMALL },
        ..day(SMALL)
    },
    Scenario {
        name: "small-ordinary",
        about: Words::new("small site, fewer than 20 people a day", "小站点，每天不到 20 人"),
        ..day(SMALL)
    },
    Scenario {
        name: "small-doubled",
        about: Words::new("small site, a day of twice as many", "小站点，人数翻倍的一天"),
        ..day(times(SMALL, 2.0))
    },
    Scenario {
        name: "small-spike",
        about: Words::new(
            "small site, two hours of five times as many",
            "小站点，两小时内人数为五倍",
        ),
        ..day(spike(SMALL))
    },
    Scenario {
        name: "small-quiet-attack",
        about: Words::new(
            "small site, 1,000 addresses on a quiet day, 2 h",
            "小站点，平静的一天，1,000 个地址，2 小时",
        ),
        attack: Some((Attack::Fleet(RAID), 4.0, 6.0)),
        targets: ATTACKED,
        ..day(SMALL)
    },
    Scenario {
        name: "small-spike-attack",
        about: Words::new(
            "small site, 1,000 addresses during the spike, 2 h",
            "小站点，高峰期间，1,000 个地址，2 小时",
        ),
        attack: Some((Attack::Fleet(RAID), 10.0, 12.0)),
        targets: ATTACKED,
        ..day(spike(SMALL))
    },
];
