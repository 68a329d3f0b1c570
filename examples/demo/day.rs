//! Two days of a shop, made up: people by the hour, and a night in which somebody tries to earn by messages. They go
//! into the history that the console shows, by the same call with which a server adds what it has counted.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use menshen::server::store::{Counts, DecisionRecord, PrefixCounts, Store};

use super::Outcome;

const HOUR: u64 = 3600;
const MINUTE: u64 = 60;
/// People who register in each hour of a day.
const PEOPLE: [u64; 24] = [
    24, 14, 8, 6, 6, 10, 26, 60, 110, 150, 170, 165, 180, 172, 160, 158, 162, 175, 190, 230, 260,
    210, 120, 60,
];
/// When the attack was, in hours before now, and how many pictures it asked for in each.
const ATTACK: [(u64, u64); 3] = [(16, 900), (15, 2400), (14, 700)];
/// Where people are, in hundredths.
const COUNTRIES: [(&str, u64); 3] = [("CN", 82), ("HK", 12), ("SG", 6)];
/// Of whom, in hundredths, and how many of these answer.
const PREFIXES: [(&str, u64, u64); 6] = [
    ("+861380013", 9, 93),
    ("+861395521", 7, 91),
    ("+861862077", 6, 92),
    ("+85291234", 4, 90),
    ("+8617012", 3, 11),
    ("+6581234", 2, 94),
];

/// From where people ask, one after the other.
const ASK: [(&str, &str); 6] = [
    ("CN", "+861380013"),
    ("CN", "+861862077"),
    ("HK", "+85291234"),
    ("CN", "+861395521"),
    ("CN", "+861380013"),
    ("SG", "+6581234"),
];

/// Puts it all into this store.
pub async fn make_up(store: &dyn Store) -> Outcome<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    // The hours that are over, then the minutes of the last one and of this one.
    let minutes = HOUR + now % HOUR;
    for ago in (2..48).rev() {
        let at = now - now % HOUR - ago * HOUR;
        store.add_to_history(at, &counted(people_at(at), attackers(ago))).await?;
    }
    for ago in (0..minutes / MINUTE).rev() {
        let at = now - ago * MINUTE;
        // No two minutes are alike.
        let people = people_at(at) * (40 + at / MINUTE * 7 % 41) / 60 / MINUTE;
        store.add_to_history(at, &counted(people, 0)).await?;
    }
    let decisions: Vec<_> = (0..160).rev().map(|n| decision(now, n)).collect();
    Ok(store.add_decisions(&decisions).await?)
}

fn people_at(at: u64) -> u64 {
    let hour = usize::try_from(at / HOUR % 24).unwrap_or_default();
    PEOPLE[hour]
}

fn attackers(ago: u64) -> u64 {
    ATTACK.iter().find(|(when, _)| *when == ago).map_or(0, |(_, pictures)| *pictures)
}

/// What so many people and pictures of an attacker come to.
fn counted(people: u64, attackers: u64) -> Counts {
    let share = |of: u64, percent: u64| (of * percent + 50) / 100;
    let (sent, verified) = (share(people, 94) + share(attackers, 1), share(people, 88));
    let pictures = share(people, 115) + attackers;
    let mut named: BTreeMap<String, u64> = BTreeMap::new();
    let mut count = |name: &str, times: u64| {
        if times > 0 {
            named.insert(name.to_owned(), times);
        }
    };
    count("pictures", pictures);
    count("sounds", share(people, 1));
    count("right", share(people, 98) + share(attackers, 40));
    count("wrong", share(people, 7) + share(attackers, 45));
    count("expired", share(people, 3));
    count("sent", sent);
    count("passed", verified);
    count("verified", verified);
    count("redeemed", share(people, 87));
    count("refused:image-code-wrong", share(people, 7) + share(attackers, 45));
    count("refused:image-code-expired", share(people, 3));
    count("refused:cooling-down", share(people, 2));
    count("refused:sms-code-wrong", share(people, 4));
    count("refused:step-up-required", share(attackers, 21));
    count("refused:address-limited", share(attackers, 18));
    for (country, percent) in COUNTRIES {
        count(&format!("sent:{country}"), share(sent, percent));
        count(&format!("verified:{country}"), share(verified, percent));
    }
    // Most are quick; the provider takes its time.
    for (bucket, percent) in [(1, 62), (2, 30), (3, 8)] {
        count(&format!("took:picture:{bucket}"), share(pictures, percent));
    }
    for (bucket, percent) in [(7, 55), (8, 38), (9, 7)] {
        count(&format!("took:send:{bucket}"), share(sent, percent));
    }
    for (bucket, percent) in [(1, 80), (2, 20)] {
        count(&format!("took:check:{bucket}"), share(verified, percent));
    }
    let of_prefix = |(prefix, of_sent, answered): (&str, u64, u64)| {
        let sent = share(sent, of_sent);
        (prefix.to_owned(), PrefixCounts { sent, verified: share(sent, answered), over: 0 })
    };
    Counts { named, prefixes: PREFIXES.map(of_prefix).into_iter().collect() }
}

/// The decision of so many before now: people, and the attacker's, who asks from networks that nobody knows.
fn decision(now: u64, n: u64) -> DecisionRecord {
    let is_attack = (40..120).contains(&n);
    let (ago, verdict, outcome, reasons): (u64, _, _, &[&str]) = match (is_attack, n % 4) {
        // Now and then somebody can't read the pictures.
        (false, _) if n % 13 == 5 => (n * 170, "step-up", "work", &["wrong-answers"]),
        (false, _) => (n * 170, "allow", "", &[]),
        (true, 0) => (15 * HOUR + n * 20, "step-up", "challenge", &["unknown-networks"]),
        (true, _) => (
            15 * HOUR + n * 20,
            "refuse",
            "address-limited",
            &["unknown-networks", "prefix-unanswered"],
        ),
    };
    let (country, prefix) = match usize::try_from(n) {
        Ok(n) if !is_attack => ASK[n * 5 / 3 % ASK.len()],
        _ => ("CN", "+8617012"),
    };
    let third = if is_attack { 100 + n % 90 } else { 10 + n % 7 };
    DecisionRecord {
        id: format!("demo-{n}"),
        at_ms: (now - ago) * 1000,
        verdict: verdict.to_owned(),
        outcome: outcome.to_owned(),
        enforced: true,
        reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
        country: country.to_owned(),
        prefix: prefix.to_owned(),
        network: format!("{}.{third}.0/24", if is_attack { "198.18" } else { "203.0" }),
        system: None,
        phone: format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        address: format!("{:016x}", n.wrapping_mul(0xd1b5_4a32_d192_ed03)),
    }
}
