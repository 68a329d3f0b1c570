//! One site on each store: a server with the embedded one, and two processes on one Redis.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use super::{Answer, Clock, Menshen, RedisServer, Webhook, menshen::mobile};

/// What each of the servers starts with.
const ALWAYS: [&str; 2] = ["--trusted-proxies=127.0.0.1/32", "--sms-countries=CN,HK"];

/// Servers that share a store and a receiver; the requests go to them in turn.
pub struct Site {
    servers: Vec<Menshen>,
    pub webhook: Webhook,
    clock: Clock,
    asked: AtomicU32,
}

/// One server on the embedded store, and two processes on one Redis.
pub async fn sites(settings: &[&str]) -> [(&'static str, Site); 2] {
    let settings = [&ALWAYS, settings].concat();
    let webhook = Webhook::start().await;
    let servers = vec![Menshen::with(webhook.clone(), &settings).await];
    let embedded = Site { servers, webhook, clock: Clock(None), asked: AtomicU32::new(0) };

    let webhook = Webhook::start().await;
    let redis = Arc::new(RedisServer::start());
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(Menshen::process(&redis, webhook.clone(), &settings).await);
    }
    let shared = Site { servers, webhook, clock: Clock(Some(redis)), asked: AtomicU32::new(0) };
    [("embedded store", embedded), ("two processes on one Redis", shared)]
}

impl Site {
    /// The server whose turn it is.
    pub fn server(&self) -> &Menshen {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed) as usize;
        &self.servers[turn % self.servers.len()]
    }

    /// Solves a picture for a message to this number, from this address.
    pub async fn send(&self, address: &str, mobile: &str) -> Answer {
        self.server().solve_and_send_from(address, mobile).await
    }

    pub async fn sends(&self, address: &str, mobile: &str) {
        let answer = self.send(address, mobile).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Somebody at this address verifies a number.
    pub async fn verifies(&self, address: &str) {
        let number = mobile();
        let sent = self.send(address, &number).await;
        let code = self.webhook.last().code;
        let verified = self.server().verify_by(&sent.handle(), &number, &code).await;
        assert_eq!(verified.status, 200, "{}", verified.text());
    }

    /// Messages that nobody answers, each from a network and to a prefix of its own: more than it takes for pressure,
    /// and what comes of each is told to each server.
    pub async fn is_attacked(&self) {
        for _ in 0..60 {
            self.send(&elsewhere(), &lonely()).await;
        }
    }

    /// Refused for this reason, at each server; gives the seconds to wait.
    pub async fn refuses(&self, address: &str, mobile: &str, status: u16, slug: &str) -> u32 {
        let messages = self.webhook.messages().len();
        let mut wait = 0;
        for _ in &self.servers {
            let refused = self.send(address, mobile).await;
            assert_eq!((refused.status, refused.problem().as_str()), (status, slug));
            wait = refused.retry_after();
        }
        assert_eq!(self.webhook.messages().len(), messages, "{slug}: a message was sent");
        wait
    }

    pub async fn pass(&self, seconds: u32) {
        self.clock.pass(Duration::from_secs(seconds.into())).await;
    }
}

/// A number whose prefix no other number has.
pub fn lonely() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("137{:04}0000", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A number of another country than all others here, and of a prefix of its own.
pub fn abroad() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(9123);
    format!("+852{}4567", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn address() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("198.51.{}.{}", n / 250, n % 250)
}

/// An address in a network that no other address is in.
pub fn elsewhere() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("10.{}.{}.7", n / 250, n % 250)
}
