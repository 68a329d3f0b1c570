//! Messages that people send: each provider's requests, what they verify, and what does no harm.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::{
    inbound::{CARRIERS, Carrier, Handed, NUMBER, now},
    support::{
        Answer, Menshen, RedisServer, Scrape, Webhook,
        menshen::{SITE_SECRET, WRONG, mobile},
        site::{Site, abroad, sites},
        volley,
    },
};

/// Every send has to be one of the person's.
const ALWAYS: &str = "--sms-step-up=reverse-message";

/// What the page shows.
struct Asked {
    mobile: String,
    handle: String,
    text: String,
}

impl Asked {
    /// Solves a picture, and is asked for a message in place of one.
    async fn by(menshen: &Menshen, mobile: &str) -> Self {
        let asked = menshen.solve_and_send(mobile).await;
        assert_eq!((asked.status, asked.problem().as_str()), (428, "step-up-required"));
        Self::of(&asked, mobile)
    }

    fn of(asked: &Answer, mobile: &str) -> Self {
        let step_up = &asked.json()["step_up"];
        assert_eq!((&step_up["kind"], &step_up["to"]), (&json!("reverse-message"), &json!(NUMBER)));
        assert!((1..=600).contains(&step_up["expires_in"].as_u64().unwrap()), "{step_up}");
        let [handle, text] =
            ["handle", "text"].map(|name| step_up[name].as_str().unwrap().to_owned());
        assert!(handle.len() <= 64 && text.starts_with("Register Example "), "{step_up}");
        Self { mobile: mobile.to_owned(), handle, text }
    }

    async fn take(&self, menshen: &Menshen) -> Answer {
        let body = json!({"mobile": self.mobile, "handle": self.handle});
        menshen.post("/api/v1/reverse-messages/verify", &body).await
    }

    async fn is_waiting(&self, menshen: &Menshen) {
        let answer = self.take(menshen).await;
        assert_eq!((answer.status, answer.header("cache-control")), (202, "no-store"));
        assert_eq!(answer.json()["text"], self.text);
    }

    /// Verified: the ticket stands for the number, once.
    async fn verifies(&self, menshen: &Menshen) -> String {
        let taken = self.take(menshen).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        let told = redeemed(menshen, &taken.ticket()).await;
        assert_eq!(told["mobile"], format!("+86{}", self.mobile), "{told}");
        assert_eq!(redeemed(menshen, &taken.ticket()).await["success"], false);
        taken.ticket()
    }
}

async fn redeemed(menshen: &Menshen, ticket: &str) -> Value {
    let body = json!({"secret": SITE_SECRET, "response": ticket});
    menshen.post("/siteverify", &body).await.json()
}

/// Settings of a server that this provider calls.
fn settings(carrier: &Carrier, more: &[&str]) -> Vec<String> {
    let mut settings = carrier.settings();
    settings.extend(more.iter().map(|&setting| setting.to_owned()));
    settings
}

async fn called_by(carrier: &Carrier, more: &[&str]) -> [(&'static str, Site); 2] {
    let settings = settings(carrier, more);
    sites(&settings.iter().map(String::as_str).collect::<Vec<_>>()).await
}

async fn alone(carrier: &Carrier, more: &[&str]) -> Menshen {
    let settings = settings(carrier, more);
    Menshen::start(&settings.iter().map(String::as_str).collect::<Vec<_>>()).await
}

async fn is_accepted(menshen: &Menshen, carrier: &Carrier, mobile: &str, text: &str) {
    let answer = carrier.hands(mobile, text).to(&menshen.url).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, carrier.accepted), "{carrier:?}");
}

#[tokio::test]
async fn a_message_of_each_provider_verifies_its_number_and_none_was_sent() {
    for carrier in CARRIERS {
        for (name, site) in called_by(&carrier, &[ALWAYS]).await {
            let asked = Asked::by(site.server(), &mobile()).await;
            asked.is_waiting(site.server()).await;
            is_accepted(site.server(), &carrier, &asked.mobile, &asked.text).await;
            let ticket = asked.verifies(site.server()).await;
            // An answer that was lost is given again, and a message that comes again changes nothing.
            is_accepted(site.server(), &carrier, &asked.mobile, &asked.text).await;
            assert_eq!(asked.take(site.server()).await.ticket(), ticket, "{name}");
            site.pass(60).await;
            let late = asked.take(site.server()).await;
            assert_eq!(late.problem(), "reverse-message-expired", "{name}");
            is_accepted(site.server(), &carrier, &asked.mobile, &asked.text).await;
            assert!(site.webhook.messages().is_empty(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_request_that_is_not_the_providers_is_refused_and_verifies_nothing() {
    for carrier in CARRIERS {
        let menshen = alone(&carrier, &[ALWAYS]).await;
        let asked = Asked::by(&menshen, &mobile()).await;
        let others = carrier.secret.replace('a', "b");
        let forged = carrier.hands_by(&others, now(), &asked.mobile, &asked.text);
        let genuine = carrier.hands(&asked.mobile, "hello");
        let mut requests = vec![forged.clone()];
        if carrier.name == "twilio" || carrier.name == "webhook" {
            // The proof of another message, and none at all.
            requests.push(Handed { headers: genuine.headers, ..forged.clone() });
            requests.push(Handed { headers: Vec::new(), ..forged });
        } else {
            let path = format!("/inbound/{}", carrier.name);
            requests.push(Handed { path, ..forged });
        }
        for request in requests {
            assert_eq!(request.to(&menshen.url).await.status, 403, "{carrier:?}");
        }
        // Of another provider, too.
        for other in CARRIERS.iter().filter(|other| **other != carrier) {
            let answer = other.hands(&asked.mobile, &asked.text).to(&menshen.url).await;
            assert_eq!(answer.status, 404, "{carrier:?}, {other:?}");
        }
        asked.is_waiting(&menshen).await;
        let numbers = Scrape::of(&menshen).await;
        let labels = format!("provider=\"{}\",outcome=\"forged\"", carrier.name);
        let forged = numbers.0[&format!("menshen_inbound_messages_total{{{labels}}}")];
        assert!(forged >= 2.0, "{forged}");
    }
}

#[tokio::test]
async fn another_number_another_code_and_another_time_verify_nothing_and_nobody_is_told() {
    for carrier in CARRIERS {
        for (name, site) in called_by(&carrier, &[ALWAYS]).await {
            let menshen = site.server();
            let [asked, other] =
                [Asked::by(menshen, &mobile()).await, Asked::by(menshen, &mobile()).await];
            for (number, text) in [
                (&other.mobile, &*asked.text),
                (&asked.mobile, &*other.text),
                (&asked.mobile, "Register Example 22222222"),
                (&asked.mobile, "hello"),
                (&asked.mobile, ""),
            ] {
                is_accepted(menshen, &carrier, number, text).await;
            }
            if carrier.name == "tencent" || carrier.name == "webhook" {
                let old = carrier.hands_by(carrier.secret, now() - 601, &asked.mobile, &asked.text);
                let answer = old.to(&menshen.url).await;
                assert_eq!((answer.status, answer.text().as_str()), (200, carrier.accepted));
            }
            for it in [&asked, &other] {
                it.is_waiting(site.server()).await;
            }
            // Whoever knows the handle alone, or the number alone, has nothing.
            let swapped = Asked { handle: other.handle.clone(), ..asked };
            assert_eq!(swapped.take(site.server()).await.problem(), "reverse-message-expired");
            // In the time that it is waited for, and not after it.
            site.pass(600).await;
            is_accepted(site.server(), &carrier, &other.mobile, &other.text).await;
            let late = other.take(site.server()).await;
            assert_eq!(late.problem(), "reverse-message-expired", "{name}");
        }
    }
}

#[tokio::test]
async fn a_message_as_people_type_it_is_understood() {
    let carrier = CARRIERS[0];
    let menshen = alone(&carrier, &[ALWAYS]).await;
    for typed in [
        |code: &str| code.to_owned(),
        |code: &str| code.to_lowercase(),
        |code: &str| format!("注册门神{code}。\nSent from my phone"),
    ] {
        let asked = Asked::by(&menshen, &mobile()).await;
        let code = asked.text.rsplit(' ').next().unwrap();
        is_accepted(&menshen, &carrier, &asked.mobile, &typed(code)).await;
        asked.verifies(&menshen).await;
    }
}

#[tokio::test]
async fn nobody_is_asked_before_a_picture_is_solved_and_a_picture_asks_a_few_times_only() {
    let menshen = alone(&CARRIERS[0], &[ALWAYS]).await;
    let number = mobile();
    let (id, text) = menshen.picture().await;
    assert_eq!(menshen.send(&number, WRONG, id).await.problem(), "image-code-wrong");
    assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
    // The picture stays good, for another number, too.
    let (id, text) = menshen.picture().await;
    let mut codes = BTreeSet::new();
    for _ in 0..10 {
        let asked = Asked::of(&menshen.send(&number, &text, id).await, &number);
        codes.insert(asked.text);
    }
    assert_eq!(codes.len(), 10);
    assert_eq!(menshen.send(&number, &text, id).await.problem(), "image-code-expired");
}

/// Rather than that somebody is turned away (I7).
#[tokio::test]
async fn who_would_be_refused_for_a_limit_is_asked_for_a_message_instead() {
    let carrier = CARRIERS[1];
    for (name, site) in
        called_by(&carrier, &["--sms-budget-hour=1", "--sms-per-number-hour=1"]).await
    {
        site.sends("192.0.2.1", &mobile()).await;
        let asked = Asked::by(site.server(), &mobile()).await;
        is_accepted(site.server(), &carrier, &asked.mobile, &asked.text).await;
        asked.verifies(site.server()).await;
        assert_eq!(site.webhook.messages().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn where_a_country_has_no_number_to_send_to_the_next_best_is_asked_for() {
    let carrier = Carrier { ..CARRIERS[0] };
    let of_china = format!("--sms-inbound-number=CN={NUMBER}");
    let mut settings = settings(&carrier, &[ALWAYS, "--sms-countries=CN,HK"]);
    settings.retain(|setting| !setting.starts_with("--sms-inbound-number"));
    settings.push(of_china);
    let menshen = Menshen::start(&settings.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let asked = menshen.solve_and_send(&abroad()).await;
    assert_eq!(asked.json()["step_up"]["kind"], "challenge", "{}", asked.text());
    Asked::by(&menshen, &mobile()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i3_however_many_messages_and_takes_race_there_is_one_ticket() {
    let carrier = CARRIERS[0];
    let redis = RedisServer::start();
    let receiver = Webhook::start().await;
    let settings = settings(&carrier, &[ALWAYS]);
    let settings: Vec<_> = settings.iter().map(String::as_str).collect();
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(Arc::new(Menshen::process(&redis, receiver.clone(), &settings).await));
    }
    let asked = Asked::by(&servers[0], &mobile()).await;
    let handed = carrier.hands(&asked.mobile, &asked.text);
    let body: Value = serde_json::from_str(&handed.body).unwrap();
    let url = |n: usize| servers[n % 2].url.clone();
    let answers = volley(&handed.path, (0..100).map(|n| (url(n), body.clone())).collect()).await;
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.status == 503));
    assert!(answers.iter().any(|answer| answer.status == 200));
    let body = json!({"mobile": asked.mobile, "handle": asked.handle});
    let calls = (0..100).map(|n| (url(n), body.clone())).collect();
    let answers = volley("/api/v1/reverse-messages/verify", calls).await;
    let mut tickets: BTreeSet<_> =
        answers.iter().filter(|answer| answer.status == 200).map(Answer::ticket).collect();
    tickets.insert(asked.verifies(&servers[0]).await);
    assert_eq!(tickets.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_is_down_a_provider_is_told_to_come_again_and_then_it_verifies() {
    for carrier in CARRIERS {
        let mut redis = RedisServer::start();
        let settings = settings(&carrier, &[ALWAYS]);
        let menshen =
            Menshen::on(&redis, &settings.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let asked = Asked::by(&menshen, &mobile()).await;
        let handed = carrier.hands(&asked.mobile, &asked.text);
        let frozen = redis.dump();
        redis.freeze();
        let refused = handed.to(&menshen.url).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, "1"), "{carrier:?}");
        redis.thaw();
        assert!(!frozen.is_empty());
        menshen.until_ready().await;
        is_accepted(&menshen, &carrier, &asked.mobile, &asked.text).await;
        asked.verifies(&menshen).await;
        redis.kill();
    }
}

#[tokio::test]
async fn neither_number_nor_code_nor_handle_stands_in_the_store_or_in_the_log() {
    for carrier in CARRIERS {
        let redis = RedisServer::start();
        let settings = settings(&carrier, &[ALWAYS]);
        let settings: Vec<_> = settings.iter().map(String::as_str).collect();
        let talkative = [("LOG_LEVEL", "trace"), ("RUST_LOG", "trace")];
        let (store, url) = (["--redis-url"], redis.url());
        let store = [store[0], &url];
        let receiver = Webhook::start().await;
        let menshen = Menshen::process_in(&talkative, &store, receiver, &settings).await;
        let asked = Asked::by(&menshen, &mobile()).await;
        let code = asked.text.rsplit(' ').next().unwrap().to_owned();
        let forged =
            carrier.hands_by(&carrier.secret.replace('a', "b"), now(), &asked.mobile, &code);
        assert_eq!(forged.to(&menshen.url).await.status, 403);
        is_accepted(&menshen, &carrier, &asked.mobile, &code).await;
        let ticket = asked.take(&menshen).await.ticket();
        let kept = redis.dump();
        assert!(kept.iter().any(|(key, _)| key.ends_with(":reverse")), "{kept:?}");
        let ended = menshen.stop();
        let printed = ended.stdout + &ended.stderr;
        assert!(printed.contains("/inbound/{provider}"), "{printed}");
        for secret in [&asked.mobile, &code, &asked.handle, &ticket, &carrier.secret.to_owned()] {
            let found =
                kept.iter().find(|(key, value)| key.contains(secret) || value.contains(secret));
            assert_eq!(found, None, "{secret}");
            assert!(!printed.contains(secret), "{secret} is printed");
        }
        // What unknown networks asked for is counted for longer than a day.
        redis.pass(Duration::from_secs(15 * 24 * 3600));
        assert_eq!(redis.keys(), Vec::<String>::new(), "and everything ends");
    }
}

#[tokio::test]
async fn a_webhook_is_no_page_of_anybody_and_is_bounded() {
    let carrier = CARRIERS[0];
    let menshen = alone(&carrier, &[ALWAYS]).await;
    let handed = carrier.hands(&mobile(), "hello");
    // A body that is no JSON, one that is too long, and a method that there is not.
    let mut broken = handed.clone();
    broken.body = "[{]".to_owned();
    assert_eq!(broken.to(&menshen.url).await.status, 400);
    broken.body = format!("[{}]", " ".repeat(16 * 1024));
    assert_eq!(broken.to(&menshen.url).await.status, 413);
    assert_eq!(menshen.get(&handed.path).await.status, 405);
    let plain = alone(&carrier, &[]).await;
    assert_eq!(handed.to(&plain.url).await.status, 200, "without a step-up, too");
    let none = Menshen::start(&[]).await;
    assert_eq!(handed.to(&none.url).await.status, 404);
}
