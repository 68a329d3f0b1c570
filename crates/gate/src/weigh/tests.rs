//! What is known about a message reaches the decision, and the decision the message.

use std::time::Duration;

use menshen_model::{GateError, ImageCodeId, MobileNumber};
use menshen_store::{BreakerRules, RateLimit, TallyScope};
use tokio::time::advance;

use crate::{
    GatePolicy, Limits, PolicyMode,
    one_site::{ANSWER, HOUR, MINUTE, OneSite, asked_for},
    operator_rules::{OperatorRule, RuleEffect, SubjectKind},
    two_sites::policy,
};

/// In no network that anybody else here is in.
const STRANGER: &str = "203.0.113.7";
const KNOWN: &str = "192.0.2.1";

fn open() -> OneSite {
    OneSite::open(policy(1000))
}

/// So many messages that nobody answers, each from another network that nobody knows.
async fn attack(site: &OneSite, messages: u32) {
    for n in 0..messages {
        site.tally(&format!("10.{}.{}.1", n / 250, n % 250), &site.number()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_counts_for_all_that_it_has_to_do_with() {
    let (site, number) = (open(), "+8613800138000");
    let keys = crate::keys::Keys::new(b"one");
    let mobile = MobileNumber::of_mainland(number);
    for (client, networks) in [("192.0.2.1", 1), ("2001:db8::1", 2)] {
        let address = client.parse().unwrap();
        let networks_of = keys.networks(address);
        assert_eq!(networks_of.len(), networks);
        let mut expected = vec![TallyScope::Address(keys.address(address))];
        expected.extend(networks_of.into_iter().map(TallyScope::Network));
        expected.extend([
            TallyScope::System(64500),
            TallyScope::Prefix(keys.prefix(&mobile)),
            TallyScope::Country(mobile.country()),
            TallyScope::Unknown,
            TallyScope::Fresh,
            TallyScope::Site,
        ]);
        let counted: Vec<_> = site.tally(client, number).await.tallies;
        let counted: Vec<_> = counted.into_iter().map(|(scope, _)| scope).collect();
        assert!(counted == expected, "{client}");
    }
}

/// I5
#[tokio::test(start_paused = true)]
async fn what_is_remembered_of_a_decision_holds_neither_number_nor_address() {
    let site = open();
    site.ask("192.0.2.77", "+8613800138000").await.unwrap();
    site.ask("2001:db8:1:2::3", "+8613900138000").await.unwrap();
    let record = site.decisions.last();
    assert_eq!(
        (record.prefix.as_str(), record.network.as_str()),
        ("+861390013", "2001:db8:1::/48")
    );
    let text = serde_json::to_string(&record).unwrap();
    assert!(!text.contains("8000") && !text.contains("2001:db8:1:2"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn many_wrong_answers_from_an_unknown_network_are_asked_for_work() {
    let site = open();
    for _ in 0..9 {
        let wrong = site.ask_with(STRANGER, &site.number(), "WWWWWW").await;
        assert_eq!(wrong.err(), Some(GateError::ImageCodeWrong));
    }
    assert!(site.ask(STRANGER, &site.number()).await.is_ok());
    let _ = site.ask_with(STRANGER, &site.number(), "WWWWWW").await;
    let asked = site.ask(STRANGER, &site.number()).await;
    assert_eq!(asked_for(&asked), Some("work"), "{asked:?}");
    assert_eq!(site.decisions.last().reasons, ["wrong-answers"]);
}

#[tokio::test(start_paused = true)]
async fn amid_an_attack_strangers_come_again_in_two_minutes_and_are_drawn_minutes_after_a_burst() {
    let site = open();
    advance(10 * MINUTE).await;
    attack(&site, 24).await;
    for n in 0..20 {
        // Each of them in another network; they are not told that all wait.
        let refused = site.ask(&format!("172.16.{n}.1"), &site.number()).await;
        assert_eq!(refused.err(), Some(GateError::AddressLimited { retry_after: 120 }));
    }
    assert_eq!(site.decisions.last().reasons[0], "unknown-networks");
    advance(10 * MINUTE).await;
    let drawn = site.ask("172.17.0.1", &site.number()).await;
    assert_eq!(asked_for(&drawn), Some("challenge"), "{drawn:?}");
    // And by no messages at all, since nobody got one.
    assert!(site.phones.are_silent());
}

#[tokio::test(start_paused = true)]
async fn amid_an_attack_of_those_who_have_asked_before_who_asks_for_the_first_time_is_drawn() {
    let site = open();
    attack(&site, 24).await;
    advance(10 * MINUTE).await;
    // They ask on, in vain.
    for n in 0..100 {
        let tallied = site.tally(&format!("10.0.{}.1", n % 24), &site.number()).await;
        site.store.untally(&tallied.receipt).await.unwrap();
    }
    let refused = site.ask("10.0.0.1", &site.number()).await;
    assert_eq!(refused.err(), Some(GateError::AddressLimited { retry_after: 120 }));
    for _ in 0..2 {
        let drawn = site.ask(STRANGER, &site.number()).await;
        assert_eq!(asked_for(&drawn), Some("challenge"), "{drawn:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_was_drawn_is_drawn_again_when_it_comes_with_more() {
    let site = open();
    attack(&site, 24).await;
    advance(10 * MINUTE).await;
    // Of twice as many fresh addresses as are usual one in four is drawn, however often each asks.
    for n in 0..5 {
        let tallied = site.tally(&format!("172.16.{n}.1"), &site.number()).await;
        site.store.untally(&tallied.receipt).await.unwrap();
    }
    let is_drawn = async |picture: ImageCodeId| {
        let asked = site.hand_in(STRANGER, &site.number(), &picture, ANSWER).await;
        asked_for(&asked) == Some("challenge")
    };
    let (mut drawn, mut refused) = (Vec::new(), 0);
    while drawn.len() < 3 {
        let picture = site.picture().await;
        if is_drawn(picture).await {
            drawn.push(picture);
        } else {
            refused += 1;
            assert!(refused < 300, "nobody is drawn");
        }
    }
    for picture in drawn {
        for again in 0..5 {
            assert!(is_drawn(picture).await, "{again}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_operator_allows_is_sent_whatever_speaks_against_it() {
    let site = open();
    attack(&site, 24).await;
    let (subject, shown) = site.gate.rule_subject(SubjectKind::Network, STRANGER).unwrap();
    let (effect, note, by) = (RuleEffect::Allow, String::new(), "Lin".to_owned());
    let rule = OperatorRule { subject, shown, effect, until: None, note, by, at: 0 };
    site.gate.rules().save(&rule).await.unwrap();
    for _ in 0..5 {
        assert!(site.ask(STRANGER, &site.number()).await.is_ok());
        assert_eq!(site.decisions.last().reasons, ["operator"]);
    }
}

#[tokio::test(start_paused = true)]
async fn pictures_for_strangers_go_by_what_strangers_would_be_asked_for_whoever_asks() {
    for (mode, steps) in [(PolicyMode::Enforce, 2), (PolicyMode::Record, 0)] {
        let site = OneSite::open(GatePolicy { mode, ..policy(1000) });
        site.knows(KNOWN).await;
        attack(&site, 30).await;
        advance(15 * MINUTE).await;
        assert_eq!(site.gate.pressure.steps(), 0, "{mode:?}");
        assert!(site.ask(KNOWN, &site.number()).await.is_ok());
        assert_eq!(site.gate.pressure.steps(), steps, "{mode:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn under_pressure_a_number_of_an_odd_range_is_asked_for_work() {
    let site = open();
    site.knows(KNOWN).await;
    assert!(site.ask(KNOWN, "+8617012345678").await.is_ok());
    attack(&site, 30).await;
    advance(15 * MINUTE).await;
    let asked = site.ask(KNOWN, "+8617112345678").await;
    assert_eq!(asked_for(&asked), Some("work"), "{asked:?}");
    assert_eq!(site.decisions.last().reasons, ["number-range", "known-network"]);
}

#[tokio::test(start_paused = true)]
async fn the_last_quarter_of_a_limit_is_kept_and_of_a_prefixs_only_what_nobody_answers_uses_it_up()
{
    let twenty = vec![RateLimit { count: 20, window: HOUR }];
    let enough = policy(1000).limits;
    let of_country = Limits { per_country: twenty.clone(), ..enough.clone() };
    let of_prefix = Limits { per_prefix: twenty, ..enough };
    for (limits, is_answered, is_kept) in [
        (of_country.clone(), false, true),
        (of_country, true, true),
        (of_prefix.clone(), false, true),
        (of_prefix, true, false),
    ] {
        let site = OneSite::open(GatePolicy { limits, ..policy(1000) });
        // One is settled, and with it the site.
        site.knows(KNOWN).await;
        advance(23 * HOUR).await;
        for n in 0..16 {
            let tallied = site.tally(KNOWN, &format!("+861390000{n:04}")).await;
            if is_answered {
                site.store.tally_verified(&tallied.receipt).await.unwrap();
            }
        }
        let _ = site.ask(STRANGER, "+8613900009999").await;
        let reasons = site.decisions.last().reasons;
        let told = reasons.contains(&"kept-for-known".to_owned());
        assert_eq!(told, is_kept, "{is_answered}: {reasons:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_settings_holds_where_decisions_are_only_recorded() {
    let per_address = vec![RateLimit { count: 1, window: HOUR }];
    let limits = Limits { per_address, ..policy(1000).limits };
    let site = OneSite::open(GatePolicy { limits, mode: PolicyMode::Record, ..policy(1000) });
    site.ask(STRANGER, &site.number()).await.unwrap();
    let refused = site.ask(STRANGER, &site.number()).await;
    assert_eq!(refused.err(), Some(GateError::AddressLimited { retry_after: 3600 }));
    let record = site.decisions.last();
    assert_eq!((record.verdict.as_str(), record.enforced), ("refuse", true));
    // What is decided beside them is told, and does not hold.
    attack(&site, 30).await;
    let sent = site.ask("203.0.114.7", &site.number()).await;
    assert!(sent.is_ok(), "{sent:?}");
    let record = site.decisions.last();
    assert_eq!((record.verdict.as_str(), record.enforced), ("refuse", false));
}

#[tokio::test(start_paused = true)]
async fn a_breaker_that_is_to_be_heeded_is_whatever_is_done_with_decisions() {
    let breaker = BreakerRules {
        window: HOUR,
        grace: 5 * MINUTE,
        min_samples: 2,
        percent: 50,
        pause: HOUR,
        enforce: true,
    };
    for mode in [PolicyMode::Enforce, PolicyMode::Record] {
        let limits = Limits { breaker: Some(breaker.clone()), ..policy(1000).limits };
        let site = OneSite::open(GatePolicy { limits, mode, ..policy(1000) });
        for client in [STRANGER, "198.51.100.7"] {
            assert!(site.ask(client, &site.number()).await.is_ok());
        }
        advance(20 * MINUTE).await;
        let refused = site.ask("10.0.0.1", &site.number()).await;
        assert_eq!(refused.err(), Some(GateError::SendingPaused { retry_after: 3600 }), "{mode:?}");
        assert_eq!(site.decisions.last().reasons, ["paused"]);
    }
}

/// I7
#[tokio::test(start_paused = true)]
async fn who_asks_from_a_known_network_waits_for_strangers_messages_for_the_first_delay_alone() {
    let mut policy = policy(1000);
    policy.sms.delays = vec![MINUTE, 30 * MINUTE];
    policy.sms.delays_reset = 24 * HOUR;
    let site = OneSite::open(policy);
    site.knows(KNOWN).await;
    let number = site.number();
    for stranger in ["203.0.113.7", "198.51.100.7"] {
        assert!(site.ask(stranger, &number).await.is_ok());
        let soon = site.ask(KNOWN, &number).await;
        assert_eq!(soon.err(), Some(GateError::CoolingDown { retry_after: 60 }));
        advance(MINUTE).await;
    }
    let stranger = site.ask("10.0.0.1", &number).await.err();
    let left = Duration::from_secs(29 * 60).as_secs() as u32;
    assert_eq!(stranger, Some(GateError::CoolingDown { retry_after: left }));
    assert!(site.ask(KNOWN, &number).await.is_ok());
    site.answer(KNOWN, &number).await;
}
