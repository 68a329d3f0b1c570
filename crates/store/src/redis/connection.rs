//! The connections to Redis: how long a call may take, how a script is run, and what is done when
//! Redis, a node of it or the way to it is gone.
//!
//! fred connects again by itself, and learns where the masters are now. Four things it leaves to us
//! (10.1): it takes a silent connection for a living one as long as something is written to it; its task for a connection ends for good after some errors; commands must never wait in its
//! queue until long after their caller has gone; and a redirection of a cluster is not followed but
//! tried again, because following it may send a command twice, or end that task.

use std::{
    future::Future,
    iter,
    sync::Arc,
    time::{Duration, Instant},
};

use fred::{
    clients::{Client, Pool, WithOptions},
    error::{Error as RedisError, ErrorKind},
    interfaces::{ClientLike, EventInterface},
    types::{
        Builder, ClusterHash, ConnectHandle, CustomCommand, FromValue, Key, MultipleKeys,
        MultipleValues, Value,
        config::{Config, Options, ReconnectError, ReconnectPolicy, Server, UnresponsiveConfig},
    },
    util::redis_keyslot,
};
use futures::future::{join_all, try_join_all};
use menshen_model::StoreFault;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{fault::Faults, script::Script};
use crate::{StoreError, StoreResult, deadline};

/// How long fred may take longer than it was told, before we go without it.
const FRED_IS_LATE: Duration = Duration::from_millis(50);
/// How long calls wait for the first connection.
const STARTING: Duration = Duration::from_millis(500);
/// Before the task of a connection that ended is run again.
const PAUSE: Duration = Duration::from_millis(500);
/// Between two questions whether each node is there.
const HEARTBEAT: Duration = Duration::from_millis(250);
/// Connections; commands are pipelined on each.
const CONNECTIONS: usize = 2;
/// Commands that may wait on one connection before the next is refused.
const WAITING_COMMANDS: usize = 4096;
/// Reconnection: exponential from 20 ms to 300 ms with jitter, for ever. Not longer, because
/// everybody waits for it once Redis is back.
const RECONNECT: (u32, u32, u32, u32) = (0, 20, 300, 2);
/// A key that was written to see whether that works is gone after this.
const PROBE_LIFE: Duration = Duration::from_secs(10);
/// Keys that are written on a cluster, in slots that lie equally far from each other: one or more on each
/// of so many masters that share the slots evenly.
const PROBES: usize = 16;
/// Slots of a cluster.
const SLOTS: usize = 16_384;
/// Answers of a server that is no master any more, or not yet one: the masters are looked up anew.
const NOT_THE_MASTER: [ReconnectError; 4] = [
    ReconnectError::ClusterDown,
    ReconnectError::Loading,
    ReconnectError::MasterDown,
    ReconnectError::ReadOnly,
];

/// A connection, and what a command on it is to go by.
pub(super) type RedisClient = WithOptions<Client>;

/// A few connections; each connects again by itself whenever it is lost.
pub(super) struct Connection {
    pool: Pool,
    faults: Arc<Faults>,
    /// What is written to see whether that works.
    probes: Vec<String>,
    /// How long a command may take, connection included.
    timeout: Duration,
    /// Until then calls wait for the first connection: a healthy start refuses nobody.
    starting: Instant,
    /// Ends with the connection.
    _kept_alive: JoinSet<()>,
}

impl Connection {
    /// Starts to connect; once that has failed, and again whenever the connection is lost, every
    /// call is [`StoreError::Down`]. A command may take as long as `timeout`, and so may connecting
    /// and each question that fred asks on the way: a process that was stopped takes connections and
    /// says nothing, so this is what each try costs until it is replaced.
    ///
    /// # Errors
    /// When the configuration can't be used at all.
    pub(super) fn new(config: Config, timeout: Duration) -> StoreResult<Self> {
        let (attempts, min_delay, max_delay, base) = RECONNECT;
        let clustered = config.server.is_clustered();
        let pool = Builder::from_config(Config {
            // Of the first connection: tried again like every other.
            fail_fast: false,
            ..config
        })
        .with_performance_config(|performance| {
            performance.default_command_timeout = timeout;
        })
        .with_connection_config(|connection| {
            connection.connection_timeout = timeout;
            connection.internal_command_timeout = timeout;
            // Never send a command twice: it may have been done before the connection broke.
            connection.max_command_attempts = 1;
            connection.max_redirections = 0;
            connection.max_command_buffer_len = WAITING_COMMANDS;
            connection.unresponsive = UnresponsiveConfig {
                // A connection on which nothing was answered for this long is given up.
                max_timeout: Some(2 * timeout),
                interval: Duration::from_millis(250),
            };
            connection.reconnect_errors = NOT_THE_MASTER.into();
            connection.tcp.nodelay = Some(true);
        })
        .set_policy(ReconnectPolicy::new_exponential(attempts, min_delay, max_delay, base))
        .build_pool(CONNECTIONS)?;
        let mut kept_alive = JoinSet::new();
        let faults: Arc<Faults> = Arc::default();
        for client in pool.clients() {
            kept_alive.spawn(note_errors(client.error_rx(), Arc::clone(&faults)));
            kept_alive.spawn(keep_alive(client.clone(), Arc::clone(&faults)));
            kept_alive.spawn(listen(client.clone(), clustered, timeout, Arc::clone(&faults)));
        }
        let starting = Instant::now() + STARTING;
        let probes = probes(if clustered { PROBES } else { 1 });
        Ok(Self { pool, faults, probes, timeout, starting, _kept_alive: kept_alive })
    }

    /// Runs a script by its name, and by its text where the server does not know it yet.
    pub(super) async fn run<R, K, V>(&self, script: &Script, keys: K, args: V) -> StoreResult<R>
    where
        R: FromValue,
        K: Into<MultipleKeys> + Send,
        V: TryInto<MultipleValues> + Send,
        V::Error: Into<RedisError> + Send,
    {
        let keys = keys.into().inner();
        let args: MultipleValues =
            args.try_into().map_err(|_| StoreError::Down(StoreFault::Unknown))?;
        let args = match args {
            Value::Array(several) => several,
            one => vec![one],
        };
        let slot = keys.first().map_or(ClusterHash::Random, |key| key.cluster_hash().into());
        let count = i64::try_from(keys.len()).unwrap_or_default().into();
        let keys = keys.into_iter().map(Value::from);
        let rest: Vec<Value> = iter::once(count).chain(keys).chain(args).collect();
        // Not fred's own call of a script, for which the options of a call do not count.
        let call = |client: RedisClient, command, script: &str| {
            let arguments = iter::once(Value::from(script)).chain(rest.iter().cloned()).collect();
            let command = CustomCommand::new_static(command, slot.clone(), false);
            async move { client.custom::<R, Value>(command, arguments).await }
        };
        let by_name = |client| call(client, "EVALSHA", &script.sha1);
        let done = match self.call_as_is(by_name).await {
            // A server that has just started; EVAL also loads it for the next time.
            Err(error) if error.details().starts_with("NOSCRIPT") => {
                let by_text = |client| call(client, "EVAL", &script.source);
                self.call_as_is(by_text).await
            }
            done => done,
        };
        done.map_err(|error| self.failed(&error))
    }

    /// Runs a command on one key that fred has no call for.
    pub(super) async fn command<R: FromValue>(
        &self,
        name: &'static str,
        key: String,
        args: &[&str],
    ) -> StoreResult<R> {
        let slot: ClusterHash = Key::from(key.as_str()).cluster_hash().into();
        let command = CustomCommand::new_static(name, slot, false);
        let args: Vec<Value> =
            iter::once(key.as_str()).chain(args.iter().copied()).map(Value::from).collect();
        let call = |client: RedisClient| {
            let (command, args) = (command.clone(), args.clone());
            async move { client.custom::<R, Value>(command, args).await }
        };
        self.call::<R, _>(call).await
    }

    /// Makes a call within its time.
    pub(super) async fn call<R, F>(&self, call: impl Fn(RedisClient) -> F) -> StoreResult<R>
    where
        F: Future<Output = Result<R, RedisError>>,
    {
        self.call_as_is(call).await.map_err(|error| self.failed(&error))
    }

    /// What a call failed of. When there is no connection, that is why there is none.
    fn failed(&self, error: &RedisError) -> StoreError {
        StoreError::Down(self.faults.of_call(error))
    }

    /// Makes a call within its time. On a connection that is down it fails at once, and what was
    /// not yet written when its time is up never is: a command that ran later, when its caller had
    /// long said 503, would surprise everybody.
    async fn call_as_is<R, F>(&self, call: impl Fn(RedisClient) -> F) -> Result<R, RedisError>
    where
        F: Future<Output = Result<R, RedisError>>,
    {
        self.in_time(async |left| {
            let options = Options { fail_fast: true, timeout: Some(left), ..Options::default() };
            let client = self.connected().await;
            match call(client.with_options(&options)).await {
                // Another node has the key now, and this client has just learned which: so it was
                // not done.
                Err(error) if *error.kind() == ErrorKind::Routing => {
                    call(client.with_options(&options)).await
                }
                done => done,
            }
        })
        .await
    }

    /// Writes to every master; one that answers but takes no writes is no good.
    pub(super) async fn check_writes(&self) -> StoreResult<()> {
        let life = PROBE_LIFE.as_millis().to_string();
        let args = ["1", "PX", &life];
        let write = |key: &String| self.command::<()>("SET", key.clone(), &args);
        try_join_all(self.probes.iter().map(write)).await?;
        Ok(())
    }

    /// Waits for a call, which is told what is left of its time; a little longer than that, and not at
    /// all when nothing is.
    pub(super) async fn in_time<T, E: From<RedisError>>(
        &self,
        call: impl AsyncFnOnce(Duration) -> Result<T, E>,
    ) -> Result<T, E> {
        let left = deadline::left(self.timeout);
        if left.is_zero() {
            return Err(late().into());
        }
        timeout(left + FRED_IS_LATE, call(left)).await.unwrap_or_else(|_| Err(late().into()))
    }

    async fn connected(&self) -> &Client {
        let client = self.pool.next_connected();
        let starting = self.starting.saturating_duration_since(Instant::now());
        if !client.is_connected() && !starting.is_zero() {
            // Whether it came to be connected is what the command will say.
            let _ = timeout(starting, client.wait_for_connect()).await;
        }
        client
    }
}

/// Notes why connecting fails.
async fn note_errors(mut errors: Receiver<(RedisError, Option<Server>)>, faults: Arc<Faults>) {
    loop {
        match errors.recv().await {
            Ok((error, _)) => faults.not_connected(&error),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Runs the task of a connection, and runs it again should it end: fred ends it after errors that it
/// takes to be final, such as a redirection to a node that it does not know.
async fn keep_alive(client: Client, faults: Arc<Faults>) {
    /// Ends the task with the one that watches it.
    struct Ending(ConnectHandle);
    impl Drop for Ending {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    loop {
        let mut task = Ending(client.connect());
        if let Ok(Err(error)) = (&mut task.0).await {
            faults.not_connected(&error);
        }
        // What is wrong is said with the calls that fail of it.
        tracing::debug!("a connection to the store ended; it is made anew");
        sleep(PAUSE).await;
    }
}

/// Asks each node whether it is there. What has been silent twice is looked up and connected anew:
/// under traffic fred does not notice that a process hangs.
async fn listen(client: Client, clustered: bool, within: Duration, faults: Arc<Faults>) {
    let mut silent = 0;
    loop {
        sleep(HEARTBEAT).await;
        if !client.is_connected() {
            silent = 0;
            continue;
        }
        let nodes = client.active_connections().into_iter().map(|node| {
            let asked = client.with_options(&Options {
                fail_fast: true,
                timeout: Some(within),
                cluster_node: clustered.then_some(node),
                ..Options::default()
            });
            async move { asked.ping::<()>(None).await.is_ok() }
        });
        let all = join_all(nodes).await.into_iter().all(|answered| answered);
        if all {
            faults.connected();
        }
        silent = if all { 0 } else { silent + 1 };
        if silent >= 2 {
            silent = 0;
            // Whether it went well is what the next heartbeat says.
            let _ = timeout(within, client.force_reconnection()).await;
        }
    }
}

/// Keys in so many equal parts of the slots.
fn probes(parts: usize) -> Vec<String> {
    let part = |key: &String| usize::from(redis_keyslot(key.as_bytes())) * parts / SLOTS;
    // A pattern of names that every documented user may write to.
    let keys = || (0..).map(|n: u64| format!("sms:ready:{n}"));
    (0..parts).filter_map(|wanted| keys().find(|key| part(key) == wanted)).collect()
}

pub(super) fn late() -> RedisError {
    RedisError::new(ErrorKind::Timeout, "out of time")
}

impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        Self::Down(Faults::default().of_call(&error))
    }
}
