//! People and bots at two Menshen servers, all the time that a fault lasts, and what must hold
//! whatever happens to the store below them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use serde_json::json;
use tokio::{sync::watch, task::JoinSet, time::sleep};

use crate::support::{
    Answer, Menshen, PATIENCE, Webhook,
    menshen::{SITE_SECRET, WRONG, mobile, other_than},
    until,
};

/// What is set where nothing is: tests of faults are tests of time-outs.
pub const DEFAULT_TIMEOUT: &str = "--redis-timeout-ms=500";

/// Everybody comes from one address.
pub const SETTINGS: [&str; 9] = [
    "--image-code-wrong-per-10-minutes=1000000",
    "--image-codes-per-minute=1000000",
    "--sms-checks-per-minute=1000000",
    "--sms-per-address-hour=off",
    "--sms-per-prefix-hour=off",
    "--sms-per-country-hour=off",
    "--sms-per-country-day=off",
    "--sms-budget-hour=1000000",
    "--sms-budget-day=1000000",
];
/// Walks through the flow at any time.
const WALKERS: usize = 6;
/// Within which a request is answered, well or with 503.
pub const ANSWERED: Duration = Duration::from_millis(1500);
/// Within which service is whole again once the engine is.
const WHOLE: Duration = Duration::from_secs(3);

/// Holds a time against what is promised, where `FAULT_TIMES` is set: by `make fault`, on a machine that
/// has nothing else to do.
pub fn in_time(what: &str, took: Duration, most: Duration) {
    let counts = std::env::var_os("FAULT_TIMES").is_some();
    assert!(took <= most || !counts, "{what}: {took:?}, {most:?} at most");
}
/// So many flows in a row at each server, over keys in many slots, are called whole.
const IN_A_ROW: usize = 8;

/// Two processes that share a store and a receiver.
pub struct Servers {
    pub servers: Vec<Arc<Menshen>>,
    pub webhook: Webhook,
}

/// The walkers, until they are asked what they saw.
pub struct Traffic {
    seen: Arc<Mutex<Seen>>,
    stop: watch::Sender<bool>,
    walkers: JoinSet<()>,
    webhook: Webhook,
}

/// What the walkers did and were told.
#[derive(Default)]
struct Seen {
    /// Of each picture that was solved, the numbers that were handed in with it.
    solved: HashMap<ImageCodeId, Vec<String>>,
    /// Numbers that came with a wrong text.
    unsolved: Vec<String>,
    /// Sends that were answered with 200.
    sent: usize,
    tickets: usize,
    redeemed: usize,
    /// By each walker, because of the store.
    refused: [usize; WALKERS],
    slowest: Duration,
    /// What broke an invariant as it was seen.
    broken: Vec<String>,
}

impl Servers {
    pub async fn on(url: &str) -> Self {
        Self::with(&["--redis-url", url], &[]).await
    }

    /// With the time-out that is the default.
    pub async fn in_practice(url: &str) -> Self {
        Self::with(&["--redis-url", url, DEFAULT_TIMEOUT], &[]).await
    }

    /// With these settings of the store and these others.
    pub async fn with(store: &[&str], settings: &[&str]) -> Self {
        let webhook = Webhook::start().await;
        let settings = [&SETTINGS, settings].concat();
        let mut servers = Vec::new();
        for _ in 0..2 {
            let server = Menshen::process_on(store, webhook.clone(), &settings).await;
            servers.push(Arc::new(server));
        }
        Self { servers, webhook }
    }

    /// Sends walkers off.
    pub fn traffic(&self) -> Traffic {
        let (stop, stopped) = watch::channel(false);
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let mut walkers = JoinSet::new();
        for n in 0..WALKERS {
            let (here, there) = (&self.servers[n % 2], &self.servers[(n + 1) % 2]);
            let walker = Walker {
                n,
                here: Arc::clone(here),
                there: Arc::clone(there),
                webhook: self.webhook.clone(),
                seen: Arc::clone(&seen),
            };
            let stopped = stopped.clone();
            walkers.spawn(async move {
                while !*stopped.borrow() {
                    walker.walk().await;
                }
            });
        }
        Traffic { seen, stop, walkers, webhook: self.webhook.clone() }
    }

    /// Waits until the engine is whole, then until service is, and says how long each took. `engine`
    /// is asked again and again.
    pub async fn recover(&self, what: &str, engine: impl Fn() -> bool) {
        let lost = Instant::now();
        until("the engine recovers", async || engine()).await;
        let whole = Instant::now();
        let each = self.servers.iter().map(|server| self.is_whole(server));
        let slowest = futures::future::join_all(each).await.into_iter().max().unwrap();
        let took = slowest.saturating_duration_since(whole);
        println!("{what}: engine {:?}, then service {took:?}", whole - lost);
        in_time(&format!("{what}: service"), took, WHOLE);
    }

    /// Since when every flow at this server is well.
    async fn is_whole(&self, server: &Menshen) -> Instant {
        let give_up = Instant::now() + PATIENCE;
        let (mut since, mut in_a_row) = (Instant::now(), 0);
        while in_a_row < IN_A_ROW {
            assert!(Instant::now() < give_up, "service does not recover");
            match self.flow(server).await {
                Ok(()) => in_a_row += 1,
                Err(_) => (since, in_a_row) = (Instant::now(), 0),
            }
        }
        since
    }

    /// The code of the one message to this number.
    pub fn code(&self, number: &str) -> Option<String> {
        code(&self.webhook, number)
    }

    /// The whole flow once; else the step that was refused, and how.
    pub async fn flow(&self, server: &Menshen) -> Result<(), String> {
        let number = mobile();
        let well = |step: &str, answer: &Answer| match answer.status {
            200 => Ok(()),
            status => Err(format!("{step}: {status} {}", answer.text())),
        };
        let id = ImageCodeId::random();
        well("picture", &server.get(&format!("/image_codes/{id}/")).await)?;
        let text = server.store.image_code(&id).await.map_err(|error| error.to_string())?;
        let text = text.ok_or("the picture is lost")?;
        well("send", &server.send(&number, text.as_str(), id).await)?;
        let code = self.code(&number).ok_or("no message")?;
        let verified = server.verify(&number, &code).await;
        well("verify", &verified)?;
        let redeemed = redeem(server, verified.json()["ticket"].as_str().unwrap()).await;
        well("redeem", &redeemed)?;
        if redeemed.json()["success"] == true { Ok(()) } else { Err(redeemed.text()) }
    }
}

impl Traffic {
    /// Until so many flows more have ended with a ticket redeemed.
    pub async fn flows(&self, more: usize) {
        let enough = self.seen().redeemed + more;
        until("flows", async || self.seen().redeemed >= enough).await;
    }

    /// Stops, and holds what was seen against I1 to I4 and the time in which to answer.
    pub async fn holds(mut self, what: &str) {
        self.stop.send(true).unwrap();
        while let Some(walked) = self.walkers.join_next().await {
            walked.unwrap();
        }
        let seen = self.seen();
        println!(
            "{what}: {} pictures solved, {} sent, {} tickets, {} redeemed, {} refused, slowest {:?}",
            seen.solved.len(),
            seen.sent,
            seen.tickets,
            seen.redeemed,
            seen.refused.iter().sum::<usize>(),
            seen.slowest
        );
        let mut messages: HashMap<String, usize> = HashMap::new();
        for message in self.webhook.messages() {
            *messages.entry(national(&message.mobile)).or_default() += 1;
        }
        let to = |number: &String| messages.get(number).copied().unwrap_or_default();
        for number in &seen.unsolved {
            assert_eq!(to(number), 0, "{what}: I1: a message without a solved picture");
        }
        for numbers in seen.solved.values() {
            let sent: usize = numbers.iter().map(to).sum();
            assert!(sent <= 1, "{what}: I2: {sent} messages for one picture");
        }
        assert!(seen.broken.is_empty(), "{what}: {:?}", seen.broken);
        in_time(&format!("{what}: an answer"), seen.slowest, ANSWERED);
    }

    /// Until each walker was refused so many times more because of the store: what it had under way
    /// before has ended.
    pub async fn refusals(&self, more: usize) {
        let before = self.seen().refused;
        let all =
            |now: [usize; WALKERS]| now.iter().zip(before).all(|(now, then)| *now >= then + more);
        until("refusals", async || all(self.seen().refused)).await;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

struct Walker {
    n: usize,
    here: Arc<Menshen>,
    there: Arc<Menshen>,
    webhook: Webhook,
    seen: Arc<Mutex<Seen>>,
}

impl Walker {
    /// One flow, each step of it at both servers at once.
    async fn walk(&self) {
        if let Some((id, _)) = self.picture().await {
            let number = mobile();
            self.seen().unsolved.push(number.clone());
            self.timed(self.here.send(&number, WRONG, id), &[422]).await;
        }
        let Some((id, text)) = self.picture().await else {
            // The store that texts are looked up in fails as well.
            return sleep(Duration::from_millis(20)).await;
        };
        let numbers = [mobile(), mobile()];
        self.seen().solved.insert(id, numbers.to_vec());
        let (one, other) = tokio::join!(
            self.timed(self.here.send(&numbers[0], &text, id), &[200, 422]),
            self.timed(self.there.send(&numbers[1], &text, id), &[200, 422]),
        );
        for (answer, number) in [one, other].into_iter().zip(&numbers) {
            if answer.status == 200 {
                self.seen().sent += 1;
                self.verify(number).await;
                // I4: that it cools down is not told without a solved picture.
                self.timed(self.there.send(number, WRONG, ImageCodeId::random()), &[422]).await;
            }
        }
    }

    async fn picture(&self) -> Option<(ImageCodeId, String)> {
        let id = ImageCodeId::random();
        let path = format!("/image_codes/{id}/");
        let shown = self.timed(self.here.get(&path), &[200]).await;
        let text = self.here.store.image_code(&id).await.ok().flatten()?;
        (shown.status == 200).then(|| (id, text.as_str().to_owned()))
    }

    /// Hands in the right code twice and wrong ones eight times, at one moment, or only five guesses;
    /// then, once it is spent or no attempt is left, the right one.
    async fn verify(&self, number: &str) {
        let Some(right) = code(&self.webhook, number) else {
            return self.broken(format!("{number}: 200, and no message"));
        };
        let wrong = other_than(&right);
        let codes =
            [&wrong, &wrong, &right, &wrong, &wrong, &right, &wrong, &wrong, &wrong, &wrong];
        let is_guessed = right.ends_with(['0', '1', '2']);
        let codes = if is_guessed { &[&wrong; 5] } else { &codes[..] };
        let racing = codes.iter().enumerate().map(|(n, code)| {
            let server = if n % 2 == 0 { &self.here } else { &self.there };
            self.timed(server.verify(number, code), &[200, 422])
        });
        let answers = futures::future::join_all(racing).await;
        let passed: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        if passed.len() > 1 {
            self.broken(format!("I3: {} tickets for one code", passed.len()));
        }
        // After 503 it is not known whether it was an attempt.
        let attempts = answers.iter().filter(|answer| answer.status == 422).count();
        if !passed.is_empty() || attempts >= 5 {
            self.timed(self.here.verify(number, &right), &[422]).await;
        }
        for verified in passed {
            self.seen().tickets += 1;
            self.redeem(verified.json()["ticket"].as_str().unwrap()).await;
        }
    }

    /// Redeems a ticket at both servers at one moment.
    async fn redeem(&self, ticket: &str) {
        let (one, other) = tokio::join!(
            self.timed(redeem(&self.here, ticket), &[200]),
            self.timed(redeem(&self.there, ticket), &[200]),
        );
        let both = [one, other];
        let redeemed = both.iter().filter(|answer| answer.json()["success"] == true).count();
        self.seen().redeemed += redeemed;
        if redeemed > 1 {
            self.broken("I3: a ticket was redeemed twice".to_owned());
        }
    }

    /// Notes how long it took, and whether it was answered as it may be: so, or with 503.
    async fn timed(&self, call: impl Future<Output = Answer>, well: &[u16]) -> Answer {
        let start = Instant::now();
        let answer = call.await;
        let took = start.elapsed();
        let mut seen = self.seen();
        seen.slowest = seen.slowest.max(took);
        if answer.status == 503 {
            seen.refused[self.n] += 1;
            // What Retry-After says stands in the body as well, but for a redeem.
            assert!(!answer.header("retry-after").is_empty(), "{}", answer.text());
        } else if !well.contains(&answer.status) {
            seen.broken.push(format!("answered with {}: {}", answer.status, answer.text()));
        }
        answer
    }

    fn broken(&self, what: String) {
        self.seen().broken.push(what);
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

async fn redeem(server: &Menshen, ticket: &str) -> Answer {
    server.post("/siteverify", &json!({"secret": SITE_SECRET, "response": ticket})).await
}

fn code(webhook: &Webhook, number: &str) -> Option<String> {
    let messages = webhook.messages();
    let message = messages.into_iter().rev().find(|message| national(&message.mobile) == number)?;
    Some(message.code)
}

fn national(e164: &str) -> String {
    e164.trim_start_matches("+86").to_owned()
}
