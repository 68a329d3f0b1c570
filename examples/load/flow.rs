//! The whole flow as people and the host site walk it: a picture, its text, a message, its code, a
//! ticket, and the ticket redeemed.

use std::{
    cell::RefCell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use menshen::model::ImageCodeId;
use rand::Rng;
use serde_json::Value;
use tokio::time::sleep;

use super::{
    Outcome,
    http::{Connection, Failure},
    redis::Redis,
    report::Tally,
    requests::{self, Person},
    webhook::Webhook,
};

/// What a flow is made of, in this order.
pub const STEPS: [&str; 4] = ["picture", "send", "check", "redeem"];

/// What all users add to.
#[derive(Default)]
pub struct Shared {
    /// One for each of [`STEPS`].
    pub steps: [Tally; 4],
    /// Whole flows; what the person thinks is not part of them.
    pub flows: Tally,
    /// Who comes next.
    next_person: u64,
    /// Until then nothing is counted.
    pub from: Option<Instant>,
}

impl Shared {
    pub fn failed(&self) -> u64 {
        self.flows.failed()
    }
}

/// Somebody who walks the flow again and again, each time as another person.
pub struct User {
    menshen: Connection,
    texts: Redis,
    webhook: Webhook,
    request: Vec<u8>,
    think: Duration,
    shared: Rc<RefCell<Shared>>,
}

/// Why a flow ended early, and at which step.
struct Stop(usize, String);

impl User {
    pub async fn new(
        menshen: SocketAddr,
        texts: SocketAddr,
        webhook: Webhook,
        think: Duration,
        shared: Rc<RefCell<Shared>>,
    ) -> Outcome<Self> {
        let (menshen, texts) = (Connection::new(menshen), Redis::connect(texts).await?);
        Ok(Self { menshen, texts, webhook, request: Vec::with_capacity(512), think, shared })
    }

    /// Thinks, for a time between half and one and a half of what was asked for.
    pub async fn think(&self) {
        if !self.think.is_zero() {
            let share = rand::rng().random_range(0.5..1.5);
            sleep(self.think.mul_f64(share)).await;
        }
    }

    /// Walks the flow once. Where somebody was to come at a certain time, their first request is
    /// late from then on, whether or not it could be sent.
    pub async fn walk(&mut self, intended: Option<Instant>) {
        let start = intended.unwrap_or_else(Instant::now);
        let walked = self.steps(start).await;
        let shared = &mut *self.shared.borrow_mut();
        if shared.from.is_none_or(|from| start < from) {
            return;
        }
        match walked {
            Ok(took) => {
                for (tally, took) in shared.steps.iter_mut().zip(took) {
                    tally.latency.record(took);
                }
                shared.flows.latency.record(took.iter().sum());
            }
            Err(Stop(step, why)) => shared.flows.fail(format!("{}: {why}", STEPS[step])),
        }
    }

    /// How long each step took.
    async fn steps(&mut self, start: Instant) -> Result<[Duration; 4], Stop> {
        let person = {
            let shared = &mut *self.shared.borrow_mut();
            shared.next_person += 1;
            Person::of(shared.next_person)
        };
        let number = self.shared.borrow().next_person;
        let id = ImageCodeId::random();

        requests::picture(&mut self.request, &id, number);
        let picture = self.menshen.exchange(&self.request).await;
        let is_picture = |body: &[u8]| body.starts_with(b"\x89PNG\r\n");
        expect(0, picture, |body| is_picture(body).then_some(()))?;
        let picture = start.elapsed();
        let key = format!("image_code:{id}");
        let text = self.texts.call(&["GET", &key]).await;
        let text = text.map_err(|error| Stop(0, format!("its text: {error}")))?.text();
        let text = text.ok_or_else(|| Stop(0, "its text is not in the store".to_owned()))?;

        self.think().await;
        let start = Instant::now();
        requests::send(&mut self.request, &person, &id, &text);
        let sent = self.menshen.exchange(&self.request).await;
        expect(1, sent, |body| json(body)["expires_in"].as_u64())?;
        let send = start.elapsed();
        let e164 = format!("+86{}", person.mobile);
        let code = self.webhook.take(&e164);
        let code = code.ok_or_else(|| Stop(1, "no message with a right signature".to_owned()))?;

        self.think().await;
        let start = Instant::now();
        requests::check(&mut self.request, &person, &code);
        let checked = self.menshen.exchange(&self.request).await;
        let ticket = expect(2, checked, |body| Some(json(body)["ticket"].as_str()?.to_owned()))?;
        let check = start.elapsed();

        // The host site does not think.
        let start = Instant::now();
        requests::redeem(&mut self.request, &person, &ticket);
        let redeemed = self.menshen.exchange(&self.request).await;
        expect(3, redeemed, |body| {
            let body = json(body);
            (body["success"] == true && body["mobile"] == *e164).then_some(())
        })?;
        Ok([picture, send, check, start.elapsed()])
    }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// What a 200 says, if it says what it should.
fn expect<T>(
    step: usize,
    answer: Result<super::http::Answer<'_>, Failure>,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<T, Stop> {
    match answer {
        Ok(answer) if answer.status == 200 => {
            read(answer.body).ok_or_else(|| Stop(step, "200 with something else".to_owned()))
        }
        Ok(answer) => {
            let kind = json(answer.body)["title"].as_str().unwrap_or_default().to_owned();
            Err(Stop(step, format!("status {} {kind}", answer.status)))
        }
        Err(failure) => Err(Stop(step, failure.to_string())),
    }
}
