//! Decisions by what is known: each rule alone, on both sides of its limit.

use std::time::Duration;

use menshen_model::StepUpLevel::{Challenge, Work};
use menshen_store::{Answered, RateLimit, Tally};

use super::{Facts, Shared, decide, demanded_of_strangers};
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
    let pool: Set = |facts, n| {
        // Strangers ask for many: hardly anybody is drawn.
        facts.unknown = Some(Tally { young: 10, asked: 1000, ..sent(n, 6) });
        facts.luck = 1.0;
    };
    let prefix: Set = |facts, n| facts.prefix = sent(n, 0);
    let country: Set = |facts, n| facts.country = sent(n, 0);
    for (reason, set, last, refused) in [
        (Reason::AddressUnanswered, address, 10, Some(21)),
        (Reason::NetworkUnanswered, network, 10, Some(21)),
        (Reason::PrefixUnanswered, prefix, 10, Some(21)),
        (Reason::CountryUnanswered, country, 20, None),
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
        let facts = Facts { unknown: Some(unknown), site, luck: 0.99, ..stranger() };
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
fn while_strangers_are_attacked_a_lot_decides_and_the_more_are_asked_for_the_fewer_are_sent() {
    let asks = |asked, luck| {
        let unknown = Tally { asked, ..sent(60, 0) };
        let site = sent(360, 240);
        verdict(&Facts { unknown: Some(unknown), site, luck, ..stranger() })
    };
    let drawn = (StepUp(Challenge), Some(Reason::UnknownNetworks));
    let not_drawn = (Refuse, Some(Reason::UnknownNetworks));
    // As long as one person asks in ten minutes everybody is.
    assert_eq!(asks(3, 1.0), drawn);
    for (asked, luck) in [(6, 0.25), (30, 0.01), (3000, 0.000_001)] {
        assert_eq!(asks(asked, luck), drawn, "{asked}");
        assert_eq!(asks(asked, luck * 1.01), not_drawn, "{asked}");
    }
}

#[test]
fn more_are_drawn_where_people_in_unknown_networks_answer_and_no_more_wait_for_their_answers() {
    let asks = |asked, young, hour_verified, day_verified| {
        let unknown = Tally {
            asked,
            young,
            hour: Answered { sent: 1000, verified: hour_verified },
            day: Answered { sent: 1000, verified: day_verified },
            ..Tally::default()
        };
        let site = Tally { day: Answered { sent: 2000, verified: 1000 + day_verified }, ..unknown };
        verdict(&Facts { unknown: Some(unknown), site, luck: 1.0, ..stranger() }).0
    };
    assert_eq!([asks(3, 3, 0, 0), asks(3, 4, 0, 0)], [StepUp(Challenge), Refuse]);
    // 480 answers a day are ten asks of ten minutes; 40 in this hour are as many.
    for (hour_verified, day_verified) in [(0, 480), (40, 40)] {
        let at = |asked, young| asks(asked, young, hour_verified, day_verified);
        assert_eq!([at(10, 10), at(11, 10), at(10, 11)], [StepUp(Challenge), Refuse, Refuse]);
    }
}

#[test]
fn who_is_fresh_is_drawn_among_those_who_are_however_many_others_ask() {
    let asks = |asked, young, luck| {
        let unknown = Some(Tally { asked: 4000, young: 40, ..sent(60, 0) });
        let fresh = Some(Tally { asked, young, ..sent(40, 0) });
        verdict(&Facts { unknown, fresh, site: sent(360, 240), luck, ..stranger() }).0
    };
    assert_eq!([asks(3, 3, 1.0), asks(3, 4, 1.0)], [StepUp(Challenge), Refuse]);
    for (asked, luck) in [(6, 0.25), (30, 0.01)] {
        assert_eq!(asks(asked, 1, luck), StepUp(Challenge), "{asked}");
        assert_eq!(asks(asked, 1, luck * 1.01), Refuse, "{asked}");
    }
}

#[test]
fn what_strangers_are_asked_for_goes_by_all_of_them_also_where_one_who_is_fresh_asks() {
    let unknown = Some(Tally { asked: 4000, ..sent(60, 0) });
    let fresh = Some(Tally { asked: 1, ..sent(1, 0) });
    let facts = Facts { unknown, fresh, site: sent(360, 240), luck: 0.5, ..stranger() };
    assert_eq!(verdict(&facts).0, StepUp(Challenge));
    assert_eq!(demanded_of_strangers(&facts), Refuse);
}

#[test]
fn where_a_lot_decides_a_network_leaves_two_messages_unanswered_and_no_more() {
    let unknown = Some(Tally { asked: 1, ..sent(60, 0) });
    let attacked = Facts { unknown, site: sent(360, 240), ..stranger() };
    let of = |facts: &Facts, n| {
        verdict(&Facts { networks: vec![sent(1, 0), sent(n, 0)], ..facts.clone() }).0
    };
    assert_eq!([of(&attacked, 2), of(&attacked, 3)], [StepUp(Challenge), Refuse]);
    // Where most are answered many may be under way.
    let answered = Facts { networks: vec![sent(7, 4)], ..attacked.clone() };
    assert_eq!(verdict(&answered).0, StepUp(Challenge));
    // And as soon as strangers are asked for more.
    let pressed = Facts { unknown: Some(sent(17, 6)), ..attacked.clone() };
    assert_eq!([of(&pressed, 2), of(&pressed, 3)], [StepUp(Work), Refuse]);
    let calm = Facts { unknown: Some(sent(1, 0)), ..attacked };
    assert_eq!(of(&calm, 3), Allow);
}

#[test]
fn where_what_strangers_share_is_used_up_a_lot_decides_though_it_is_no_attack() {
    // Twice as many ask as is usual: 26 answers of this hour are six and a half.
    for (told, unknown, asked, country) in [
        ("by unknown networks", sent(40, 26), 13, sent(1, 0)),
        ("by a country", sent(1, 0), 6, sent(27, 0)),
    ] {
        let with = |luck| {
            let unknown = Some(Tally { asked, ..unknown });
            verdict(&Facts { unknown, country, site: sent(200, 150), luck, ..stranger() }).0
        };
        assert_eq!([with(0.25), with(0.26)], [StepUp(Challenge), Refuse], "{told}");
    }
}

#[test]
fn known_networks_have_no_part_in_the_lot_and_a_country_refuses_nobody_who_is_drawn() {
    let unknown = Tally { asked: 4000, ..sent(60, 0) };
    let attacked = Facts { unknown: Some(unknown), site: sent(360, 240), luck: 1.0, ..stranger() };
    assert_eq!(verdict(&attacked).0, Refuse);
    let known = Facts { unknown: None, networks: neighbour().networks, ..attacked.clone() };
    assert_eq!(verdict(&known).0, Allow);
    let drawn = Facts { luck: 0.0, country: sent(1000, 0), ..attacked };
    assert_eq!(verdict(&drawn).0, StepUp(Challenge));
    let calm = Facts { unknown: Some(sent(60, 40)), ..drawn };
    assert_eq!(verdict(&calm).0, StepUp(Challenge));
}

#[test]
fn a_picture_from_another_network_speaks_under_pressure_alone_and_refuses_nobody() {
    let moved = |facts| verdict(&Facts { is_from_elsewhere: true, ..facts });
    assert_eq!(moved(stranger()), (Allow, None));
    assert_eq!(moved(neighbour()), (Allow, Some(Reason::KnownNetwork)));
    let pressed = |facts: Facts| Facts { site: sent(21, 0), ..facts };
    assert_eq!(moved(pressed(neighbour())), (StepUp(Work), Some(Reason::AnotherNetwork)));
    assert_eq!(moved(pressed(stranger())), (StepUp(Challenge), Some(Reason::AnotherNetwork)));
    assert_eq!(verdict(&pressed(neighbour())).0, Allow, "of its own network");
    // Strangers may be pressed alone.
    let asked_for_work = Facts { unknown: Some(sent(11, 0)), ..stranger() };
    assert_eq!(verdict(&asked_for_work).0, StepUp(Work));
    assert_eq!(moved(asked_for_work), (StepUp(Challenge), Some(Reason::AnotherNetwork)));
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
    assert_eq!(verdict(&busy(251)), (Refuse, Some(Reason::Volume)));
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
fn of_a_prefixs_hour_each_unknown_network_has_a_share_that_shrinks_as_it_is_used_up() {
    let limit = RateLimit { count: 30, window: Duration::from_secs(3600) };
    let with = |used, own, facts: Facts| {
        let site = Tally { is_settled: true, ..sent(200, 200) };
        let shared = Shared { is_given_back: true, ..shared_of(sent(used, 0), limit) };
        let networks = vec![Tally { is_known: facts.is_known(), ..sent(own, 0) }];
        verdict(&Facts { site, networks, shared: vec![shared], ..facts }).0
    };
    // Three networks that share it evenly stop at six each, long before the quarter that is kept.
    assert_eq!([with(18, 6, stranger()), with(18, 8, stranger())], [Allow, Allow]);
    assert_eq!([with(21, 6, stranger()), with(21, 7, stranger())], [Allow, Refuse]);
    assert_eq!([with(18, 9, stranger()), with(18, 9, neighbour())], [Refuse, Allow]);
}

#[test]
fn sixty_messages_in_an_hour_are_nothing_wherever_there_were_fewer_before() {
    let busy = |n| Facts { site: Tally { busiest_hour: 10, ..sent(n, n) }, ..stranger() };
    assert_eq!(verdict(&busy(60)).0, Allow);
    assert_eq!(verdict(&busy(61)), (Refuse, Some(Reason::Volume)));
}

#[test]
fn where_nobody_else_asks_a_quarter_of_the_answers_is_enough() {
    let day = |sent, verified| Tally { day: Answered { sent, verified }, ..Tally::default() };
    let alone = |verified| {
        let unknown = Tally { asked: 1000, ..day(100, verified) };
        let site = Tally { best_day: 1000, ..day(100, verified) };
        let facts = Facts { unknown: Some(unknown), site, luck: 0.99, ..stranger() };
        verdict(&Facts { address: Tally::default(), ..facts }).0
    };
    assert_eq!((alone(21), alone(22)), (Refuse, Allow));
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
