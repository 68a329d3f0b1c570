//! What a send does when something on its way fails.

use menshen_model::{GateError, MobileNumber};
use menshen_sms::SmsCode;

use crate::{
    GatePolicy, TestNumbers,
    one_site::{ANSWER, OneSite},
    operator_rules::{OperatorRule, RuleEffect, SubjectKind},
    two_sites::policy,
};

/// I1. Each in its turn: pictures, limits, breakers, tallies, switches, reservation.
#[tokio::test(start_paused = true)]
async fn whichever_call_of_the_store_fails_nothing_is_sent() {
    for place in 0.. {
        let site = OneSite::open(policy(1000));
        site.knows("192.0.2.1").await;
        let (name, sent) = site.ask_with_a_fault("192.0.2.1", &site.number(), place).await;
        let Some(name) = name else {
            assert!(sent.is_ok() && place > 8, "{place}: {sent:?}");
            return;
        };
        // A right answer goes on counting as a wrong one; that is no reason to refuse.
        if name == "store.release" {
            assert!(sent.is_ok(), "{sent:?}");
            continue;
        }
        assert!(matches!(sent, Err(GateError::Unavailable { .. })), "{name}: {sent:?}");
        assert!(site.phones.are_silent(), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_for_tests_that_the_operator_denies_is_denied() {
    let (number, code) = ("+8613800000000", SmsCode::parse("271828").unwrap());
    let test_numbers = TestNumbers::new([(MobileNumber::of_mainland(number), code)], None);
    let site = OneSite::open(GatePolicy { test_numbers, ..policy(1000) });
    let (subject, shown) = site.gate.rule_subject(SubjectKind::Number, number).unwrap();
    let (effect, note, by) = (RuleEffect::Deny, String::new(), "Lin".to_owned());
    let rule = OperatorRule { subject, shown, effect, until: None, note, by, at: 0 };
    let id = site.gate.rules().save(&rule).await.unwrap().id;
    assert_eq!(site.ask("192.0.2.1", number).await.err(), Some(GateError::NotAllowed));
    site.gate.rules().remove(&id).await.unwrap();
    assert!(site.ask("192.0.2.1", number).await.is_ok_and(|sent| sent.test));
}

/// I2, I4: who is told something of a number has paid for it.
#[tokio::test(start_paused = true)]
async fn a_refusal_spends_the_picture() {
    let site = OneSite::open(policy(1000));
    let (client, number) = ("192.0.2.1", site.number());
    assert!(site.ask(client, &number).await.is_ok());
    let picture = site.picture().await;
    let refused = site.hand_in(client, &number, &picture, ANSWER).await;
    assert!(matches!(refused, Err(GateError::CoolingDown { .. })), "{refused:?}");
    let again = site.hand_in(client, &site.number(), &picture, ANSWER).await;
    assert_eq!(again.err(), Some(GateError::ImageCodeExpired));
}

/// I6
#[tokio::test(start_paused = true)]
async fn past_the_sends_that_may_be_under_way_the_next_is_refused_and_keeps_its_picture() {
    let site = OneSite::open(policy(1000));
    let (client, number, picture) = ("192.0.2.1", site.number(), site.picture().await);
    let places = u32::try_from(site.gate.sends.available_permits()).unwrap();
    let under_way = site.gate.sends.acquire_many(places).await.unwrap();
    let refused = site.hand_in(client, &number, &picture, ANSWER).await;
    assert_eq!(refused.err(), Some(GateError::Unavailable { retry_after: 1 }));
    drop(under_way);
    assert!(site.hand_in(client, &number, &picture, ANSWER).await.is_ok());
}
