//! Many requests at once: with the embedded store, and through two processes on one Redis.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::{
    Answer, Menshen, RedisServer, Scrape, Webhook,
    menshen::{UNHURRIED, UNLIMITED, mobile, other_than},
    volley,
};

const RACERS: usize = 1000;
/// Where there is too much else to do, all racers may run out of time and nothing is sent, which is
/// right and shows nothing: so often they race at most.
const ROUNDS: usize = 20;
const SEND: &str = "/api/v1/sms-codes";
const VERIFY: &str = "/api/v1/sms-codes/verify";

/// Servers that share a receiver; the requests of a race go to them in turn.
struct Field {
    servers: Vec<Arc<Menshen>>,
    webhook: Webhook,
    /// Kept until the race is over.
    _redis: Option<RedisServer>,
}

async fn fields() -> Vec<(&'static str, Field)> {
    let settings = [&UNLIMITED[..], &UNHURRIED].concat();
    let webhook = Webhook::start().await;
    let embedded = Arc::new(Menshen::with(webhook.clone(), &settings).await);
    let embedded = Field { servers: vec![embedded], webhook, _redis: None };

    let redis = RedisServer::start();
    let webhook = Webhook::start().await;
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(Arc::new(Menshen::process(&redis, webhook.clone(), &settings).await));
    }
    let redis = Field { servers, webhook, _redis: Some(redis) };
    vec![("embedded store", embedded), ("two processes on one Redis", redis)]
}

impl Field {
    /// Posts a body of each racer at one moment, to the servers in turn.
    async fn race(&self, path: &str, body: impl Fn(usize) -> Value) -> Vec<Answer> {
        let url = |n: usize| self.servers[n % self.servers.len()].url.clone();
        volley(path, (0..RACERS).map(|n| (url(n), body(n))).collect()).await
    }

    /// How many message codes had this outcome: the servers' own numbers tell apart what no answer does.
    async fn checked(&self, outcome: &str) -> f64 {
        let series = format!("menshen_sms_codes_checked_total{{outcome=\"{outcome}\"}}");
        let mut count = 0.0;
        for server in &self.servers {
            count += Scrape::of(server).await.0[&series];
        }
        count
    }

    /// How many were handed over: those that were answered as sent, all of which the receiver has, and
    /// those that may have arrived, because a machine with much to do waited too long for its receiver.
    /// All others are refused for one of these reasons.
    fn sent(&self, answers: &[Answer], reasons: &[&str], name: &str) -> usize {
        let (sent, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 200);
        let mut perhaps = 0;
        for answer in refused {
            match &*answer.problem() {
                "send-unknown" => perhaps += 1,
                // It certainly was not sent, and what it had taken was given back.
                "send-failed" => {}
                problem => assert!(reasons.contains(&problem), "{name}: {problem}"),
            }
        }
        let (sent, messages) = (sent.len(), self.webhook.messages().len());
        assert!(
            (sent..=sent + perhaps).contains(&messages),
            "{name}: {messages}, {sent} {perhaps}"
        );
        sent + perhaps
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_requests_with_one_solved_picture_make_exactly_one_message() {
    for (name, field) in fields().await {
        let mut sent = 0;
        for _ in 0..ROUNDS {
            let (id, text) = field.servers[0].picture().await;
            // Each with a number of its own, so that no cool-down helps.
            let body = |_| json!({"mobile": mobile(), "image_code": text, "image_code_id": id});
            let answers = field.race(SEND, body).await;
            // Past the bound on sends at once it is "unavailable", before the picture is looked at.
            sent = field.sent(&answers, &["image-code-expired", "unavailable"], name);
            if sent > 0 {
                break;
            }
        }
        assert_eq!(sent, 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_solved_pictures_for_one_number_make_exactly_one_message() {
    for (name, field) in fields().await {
        let mut sent = 0;
        for _ in 0..ROUNDS {
            let number = mobile();
            let mut solved = Vec::new();
            for _ in 0..RACERS {
                solved.push(field.servers[0].picture().await);
            }
            let body = |n: usize| {
                let (id, text) = &solved[n];
                json!({"mobile": number, "image_code": text, "image_code_id": id})
            };
            let answers = field.race(SEND, body).await;
            // The number's own limit says so, not a wider one that lets nobody race.
            sent = field.sent(&answers, &["cooling-down", "unavailable"], name);
            if sent > 0 {
                break;
            }
        }
        assert_eq!(sent, 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_message_codes_are_compared_five_times_and_buy_one_ticket_at_most() {
    for (name, field) in fields().await {
        let number = mobile();
        assert_eq!(field.servers[0].solve_and_send(&number).await.status, 200);
        let right = field.webhook.last().code;
        let wrong = other_than(&right);
        let answers = field
            .race(VERIFY, |n| {
                let code = if n % 2 == 0 { &right } else { &wrong };
                json!({"mobile": number, "sms_code": code})
            })
            .await;
        let tickets = answers.iter().filter(|answer| answer.status == 200).count();
        assert!(tickets <= 1, "{name}: {tickets} tickets");
        // "wrong" is a compare that failed. The fifth in a row is "exhausted", and so are all that are
        // not compared any more; they are there only when no ticket is.
        let compared = field.checked("passed").await + field.checked("wrong").await;
        assert!(compared <= 5.0, "{name}: {compared} compared");
        assert_eq!(tickets == 0, field.checked("exhausted").await > 0.0, "{name}");
        let again = field.servers[0].verify(&number, &right).await;
        assert_eq!(again.problem(), "sms-code-wrong", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_guesses_at_a_message_code_leave_no_attempt_for_the_right_one() {
    for (name, field) in fields().await {
        let number = mobile();
        assert_eq!(field.servers[0].solve_and_send(&number).await.status, 200);
        let right = field.webhook.last().code;
        let wrong = other_than(&right);
        field.race(VERIFY, |_| json!({"mobile": number, "sms_code": wrong})).await;
        // Four compares, and the fifth, which is the last.
        let compared = field.checked("wrong").await;
        assert!(compared <= 4.0, "{name}: {compared} compared");
        assert!(field.checked("exhausted").await > 0.0, "{name}");
        let late = field.servers[0].verify(&number, &right).await;
        assert_eq!(late.problem(), "sms-code-wrong", "{name}");
    }
}
