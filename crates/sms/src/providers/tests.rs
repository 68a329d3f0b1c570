//! What every registered provider has to pass.

use std::{collections::BTreeSet, time::Duration};

use menshen_model::{Language, MobileNumber};
use reqwest::StatusCode;
use time::OffsetDateTime;

use super::{PROVIDERS, settings};
use crate::{
    code::SmsCode,
    fuzz,
    http::{ApiAnswer, ApiRequest, HttpApi, Stamp},
    message::SmsMessage,
    provider::{Channel, Provider},
    setting::{SettingKind, Values},
    vectors::{NONCE, RequestVector},
};

/// Its API with these settings beside those that it needs; `None` where it has none.
fn api(provider: &Provider, others: &[(&'static str, &'static str)]) -> Option<Box<dyn HttpApi>> {
    match (provider.build)(&provider.vectors.values(others)).unwrap() {
        Channel::Http { api, .. } => Some(api),
        Channel::Other(_) => None,
    }
}

#[test]
fn a_request_is_as_the_vectors_have_it_down_to_its_signature() {
    for provider in PROVIDERS {
        for vector in provider.vectors.requests {
            let RequestVector { to, language, settings, request } = *vector;
            let message = SmsMessage {
                mobile: MobileNumber::of_mainland(to),
                code: SmsCode::parse("012345").unwrap(),
                life: Duration::from_secs(300),
                language: Language::from_name(language).unwrap(),
            };
            // The fraction has to go wherever seconds are meant.
            let now = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_789_000_000).unwrap();
            let stamp = Stamp { now, nonce: NONCE };
            let ApiRequest { url, headers, body } =
                api(provider, settings).unwrap().request(&message, &stamp);
            let headers: String =
                headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
            assert_eq!(format!("{url}\n{headers}{body}"), request, "{provider:?}");
        }
    }
}

#[test]
fn every_kind_of_answer_has_its_outcome() {
    for provider in PROVIDERS {
        let Some(api) = api(provider, &[]) else { continue };
        let mut kinds = BTreeSet::new();
        for &(status, body, kind) in provider.vectors.answers {
            let answer = ApiAnswer {
                status: StatusCode::from_u16(status).unwrap(),
                retry_after: Some(7),
                body: serde_json::from_str(body).unwrap_or_default(),
            };
            let outcome = api.outcome(&answer);
            let told = format!("{provider:?}, {status}, {body}: {outcome:?}");
            assert_eq!(
                outcome.as_ref().map_or_else(|error| error.kind(), |()| "sent"),
                kind,
                "{told}"
            );
            let wait = kind != "limited" || told.contains("retry_after: Some(7)");
            assert!(wait, "{told}");
            kinds.insert(kind);
            fuzz::answers(format!("{status}\n{body}").as_bytes());
        }
        let all = ["sent", "not_sent", "refused", "limited", "unknown"];
        assert_eq!(kinds, BTreeSet::from(all), "{provider:?} has vectors of every kind");
    }
}

#[test]
fn each_setting_that_is_needed_is_asked_for_by_its_name() {
    for provider in PROVIDERS {
        for &(missing, _) in provider.vectors.settings {
            let others = provider.vectors.settings.iter().filter(|(name, _)| *name != missing);
            let others = others.map(|(name, value)| (*name, (*value).to_owned()));
            for values in [
                others.clone().collect::<Values>(),
                others.chain([(missing, String::new())]).collect(),
            ] {
                let error = provider.check(&values).unwrap_err();
                assert_eq!(error.name, missing);
                assert!(error.should.len() > 10, "{error}");
            }
        }
    }
}

#[test]
fn a_secret_is_in_no_debug_and_in_no_error() {
    for provider in PROVIDERS {
        for setting in provider.settings {
            let SettingKind::Secret = setting.kind else { continue };
            let wrong = provider.vectors.values(&[(setting.name, "hunter2 \n\"")]);
            let error = provider.check(&wrong).unwrap_err();
            let shown = format!("{wrong:?} {error:?} {error} {provider:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        let values = provider.vectors.values(&[]);
        for (_, value) in provider.vectors.settings.iter().filter(|(_, value)| value.len() > 4) {
            assert!(!format!("{values:?}").contains(value), "{values:?}");
        }
    }
}

#[test]
fn names_are_found_by_the_rule_and_stand_once() {
    for provider in PROVIDERS {
        let prefix = format!("SMS_{}_", provider.name.to_uppercase());
        assert!(provider.settings.iter().all(|setting| setting.name.starts_with(&prefix)));
        assert!(super::provider(provider.name).is_some_and(|same| same.name == provider.name));
        for (name, _) in provider.vectors.settings {
            assert!(provider.settings.iter().any(|setting| setting.name == *name), "{name}");
        }
    }
    let names: BTreeSet<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
    assert_eq!(names.len(), PROVIDERS.len());
    let names: BTreeSet<_> = settings().map(|setting| setting.name).collect();
    assert_eq!(names.len(), settings().count());
}

#[test]
fn a_default_is_what_the_setting_may_be() {
    for setting in settings() {
        if let (SettingKind::Parsed(check), Some(default)) = (setting.kind, setting.default) {
            assert_eq!(check(default), Ok(()), "{}", setting.name);
        }
    }
}
