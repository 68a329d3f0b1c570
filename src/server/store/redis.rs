//! The store for more than one server: Redis 7 or later, or an engine that speaks the same.
//!
//! Steps that touch one key are one command; steps over the keys of one number are one script, and
//! those keys share a hash tag so that they lie in one slot of a cluster. All time is the Redis
//! server's. A key that a failover lost means "expired", never "passed".

use std::{future::Future, time::Duration};

use async_trait::async_trait;
use fred::{
    clients::{Client, Pool, WithOptions},
    interfaces::{ClientLike, KeysInterface, LuaInterface},
    types::{
        Builder, Expiration, FromValue, MultipleKeys, MultipleValues, SetOptions,
        config::{Config, Options, ReconnectPolicy, UnresponsiveConfig},
    },
};

use crate::model::ImageCodeId;

use super::{
    Allowed, Check, Counted, RateLimit, ReservationId, Reserve, SmsRules, Store, StoreError,
    StoreResult,
};
use crate::server::{
    image_code::ImageText,
    keys::{AddressKey, CodeMac, PhoneKey, TicketKey},
    ticket::SealedTicket,
};

/// How long a command may take, connection included. A person waits for it, and the answer to a
/// dead store has to come within a second.
const COMMAND_TIMEOUT: Duration = Duration::from_millis(500);
/// Connections; commands are pipelined on each.
const CONNECTIONS: usize = 2;
/// Commands that may wait on one connection before the next is refused.
const WAITING_COMMANDS: usize = 4096;
/// Reconnection: exponential from 20 ms to 1 s with jitter, for ever.
const RECONNECT: (u32, u32, u32, u32) = (0, 20, 1000, 2);

/// A [`Store`] on Redis; connects, and connects again, by itself.
pub struct RedisStore {
    pool: Pool,
    image_code_prefix: String,
    count: Script,
    reserve_sms: Script,
    refund_sms: Script,
    check_sms_code: Script,
}

/// A Lua script and the name under which a server keeps it.
struct Script {
    source: &'static str,
    sha1: String,
}

impl Script {
    fn new(source: &'static str) -> Self {
        Self { source, sha1: fred::util::sha1_hash(source) }
    }
}

impl RedisStore {
    /// Starts to connect. The store answers [`StoreError::Down`] until it is connected, and again
    /// whenever the connection is lost.
    ///
    /// # Errors
    /// When the configuration can't be used at all.
    pub fn connect(config: Config, image_code_prefix: String) -> StoreResult<Self> {
        let (attempts, min_delay, max_delay, base) = RECONNECT;
        let pool = Builder::from_config(Config {
            // Of the first connection: tried again like every other.
            fail_fast: false,
            ..config
        })
        .with_performance_config(|performance| {
            performance.default_command_timeout = COMMAND_TIMEOUT;
        })
        .with_connection_config(|connection| {
            connection.connection_timeout = Duration::from_secs(2);
            connection.internal_command_timeout = Duration::from_secs(2);
            // Never send a command twice: it may have been done before the connection broke.
            connection.max_command_attempts = 1;
            connection.max_command_buffer_len = WAITING_COMMANDS;
            connection.unresponsive = UnresponsiveConfig {
                max_timeout: Some(Duration::from_secs(2)),
                interval: Duration::from_millis(500),
            };
            connection.tcp.nodelay = Some(true);
        })
        .set_policy(ReconnectPolicy::new_exponential(attempts, min_delay, max_delay, base))
        .build_pool(CONNECTIONS)?;
        // The task ends when the pool is dropped; its result says nothing that the commands don't.
        drop(pool.connect());
        Ok(Self {
            pool,
            image_code_prefix,
            count: Script::new(include_str!("redis/count.lua")),
            reserve_sms: Script::new(include_str!("redis/reserve_sms.lua")),
            refund_sms: Script::new(include_str!("redis/refund_sms.lua")),
            check_sms_code: Script::new(include_str!("redis/check_sms_code.lua")),
        })
    }

    fn image_code_key(&self, id: &ImageCodeId) -> String {
        format!("{}{id}", self.image_code_prefix)
    }

    async fn run<R, K, V>(&self, script: &Script, keys: K, args: V) -> StoreResult<R>
    where
        R: FromValue,
        K: Into<MultipleKeys> + Send,
        V: TryInto<MultipleValues> + Send,
        V::Error: Into<fred::error::Error> + Send,
    {
        let keys: MultipleKeys = keys.into();
        let args: MultipleValues =
            args.try_into().map_err(|_| StoreError::Down("arguments of a script".to_owned()))?;
        let client = self.client();
        within(async {
            match client.evalsha(&script.sha1, keys.clone(), args.clone()).await {
                // A server that has just started; EVAL also loads it for the next time.
                Err(error) if error.details().starts_with("NOSCRIPT") => {
                    client.eval(script.source, keys, args).await
                }
                done => done,
            }
        })
        .await
    }

    /// A connection whose commands fail at once while it is down. They must not wait in a queue:
    /// one that is run later, when its caller has long said 503, would surprise everybody.
    fn client(&self) -> WithOptions<Client> {
        self.pool.next_connected().with_options(&Options { fail_fast: true, ..Options::default() })
    }
}

/// Bounds a call as a whole: with a script that has to be loaded it is three commands, and while
/// the connection is being made fred's own time-out does not run yet.
async fn within<R>(call: impl Future<Output = Result<R, fred::error::Error>>) -> StoreResult<R> {
    match tokio::time::timeout(COMMAND_TIMEOUT, call).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(StoreError::Down("time-out".to_owned())),
    }
}

fn ticket_key(key: &TicketKey) -> String {
    format!("ticket:{}", key.as_str())
}

fn cool_down_and_code(phone: &PhoneKey) -> Vec<String> {
    vec![format!("sms:{{{}}}:sent", phone.as_str()), code_key(phone)]
}

fn code_key(phone: &PhoneKey) -> String {
    format!("sms:{{{}}}:code", phone.as_str())
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn duration(millis: i64) -> Duration {
    Duration::from_millis(millis.max(0).unsigned_abs())
}

#[async_trait]
impl Store for RedisStore {
    async fn count(
        &self,
        kind: Counted,
        address: &AddressKey,
        limit: RateLimit,
    ) -> StoreResult<Allowed> {
        let kind = match kind {
            Counted::Pictures => "picture",
            Counted::Sounds => "sound",
        };
        let key = format!("rate:{kind}:{}", address.as_str());
        let args = vec![i64::from(limit.count), millis(limit.window)];
        let wait: i64 = self.run(&self.count, key, args).await?;
        Ok(if wait == 0 { Allowed::Yes } else { Allowed::NotBefore(duration(wait)) })
    }

    async fn put_image_code(
        &self,
        id: &ImageCodeId,
        text: &ImageText,
        life: Duration,
    ) -> StoreResult<ImageText> {
        let live: Option<String> = within(self.client().set(
            self.image_code_key(id),
            text.as_str(),
            Some(Expiration::PX(millis(life))),
            Some(SetOptions::NX),
            true,
        ))
        .await?;
        Ok(live.map_or_else(|| text.clone(), ImageText::stored))
    }

    async fn image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        let text: Option<String> = within(self.client().get(self.image_code_key(id))).await?;
        Ok(text.map(ImageText::stored))
    }

    async fn take_image_code(&self, id: &ImageCodeId) -> StoreResult<Option<ImageText>> {
        let text: Option<String> = within(self.client().getdel(self.image_code_key(id))).await?;
        Ok(text.map(ImageText::stored))
    }

    async fn reserve_sms(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: SmsRules,
    ) -> StoreResult<Reserve> {
        let args = vec![
            reservation.0.clone(),
            code.as_str().to_owned(),
            millis(rules.cool_down).to_string(),
            millis(rules.code_life).to_string(),
            rules.attempts.to_string(),
        ];
        match self.run(&self.reserve_sms, cool_down_and_code(phone), args).await? {
            (0, _) => Ok(Reserve::Reserved),
            (1, wait) => Ok(Reserve::CoolingDown(duration(wait))),
            (2, wait) => Ok(Reserve::Exhausted(duration(wait))),
            other => Err(unexpected(other)),
        }
    }

    async fn refund_sms(&self, phone: &PhoneKey, reservation: &ReservationId) -> StoreResult<()> {
        let args = vec![reservation.0.clone()];
        self.run::<i64, _, _>(&self.refund_sms, cool_down_and_code(phone), args).await?;
        Ok(())
    }

    async fn check_sms_code(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check> {
        let args = vec![code.as_str().to_owned(), attempts.to_string()];
        match self.run(&self.check_sms_code, code_key(phone), args).await? {
            (0, _) => Ok(Check::Passed),
            (1, left) => Ok(Check::Wrong(u32::try_from(left).unwrap_or(1))),
            (2, wait) => Ok(Check::Exhausted(duration(wait))),
            (3, _) => Ok(Check::Expired),
            other => Err(unexpected(other)),
        }
    }

    async fn put_ticket(
        &self,
        key: &TicketKey,
        ticket: &SealedTicket,
        life: Duration,
    ) -> StoreResult<()> {
        let life = Some(Expiration::PX(millis(life)));
        within(self.client().set(ticket_key(key), ticket.as_str(), life, None, false)).await
    }

    async fn take_ticket(&self, key: &TicketKey) -> StoreResult<Option<SealedTicket>> {
        let value: Option<String> = within(self.client().getdel(ticket_key(key))).await?;
        Ok(value.map(SealedTicket::stored))
    }

    async fn ping(&self) -> StoreResult<()> {
        within(self.client().ping::<()>(None)).await
    }
}

/// Only the kind of error is kept: details may repeat keys and values.
impl From<fred::error::Error> for StoreError {
    fn from(error: fred::error::Error) -> Self {
        Self::Down(error.kind().to_str().to_owned())
    }
}

fn unexpected((status, _): (i64, i64)) -> StoreError {
    StoreError::Down(format!("a script answered {status}"))
}
