//! Decisions by what is known: each rule alone, on both sides of its limit.

use std::time::Duration;

use menshen_model::StepUpLevel::{Challenge, Work};
use menshen_store::{Answered, RateLimit, Tally};

use super::{Facts, Shared, decide};
use crate::decision::{
    Reason,
    Verdict::{self, Allow, Refuse, StepUp},
};

/// So many messages in this hour, of which so many were answered; none in the hours before.
fn sent(sent: u32, verified: u32) -> Tally {
    let of = Answered { sent, verified };
    Tally { hour: of, day: of, ..Tally::default() }
}

fn known(tally: Tally) -> Tally {
    Tally { is_known: true, ..tally }
}

/// The first message of somebody in a network that nobody knows.
fn stranger() -> Facts {
    let first = sent(1, 0);
    Facts {
        address: first,
        networks: vec![first],
        prefix: first,
        country: first,
        unknown: Some(first),
        site: first,
        ..Facts::default()
    }
}

/// While strangers ask for many.
fn flood() -> Option<Tally> {
    Some(Tally { asked: 1000, ..sent(1, 0) })
}

/// The first message of somebody in a network that is known.
fn neighbour() -> Facts {
    Facts { networks: vec![known(sent(1, 0))], unknown: None, ..stranger() }
}

fn shared_of(tally: Tally, limit: RateLimit) -> Shared {
    Shared { tally, limit, is_given_back: false }
}

fn verdict(facts: &Facts) -> (Verdict, Option<Reason>) {
    let decision = decide(facts);
    (decision.verdict, decision.reasons.first().copied())
}

#[test]
fn the_first_message_of_anybody_is_allowed() {
    assert_eq!(verdict(&stranger()), (Allow, None));
    assert_eq!(verdict(&neighbour()), (Allow, Some(Reason::KnownNetwork)));
}

#[test]
fn each_limit_lets_its_last_message_through_and_asks_for_more_before_it_refuses() {
    type Set = fn(&mut Facts, u32);
    let network: Set = |facts, n| facts.networks = vec![sent(n, 0)];
    let address: Set = |facts, n| facts.address = sent(n, 0);
    let pool: Set = |facts, n| facts.unknown = Some(Tally { young: 10, ..sent(n, 6) });
    let prefix: Set = |facts, n| facts.prefix = sent(n, 0);
    let country: Set = |facts, n| (facts.country, facts.unknown) = (sent(n, 0), flood());
    for (reason, set, last, refused) in [
        (Reason::AddressUnanswered, address, 10, Some(21)),
        (Reason::NetworkUnanswered, network, 10, Some(21)),
        (Reason::PrefixUnanswered, prefix, 10, Some(21)),
        (Reason::CountryUnanswered, country, 20, Some(27)),
        // Of which six were answered, and 10 have come just now: half of those count.
        (Reason::UnknownNetworks, pool, 21, Some(25)),
    ] {
        let of = |n| {
            let mut facts = stranger();
            set(&mut facts, n);
            verdict(&facts)
        };
        assert_eq!(of(last), (Allow, None), "{reason:?}");
        assert_eq!(of(last + 1), (StepUp(Work), Some(reason)), "{reason:?}");
        if let Some(refused) = refused {
            assert!(matches!(of(refused - 1), (StepUp(_), Some(_))), "{reason:?}");
            assert_eq!(of(refused), (Refuse, Some(reason)), "{reason:?}");
        }
    }
}

#[test]
fn who_answers_may_leave_more_unanswered() {
    for (told, tally) in [
        ("in these hours", sent(141, 100)),
        ("on the best day", Tally { best_day: 200, ..sent(41, 0) }),
    ] {
        let with = |tally| Facts { address: tally, networks: vec![tally], ..stranger() };
        let Answered { sent, verified } = tally.day;
        let one_less = Answered { sent: sent - 1, verified };
        let mut less = Tally { day: one_less, hour: Answered::default(), ..tally };
        less.best_day = tally.best_day;
        assert_eq!(verdict(&with(less)).0, Allow, "{told}");
        let one_more = Answered { sent: sent + 10, verified };
        let more = Tally { day: one_more, hour: Answered::default(), ..tally };
        assert_eq!(verdict(&with(more)).0, StepUp(Work), "{told}");
    }
}

#[test]
fn under_pressure_each_address_in_a_known_network_has_one_message_for_nothing() {
    let pressed = |n| Facts { site: sent(40, 0), address: sent(n, 0), ..neighbour() };
    assert_eq!(verdict(&pressed(1)).0, Allow);
    assert_eq!(verdict(&pressed(2)), (StepUp(Challenge), Some(Reason::AddressUnanswered)));
    assert_eq!(verdict(&pressed(3)), (Refuse, Some(Reason::AddressUnanswered)));
    // Who shares an address with people who answer has more.
    let shared = |n: u32| Facts { address: sent(10 + n, 10), ..pressed(1) };
    assert_eq!(verdict(&shared(8)).0, Allow);
    assert_eq!(verdict(&shared(9)).0, StepUp(Work));
}

#[test]
fn under_great_pressure_who_asks_first_at_an_address_that_nobody_knows_reads_a_second_picture() {
    let pressed = |n, is_known| {
        let address = Tally { is_known, ..sent(n, 0) };
        Facts { site: sent(300, 0), address, ..neighbour() }
    };
    assert_eq!(verdict(&pressed(1, false)), (StepUp(Challenge), Some(Reason::AddressUnanswered)));
    assert_eq!(verdict(&pressed(2, false)), (Refuse, Some(Reason::AddressUnanswered)));
    assert_eq!(verdict(&pressed(1, true)).0, Allow);
    assert_eq!(verdict(&pressed(2, true)), (StepUp(Challenge), Some(Reason::AddressUnanswered)));
}

#[test]
fn an_attack_from_unknown_networks_is_seen_by_twelve_messages_of_which_too_few_are_answered() {
    let is_refused = |sent_by_unknown, verified, young| {
        // Hours ago, so that a day's allowance holds.
        let day = |sent, verified| Tally { day: Answered { sent, verified }, ..Tally::default() };
        let unknown = Tally { asked: 1000, young, ..day(sent_by_unknown, verified) };
        // Elsewhere eight of ten are answered; of strangers six tenths of that would be enough.
        let site = day(sent_by_unknown + 100, verified + 80);
        let site = Tally { young, best_day: 1000, ..site };
        let facts = Facts { unknown: Some(unknown), site, chance: 0.99, ..stranger() };
        verdict(&Facts { address: Tally::default(), ..facts }).0 == Refuse
    };
    assert!(!is_refused(11, 0, 0) && is_refused(12, 0, 0));
    // Two more may have been answered.
    assert!(is_refused(100, 45, 0) && !is_refused(100, 46, 0));
    assert!(is_refused(12, 3, 0) && !is_refused(12, 4, 0), "of a dozen a third is enough");
    // Half of the young are judged.
    assert!(!is_refused(16, 1, 10) && is_refused(17, 1, 10));
}

#[test]
fn when_unknown_networks_ask_for_few_a_second_picture_is_enough_where_they_have_many_of_the_people()
{
    let after = |asked, of_others: u32| {
        let unknown = Tally { asked, ..sent(400, 60) };
        let site = sent(400 + of_others, 60 + of_others);
        let facts = Facts { unknown: Some(unknown), country: sent(40, 2), site, ..stranger() };
        verdict(&Facts { chance: 0.99, ..facts }).0
    };
    // 300 answers a day are twelve an hour.
    assert_eq!(after(12, 240), StepUp(Challenge));
    assert_eq!(after(13, 240), Refuse);
    // One in five answers; with fewer, strangers are few of the people.
    assert_eq!(after(12, 241), Refuse);
}

#[test]
fn of_unknown_networks_that_hardly_answer_one_message_in_24_gets_through_by_chance() {
    let attacked = |chance, verified| {
        let unknown = Tally { asked: 11, ..sent(12 + verified, verified) };
        let site = sent(320, 240 + verified);
        Facts { unknown: Some(unknown), site, chance, ..stranger() }
    };
    assert_eq!(verdict(&attacked(0.041, 0)), (StepUp(Challenge), Some(Reason::UnknownNetworks)));
    assert_eq!(verdict(&attacked(0.042, 0)), (Refuse, Some(Reason::UnknownNetworks)));
    assert_eq!(verdict(&attacked(0.99, 40)).0, Allow, "two in three answer");
    // Known networks have no part in it.
    let known = Facts { unknown: None, networks: neighbour().networks, ..attacked(0.99, 0) };
    assert_eq!(verdict(&known).0, Allow);
}

#[test]
fn an_attack_from_elsewhere_refuses_nobody_in_a_known_network() {
    let many = sent(5000, 0);
    let facts = Facts { prefix: many, country: many, site: many, ..neighbour() };
    assert!(matches!(verdict(&facts), (StepUp(Challenge), _)));
    let paused = Facts { breaker_open: true, ..neighbour() };
    assert_eq!(verdict(&paused), (StepUp(Challenge), Some(Reason::Paused)));
    assert_eq!(verdict(&Facts { breaker_open: true, ..stranger() }).0, Refuse);
}

#[test]
fn the_last_quarter_of_a_limit_that_many_share_is_kept_for_known_networks() {
    let limit = RateLimit { count: 100, window: Duration::from_secs(3600) };
    let settled = |sent| Tally { is_settled: true, ..sent };
    let with = |facts: Facts, n| {
        let tally = sent(n, n);
        let site = settled(sent(n, n));
        verdict(&Facts { country: tally, site, shared: vec![shared_of(tally, limit)], ..facts }).0
    };
    assert_eq!(with(stranger(), 75), Allow);
    assert_eq!(with(stranger(), 76), Refuse);
    assert_eq!(with(neighbour(), 100), Allow);
    // On a site's first day nobody is known.
    let tally = sent(90, 90);
    let first_day = Facts { shared: vec![shared_of(tally, limit)], ..stranger() };
    assert_eq!(verdict(&first_day).0, Allow);
}

#[test]
fn three_times_the_busiest_hour_is_asked_for_more_but_not_of_who_came_before() {
    let busy = |n| Facts { site: Tally { busiest_hour: 50, ..sent(n, n) }, ..stranger() };
    assert_eq!(verdict(&busy(150)).0, Allow);
    assert_eq!(verdict(&busy(151)), (StepUp(Work), Some(Reason::Volume)));
    assert_eq!(verdict(&busy(201)), (StepUp(Challenge), Some(Reason::Volume)));
    assert_eq!(verdict(&busy(301)), (Refuse, Some(Reason::Volume)));
    let settled = Tally { is_settled: true, ..known(sent(1, 0)) };
    assert_eq!(verdict(&Facts { networks: vec![settled], unknown: None, ..busy(500) }).0, Allow);
}

#[test]
fn many_countries_odd_ranges_and_wrong_answers_speak_against_a_message() {
    let countries =
        |countries| Facts { networks: vec![Tally { countries, ..sent(1, 0) }], ..stranger() };
    assert_eq!(verdict(&countries(3)).0, Allow);
    assert_eq!(verdict(&countries(4)), (StepUp(Challenge), Some(Reason::ManyCountries)));
    assert_eq!(verdict(&countries(7)).0, Refuse);
    let odd = Facts { is_odd_range: true, ..neighbour() };
    assert_eq!(verdict(&odd).0, Allow, "millions have such numbers");
    let pressed = Facts { site: sent(21, 0), ..odd };
    assert_eq!(verdict(&pressed), (StepUp(Work), Some(Reason::NumberRange)));
    let wrong = |facts| verdict(&Facts { wrong_answers: 10, ..facts });
    assert_eq!(wrong(stranger()), (StepUp(Work), Some(Reason::WrongAnswers)));
    assert_eq!(wrong(neighbour()).0, Allow, "others may have given them");
}

#[test]
fn known_networks_have_more_room_and_an_autonomous_system_is_never_closed() {
    type Set = fn(&mut Facts, u32);
    let network: Set = |facts, n| facts.networks = vec![known(sent(n, 0))];
    let prefix: Set = |facts, n| facts.prefix = sent(n, 0);
    let country: Set = |facts, n| facts.country = sent(n, 0);
    let system: Set = |facts, n| facts.system = Some(sent(n, 0));
    for (told, set, of, work, challenge, refuse) in [
        ("network", network, neighbour(), 30, 50, Some(100)),
        ("prefix", prefix, neighbour(), 20, 30, None),
        ("country", country, neighbour(), 40, 60, None),
        ("system", system, stranger(), 50, 100, None),
        ("system that is known", system, neighbour(), 100, 200, None),
    ] {
        let at = |n| {
            let mut facts = of.clone();
            set(&mut facts, n);
            verdict(&facts).0
        };
        assert_eq!((at(work), at(work + 1)), (Allow, StepUp(Work)), "{told}");
        assert_eq!((at(challenge), at(challenge + 1)), (StepUp(Work), StepUp(Challenge)), "{told}");
        let most = refuse.unwrap_or(10_000);
        assert_eq!(at(most), StepUp(Challenge), "{told}");
        assert_eq!(at(most + 1) == Refuse, refuse.is_some(), "{told}");
    }
}

#[test]
fn of_a_limit_that_answers_give_back_those_that_are_not_answered_use_it_up() {
    let limit = RateLimit { count: 40, window: Duration::from_secs(3600) };
    let with = |n, verified| {
        let site = Tally { is_settled: true, ..sent(200, 200) };
        let shared = Shared { is_given_back: true, ..shared_of(sent(n, verified), limit) };
        verdict(&Facts { site, shared: vec![shared], ..stranger() })
    };
    assert_eq!(with(100, 70).0, Allow);
    assert_eq!(with(101, 70), (Refuse, Some(Reason::KeptForKnown)));
}

#[test]
fn sixty_messages_in_an_hour_are_nothing_wherever_there_were_fewer_before() {
    let busy = |n| Facts { site: Tally { busiest_hour: 10, ..sent(n, n) }, ..stranger() };
    assert_eq!(verdict(&busy(60)).0, Allow);
    assert_eq!(verdict(&busy(61)), (Refuse, Some(Reason::Volume)));
}

#[test]
fn where_nobody_else_asks_a_quarter_of_the_answers_is_enough_and_ten_asks_an_hour_are_few() {
    let day = |sent, verified| Tally { day: Answered { sent, verified }, ..Tally::default() };
    let alone = |verified, asked| {
        let unknown = Tally { asked, ..day(100, verified) };
        let site = Tally { best_day: 1000, ..day(100, verified) };
        let facts = Facts { unknown: Some(unknown), site, chance: 0.99, ..stranger() };
        verdict(&Facts { address: Tally::default(), ..facts }).0
    };
    assert_eq!((alone(21, 11), alone(22, 11)), (Refuse, Allow));
    assert_eq!(alone(21, 10), StepUp(Challenge));
}

#[test]
fn unknown_networks_have_a_share_of_the_best_day_and_half_of_their_young_messages_count() {
    let day = |sent, verified| Tally { day: Answered { sent, verified }, ..Tally::default() };
    let with = |unknown: Tally| {
        let site = day(unknown.day.sent + 100, unknown.day.verified + 80);
        let site = Tally { young: unknown.young, ..site };
        let best_day = if unknown.day.sent > 500 { 2000 } else { 0 };
        let site = Tally { best_day, ..site };
        verdict(&Facts { unknown: Some(unknown), site, ..stranger() }).0
    };
    // 0.15 of 2,000 answers.
    assert_eq!((with(day(900, 600)), with(day(901, 600))), (Allow, StepUp(Work)));
    // However many of them answer: five of the ten count, and fourteen may be left unanswered.
    assert_eq!(with(Tally { young: 10, ..day(60, 40) }), StepUp(Work));
    assert_eq!(with(Tally { young: 12, ..day(60, 40) }), Allow);
}
