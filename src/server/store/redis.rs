//! The store for more than one server: Redis 7 or later, or an engine that speaks the same.
//!
//! Steps that touch one key are one command; steps over the keys of one number are one script, and
//! those keys share a hash tag so that they lie in one slot of a cluster. Pictures are issued by one
//! script, too, except on a cluster: there they are counted and put one after the other. All time is the Redis
//! server's. A key that a failover lost means "expired", never "passed".

mod connection;
mod history;
mod issuing;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use fred::{
    interfaces::{ClientLike, KeysInterface},
    types::{Expiration, SetOptions, config::Config},
};

use connection::{Connection, RedisClient, Script};
use history::History as HistoryScripts;
use issuing::{Asked, Issuing};

use crate::model::ImageCodeId;

use super::{
    BreakerRules, Check, Conversion, Counter, Counts, Group, History, Issue, Judged, Lever, Open,
    RateLimit, ReservationId, Reserve, Sent, SmsRules, Span, Store, StoreError, StoreResult,
    Switches, Take, Taken, Turned, Window,
};
use crate::server::{
    image_code::ImageText,
    keys::{CodeMac, PhoneKey, TicketKey},
    ticket::{RedeemId, SealedTicket},
};

/// A [`Store`] on Redis; connects, and connects again, by itself.
pub struct RedisStore {
    connection: Arc<Connection>,
    /// None on a cluster, where counters and pictures lie in different slots.
    issuing: Option<Issuing>,
    image_code_prefix: String,
    count: Script,
    take: Script,
    give_back: Script,
    count_sent: Script,
    take_sent_back: Script,
    count_verified: Script,
    reserve_sms: Script,
    refund_sms: Script,
    check_sms_code: Script,
    breaker: Script,
    switches: Script,
    turn: Script,
    history: HistoryScripts,
    take_ticket: Script,
}

/// Every switch.
const SWITCHES: &str = "switches";

impl RedisStore {
    /// Starts to connect. The store answers [`StoreError::Down`] until it is connected, and again
    /// whenever the connection is lost.
    ///
    /// # Errors
    /// When the configuration can't be used at all.
    pub fn connect(config: Config, image_code_prefix: String) -> StoreResult<Self> {
        let clustered = config.server.is_clustered();
        let connection = Arc::new(Connection::new(config)?);
        Ok(Self {
            issuing: (!clustered).then(|| Issuing::new(Arc::clone(&connection))),
            connection,
            image_code_prefix,
            count: Script::new(concat!(
                include_str!("redis/window.lua"),
                include_str!("redis/count.lua")
            )),
            take: Script::new(include_str!("redis/take.lua")),
            give_back: Script::new(include_str!("redis/give_back.lua")),
            count_sent: Script::new(include_str!("redis/count_sent.lua")),
            take_sent_back: Script::new(include_str!("redis/take_sent_back.lua")),
            count_verified: Script::new(include_str!("redis/count_verified.lua")),
            reserve_sms: Script::new(include_str!("redis/reserve_sms.lua")),
            refund_sms: Script::new(include_str!("redis/refund_sms.lua")),
            check_sms_code: Script::new(include_str!("redis/check_sms_code.lua")),
            breaker: Script::new(include_str!("redis/breaker.lua")),
            switches: Script::new(include_str!("redis/switches.lua")),
            turn: Script::new(include_str!("redis/turn.lua")),
            history: HistoryScripts::new(),
            take_ticket: Script::new(include_str!("redis/take_ticket.lua")),
        })
    }

    fn image_code_key(&self, id: &ImageCodeId) -> String {
        format!("{}{id}", self.image_code_prefix)
    }
}

/// The windows of one counter share a hash tag: one script takes them all.
fn counter_key(counter: &Counter, window: Duration) -> String {
    format!("count:{{{}}}:{}", counter.name(), window.as_millis())
}

fn group_key(group: &Group) -> String {
    format!("conversion:{}", group.name())
}

fn ticket_key(key: &TicketKey) -> String {
    format!("ticket:{}", key.as_text())
}

fn log_and_code(phone: &PhoneKey) -> Vec<String> {
    vec![format!("sms:{{{}}}:log", phone.as_text()), code_key(phone)]
}

fn code_key(phone: &PhoneKey) -> String {
    format!("sms:{{{}}}:code", phone.as_text())
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn duration(millis: i64) -> Duration {
    Duration::from_millis(millis.max(0).unsigned_abs())
}

#[async_trait]
impl Store for RedisStore {
    async fn count(&self, counter: &Counter, limit: RateLimit) -> StoreResult<Option<Duration>> {
        let key = counter_key(counter, limit.window);
        let args = vec![i64::from(limit.count), millis(limit.window)];
        let wait: i64 = self.connection.run(&self.count, key, args).await?;
        Ok((wait > 0).then(|| duration(wait)))
    }

    async fn take(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Take> {
        let keys: Vec<_> = limits.iter().map(|limit| counter_key(counter, limit.window)).collect();
        let args: Vec<_> = limits
            .iter()
            .flat_map(|limit| [i64::from(limit.count), millis(limit.window)])
            .collect();
        let answer: Vec<i64> = self.connection.run(&self.take, keys, args).await?;
        let Some((&wait, ends)) = answer.split_first() else { return Err(unexpected(-1)) };
        if wait > 0 {
            return Ok(Take::NotBefore(duration(wait)));
        }
        let windows = limits.iter().zip(ends);
        let windows = windows.map(|(limit, &end)| Window { length: limit.window, end });
        Ok(Take::Taken(Taken { counter: *counter, windows: windows.collect() }))
    }

    async fn give_back(&self, taken: &Taken) -> StoreResult<()> {
        let windows = taken.windows.iter();
        let keys: Vec<_> =
            windows.clone().map(|window| counter_key(&taken.counter, window.length)).collect();
        let args: Vec<_> = windows.map(|window| window.end).collect();
        self.connection.run::<i64, _, _>(&self.give_back, keys, args).await?;
        Ok(())
    }

    async fn count_sent(&self, group: &Group, rules: &BreakerRules) -> StoreResult<Judged> {
        let args = vec![
            millis(rules.step()),
            millis(rules.window),
            millis(rules.young),
            rules.floor.into(),
            rules.percent.into(),
            millis(rules.pause),
            rules.enforce.into(),
        ];
        let (open, step, sent, verified): (i64, i64, u32, u32) =
            self.connection.run(&self.count_sent, group_key(group), args).await?;
        let opened_by = (sent > 0).then_some(Conversion { sent, verified });
        Ok(Judged {
            sent: (step > 0).then_some(Sent { group: *group, step }),
            open: (open > 0).then(|| Open { wait: duration(open), opened_by }),
        })
    }

    async fn take_sent_back(&self, sent: &Sent) -> StoreResult<()> {
        let (key, step) = (group_key(&sent.group), sent.step);
        self.connection.run::<i64, _, _>(&self.take_sent_back, key, step).await?;
        Ok(())
    }

    async fn count_verified(&self, group: &Group, rules: &BreakerRules) -> StoreResult<()> {
        let (key, step) = (group_key(group), millis(rules.step()));
        self.connection.run::<i64, _, _>(&self.count_verified, key, step).await?;
        Ok(())
    }

    async fn issue_image_code(
        &self,
        counter: &Counter,
        limit: RateLimit,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<Issue> {
        let (key, life) = (self.image_code_key(id), millis(life));
        if let Some(issuing) = &self.issuing {
            let keys = [counter_key(counter, limit.window), key];
            let limit = [i64::from(limit.count), millis(limit.window)];
            return issuing.issue(Asked { keys, limit, text: text.clone(), life }).await;
        }
        if let Some(wait) = self.count(counter, limit).await? {
            return Ok(Issue::NotBefore(wait));
        }
        let key = &key;
        let set = |client: RedisClient| async move {
            let life = Some(Expiration::PX(life));
            client.set(key, text.as_str(), life, Some(SetOptions::NX), true).await
        };
        let live: Option<String> = self.connection.call(set).await?;
        Ok(Issue::Live(live.map_or_else(|| text.clone(), ImageText::stored)))
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        let key = &self.image_code_key(id);
        let get = |client: RedisClient| async move { client.get(key).await };
        let text: Option<String> = self.connection.call(get).await?;
        Ok(text.map(ImageText::stored))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        let key = &self.image_code_key(id);
        let getdel = |client: RedisClient| async move { client.getdel(key).await };
        let text: Option<String> = self.connection.call(getdel).await?;
        Ok(text.map(ImageText::stored))
    }

    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let mut args = vec![
            reservation.0.clone(),
            code.as_text(),
            millis(rules.code_life).to_string(),
            rules.attempts.to_string(),
            millis(rules.memory()).to_string(),
            rules.remembered().to_string(),
            millis(rules.delays_reset).to_string(),
            rules.delays.len().to_string(),
        ];
        args.extend(rules.delays.iter().map(|&delay| millis(delay).to_string()));
        let quotas = rules.quotas.iter();
        args.extend(quotas.flat_map(|q| [q.count.to_string(), millis(q.window).to_string()]));
        match self.connection.run(&self.reserve_sms, log_and_code(phone), args).await? {
            (0, next) => Ok(Reserve::Reserved { next: duration(next) }),
            (1, wait) => Ok(Reserve::CoolingDown(duration(wait))),
            (2, wait) => Ok(Reserve::TooMany(duration(wait))),
            (3, wait) => Ok(Reserve::Exhausted(duration(wait))),
            (other, _) => Err(unexpected(other)),
        }
    }

    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()> {
        let args = vec![reservation.0.clone()];
        self.connection.run::<i64, _, _>(&self.refund_sms, log_and_code(phone), args).await?;
        Ok(())
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check> {
        let args = vec![code.as_text(), attempts.to_string()];
        match self.connection.run(&self.check_sms_code, code_key(phone), args).await? {
            0 => Ok(Check::Passed),
            1 => Ok(Check::Wrong),
            2 => Ok(Check::Exhausted),
            3 => Ok(Check::Expired),
            other => Err(unexpected(other)),
        }
    }

    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()> {
        let (key, life) = (&ticket_key(key), millis(life));
        let set = |client: RedisClient| async move {
            client.set(key, ticket.as_str(), Some(Expiration::PX(life)), None, false).await
        };
        self.connection.call(set).await
    }

    async fn take_ticket(
        &self,
        key: &TicketKey,
        name: Option<&RedeemId>,
    ) -> StoreResult<Option<SealedTicket>> {
        let name = name.map_or("", RedeemId::as_str);
        let sealed = self.connection.run(&self.take_ticket, ticket_key(key), name);
        let sealed: Option<String> = sealed.await?;
        Ok(sealed.map(SealedTicket::stored))
    }

    async fn used(&self, counter: &Counter, limits: &[RateLimit]) -> StoreResult<Vec<u32>> {
        if limits.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<_> = limits.iter().map(|limit| counter_key(counter, limit.window)).collect();
        let keys = &keys;
        let read = |client: RedisClient| async move { client.mget(keys.clone()).await };
        let used: Vec<Option<u32>> = self.connection.call(read).await?;
        Ok(used.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn breaker(&self, group: &Group) -> StoreResult<Option<Duration>> {
        let none: Vec<String> = Vec::new();
        let open: i64 = self.connection.run(&self.breaker, group_key(group), none).await?;
        Ok((open > 0).then(|| duration(open)))
    }

    async fn switches(&self) -> StoreResult<Switches> {
        let names: Vec<_> = Lever::ALL.iter().map(|lever| lever.name()).collect();
        let turned: Vec<String> = self.connection.run(&self.switches, SWITCHES, names).await?;
        let mut switches = Switches::default();
        for (lever, turned) in Lever::ALL.into_iter().zip(turned) {
            if turned.is_empty() {
                continue;
            }
            // One that can't be read is no reason to send.
            let turned = serde_json::from_str(&turned)
                .map_err(|_| StoreError::Down(format!("the switch {}", lever.name())))?;
            *switches.get_mut(lever) = Some(turned);
        }
        Ok(switches)
    }

    async fn turn(&self, lever: Lever, turned: &Turned) -> StoreResult<bool> {
        let value = serde_json::to_string(turned)
            .map_err(|_| StoreError::Down(format!("the switch {}", lever.name())))?;
        let args = vec![lever.name().to_owned(), turned.at.to_string(), value];
        Ok(self.connection.run::<i64, _, _>(&self.turn, SWITCHES, args).await? == 1)
    }

    async fn add_to_history(&self, at: u64, counts: &Counts) -> StoreResult<()> {
        self.history.add(&self.connection, at, counts).await
    }

    async fn history(&self, at: u64, span: Span) -> StoreResult<History> {
        self.history.show(&self.connection, at, span).await
    }

    async fn ping(&self) -> StoreResult<()> {
        self.connection.call(|client| async move { client.ping(None).await }).await
    }
}

fn unexpected(status: i64) -> StoreError {
    StoreError::Down(format!("a script answered {status}"))
}
