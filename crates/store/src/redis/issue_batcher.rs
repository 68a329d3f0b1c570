//! Pictures are issued many at a time: what is request for while one call of Redis is under way goes with
//! the next. Under a flood that costs Redis and its connection a fraction of a call for each picture,
//! and who comes alone waits for nobody.
//!
//! What looks like one server may be a proxy in front of a cluster, where no script touches keys of
//! several slots. It says so when it is first request.

use std::{
    mem,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fred::types::Value;
use futures::FutureExt;
use menshen_challenge::Solution;
use menshen_model::StoreFault;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{
    connection::{Connection, late},
    duration, millis,
    script::Script,
    unexpected,
};
use crate::{
    Issue, Network, NewChallenge, StoreError, StoreResult, new_challenge::Rank, tally::UNTIL_KNOWN,
};

/// Pictures that may wait for the next call, before the next is refused.
const WAITING: usize = 4096;
/// Pictures of one call. Redis does nothing else for as long as it takes, 7 µs each at the most
/// (`make load LOAD=picture`).
const MOST: usize = 128;

/// Issues pictures, as long as it lives.
pub(super) struct IssueBatcher {
    connection: Arc<Connection>,
    queue: mpsc::Sender<Pending>,
    /// It can't be done here: each picture is counted and put by two calls of its own.
    impossible: Arc<AtomicBool>,
    _task: JoinSet<()>,
}

/// What one picture asks of the script.
pub(super) struct IssueRequest {
    /// The counter, the picture's name, the counter of wrong answers, the tallies of two networks, and what the network
    /// stands under that the picture is issued to.
    pub(super) keys: [String; 6],
    /// How many are allowed, and in how many milliseconds.
    pub(super) limit: [i64; 2],
    pub(super) new: NewChallenge,
    pub(super) life: Duration,
}

struct Pending {
    request: IssueRequest,
    answer: oneshot::Sender<StoreResult<Option<Issue>>>,
}

impl IssueBatcher {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        let (queue, mut waiting) = mpsc::channel(WAITING);
        let mut task = JoinSet::new();
        let impossible: Arc<AtomicBool> = Arc::default();
        let (found_out, request) = (Arc::clone(&impossible), Arc::clone(&connection));
        task.spawn(async move {
            // A panic ends the call that is under way; those who wait for it are told so.
            while AssertUnwindSafe(work(&request, &mut waiting, &found_out))
                .catch_unwind()
                .await
                .is_err()
            {
                tracing::error!("issuing pictures panicked");
            }
        });
        Self { connection, queue, impossible, _task: task }
    }

    /// Issues a picture; `None` where that can't be done by one call. Then nothing has happened.
    pub(super) async fn issue(&self, request: IssueRequest) -> StoreResult<Option<Issue>> {
        if self.impossible.load(Ordering::Relaxed) {
            return Ok(None);
        }
        self.connection
            .in_time(async |_| {
                let (answer, answered) = oneshot::channel();
                let queued = self.queue.try_send(Pending { request, answer });
                queued.map_err(|_| StoreError::Down(StoreFault::Busy))?;
                answered.await.unwrap_or_else(|_| Err(late().into()))
            })
            .await
    }
}

async fn work(
    connection: &Connection,
    queue: &mut mpsc::Receiver<Pending>,
    impossible: &AtomicBool,
) {
    let script = Script::repeated(include_str!("issue_image_codes.lua"), MOST);
    let mut waiting = Vec::with_capacity(MOST);
    while queue.recv_many(&mut waiting, MOST).await > 0 {
        // Nothing is issued for those who wait no longer.
        waiting.retain(|one| !one.answer.is_closed());
        if waiting.is_empty() {
            continue;
        }
        let keys = waiting.iter_mut().flat_map(|one| mem::take(&mut one.request.keys));
        let keys: Vec<String> = keys.collect();
        let args: Vec<Value> = waiting.iter().flat_map(|one| one.request.args()).collect();
        match connection.run::<Vec<Value>, _, _>(&script, keys, args).await {
            Ok(answers) => {
                for (one, answer) in waiting.drain(..).zip(answers) {
                    // Who waits no longer has been told so.
                    let _ = one.answer.send(one.request.issued(answer).map(Some));
                }
            }
            Err(StoreError::Down(StoreFault::KeysApart | StoreFault::Unsupported)) => {
                tracing::info!("a proxy in front of a cluster: each picture takes two calls of it");
                impossible.store(true, Ordering::Relaxed);
                for one in waiting.drain(..) {
                    let _ = one.answer.send(Ok(None));
                }
            }
            Err(error) => {
                for one in waiting.drain(..) {
                    let _ = one.answer.send(Err(error.clone()));
                }
            }
        }
    }
}

impl IssueRequest {
    fn args(&self) -> [Value; 9] {
        let Self { new, limit: [most, window], .. } = self;
        let issued_to = new.issued_to().as_ref().map_or(String::new(), Network::as_text);
        let looks = if new.networks.is_empty() { 0 } else { UNTIL_KNOWN };
        [
            (*most).into(),
            (*window).into(),
            new.text(Rank::Calm).as_str().into(),
            millis(self.life).into(),
            new.text(Rank::Climbed).as_str().into(),
            new.text(Rank::Hardest).as_str().into(),
            i64::from(new.wrong_answers).into(),
            looks.into(),
            issued_to.into(),
        ]
    }

    /// What the script's answer means.
    fn issued(self, answer: Value) -> StoreResult<Issue> {
        match answer {
            Value::Integer(wait) => Ok(Issue::NotBefore(duration(wait))),
            answer => {
                let (rank, left, live): (usize, i64, Option<String>) =
                    answer.convert().map_err(|_| unexpected())?;
                let rank = *Rank::ALL.get(rank).ok_or_else(unexpected)?;
                let text = live.map_or_else(|| self.new.text(rank).clone(), Solution::stored);
                Ok(Issue::Live { text, climbs: rank.climbs(), left: duration(left) })
            }
        }
    }
}
